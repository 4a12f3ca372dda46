"""A reader without a browser: opens a page over HTTP, connects its websocket, moves sliders, waits for pictures."""

import asyncio
import html
import json
import re
import uuid
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
CONTROL = "jupyter.widget.control"


class Refused(Exception):
    """The server has answered with an error; its code is the first argument."""


class Reader:
    """One page of one reader, as far as the server can tell.

    Attributes
    ----------
    kernel : str
        The kernel's id.
    widgets : dict
        The state of every widget of the page, by its id.
    """

    def __init__(self, address, cookie=""):
        self.address, self.cookie = address, cookie
        self.base = address.partition("voila/render")[0]
        self.kernel, self.widgets, self.socket = "", {}, None
        self._session = Session(key=b"")

    async def open(self, timeout=120):
        """Ask for the page; return its text."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        reply = await AsyncHTTPClient().fetch(
            HTTPRequest(self.address, headers=headers, request_timeout=timeout), raise_error=False
        )
        if reply.code != 200:
            raise Refused(reply.code, reply.headers, reply.body.decode())
        for line in reply.headers.get_list("Set-Cookie"):
            if line.startswith("basislib_reader="):
                self.cookie = line.partition(";")[0]
        text = reply.body.decode()
        config = re.findall(r'id="jupyter-config-data"[^>]*>(.*?)</script>', text, re.S)
        self.kernel = json.loads(html.unescape(config[-1]))["kernelId"]
        return text

    async def connect(self, **headers):
        """Connect the websocket and fetch the widgets, as the page's scripts do."""
        address = f"{self.base.replace('http', 'ws', 1)}api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}"
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.base))
        request = HTTPRequest(address, headers={"Cookie": self.cookie, "Origin": origin, **headers}, request_timeout=60)
        self.socket = await websocket_connect(request, subprotocols=[PROTOCOL], max_message_size=100_000_000)
        self.send("kernel_info_request", {})
        comm = uuid.uuid4().hex
        self.send("comm_open", {"comm_id": comm, "target_name": CONTROL, "data": {}}, {"version": "1.0.0"})
        self.send("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        while not self.widgets:
            message = await self.next()
            if message["msg_type"] == "comm_msg" and message["content"]["data"].get("method") == "update_states":
                states = message["content"]["data"]["states"]
                self.widgets = {key: each["state"] for key, each in states.items()}
        return self

    def send(self, kind, content, metadata=None):
        """Send a message on the shell channel; return its id."""
        message = self._session.msg(kind, content, metadata=metadata)
        self.socket.write_message(serialize_msg_to_ws_v1(message, "shell", self._session.pack), binary=True)
        return message["msg_id"]

    async def next(self, timeout=60):
        """Return the next message."""
        raw = await asyncio.wait_for(self.socket.read_message(), timeout)
        if raw is None:
            raise ConnectionError("The websocket was closed.")
        if isinstance(raw, str):
            return json.loads(raw)
        channel, parts = deserialize_msg_from_ws_v1(raw)
        header, parent, _, content = (json.loads(part) for part in parts[:4])
        return {
            "channel": channel,
            "header": header,
            "parent_header": parent,
            "msg_type": header["msg_type"],
            "content": content,
        }

    def named(self, description):
        """Return the id of the first widget with a description."""
        return next(key for key, state in self.widgets.items() if state.get("description") == description)

    async def set(self, widget, **state):
        """Set a widget's state as the browser would; return what other widgets became, once the kernel is idle."""
        asked = self.send(
            "comm_msg", {"comm_id": widget, "data": {"method": "update", "state": state, "buffer_paths": []}}
        )
        changed = {}
        while True:
            message = await self.next()
            if message["parent_header"].get("msg_id") != asked:
                continue
            content = message["content"]
            if message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
                changed.setdefault(content["comm_id"], {}).update(content["data"]["state"])
            elif message["msg_type"] == "status" and content["execution_state"] == "idle":
                return changed

    async def tell(self, **told):
        """Say what a page's script says of the browser, such as `narrow=False`."""
        wire = next(key for key, state in self.widgets.items() if "wb-wire" in state.get("_dom_classes", ()))
        return await self.set(wire, value=json.dumps({"turn": 0, "asked": 0} | told))

    async def press(self, widget):
        """Press a button; return what other widgets became."""
        asked = self.send("comm_msg", {"comm_id": widget, "data": {"method": "custom", "content": {"event": "click"}}})
        while True:
            message = await self.next()
            if (
                message["parent_header"].get("msg_id") == asked
                and message["msg_type"] == "status"
                and message["content"]["execution_state"] == "idle"
            ):
                return

    async def leave(self):
        """Close the page as a browser does: its kernel ends."""
        if self.socket:
            self.socket.close()
        address = f"{self.base}voila/api/shutdown/{self.kernel}"
        headers = {"Cookie": f"{self.cookie}; _xsrf=1", "X-XSRFToken": "1"}
        reply = await AsyncHTTPClient().fetch(HTTPRequest(address, "POST", headers, body=""), raise_error=False)
        return reply.code


@asynccontextmanager
async def reading(address, **headers):
    """Open and connect a page; leave it at the end."""
    reader = Reader(address)
    await reader.open()
    try:
        yield await reader.connect(**headers)
    finally:
        await reader.leave()
