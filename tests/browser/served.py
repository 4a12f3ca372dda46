"""Real servers for the tests, as `make serve` and `make lab` start them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from basislib.jupyter import CONFIG
from basislib.language import VARIABLE

ROOT = Path(__file__).parents[2]
TOKEN = "not-a-secret"


@dataclass
class Site:
    """A running server."""

    url: str
    pid: int
    log: Path

    def page(self, name, query=""):
        """Return the address of a notebook as Voila shows it."""
        return f"{self.url}/voila/render/{name}{query}"


def voila(folder, home, *options, prefix="", port=0, **env):
    """Serve a folder of notebooks, as `make serve` does."""
    command = ["-m", "basislib.jupyter", folder, "--no-browser", f"--base_url={prefix}/", *options]
    return run(command, home, "/voila/static/voila.js", env, prefix, port)


def lab(folder, home, *options, **env):
    """Serve a folder with JupyterLab, and with Voila as its extension, as `make lab` does."""
    command = [
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={TOKEN}",
        *options,
    ]
    return run(command, home, f"/api/status?token={TOKEN}", {"JUPYTER_CONFIG_PATH": CONFIG, **env})


def free_port():
    """Return a port that is free now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def kernels(pid):
    """Return the running kernels of a server: the children of its fork server, or new Pythons."""
    return [
        process
        for process in psutil.Process(pid).children(recursive=True)
        if "forkserver" in (words := " ".join(command_line(process)))
        and process.ppid() != pid
        or "ipykernel_launcher" in words
    ]


def command_line(process):
    """Return a process's words; of one that has just ended, none."""
    try:
        return process.cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return []


@contextmanager
def run(command, home, probe, env, prefix="", port=0):
    """Run a server until the end of the block; `probe` is an address that costs it nothing."""
    port = port or free_port()
    log = Path(home) / "server.log"
    ours = {name: value for name, value in os.environ.items() if name != VARIABLE}  # which is the tests' language
    own = {f"JUPYTER_{kind}_DIR": str(Path(home) / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, *map(str, command), f"--port={port}"],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**ours, **own, **env},
        )
    try:
        site = Site(f"http://127.0.0.1:{port}{prefix}", process.pid, log)
        _wait(site.url + probe, process, log)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(url, process, log):
    for _ in range(600):
        try:
            return urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()}")
