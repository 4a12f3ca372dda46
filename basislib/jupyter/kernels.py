"""The kernels behind the pages: forked where the system can, no more than there is room for, ended with their page."""

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import LocalProvisioner
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.web import HTTPError
from traitlets import Integer, Type, Unicode, default

from basislib.jupyter import forked
from basislib.language import N_

READER = ContextVar("reader", default="")  # whom the request at hand comes from
AT_ONCE = 2 * (os.cpu_count() or 1)  # pages that are made; others wait for their turn
GRACE = 60  # seconds a page has to connect, or to come back, before somebody else may have its seat
LONGEST_SOCKET = 90  # characters of a path; macOS allows 103 with what is added
V1 = "v1.kernel.websocket.jupyter.org"
MOST_PARTS = 1000  # of one message over a websocket; a page's have five, and one more for a file
FULL = N_("This site is full. This page tries again by itself every few seconds.")


class NoDelayConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket without Nagle's algorithm, which holds every picture back by some 40 ms.

    It also looks at a binary frame's table of parts before the stock class believes it: that would count to 2**64, or
    cut the same megabytes out again and again, and no other reader would get an answer meanwhile.
    """

    def connect(self):
        """Switch the delay off, then connect as ever."""
        try:
            self.websocket_handler.set_nodelay(True)
        except Exception:  # whatever it is, it is no reason to refuse a reader the page
            self.log.warning("The websocket keeps its delay.", exc_info=True)
        return super().connect()

    def handle_incoming_message(self, incoming_msg):
        """Pass a message on; drop one whose table of parts cannot be."""
        table = (8, "little") if self.subprotocol == V1 else (4, "big")
        if isinstance(incoming_msg, bytes) and not _in_parts(incoming_msg, *table):
            self.log.warning("A message that is not in parts is dropped.")
            return
        if hasattr(self.multi_kernel_manager, "touch"):  # a Jupyter server that Voila is an extension of has its own
            self.multi_kernel_manager.touch(self.kernel_id)
        super().handle_incoming_message(incoming_msg)


def _in_parts(frame, width, order):
    """Return whether a frame starts with a number of parts and where each begins, in order, within the frame."""
    count = int.from_bytes(frame[:width], order)
    if not 0 < count <= MOST_PARTS:
        return False
    starts = [int.from_bytes(frame[width * part : width * (part + 1)], order) for part in range(1, count + 1)]
    return starts == sorted(starts) and width * (count + 1) <= starts[0] and starts[-1] <= len(frame)


class PromptClient(AsyncKernelClient):
    """Goes on at a kernel's first word on both channels; the stock client listens for another 0.2 s."""

    async def wait_for_ready(self, timeout=60):
        """Return when the kernel answers and what it prints can be heard."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
                return
            except Empty:
                if not await self.is_alive():
                    break
        raise RuntimeError("The kernel did not start.")


class ForkedProcess:
    """As much of `subprocess.Popen` as Jupyter uses, for a process of the fork server."""

    stdin = stdout = stderr = None

    def __init__(self, process):
        self._process = process
        self.pid = process.pid

    def poll(self):
        """Return None while the process lives, then its exit code; that of a signal is negative."""
        return self._process.exitcode

    def wait(self):
        """Wait for the end of the process."""
        self._process.join()
        return self.poll()

    def send_signal(self, signum):
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self):
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the process."""
        self.send_signal(signal.SIGKILL)


def can_fork():
    """Return whether this system has a fork server; Windows has none."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def fork_server():
    """Return the context whose processes are forked from one that has done the slow imports."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["basislib.jupyter.preload"])
    return context


def fork(argv, cwd, env, patience=30):
    """Return a new kernel's process once it can be spoken to.

    A fork server that has ended is started anew by `multiprocessing`.

    Raises
    ------
    OSError
        If the kernel died at birth, or has said nothing after `patience` seconds.
    """
    context = fork_server()
    heard, started = context.Pipe(duplex=False)
    process = context.Process(target=forked.run, args=(argv, cwd, env, started), daemon=True)
    with heard:
        with started:
            process.start()
        try:
            if heard.poll(patience) and heard.recv_bytes():
                return ForkedProcess(process)
        except EOFError:
            pass
    process.kill()
    process.join()
    raise OSError(f"A forked kernel did not start; its exit code is {process.exitcode}.")


