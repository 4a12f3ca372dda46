"""The kernels: a websocket without delay, forked processes, seats, and what is left when one ends."""

import asyncio
import gc
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.web import HTTPError
from traitlets.config import Config
from voila.utils import ENV_VARIABLE

from basislib.jupyter import kernels
from basislib.record.datasets import folder
from tests import loops

forks = pytest.mark.skipif(not kernels.can_fork(), reason="this system has no fork server")


class Connection(kernels.NoDelayConnection):
    """A connection with a websocket of our making."""

    websocket_handler = log = multi_kernel_manager = kernel_id = None

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


def table(*starts, count=None, width=8, order="little"):
    """Return a frame's table of parts."""
    return b"".join(number.to_bytes(width, order) for number in (len(starts) if count is None else count, *starts))


GOOD = (table(32, 37, 39) + b"shell{}", table(24, 24) + b"x", table(16))
BAD = (
    b"",
    b"\0" * 8,
    b"\xff" * 8,
    table(32, 37, 36) + b"shell{}",
    table(32, 37, 40) + b"shell{}",
    table(8, 37),
    table(count=2**40) + b"x" * 99,
    table(*[0, 5_000] * 10) + b"x" * 5_000,
    table(*[9_000] * 1001) + b"x" * 9_000,
)


@pytest.fixture
def passed(monkeypatch):
    passed = []
    monkeypatch.setattr(
        ZMQChannelsWebsocketConnection, "handle_incoming_message", lambda connection, frame: passed.append(frame)
    )
    return passed


def test_a_frame_whose_table_of_parts_cannot_be_is_dropped(passed, caplog):
    connection = Connection(SimpleNamespace(selected_subprotocol=kernels.V1))
    for frame in GOOD + BAD:
        connection.handle_incoming_message(frame)
    assert passed == list(GOOD)
    assert len(caplog.records) == len(BAD)


def test_what_a_reader_sends_is_a_kernels_activity(passed):
    connection, touched = Connection(SimpleNamespace(selected_subprotocol=kernels.V1)), []
    connection.multi_kernel_manager, connection.kernel_id = SimpleNamespace(touch=touched.append), "one"
    for frame in (GOOD[0], BAD[0]):
        connection.handle_incoming_message(frame)
    assert touched == ["one"]


def test_an_old_frame_has_a_table_of_its_own_and_text_has_none(passed):
    connection = Connection(SimpleNamespace(selected_subprotocol=None))
    old = serialize_binary_message({"header": {}, "buffers": [b"file", b""]})
    for frame in (old, "{}", "{broken", table(count=2**31 - 1, width=4, order="big") + b"x" * 99, *GOOD):
        connection.handle_incoming_message(frame)
    assert passed == [old, "{}", "{broken"]


def test_what_the_server_itself_sends_is_in_parts(passed):
    connection = Connection(SimpleNamespace(selected_subprotocol=kernels.V1))
    frame = serialize_msg_to_ws_v1([b"{}"] * 4 + [b"x" * 1000], "shell")
    connection.handle_incoming_message(frame)
    assert passed == [frame]


@pytest.fixture
def manager(tmp_path):
    """The kernels as `voila.json` sets them up."""
    KernelProvisionerFactory.clear_instance()
    config = Config(
        {
            "KernelProvisionerFactory": {"default_provisioner_name": "basislib-forked"},
            "KernelRestarter": {"restart_limit": 0},
        }
    )
    manager = kernels.Kernels(config=config, root_dir=str(tmp_path), connection_dir=str(tmp_path), readers=3)
    manager.clients = []  # that tests have connected
    yield manager
    KernelProvisionerFactory.clear_instance()


async def start(manager, arguments=(), **env):
    """Start a kernel; return it and a client that is connected to it."""
    kernel_id = await manager.start_kernel(path="", env={**os.environ, **env}, extra_arguments=[*arguments])
    kernel = manager.get_kernel(kernel_id)
    client = kernel.client()
    manager.clients.append(client)
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    return kernel, client


async def evaluate(client, expression):
    """Return what an expression is in the kernel, as text."""
    reply = await client.execute_interactive("", user_expressions={"x": expression}, timeout=60)
    return reply["content"]["user_expressions"]["x"]["data"]["text/plain"].strip("'")


async def until(true):
    """Wait until something is so."""
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never was so")


def run(scenario, manager):
    async def whole():
        try:
            await scenario(manager)
        finally:
            for client in manager.clients:  # else their heartbeats go on through the tests that follow
                client.stop_channels()
            await manager.shutdown_all(now=True)

    loops.run(whole())


