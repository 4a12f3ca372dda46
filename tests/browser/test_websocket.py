"""Forged messages over a real websocket to the real server: the page's kernel stands them, and so does the server.

Where what a page says comes back, in one language, with --every-page in all.
"""

import asyncio
import json
import struct
import uuid
from contextlib import asynccontextmanager

import psutil
from jupyter_server.services.kernels.connection.base import deserialize_binary_message
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from basislib.jupyter.kernels import V1
from basislib.pages import milk_tea_margin
from tests.browser.pages import address
from tests.loops import run
from tests.reader import Reader

PAGE = "01_milk_tea_margin.ipynb"
PATIENCE = 120  # s, for a scenario
LARGE = (1e6, 1e9, -1e9)
FORGED = [
    *({"value": value} for value in LARGE),
    *({"min": -abs(value), "max": abs(value), "step": abs(value), "value": value} for value in LARGE),
    {"value": float("nan")},
    {"value": "x"},
    {"value": None},
    {"value": []},
    {"value": {}},
    {"value": "9" * 100_000},
    {"index": 10**6},
    {"index": -1},
    {"_options_labels": ["x"] * 1000, "index": 999},
    {"options": [], "index": 0},
    {"readout_format": "x", "description": "x", "disabled": True, "layout": None},
    {"children": []},
    {},
    [],
    None,
    5,
]
TABLES = (
    (V1, (2**63).to_bytes(8, "little") + b"x" * 99),  # parts without end
    (V1, (1000).to_bytes(8, "little") + struct.pack("<QQ", 0, 5_000_000) * 500 + b"x" * 5_000_000),
    (V1, b""),
    (V1, b"\0" * 99),
    (None, struct.pack("!i", 2**31 - 1) + b"x" * 99),
    (None, b"\xff" * 99),
)
TEXTS = ("{broken", "", "[]", "5", '{"channel": "shell"}', '{"channel": "shell", "header": 5}', "[" * 1_000_000)
STRANGE = {
    "_model_module": "os",
    "_model_module_version": "",
    "_model_name": "system",
    "_view_module": "os",
    "_view_module_version": "",
    "_view_name": "system",
}
STYLE = {
    "_model_module": "@jupyter-widgets/controls",
    "_model_module_version": "2.0.0",
    "_view_name": "StyleView",
    "_view_module": "@jupyter-widgets/base",
    "_view_module_version": "2.0.0",
    "_model_name": "ButtonStyleModel",
    "button_color": "rgba(1,1,1," + " " * 2_000_000,
}  # a stock widget would check this colour for an hour


class Wire:
    """A websocket to a kernel, and what came over it."""

    def __init__(self, socket):
        self.socket, self.heard = socket, []

    def send(self, kind, content, channel="shell", metadata=None):
        """Send a message and return its id."""
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "username": "", "session": "x", "version": "5.3", "date": ""}
        self.socket.write_message(
            json.dumps(
                {
                    "header": header,
                    "parent_header": {},
                    "metadata": metadata or {},
                    "content": content,
                    "channel": channel,
                }
            )
        )
        return name

    def tell(self, comm, **data):
        """Send a message to a widget."""
        self.send("comm_msg", {"comm_id": comm, "data": data})

    async def settled(self):
        """Wait until the kernel has taken all that was sent, and is idle: it answers, and speaks, in order."""
        asked = self.send("kernel_info_request", {})
        while True:
            frame = await asyncio.wait_for(self.socket.read_message(), 60)
            assert frame is not None, "the websocket is closed"
            message = json.loads(frame) if isinstance(frame, str) else deserialize_binary_message(frame)
            self.heard.append(message)
            if message["parent_header"].get("msg_id") == asked and message["content"].get("execution_state") == "idle":
                return

    def last(self, comm, name):
        """Return the last value of a widget's trait that was heard."""
        updates = [
            message["content"]["data"]["state"]
            for message in self.heard
            if message["msg_type"] == "comm_msg"
            and message["content"]["comm_id"] == comm
            and message["content"]["data"]["method"] == "update"
        ]
        return [state[name] for state in updates if name in state][-1]

    async def widgets(self):
        """Return the state of every widget by its id, as a page asks for them when it opens."""
        comm = uuid.uuid4().hex
        self.send(
            "comm_open",
            {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}},
            metadata={"version": "1.0.0"},
        )
        self.tell(comm, method="request_states")
        await self.settled()
        (states,) = [
            message["content"]["data"]["states"]
            for message in self.heard
            if message["msg_type"] == "comm_msg" and message["content"]["comm_id"] == comm
        ]
        return {name: widget["state"] for name, widget in states.items()}


@asynccontextmanager
async def wire(site, reader, protocol=None):
    address = f"{site.url.replace('http', 'ws')}/api/kernels/{reader.kernel}/channels?session_id={uuid.uuid4().hex}"
    socket = await websocket_connect(
        HTTPRequest(address, headers={"Cookie": reader.cookie}), subprotocols=[protocol] if protocol else None
    )
    assert socket.selected_subprotocol == protocol
    try:
        yield Wire(socket)
    finally:
        socket.close()


def inside(widgets, name):
    """Yield the ids of a widget and of all within it."""
    yield name
    for child in widgets[name].get("children", ()):
        yield from inside(widgets, child.removeprefix("IPY_MODEL_"))


def spent(process):
    """Return the seconds of processor time a process has used."""
    return sum(process.cpu_times()[:2])


async def opened(site):
    """Open a page as a browser does; return its reader and the kernel's process."""
    before = set(psutil.Process(site.pid).children(recursive=True))
    reader = Reader(address(site, PAGE, "?volatility=1"))
    await reader.open()
    (process,) = set(psutil.Process(site.pid).children(recursive=True)) - before
    return reader, process


