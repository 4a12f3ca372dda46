"""The server side: a websocket without delay, kernels from the nursery, manners inside another's server."""

import asyncio
import gzip
import logging
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from jinja2 import DictLoader, Environment
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets.config import Config
from voila.app import Voila
from voila.paths import collect_static_paths

from basislib import server
from basislib.jupyter import ahead

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


class Connection(server.NoDelayConnection):
    """A connection with a websocket of our making."""

    websocket_handler = log = None

    def __init__(self, websocket):
        self.websocket_handler = websocket
        self.log = logging.getLogger("connection")


@pytest.fixture
def connected(monkeypatch):
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")


def test_a_connection_has_no_delay(connected):
    asked = []
    assert Connection(SimpleNamespace(set_nodelay=asked.append)).connect() == "connected"
    assert asked == [True]


def test_a_connection_that_cannot_lose_its_delay_connects_all_the_same(connected, caplog):
    def refuse(value):
        raise OSError("no such option")

    assert Connection(SimpleNamespace(set_nodelay=refuse)).connect() == "connected"
    assert "keeps its delay" in caplog.text
    assert Connection(None).connect() == "connected"


@pytest.fixture
def manager(tmp_path):
    """Voila's kernel manager as `voila.json` sets it up, with a nursery that is ready."""
    KernelProvisionerFactory.clear_instance()
    config = Config({"KernelProvisionerFactory": {"default_provisioner_name": "basislib-nursery"},
                     "AsyncKernelManager": {"client_factory": "basislib.server.PromptClient"}})
    manager = server.KernelManager(config=config, root_dir=str(tmp_path), connection_dir=str(tmp_path))
    nursery = manager.nursery
    while not nursery.ready():
        time.sleep(0.05)
    yield manager
    nursery.close()
    KernelProvisionerFactory.clear_instance()


async def start(manager, **env):
    """Start a kernel; return it and a client that is connected to it."""
    kernel = manager.get_kernel(await manager.start_kernel(path="", env={**os.environ, **env}))
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return kernel, client


async def evaluate(client, expression):
    """Return what an expression is in the kernel, as text."""
    reply = await client.execute_interactive("", user_expressions={"x": expression}, timeout=60)
    return reply["content"]["user_expressions"]["x"]["data"]["text/plain"].strip("'")


def run(scenario, manager):
    async def whole():
        try:
            await scenario(manager)
        finally:
            await manager.shutdown_all(now=True)

    with ThreadPoolExecutor() as threads:  # the browser tests leave a loop running in this thread
        threads.submit(lambda: asyncio.run(whole())).result()


@linux_only
def test_a_forked_kernel_is_like_any_other(manager, tmp_path):
    async def scenario(manager):
        kernel, client = await start(manager, QUERY_STRING="leverage=20")
        _, other = await start(manager)
        parent = psutil.Process(int(await evaluate(client, "__import__('os').getppid()")))
        assert "basislib.jupyter.nursery" in parent.cmdline()
        assert await evaluate(client, "__import__('os').environ['QUERY_STRING']") == "leverage=20"
        assert await evaluate(other, "'QUERY_STRING' in __import__('os').environ") == "False"
        assert await evaluate(client, "__import__('os').getcwd()") == str(tmp_path)
        assert await evaluate(client, "__name__") == "__main__"
        assert await evaluate(client, "'basislib.server' in __import__('sys').modules") == "False"
        assert await evaluate(client, "'jupyter.widget' in get_ipython().kernel.comm_manager.targets") == "True"
        for draw in ("__import__('random').random()", "__import__('numpy').random.rand()"):
            assert await evaluate(client, draw) != await evaluate(other, draw)
        await interrupt(kernel, client)

    run(scenario, manager)


async def interrupt(kernel, client):
    client.execute("import time; time.sleep(60)")
    await asyncio.sleep(0.5)
    await kernel.interrupt_kernel()
    reply = await client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"


@linux_only
def test_a_forked_kernel_ends_when_told_or_killed(manager):
    async def scenario(manager):
        kernel, _ = await start(manager)
        process = psutil.Process(kernel.provisioner.pid)
        assert await kernel.is_alive()
        await manager.shutdown_kernel(kernel.kernel_id)
        assert not process.is_running()
        kernel, _ = await start(manager)
        handle = kernel.provisioner.process
        handle.kill()
        assert handle.wait() == handle.poll() == 0
        handle.terminate()  # of what has ended: nothing happens

    run(scenario, manager)