@forks
def test_a_forked_kernel_is_like_any_other(manager, tmp_path):
    async def scenario(manager):
        kernel, client = await start(manager, **{ENV_VARIABLE.QUERY_STRING: "leverage=20"})
        _, other = await start(manager)
        parent = psutil.Process(int(await evaluate(client, "__import__('os').getppid()")))
        assert any("forkserver" in part for part in parent.cmdline())
        assert await evaluate(client, "__import__('os').environ['QUERY_STRING']") == "leverage=20"
        assert await evaluate(other, "'QUERY_STRING' in __import__('os').environ") == "False"
        assert await evaluate(client, "__import__('os').getcwd()") == str(tmp_path)
        assert await evaluate(client, "__name__") == "__main__"
        for heavy in ("voila", "jupyter_server", "basislib.jupyter.kernels"):  # a second each, and 50 MB
            assert await evaluate(client, f"{heavy!r} in __import__('sys').modules") == "False"
        assert await evaluate(client, "'jupyter.widget' in get_ipython().kernel.comm_manager.targets") == "True"
        for draw in ("__import__('random').random()", "__import__('numpy').random.rand()"):
            assert await evaluate(client, draw) != await evaluate(other, draw)
        await interrupt(kernel, client)

    run(scenario, manager)


@forks
def test_a_forked_kernel_does_its_work_in_one_thread(manager):
    """And what it prints while it works, in a thread too, is heard."""

    async def scenario(manager):
        _, client = await start(manager)
        names = await evaluate(client, "{each.name for each in __import__('threading').enumerate()}")
        assert not any(name in names for name in ("IOPub", "Control", "Shell channel")), names
        printed = []
        code = "import threading; print('one'); other = threading.Thread(target=print, args=['two']); other.start(); other.join()"
        await client.execute_interactive(code, timeout=60, output_hook=printed.append)
        assert "".join(message["content"].get("text", "") for message in printed) == "one\ntwo\n"

    run(scenario, manager)


@forks
def test_a_forked_kernel_does_not_look_around_as_it_starts(manager):
    """To look at a module or a name copies a page of the memory that kernels share; this was 8 MB of each reader's 43."""

    async def scenario(manager):
        _, client = await start(manager)
        kernel = "get_ipython().kernel"
        assert await evaluate(client, f"{kernel}._kernel_modules") == "[]"
        assert await evaluate(client, "get_ipython()._sys_modules_keys") == "set()"
        assert await evaluate(client, "get_ipython().history_manager.enabled") == "False"
        for module in ("ipykernel.ipkernel", "IPython.core.shellapp"):
            assert (
                await evaluate(client, f"__import__({module!r}, fromlist=['sys']).sys is __import__('sys')") == "True"
            )
        assert await evaluate(client, f"{kernel}.parent.quiet") == "True"
        _, other = await start(manager, ["--IPKernelApp.quiet=False"])
        assert await evaluate(other, f"{kernel}.parent.quiet") == "False", "what else Jupyter may ask for is heard"

    run(scenario, manager)


MAKING = "import ipywidgets; slider = ipywidgets.IntSlider(3); slider.value = 4"


@forks
def test_a_forked_kernel_tells_of_its_widgets_once_a_page_asks(manager):
    async def scenario(manager):
        _, client = await start(manager)
        heard = []

        async def hear(code):
            await client.execute_interactive(code, timeout=60, output_hook=heard.append)
            told = [message["content"] for message in heard if message["msg_type"].startswith("comm_")]
            heard.clear()
            return told

        assert await hear(MAKING) == []
        opening = {"comm_id": "page", "target_name": "jupyter.widget.control", "data": {}}
        client.shell_channel.send(client.session.msg("comm_open", opening, metadata={"version": "1.0.0"}))
        asking = {"comm_id": "page", "data": {"method": "request_states"}}
        client.shell_channel.send(client.session.msg("comm_msg", asking))
        while True:
            content = (await client.get_iopub_msg(timeout=60))["content"]
            if content.get("data", {}).get("method") == "update_states":
                break
        states = [each["state"] for each in content["data"]["states"].values()]
        assert [state["value"] for state in states if "value" in state] == [4]
        (told,) = await hear("slider.value = 5")
        assert told["data"] == {"method": "update", "state": {"value": 5}, "buffer_paths": []}
        assert [each["target_name"] for each in await hear("ipywidgets.Layout()")] == ["jupyter.widget"]

    run(scenario, manager)


