"""Real servers for the tests. As a script: run `voila` or `lab`, and say what delay its websockets have."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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


def voila(folder, home, *options, prefix=""):
    """Serve a folder of notebooks with Voila, as `make serve` does."""
    command = ["voila", folder, "--no-browser", f"--base_url={prefix}/", *options]
    return _serve(command, home, prefix, "/")


def lab(folder, home, *options):
    """Serve a folder with JupyterLab, and with Voila as its extension."""
    command = ["lab", "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}",
               f"--IdentityProvider.token={TOKEN}", *options]
    return _serve(command, home, "", f"/api/status?token={TOKEN}")


@contextmanager
def _serve(command, home, prefix, probe):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(home) / "server.log"
    own = {f"JUPYTER_{kind}_DIR": str(Path(home) / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, __file__, *map(str, command), f"--port={port}"], cwd=home,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, **own})
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


def main():
    """Run the server with one eye on its websockets."""
    from tornado.websocket import WebSocketHandler

    set_nodelay = WebSocketHandler.set_nodelay

    def watched(self, value):
        set_nodelay(self, value)
        on = self.ws_connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        print(f"TCP_NODELAY is {'on' if on else 'off'}", flush=True)  # noqa: T201

    WebSocketHandler.set_nodelay = watched
    server, sys.argv[1:] = sys.argv[1], sys.argv[2:]
    if server == "voila":
        from voila.app import main
    else:
        from jupyterlab.labapp import main
    sys.exit(main())


if __name__ == "__main__":
    main()