def explorer_here():
    """Return the account as Python knows it."""
    return milk_tea_margin.page("").explorers["account"]


def name_of_volatility():
    """Return what its slider is called."""
    return explorer_here().controls["volatility"].description


def picture_of(volatility):
    """Return picture and words of the account at a volatility, worked out here."""
    explorer = explorer_here()
    explorer.set(volatility=volatility)
    return explorer.picture.value, explorer.words.value


def test_a_forged_state_costs_no_more_than_a_move_and_leaves_the_page_whole(site, edition):
    async def scenario():
        reader, process = await opened(site)
        async with wire(site, reader) as line:
            widgets = await line.widgets()
            top = next(name for name, state in widgets.items() if "explorer-account" in state.get("_dom_classes", ()))
            account = {name: widgets[name] for name in inside(widgets, top)}
            marks = {name: (*state["_dom_classes"], state.get("description")) for name, state in account.items()}
            slider, picture, words = (
                next(name for name, marked in marks.items() if mark in marked)
                for mark in (name_of_volatility(), "wb-picture", "wb-words")
            )
            start = spent(process)
            for number in range(len(FORGED)):
                line.tell(slider, method="update", state={"value": 1 + number / 10})
            await line.settled()
            honest = spent(process) - start
            for state in FORGED:
                line.tell(slider, method="update", state=state)
            await line.settled()
            assert spent(process) - start - honest < 5 * honest
            assert line.last(slider, "max") == 5.0 and line.last(slider, "description") == name_of_volatility()
            line.tell(slider, method="update", state={"value": 2.5})
            await line.settled()
            assert (line.last(picture, "value"), line.last(words, "value")) == picture_of(2.5)
            for name, state in account.items():
                for forged in FORGED if "value" in state or "index" in state else ():
                    line.tell(name, method="update", state=forged)
            line.tell(slider, method="update", state={"value": 3.5})
            await line.settled()
            assert "volatility=3.5" in line.last(words, "value") and "<svg" in line.last(picture, "value")
            assert "Traceback" not in line.last(words, "value")

    run(scenario(), PATIENCE)


def test_messages_that_make_no_sense_end_in_nothing(site, tmp_path):
    async def scenario():
        reader, _process = await opened(site)
        async with wire(site, reader) as line:
            widgets = await line.widgets()
            some = next(name for name, state in widgets.items() if state["_model_name"] == "ButtonModel")
            code = f"open({str(tmp_path / 'ran')!r}, 'w')"
            for channel in ("shell", "control", "stdin", "iopub", "none"):
                line.send("execute_request", {"code": code, "silent": False}, channel)
            for content in (
                {},
                {"comm_id": some},
                {"comm_id": some, "data": 5},
                {"comm_id": "none", "data": {}},
                {"comm_id": some, "data": {"method": "none"}},
                {"comm_id": [], "data": {}},
                {"comm_id": some, "data": {"method": "custom", "content": 5}},
                {"comm_id": some, "data": {"method": "update", "state": {}, "buffer_paths": [[5, "x"]]}},
            ):
                line.send("comm_msg", content)
            for target, data in (
                ("none", {}),
                ("jupyter.widget", {}),
                ("jupyter.widget", {"state": STRANGE}),
                ("jupyter.widget", {"state": STYLE}),
                ("jupyter.widget", {"state": 5}),
                ("os", {"module": "os"}),
                (5, []),
            ):
                line.send(
                    "comm_open",
                    {"comm_id": uuid.uuid4().hex, "target_name": target, "data": data},
                    metadata={"version": "2.1.0"},
                )
            line.send("comm_close", {"comm_id": "none"})
            await line.settled()
            assert await line.widgets() == widgets
        kinds = {message["msg_type"] for message in line.heard}
        assert not kinds & {"execute_reply", "execute_input", "execute_result"} and not (tmp_path / "ran").exists()

    run(scenario(), PATIENCE)


def test_a_broken_frame_ends_its_own_websocket_at_most(site):
    async def scenario():
        reader, _process = await opened(site)
        async with wire(site, reader) as line:
            for protocol, frame in (*TABLES, *((None, text) for text in TEXTS), (V1, TEXTS[0])):
                async with wire(site, reader, protocol) as other:
                    await other.socket.write_message(frame, binary=isinstance(frame, bytes))
                await line.settled()
        reply = await AsyncHTTPClient().fetch(site.page("00_start_here.ipynb"), request_timeout=60)
        assert reply.code == 200

    run(scenario(), PATIENCE)


FORGE = """async name => {
  const all = await Promise.all(Object.values(jupyterapp.widgetManager._models));
  const slider = all.find(model => model.get('description') === name);
  slider.set({ min: -1e9, max: 1e9, value: 1e9, readout_format: '.9f' });
  slider.save_changes();
  const state = () => JSON.stringify(['min', 'max', 'value', 'readout_format'].map(name => slider.get(name)));
  for (let tries = 0; tries < 100 && state() !== '[0.5,5,5,".1f"]'; tries++)
    await new Promise(done => setTimeout(done, 50));
  return state();
}"""


def test_forged_bounds_come_back_to_what_they_are_in_the_browser(page, site, edition):
    page.goto(address(site, PAGE, "?volatility=1"))
    page.wait_for_function("document.documentElement.dataset.stage === 'done'")
    assert page.evaluate(FORGE, name_of_volatility()) == '[0.5,5,5,".1f"]'
    page.wait_for_function("location.search.includes('&volatility=5&')")