EDITED = ("basislib/formats.py", "data/mar2020.csv", "basislib/locale/zh/LC_MESSAGES/basislib.mo")
EDITING = """
import os, sys, time
import basislib.jupyter.preload, basislib.jupyter.forked as forked
for path in {paths!r}:
    if os.fork():
        os.wait()
        continue
    forked.forget_edited()
    print(sys.modules["basislib.scenes.policy_frontier"].against.cache_info().currsize)
    print(sys.modules["basislib.record.episodes"].episode.cache_info().currsize)
    then = os.stat(path).st_mtime
    time.sleep(0.05)
    os.utime(path)
    forked.forget_edited()
    import basislib.pages.episodes, basislib.scenes.policy_frontier as again
    print(again.against.cache_info().currsize, flush=True)
    os.utime(path, (then, then))
    os._exit(0)
"""


@forks
def test_the_workbook_is_made_ready_ahead_and_anew_if_part_of_it_has_been_edited(tmp_path):
    package = Path(kernels.__file__).parents[1]
    shutil.copytree(package, tmp_path / "basislib", ignore=shutil.ignore_patterns("share"))
    shutil.copytree(folder(), tmp_path / "data")
    command = [sys.executable, "-c", EDITING.format(paths=EDITED)]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": ""}, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "1", "0"] * len(EDITED), done.stderr


