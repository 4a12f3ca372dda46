"""The server side, for Voila and for Jupyter: no delay on the websocket, kernels that start quickly, and stop.

`voila.json` names these classes for the standalone Voila server. Inside a Jupyter server (JupyterLab,
JupyterHub, Binder) this module is an extension. Both are installed and switched on by pip.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.provisioning import LocalProvisioner
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from basislib.jupyter import ahead

IDLE_AFTER = 3600  # seconds


class NoDelayConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket without Nagle's algorithm, which holds every picture back by some 40 ms."""

    def connect(self):
        """Switch the delay off, then connect as ever."""
        try:
            self.websocket_handler.set_nodelay(True)
        except Exception:  # whatever it is, it is no reason to refuse a reader the page
            self.log.warning("The websocket keeps its delay.", exc_info=True)
        return super().connect()


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
    """As much of `subprocess.Popen` as Jupyter uses, for a process forked by the nursery."""

    stdin = stdout = stderr = None

    def __init__(self, pid, handle):
        self.pid = pid
        self._handle = handle
        self._ended = False

    def poll(self):
        """Return None while the process lives, then 0; its real code is only known to its parent."""
        if not self._ended and select.select([self._handle], [], [], 0)[0]:
            os.close(self._handle)
            self._ended = True
        return 0 if self._ended else None

    def wait(self):
        """Wait for the end of the process."""
        if not self._ended:
            select.select([self._handle], [], [])
        return self.poll()

    def send_signal(self, signum):
        """Send a signal, to this process and no later one with its number."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, signum)

    def terminate(self):
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the process."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The server's end of `basislib.jupyter.nursery`."""

    patience = 30  # seconds

    def __init__(self):
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "basislib.jupyter.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)
        self._socket.settimeout(self.patience)
        self._ready = False

    def ready(self):
        """Return whether the imports are done; does not wait."""
        if not self._ready and select.select([self._socket], [], [], 0)[0]:
            self._ready = self._socket.recv(6) == b"ready\n"
            if not self._ready:
                raise OSError("the nursery has ended")
        return self._ready

    def fork(self, argv, cwd, env):
        """Return a new kernel process."""
        self._socket.sendall(json.dumps({"argv": argv, "cwd": cwd, "env": env}).encode() + b"\n")
        pid, handles, *_ = socket.recv_fds(self._socket, 20, 1)
        return ForkedProcess(int(pid), handles[0])

    def close(self):
        """End the nursery; the kernels born from it live on for a second."""
        self._socket.close()
        self._process.wait()


class KernelManager(AsyncMappingKernelManager):
    """Voila's kernel manager, with a nursery where the system has what that takes: Linux."""

    nursery = None

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if hasattr(os, "pidfd_open") and hasattr(socket, "recv_fds"):
            self.nursery = Nursery()


class Provisioner(LocalProvisioner):
    """Takes a Python kernel from the nursery; without one, it starts as any kernel does."""

    async def launch_kernel(self, cmd, **kwargs):
        """Launch a kernel, forked if that can be done."""
        manager = self.parent.parent
        nursery = getattr(manager, "nursery", None)
        if nursery and cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]:
            try:
                if nursery.ready():
                    cwd = str(kwargs.get("cwd") or os.getcwd())
                    self.process = nursery.fork(cmd[2:], cwd, kwargs["env"])
                    self.pid = self.pgid = self.process.pid
                    self.cwd = cwd
                    return self.connection_info
            except Exception:  # a slow start is better than none
                self.log.warning("Kernels start the slow way from now on.", exc_info=True)
                manager.nursery = None
                nursery.close()
        return await super().launch_kernel(cmd, **kwargs)


class IdentityProvider(PasswordIdentityProvider):
    """Voila's own; it may bring handlers, so it brings the one for the page's scripts."""

    def get_handlers(self):
        """Return one handler more."""
        ahead.scripts()  # now, not while the first reader waits
        return super().get_handlers() + ahead.handlers(self.parent.server_url)


def _jupyter_server_extension_points():
    return [{"module": "basislib.server"}]


def _load_jupyter_server_extension(server):
    """Bring the same to a Jupyter server, as far as nobody there has decided otherwise."""
    settings = server.web_app.settings
    if settings.get("kernel_websocket_connection_class") is ZMQChannelsWebsocketConnection:
        settings["kernel_websocket_connection_class"] = NoDelayConnection
    manager = server.kernel_manager
    sections = [server.config.get(cls.__name__, {}) for cls in type(manager).__mro__]
    if hasattr(manager, "cull_idle_timeout") and not any("cull_idle_timeout" in each for each in sections):
        manager.cull_idle_timeout = IDLE_AFTER  # only kernels no page or notebook is connected to
    server.web_app.add_handlers(".*$", ahead.handlers(settings["base_url"]))
    if "preprocessors" not in server.config.VoilaExporter:
        server.config.VoilaExporter.preprocessors = ["basislib.jupyter.ahead.Ahead"]
