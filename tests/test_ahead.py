"""Voila's scripts in one file, and its templates compiled once."""

import gzip
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment
from voila.paths import collect_static_paths

from basislib.jupyter import ahead, extension


def test_inside_another_server_there_are_two_addresses_more_and_nothing_else():
    (point,) = extension._jupyter_server_extension_points()
    assert point == {"module": extension.__name__}
    settings, handlers = {"base_url": "/user/ann/"}, []
    before = dict(settings)
    web_app = SimpleNamespace(settings=settings, add_handlers=lambda _, new: handlers.extend(new))
    extension._load_jupyter_server_extension(SimpleNamespace(web_app=web_app))
    assert [pattern for pattern, _ in handlers] == [
        r"/user/ann/voila/scripts/(\w+\.js)",
        r"/user/ann/voila/start/((?:notebooks/)?00_start_here\.ipynb)",
    ]
    assert settings == before


def test_the_scripts_hold_all_that_voila_names_and_its_main_script_last():
    body, name = ahead.scripts()
    text = gzip.decompress(body).decode()
    folder = next(Path(place) for place in collect_static_paths(["voila"], "lab") if Path(place, "voila.js").exists())
    source = folder.joinpath("voila.js").read_text("utf-8")
    named = [folder / f"{number}.voila.js" for number in re.findall(r"\.e\((\d+)\)", source)]
    named = [path.read_text("utf-8") for path in named if path.is_file()]
    assert len(set(named)) > 20
    assert all(chunk in text for chunk in named)
    assert text.endswith(source)
    assert "jupyter_widgets_jupyterlab_manager" in text
    assert re.fullmatch(r"[0-9a-f]{20}\.js", name)


def test_a_widgets_model_is_awaited_for_a_minute():
    text = gzip.decompress(ahead.scripts()[0]).decode()
    found = re.findall(r"get_model\(\w\)\{[^}]*Date\.now\(\)-\w<(\w+);", text)
    assert found == ["6e4"], "the script gives up in one place, and that is the one changed"


def test_a_widgets_script_that_gives_up_in_another_way_is_left_alone(tmp_path, monkeypatch):
    chunk = "(self.packChunk_A=self.packChunk_A||[]).push([[1],{1:{async get_model(e){await this.patience(e,2e3)}}}])"
    folder = tmp_path / ahead.WIDGETS[0] / "static"
    folder.mkdir(parents=True)
    folder.joinpath("1.js").write_text(chunk, "utf-8")
    monkeypatch.setattr(ahead, "jupyter_path", lambda *parts: [tmp_path])
    assert ahead._of_widgets() == [chunk]


@pytest.fixture
def other_voila(tmp_path, monkeypatch):
    """Return a function that puts some files in the place of Voila's scripts and returns what becomes of them."""

    def scripts(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name.strip('_').replace('_', '.')}.js").write_text(text, "utf-8")
        monkeypatch.setattr(ahead, "jupyter_path", lambda *parts: [tmp_path / "no"] + [tmp_path] * ("base" in parts))
        return ahead.scripts.__wrapped__()

    return scripts


def test_of_another_voila_only_what_is_a_chunk_is_taken(other_voila):
    chunk = '"use strict";(self.packChunk_A=self.packChunk_A||[]).push([[{}],{{}}])'
    body, name = other_voila(
        voila="r.e(1),r.e(2),r.e(3),r.e(4)",
        _1_voila=chunk.format(1),
        _2_voila="alert()",
        _4_voila=chunk.format(4) + "mathjax-extension:plugin;e.e(5)",
        _5_voila=chunk.format(5),
        _6_voila=chunk.format(6),
    )
    text = gzip.decompress(body).decode()
    assert name and "alert" not in text
    assert re.findall(r"\[\[(\d)\]", text) == ["1", "4", "5"]
    assert text.startswith('!function(){"use strict"')  # each by itself: what is strict does not make the rest so


def test_a_voila_that_is_built_in_another_way_is_left_alone(other_voila):
    assert other_voila() == (b"", "")
    assert other_voila(voila="import('./1.js')") == (b"", "")
    assert other_voila(voila="r.e(1)", _1_voila="export default 1") == (b"", "")


def test_templates_are_compiled_once_until_they_change():
    compiled, cache = [], ahead.Compiled()

    class Counting(Environment):
        def compile(self, source, *args, **kwargs):
            compiled.append(source)
            return super().compile(source, *args, **kwargs)

    def render(**templates):
        environment = Counting(loader=DictLoader(templates), bytecode_cache=cache)
        return environment.get_template("page").render(x=1)

    assert render(page="a{{ x }}") == render(page="a{{ x }}") == "a1"
    assert compiled == ["a{{ x }}"]
    assert render(page="b{{ x }}") == "b1"
    assert len(compiled) == 2


def test_the_site_starts_without_a_parser_that_it_does_not_need():
    """It took as long as all its other imports."""
    code = "import sys, basislib.jupyter.__main__; sys.exit('lark' in sys.modules or 'voila' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