class Provisioner(LocalProvisioner):
    """Forks a Python kernel where that can be done; else, and on the second try, it starts as any kernel does."""

    async def launch_kernel(self, cmd, **kwargs):
        """Launch a kernel."""
        if can_fork() and cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]:
            cwd = str(kwargs.get("cwd") or os.getcwd())
            env = {str(name): str(value) for name, value in kwargs["env"].items()}  # Voila's names import Voila
            try:
                self.process = await asyncio.to_thread(fork, cmd[2:], cwd, env)
            except Exception:  # a slow start is better than none
                self.log.warning("This kernel starts the slow way.", exc_info=True)
            else:
                self.pid = self.pgid = self.process.pid
                self.cwd = cwd
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


class Kernel(ServerKernelManager):
    """One page's kernel: whose it is, and since when nobody has been connected to it."""

    client_factory = Type(PromptClient)
    reader = Unicode()
    left = 0.0

    @default("transport")
    def _sockets_in_a_folder(self):
        """Ports may be taken by others between being found free and being used; files of our own are not."""
        short = len(os.fsencode(self.connection_file)) < LONGEST_SOCKET
        return "ipc" if short and sys.platform != "win32" else "tcp"


class Kernels(AsyncMappingKernelManager):
    """The kernels of all pages."""

    readers = Integer(config=True, help="How many pages may be open at once; by default what the site says.")
    lost_timeout = Integer(1800, config=True, help="Seconds a page has to come back when its connection is lost.")

    @default("kernel_manager_class")
    def _kernel_of_a_page(self):
        return f"{__name__}.Kernel"

    @default("readers")
    def _as_the_site_says(self):
        return getattr(self.parent, "readers", 150)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # A hundred pages made at once are all ready at the end; in turn, half of them are there after half of the time
        self.turns = asyncio.Semaphore(AT_ONCE)
        self.context.max_sockets = max(self.context.max_sockets, 12 * self.readers + 1000)

    def seats(self):
        """Return the ids of all kernels, the starting and the ending ones too."""
        return {*self._kernels, *self._pending_kernels}

    async def start_kernel(self, *, kernel_id=None, **kwargs):
        """Start a kernel for the reader at hand; a 503 where there is no room."""
        await self._make_room()
        kernel_id = kernel_id or self.new_kernel_id()
        try:
            await super()._async_start_kernel(kernel_id=kernel_id, **kwargs)
        except BaseException:
            self._pending_kernels.pop(kernel_id, None)
            raise
        kernel = self.get_kernel(kernel_id)
        kernel.reader, kernel.left = READER.get(), time.monotonic()
        return kernel_id

    async def _make_room(self):
        """Give the seat of the page that has been gone longest to the reader who wants one, if the site is full."""
        while len(self.seats()) >= self.readers:
            gone = [
                (kernel.left, kernel_id)
                for kernel_id, kernel in self._kernels.items()
                if self.away(kernel_id) > GRACE and kernel_id not in self._pending_kernels
            ]
            if not gone:
                raise HTTPError(503, FULL)
            await self.shutdown_kernel(min(gone)[1])

    def away(self, kernel_id):
        """Return for how many seconds no page has been connected to a kernel."""
        connected = self._kernel_connections.get(kernel_id, 0) > 0
        return 0.0 if connected else time.monotonic() - self._kernels[kernel_id].left

    def notify_disconnect(self, kernel_id):
        """Note when the page went."""
        super().notify_disconnect(kernel_id)
        if kernel_id in self._kernels:
            self._kernels[kernel_id].left = time.monotonic()

    async def shutdown_kernel(self, kernel_id, now=True, restart=False):
        """End a kernel at once; it has nothing to save."""
        await super()._async_shutdown_kernel(kernel_id, now=now, restart=restart)

    def start_watching_activity(self, kernel_id):
        """Count what its reader says as a kernel's activity; to read all it says itself is a fifth of the server's work."""
        self._kernels[kernel_id].execution_state = "idle"
        self.touch(kernel_id)

    def touch(self, kernel_id):
        """Note that somebody uses a kernel."""
        if kernel_id in self._kernels:
            self.last_kernel_activity = self._kernels[kernel_id].last_activity = datetime.now(UTC)

    async def cull_kernel_if_idle(self, kernel_id):
        """End a kernel whose page is lost, or has not been touched for very long."""
        if self.away(kernel_id) > self.lost_timeout:
            self.log.info("The page of kernel %s has not come back.", kernel_id)
            await self.shutdown_kernel(kernel_id)
        else:
            await super().cull_kernel_if_idle(kernel_id)

    def _handle_kernel_died(self, kernel_id):
        """Take away what a dead kernel leaves behind: its sockets, its file, its seat."""
        if kernel_id in self._kernels:
            self.log.warning("Kernel %s has died.", kernel_id)
            self._kernels[kernel_id].execution_state = "dead"
            asyncio.ensure_future(self.shutdown_kernel(kernel_id))
