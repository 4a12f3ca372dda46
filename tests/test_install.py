"""What pip, make and Binder put where: the wheel, the locks, the targets, and a sentence where something is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from importlib.metadata import distribution, entry_points
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from traitlets.config import Config
from traitlets.utils.importstring import import_item

import basislib

ROOT = Path(__file__).parents[1]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
JUPYTER = ROOT / "basislib" / "jupyter"
SHARED = sorted(path.relative_to(JUPYTER).as_posix() for path in (JUPYTER / "share").rglob("*") if path.is_file())


def run(*command, cwd=ROOT, **options):
    return subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done = run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_what_jupyter_looks_for(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    data = f"basislib-{basislib.__version__}.data/data"
    assert SHARED
    assert {f"{data}/{path}" for path in SHARED} <= names
    assert not [name for name in names if name.startswith("basislib/jupyter/share")]


def test_pip_changes_nothing_in_anybodys_jupyter(wheel):
    """What it puts where Jupyter looks is one template, which only a notebook that names it uses."""
    data = f"basislib-{basislib.__version__}.data/data/"
    names = [name.removeprefix(data) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(data)]
    assert names and all(name.startswith("share/jupyter/voila/templates/workbook/") for name in names)
    groups = {entry.group for entry in distribution("basislib").entry_points}
    assert groups == {"jupyter_client.kernel_provisioners"}, "it is there to be asked for by name, and nobody else asks"


def test_every_notebook_names_the_template():
    notebooks = [*(ROOT / "notebooks").glob("*.ipynb")]
    assert len(notebooks) > 10
    for path in notebooks:
        assert json.loads(path.read_text("utf-8"))["metadata"]["voila"] == {"template": "workbook"}, path.name


def test_the_wheel_carries_every_file_of_the_package(wheel):
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "basislib").rglob("*.*")}
    expected = {path for path in files if not path.startswith("basislib/jupyter/share/") and "__pycache__" not in path}
    assert {"basislib/widgets/page.css", "basislib/widgets/page.js"} <= expected
    assert expected <= set(zipfile.ZipFile(wheel).namelist())


def test_pip_puts_it_in_place(wheel, tmp_path):
    done = run(*PIP, "install", "--no-deps", "--no-index", "--ignore-installed", "--prefix", tmp_path, wheel)
    assert done.returncode == 0, done.stderr
    for path in SHARED:
        assert (tmp_path / path).read_bytes() == (JUPYTER / path).read_bytes()


def test_this_environment_has_the_present_files():
    stale = [
        path
        for path in SHARED
        if not (Path(sys.prefix) / path).is_file()
        or (Path(sys.prefix) / path).read_bytes() != (JUPYTER / path).read_bytes()
    ]
    assert not stale, "`pip install --no-deps -e .` brings these up to date"


def test_what_a_cell_shows_is_waited_for_on_a_busy_server_and_never_left_out_in_silence():
    """By default what has not come four seconds after a cell's end is left out: a page without its picture."""
    executor = json.loads((JUPYTER / "config/voila.json").read_text("utf-8"))["VoilaExecutor"]
    client = NotebookClient(nbformat.v4.new_notebook(), config=Config({"NotebookClient": executor}))
    assert client.raise_on_iopub_timeout and client.iopub_timeout >= 60


def test_the_settings_name_what_exists():
    for path in (JUPYTER / "config").rglob("*.json"):
        json.loads(path.read_text("utf-8"))
    settings = json.loads((JUPYTER / "config/voila.json").read_text("utf-8"))
    server = json.loads((JUPYTER / "config/jupyter_server_config.json").read_text("utf-8"))
    connection = settings["Voila"]["kernel_websocket_connection_class"]
    assert import_item(connection)
    assert server["ServerApp"]["kernel_websocket_connection_class"] == connection
    assert [import_module(name) for name in server["ServerApp"]["jpserver_extensions"]]
    kernels = import_item(settings["VoilaConfiguration"]["multi_kernel_manager_class"])
    assert all(import_item(name) for name in settings["VoilaExporter"]["preprocessors"])
    assert server["VoilaExporter"] == settings["VoilaExporter"]
    assert server["VoilaExecutor"].items() <= settings["VoilaExecutor"].items()
    name = settings["KernelProvisionerFactory"]["default_provisioner_name"]
    (provisioner,) = entry_points(group="jupyter_client.kernel_provisioners", name=name)
    assert provisioner.load()
    assert settings[kernels.__name__].keys() <= set(kernels.class_trait_names())