async def interrupt(kernel, client):
    client.execute("import time; time.sleep(60)")
    await asyncio.sleep(0.5)
    await kernel.interrupt_kernel()
    reply = await client.get_shell_msg(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"


@forks
def test_an_exit_code_is_the_true_one(manager):
    async def scenario(manager):
        for end, code in (("__import__('os')._exit(7)", 7), ("__import__('os').abort()", -signal.SIGABRT)):
            kernel, client = await start(manager)
            kernel.stop_restarter()
            process = kernel.provisioner.process
            assert process.poll() is None
            client.execute(end)
            await until(lambda process=process: process.poll() is not None)
            assert process.wait() == process.poll() == code
            process.terminate()  # of what has ended: nothing happens
            await manager.shutdown_kernel(kernel.kernel_id)

    run(scenario, manager)


@forks
def test_a_kernel_that_dies_at_birth_gets_a_second_try_the_slow_way(manager, monkeypatch, caplog):
    monkeypatch.setattr(kernels.forked, "run", die)

    async def scenario(manager):
        _, client = await start(manager)
        assert await evaluate(client, "__import__('os').getppid()") == str(os.getpid())

    run(scenario, manager)
    assert "the slow way" in caplog.text and "exit code is 9" in caplog.text


def die(*arguments):
    os._exit(9)


@forks
def test_a_fork_server_that_has_died_is_replaced(manager):
    async def scenario(manager):
        _, client = await start(manager)
        fork_server = psutil.Process(int(await evaluate(client, "__import__('os').getppid()")))
        fork_server.kill()
        await until(lambda: fork_server.status() == psutil.STATUS_ZOMBIE)
        _, client = await start(manager)
        parent = psutil.Process(int(await evaluate(client, "__import__('os').getppid()")))
        assert parent.pid not in (fork_server.pid, os.getpid())

    run(scenario, manager)


def test_where_there_is_no_fork_server_a_kernel_starts_as_any_does(manager, monkeypatch):
    monkeypatch.setattr(kernels, "can_fork", lambda: False)

    async def scenario(manager):
        _, client = await start(manager)
        assert await evaluate(client, "__import__('os').getppid()") == str(os.getpid())

    run(scenario, manager)


def test_a_client_waits_for_its_kernel_but_not_for_a_dead_one(manager):
    async def scenario(manager):
        kernel, client = await start(manager)
        assert type(client) is kernels.PromptClient
        await client.wait_for_ready(timeout=10)
        kernel.stop_restarter()
        kernel.provisioner.process.kill()
        with pytest.raises(RuntimeError, match="did not start"):
            await client.wait_for_ready(timeout=10)

    run(scenario, manager)


def test_a_kernel_that_dies_is_not_born_again_and_leaves_nothing_behind(manager, tmp_path):
    async def scenario(manager):
        kernel, client = await start(manager)
        client.stop_channels()
        await manager.shutdown_kernel(kernel.kernel_id)
        before = open_files()
        kernel, client = await start(manager)
        client.stop_channels()
        heard = []
        kernel.add_restart_callback(lambda: heard.append("dead"), "dead")
        kernel.provisioner.process.kill()
        await until(lambda: not manager.seats())
        assert heard == ["dead"]
        await until(lambda: open_files() <= before)
        assert not list(tmp_path.glob("kernel-*"))

    run(scenario, manager)


def open_files():
    """How many files, sockets and eventfds this process has open, without those that nothing leads to any more."""
    gc.collect()
    return psutil.Process().num_fds() if hasattr(psutil.Process, "num_fds") else 0


def test_kernels_come_and_go_without_leaving_descriptors_behind(manager):
    gc.freeze()  # what other tests have left is not gone through each time

    async def scenario(manager):
        seen = []
        for _ in range(8):
            kernel, client = await start(manager)
            client.stop_channels()
            await manager.shutdown_kernel(kernel.kernel_id)
            seen.append(open_files())
        assert seen[-1] <= seen[1] + 2, seen  # others are at work in this process

    run(scenario, manager)


def test_a_full_house_refuses_but_a_page_that_has_gone_gives_up_its_seat(manager, monkeypatch):
    async def scenario(manager):
        ids = [await manager.start_kernel(path="", env=dict(os.environ)) for _ in range(3)]
        with pytest.raises(HTTPError) as full:
            await manager.start_kernel(path="", env=dict(os.environ))
        assert full.value.status_code == 503
        assert set(manager.list_kernel_ids()) == set(ids)
        manager.notify_connect(ids[0])
        monkeypatch.setattr(kernels, "GRACE", 0)
        manager._kernels[ids[2]].left -= 100  # gone for longest
        new = await manager.start_kernel(path="", env=dict(os.environ))
        assert set(manager.list_kernel_ids()) == {ids[0], ids[1], new}
        manager.notify_disconnect(ids[0])
        manager._kernels[ids[0]].left -= 1000
        await manager.start_kernel(path="", env=dict(os.environ))
        assert ids[0] not in manager.list_kernel_ids()

    run(scenario, manager)


def test_many_at_once_are_counted_while_they_start_and_one_that_fails_gives_its_seat_back(manager, monkeypatch):
    async def scenario(manager):
        async def one():
            try:
                return await manager.start_kernel(path="", env=dict(os.environ))
            except HTTPError as error:
                return error.status_code

        came = await asyncio.gather(*(one() for _ in range(6)))
        assert came.count(503) == 3 and len(manager.seats()) == 3
        await manager.shutdown_kernel(next(each for each in came if each != 503))
        with pytest.raises(NoSuchKernel, match="no-such-kernel"):
            await manager.start_kernel(path="", env=dict(os.environ), kernel_name="no-such-kernel")
        assert len(manager.seats()) == 2

    run(scenario, manager)


def test_a_lost_page_ends_after_a_while_and_a_connected_one_does_not(manager):
    async def scenario(manager):
        lost, there = [await manager.start_kernel(path="", env=dict(os.environ)) for _ in range(2)]
        manager.notify_connect(there)
        for each in (lost, there):
            manager._kernels[each].left -= manager.lost_timeout - 60
        await manager.cull_kernels()
        assert set(manager.list_kernel_ids()) == {lost, there}
        manager._kernels[lost].left -= 120
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [there]

    manager.cull_idle_timeout, manager.cull_connected = 10800, True
    run(scenario, manager)


def test_a_page_that_nobody_touches_ends_and_one_that_is_used_does_not(manager):
    async def scenario(manager):
        used, idle = [await manager.start_kernel(path="", env=dict(os.environ)) for _ in range(2)]
        for each in (used, idle):
            manager.notify_connect(each)
            manager._kernels[each].last_activity -= timedelta(hours=4)
        manager.touch(used)
        manager.touch("one that has gone")
        await manager.cull_kernels()
        assert manager.list_kernel_ids() == [used]

    manager.cull_idle_timeout, manager.cull_connected = 10800, True
    run(scenario, manager)


ORPHANS = """
import os, time
from basislib.jupyter import kernels
from basislib.record.datasets import folder
if __name__ == "__main__":
    process = kernels.fork(["x", "-f", os.path.abspath("k.json")], os.getcwd(), dict(os.environ))
    from multiprocessing.forkserver import _forkserver
    print(_forkserver._forkserver_pid, process.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


@forks
def test_kernels_and_fork_server_end_with_their_server_however_it_ends(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ORPHANS], cwd=tmp_path, stdout=-1, text=True) as process:
        pids = [int(pid) for pid in process.stdout.readline().split()]
    assert len(pids) == 2
    for _ in range(200):
        if not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {pids}")
