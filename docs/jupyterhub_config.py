"""A course on one machine: JupyterHub gives each student a server of their own, and it opens the workbook.

Start it in an empty folder, which will hold the hub's own files: `jupyterhub -f PLACE/docs/jupyterhub_config.py`.
What a course changes stands first; jupyterhub.md beside this file says what to put there.
"""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from basislib.classroom import VARIABLE
from basislib.jupyter import CONFIG

WORKBOOK = Path(__file__).resolve().parents[1]
MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")  # bytes
STUDENT = 400e6  # bytes, of a student with three pages open, as measured
HOUR = 3600  # seconds
SOCKETS = tempfile.TemporaryDirectory(prefix="hub", dir="/tmp")
os.chmod(SOCKETS.name, 0o711)

c = get_config()  # noqa: F821

# As it stands, for trying out: whoever comes is let in under any name, and every server runs under the account that
# runs the hub. Hence an address that only this machine can reach.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(Path.cwd() / "homes" / "{username}")

# What the machine bears. Whoever comes when it is full is told to try again, and nobody already in is hurt.
c.JupyterHub.active_server_limit = int(0.8 * MEMORY / STUDENT)
c.Spawner.mem_limit = "1G"  # the spawner for trying out only announces it
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # seconds: a whole class may come in the same minute


def sockets(spawner):
    """Return a folder for a student's kernels to be reached in; nobody else can enter it.

    Ports would do, but the kernel listens a second after its port was found free. Of twenty students who came at
    once, one waited for ever, because another's kernel had taken it. Names of sockets may not be long, hence /tmp.
    """
    folder = Path(SOCKETS.name, spawner.user.escaped_name)
    folder.mkdir(0o700, exist_ok=True)
    if os.geteuid() == 0:
        with suppress(LookupError):  # a name that is no account of this machine
            shutil.chown(folder, spawner.user.name)
    return str(folder)


# The workbook, read from this repository. Its settings act on these servers and on nothing else.
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.environment = {"JUPYTER_CONFIG_PATH": CONFIG, "JUPYTER_RUNTIME_DIR": sockets}
c.Spawner.notebook_dir = str(WORKBOOK / "notebooks")
c.Spawner.default_url = "/voila/start/00_start_here.ipynb"  # in the language of the student's browser

# A page nobody has touched for an hour ends, and a server without pages an hour later. Both say so or come back when
# their student does, at the state they were left in.
c.Spawner.args = [
    "--KernelManager.transport=ipc",
    f"--MappingKernelManager.cull_idle_timeout={HOUR}",
    "--MappingKernelManager.cull_connected=True",
    f"--ServerApp.shutdown_no_activity_timeout={HOUR}",
]
c.JupyterHub.implicit_spawn_seconds = 1

# The class board, a service of the hub: its addresses stand in the hub's log. Pages look for it where the variable says;
# without a class, leave out this block.
c.JupyterHub.services = [
    {
        "name": "class",
        "url": "http://127.0.0.1:8867",
        "command": [sys.executable, "-m", "basislib.classroom", str(Path.cwd() / "class.sqlite")]
        + [f"--origin={c.JupyterHub.bind_url}"],
    }
]
c.Spawner.environment[VARIABLE] = "/services/class/"