def pins(path):
    """Return the exact versions of a lock by name; a name may have several, for several Pythons."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "-r ")):
            requirement = Requirement(line)
            (exact,) = requirement.specifier
            assert exact.operator == "==", line
            found.setdefault(canonicalize_name(requirement.name), []).append(exact.version)
    return found


@pytest.mark.parametrize(
    ("lock", "ranges"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("tests/requirements.txt", PROJECT["optional-dependencies"]["test"]),
    ],
)
def test_every_direct_dependency_is_locked_within_its_range(lock, ranges):
    locked = {**pins(ROOT / "requirements.txt"), **pins(ROOT / lock)}
    for requirement in map(Requirement, ranges):
        versions = locked[canonicalize_name(requirement.name)]
        assert all(version in requirement.specifier for version in versions), requirement


def test_the_locks_agree_and_hold_no_address():
    main, tests = ROOT / "requirements.txt", ROOT / "tests/requirements.txt"
    for name in pins(main).keys() & pins(tests).keys():  # the same, for more systems
        assert pins(main)[name] == pins(tests)[name]
    assert tests.read_text("utf-8").splitlines()[0] == "-r ../requirements.txt"
    for lock in (main, tests):
        assert not re.search(r"://| @ |--index|--find", lock.read_text("utf-8"))


def test_nothing_is_locked_that_makes_each_start_of_jupyterlab_a_second_longer():
    """It builds grammars when it is imported, as JupyterLab would whether or not anything is checked by them."""
    assert "rfc3987-syntax" not in pins(ROOT / "requirements.txt")


def test_repo2docker_accepts_the_binder_folder(tmp_path):
    for name in ("binder", "requirements.txt", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    done = run(sys.executable, "-m", "repo2docker", "--no-build", "--debug", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in said
    assert "RUN ./binder/postBuild" in said
    assert "binder/start" in said
    python = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    assert f"python={python}" in said
    assert python in SpecifierSet(PROJECT["requires-python"])


def test_binder_installs_the_one_lock():
    assert (ROOT / "binder/requirements.txt").read_text() == "-r ../requirements.txt\n"
    for script in ("postBuild", "start"):
        assert os.access(ROOT / "binder" / script, os.X_OK)
        assert run("bash", "-n", f"binder/{script}").returncode == 0
    said = run(
        "binder/start",
        "printenv",
        "JUPYTER_CONFIG_PATH",
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    assert Path(said.stdout.strip(), "jupyter_server_config.json").is_file()


def test_the_version_is_the_same_everywhere():
    assert PROJECT["version"] == basislib.__version__
    assert f"\nversion: {basislib.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


make = pytest.mark.skipif(not shutil.which("make"), reason="make is one of two ways")


@make
def test_make_lists_its_targets():
    said = run("make").stdout
    for target in ("serve", "lab", "test", "bench", "lock", "help"):
        assert re.search(rf"^ *make {target} +\w", said, re.M), said


@make
@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("exit 1", "The workbook needs Python 3.11 or later, and none was found as python3."),
        ('test "$2" != venv', "This Python has no working venv module; on Debian and Ubuntu: apt install python3-venv"),
    ],
)
def test_make_says_what_is_missing(tmp_path, python, sentence):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "find", "id", "rm"):
        (tools / tool).symlink_to(shutil.which(tool))
    (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
    (tools / "python3").chmod(0o755)
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "basislib/jupyter/share").mkdir(parents=True)
    done = run(shutil.which("make"), "serve", cwd=tmp_path, env={"PATH": str(tools)})
    assert done.returncode != 0
    assert done.stdout.strip() == sentence


def test_without_a_browser_there_is_one_sentence():
    done = run(sys.executable, "-m", "tests.browser.chromium", env={**os.environ, "CHROMIUM": "/nowhere/chromium"})
    assert done.returncode != 0
    (sentence,) = done.stderr.splitlines()
    assert "apt install chromium" in sentence
