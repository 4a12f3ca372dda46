"""The hub of docs/jupyterhub_config.py, with a folder and ports of its own, and its students."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress

import psutil

from basislib.language import VARIABLE
from tests.browser import hub_proxy, served

CONFIG = """
load_subconfig("jupyterhub_config.py", path={docs!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_port = {ports[1]}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.JupyterHub.active_server_limit = {students}
c.Spawner.args += {args!r}
c.JupyterHub.services[0]["url"] = "http://127.0.0.1:{ports[3]}"
"""


@contextmanager
def hub(home, students):
    """Run the hub, with room for so many students, until the end of the block; then end all that it has started."""
    ports, log, config = free_ports(4), home / "server.log", home / "jupyterhub_config.py"
    args = ["--allow-root"] if os.geteuid() == 0 else []
    config.write_text(CONFIG.format(docs=str(served.ROOT / "docs"), ports=ports, students=students, args=args))
    with log.open("w") as out:
        process = psutil.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", config],
            cwd=home,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            env={name: value for name, value in hub_proxy.environment().items() if name != VARIABLE},
        )
    site = served.Site(f"http://127.0.0.1:{ports[0]}", process.pid, log)
    try:
        served._wait(f"{site.url}/hub/api", process, log)
        yield site
    finally:
        if _runs(process):
            family = [process, *process.children(recursive=True)]
            process.terminate()
            for each in left(family):
                each.kill()
        process.wait()


def left(processes, patience=30):
    """Return those that still run after a while."""
    for _ in range(10 * patience):
        processes = [each for each in processes if _runs(each)]
        if not processes:
            break
        time.sleep(0.1)
    return processes


def _runs(process):
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE  # that has ended, if nobody has taken note yet
    return False


def free_ports(count):
    """Return ports of this machine that nobody listens to."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def servers(site):
    """Return the students' servers by name."""
    return {
        process.environ()["JUPYTERHUB_USER"]: process
        for process in psutil.Process(site.pid).children()
        if "jupyterhub.singleuser" in served.command_line(process)
    }


def log_in(page, site, name, link=""):
    """Log in as a student does, who may have a link; its page, or the start page, follows when the server has started."""
    page.goto(site.url + link)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("anything")
    page.get_by_role("button", name="Sign in").click()