@linux_only
def test_a_client_waits_for_its_kernel_but_not_for_a_dead_one(manager):
    async def scenario(manager):
        kernel, client = await start(manager)
        assert type(client) is server.PromptClient
        await client.wait_for_ready(timeout=10)
        kernel.stop_restarter()
        kernel.provisioner.process.kill()
        with pytest.raises(RuntimeError, match="did not start"):
            await client.wait_for_ready(timeout=10)

    run(scenario, manager)


@linux_only
def test_without_its_nursery_a_kernel_starts_the_ordinary_way(manager, caplog):
    async def scenario(manager):
        psutil.Process(manager.nursery._process.pid).kill()
        manager.nursery._process.wait()
        _, client = await start(manager)
        assert await evaluate(client, "__import__('os').getppid()") == str(os.getpid())
        assert manager.nursery is None

    run(scenario, manager)
    assert "the slow way" in caplog.text


@linux_only
def test_a_kernel_wanted_before_the_nursery_is_ready_does_not_wait(manager, monkeypatch):
    async def scenario(manager):
        monkeypatch.setattr(manager.nursery, "ready", lambda: False)
        _, client = await start(manager)
        assert await evaluate(client, "__import__('os').getppid()") == str(os.getpid())
        assert manager.nursery is not None

    run(scenario, manager)


@linux_only
def test_kernels_and_nursery_end_with_their_server(tmp_path):
    code = ("import os, time\nfrom basislib.server import Nursery\nn = Nursery()\n"
            "while not n.ready(): time.sleep(.05)\n"
            "k = n.fork(['x', '-f', 'k.json'], os.getcwd(), dict(os.environ))\n"
            "time.sleep(1)\nprint(n._process.pid, k.pid, flush=True)\nos.kill(os.getpid(), 9)")
    with psutil.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=-1, text=True) as process:
        pids = process.stdout.readline().split()
    assert len(pids) == 2
    for _ in range(100):
        if not any(psutil.pid_exists(int(pid)) for pid in pids):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {pids}")


def test_without_what_forking_takes_there_is_no_nursery(monkeypatch):
    monkeypatch.delattr(os, "pidfd_open", raising=False)
    assert server.KernelManager().nursery is None


def jupyter_server(connection=ZMQChannelsWebsocketConnection, **config):
    """Return as much of a Jupyter server as an extension sees."""
    settings = {"kernel_websocket_connection_class": connection, "base_url": "/user/ann/"}
    handlers = []
    web_app = SimpleNamespace(settings=settings, handlers=handlers, add_handlers=lambda _, new: handlers.extend(new))
    return SimpleNamespace(web_app=web_app, config=Config(config),
                           kernel_manager=AsyncMappingKernelManager(config=Config(config)))


def test_inside_another_server_the_extension_brings_no_delay_and_an_end_to_idling():
    (point,) = server._jupyter_server_extension_points()
    assert point == {"module": server.__name__}
    jupyter = jupyter_server()
    server._load_jupyter_server_extension(jupyter)
    assert jupyter.web_app.settings["kernel_websocket_connection_class"] is server.NoDelayConnection
    assert jupyter.kernel_manager.cull_idle_timeout == server.IDLE_AFTER
    assert not jupyter.kernel_manager.cull_connected
    assert jupyter.config.VoilaExporter.preprocessors == ["basislib.jupyter.ahead.Ahead"]
    assert [pattern for pattern, _ in jupyter.web_app.handlers] == [r"/user/ann/voila/scripts/(\w+\.js)"]


@pytest.mark.parametrize("section", ["MappingKernelManager", "AsyncMappingKernelManager"])
@pytest.mark.parametrize("value", [0, 60])
def test_inside_another_server_what_was_decided_there_stands(section, value):
    gateway = type("GatewayConnection", (), {})
    jupyter = jupyter_server(gateway, **{section: {"cull_idle_timeout": value}, "VoilaExporter": {"preprocessors": []}})
    server._load_jupyter_server_extension(jupyter)
    assert jupyter.web_app.settings["kernel_websocket_connection_class"] is gateway
    assert jupyter.kernel_manager.cull_idle_timeout == value
    assert jupyter.config.VoilaExporter.preprocessors == []


def test_voila_brings_the_handler_for_the_scripts():
    provider = server.IdentityProvider(parent=Voila(server_url="/pre/fix/"))
    assert [pattern for pattern, _ in provider.get_handlers()][-1] == r"/pre/fix/voila/scripts/(\w+\.js)"


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
    body, name = other_voila(voila="r.e(1),r.e(2),r.e(3),r.e(4)", _1_voila=chunk.format(1), _2_voila="alert()",
                             _4_voila=chunk.format(4) + "mathjax-extension:plugin;e.e(5)", _5_voila=chunk.format(5),
                             _6_voila=chunk.format(6))
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
