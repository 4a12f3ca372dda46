"""A proxy between browser and site that harms what passes: answers late, cut or never, websockets closed or deaf."""

import asyncio
import re
import threading
from contextlib import contextmanager

END = b"\r\n\r\n"
ANSWER = (
    "HTTP/1.1 {} From the proxy\r\nContent-Type: text/javascript\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}"
)
NO_CLOSE_FRAME = 1006


class Socket:
    """An open websocket: the writers of both sides, and whether it carries anything."""

    def __init__(self, *writers):
        self.writers = writers
        self.deaf = False

    def close(self, code):
        """Close it towards the browser with a code, and hang up on the server."""
        if code != NO_CLOSE_FRAME:
            self.writers[0].write(b"\x88\x02" + code.to_bytes(2))
        for writer in self.writers:
            writer.close()


@contextmanager
def harmful(target):
    """Yield a proxy before a site, which runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield Proxy(target, loop)
    finally:
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_all():
    while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


class Proxy:
    """Passes each request on by itself; `harm` says what becomes of those whose address matches.

    The ways to do harm: ``"answer", 503`` answers so itself, with a text if there is one more word; ``"abort"`` hangs
    up; ``"hold"`` never answers; ``"wait", 5`` passes it on after so many seconds; ``"cut", 9000`` hangs up after so
    many bytes of the answer; ``"close", 1000`` closes a websocket as soon as it is open.
    """

    def __init__(self, target, loop):
        self.target, self._loop = target, loop
        self._harms, self._sockets, self._serving = [], [], set()
        listening = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, "127.0.0.1", 0), loop).result()
        self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"

    def harm(self, address, *way, times=10**6):
        """Harm the next requests whose address has this pattern; of several harms the first one is done."""
        self._harms.append([re.compile(address), way, times])

    def heal(self):
        """Harm no request any more; a websocket that is deaf stays so."""
        self._harms.clear()

    def close_sockets(self, code):
        """Close the websockets there are; 1006 hangs up without a word."""
        self._loop.call_soon_threadsafe(lambda: [socket.close(code) for socket in self._sockets])

    def deafen_sockets(self):
        """Let the websockets there are stay open and carry nothing."""
        self._loop.call_soon_threadsafe(lambda: [setattr(socket, "deaf", True) for socket in self._sockets])

    def _way(self, address):
        for each in self._harms:
            if each[2] and each[0].search(address):
                each[2] -= 1
                return each[1]
        return ("pass",)

    async def _serve(self, reader, writer):
        self._serving.add(asyncio.current_task())  # else nobody holds on to it
        try:
            head = await reader.readuntil(END)
            way, *words = self._way(head.split(b" ", 2)[1].decode())
            if way == "hold":
                await reader.read()
            if way == "wait":
                await asyncio.sleep(words[0])
            if way == "answer":
                text = "".join(words[1:])
                writer.write(ANSWER.format(words[0], len(text), text).encode())
            if way in ("pass", "wait", "cut", "close"):
                await self._pass_on(head, reader, writer, way, *words)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # one side has hung up, and so does the other; or all is over
        finally:
            writer.close()
            self._serving.discard(asyncio.current_task())

    async def _pass_on(self, head, reader, writer, way, *words):
        back, forth = await asyncio.open_connection("127.0.0.1", int(self.target.rpartition(":")[2]))
        socket = Socket(writer, forth)
        if b"upgrade: websocket" in head.lower():
            self._sockets.append(socket)
        else:  # so that the next request is seen as well
            head = re.sub(rb"\r\nConnection:[^\r]*", b"\r\nConnection: close", head, flags=re.I)
        forth.write(head)
        asking = asyncio.create_task(self._relay(reader, forth, socket))
        try:
            if way == "close":
                writer.write(await back.readuntil(END))
                socket.close(*words)
            else:
                await self._relay(back, writer, socket, *(words if way == "cut" else ()))
                if way == "cut":
                    await asyncio.sleep(1)  # what a browser has not read when a connection ends, it never reads
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            forth.close()
            if socket in self._sockets:
                self._sockets.remove(socket)

    @staticmethod
    async def _relay(reader, writer, socket, most=10**12):
        while most > 0 and (data := await reader.read(min(65536, most))):
            most -= len(data)
            if not socket.deaf:
                writer.write(data)
                await writer.drain()
