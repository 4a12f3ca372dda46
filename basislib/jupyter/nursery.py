"""The process kernels are born from: it has done the slow imports, and forks a kernel at a word.

`python -m basislib.jupyter.nursery FD` is started and spoken to by `basislib.server.Nursery`. A cold
kernel spends most of its first second importing ipykernel, ipywidgets, pandas and matplotlib. Here
that has happened once; a kernel forked from here takes milliseconds and shares the memory. Nothing of a
page has run in it, and no model or page is imported, so edited code is picked up as ever.
"""

import gc
import importlib
import json
import os
import signal
import socket
import sys

SLOW_TO_IMPORT = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "ipywidgets",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "numpy.random",
    "pandas",
)


def main(fd):
    """Say "ready" on the socket `fd`, then answer each line of JSON with a process, until it closes."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads should not be forked
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # or the debugger warns of itself
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as ipykernel would set it
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the collector would touch, and so copy, every shared page
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    os.close(os.pidfd_open(os.getpid()))  # fails here and now where the system cannot do it
    server = socket.socket(fileno=fd)
    server.sendall(b"ready\n")
    for line in server.makefile("rb"):
        child = os.fork()
        if not child:
            server.close()
            os._exit(_kernel(**json.loads(line)))
        handle = os.pidfd_open(child)
        socket.send_fds(server, [b"%d" % child], [handle])
        os.close(handle)


def _kernel(argv, cwd, env):
    """Be a kernel, with the arguments and the environment a new process would have had."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))
    sys.argv = argv
    from ipykernel.kernelapp import IPKernelApp
    from numpy import random

    random.seed()  # else every reader draws the same numbers
    try:
        # What was imported too early to see its parent, or the kernel it announces itself to, is told
        IPKernelApp.launch_instance(parent_handle=os.getppid(), extra_extensions=["ipywidgets"], log_level=40)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]))
