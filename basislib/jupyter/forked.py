"""What a forked process does to be a kernel like any other."""

import multiprocessing
import os
import sys
import threading
from contextlib import contextmanager


def run(argv, cwd, env, started):
    """Be a kernel, with the arguments and the environment a new process would have had.

    Parameters
    ----------
    argv : list of str
        As `python -m ipykernel_launcher` would see them.
    cwd : str
    env : dict
    started : multiprocessing.Connection
        Hears of it when the kernel can be spoken to, and is closed before if it cannot be.
    """
    os.setsid()  # a Ctrl-C for the server is none for its kernels
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(os.getppid()))
    sys.argv = argv
    forget_edited()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp
    from numpy import random
    from traitlets.config import Config

    random.seed()  # else every reader draws the same numbers
    in_one_thread()
    # What was imported too early to see its parent, or the kernel it announces itself to, is told
    app = IPKernelApp.instance(
        parent_handle=os.getppid(),
        extra_extensions=["ipywidgets"],
        log_level=40,
        capture_fd_output=False,
        config=Config(HistoryManager={"enabled": False}),  # nobody types: no file, no thread
    )
    with without_looking_around(app, argv[1:]):
        app.initialize(argv[1:])
    unheard_until_asked(app.kernel)
    started.send_bytes(b"started")
    started.close()
    app.start()


def in_one_thread():
    """Let ipykernel do in the main thread what it does in four; to hand each message on and wait is a third of a move.

    Its other threads read requests, answer those of the control channel, which pages do not use, and send what is
    printed or drawn. They are not started; their loops are the main one, and what they would send later is sent at once.
    """
    from ipykernel import iostream, kernelapp, thread
    from tornado.ioloop import IOLoop

    iostream.make_selector_io_loop = thread.make_selector_io_loop = IOLoop.current
    iostream.IOPubThread.start = thread.BaseThread.start = lambda thread: None
    kernelapp.ShellChannelThread = lambda context, **settings: None


@contextmanager
def without_looking_around(app, arguments):
    """Let a kernel start without looking at all there is: whoever touches an object copies its page of shared memory.

    ipykernel notes the files of all modules for its debugger, IPython their names for `%reset`; a page has neither. A
    parser of the arguments goes through the traits of all classes, to find the one argument that Jupyter gives. That is
    4 MB of each reader's, and a quarter of a kernel's start.
    """
    from ipykernel import ipkernel
    from IPython.core import shellapp

    class Sys:
        modules = {}

        def __getattr__(self, name):
            return getattr(sys, name)

    ipkernel.sys = shellapp.sys = Sys()
    if arguments[:-1] == ["-f"]:
        app.connection_file = arguments[-1]
        app.parse_command_line = lambda arguments: None
    try:
        yield
    finally:
        ipkernel.sys = shellapp.sys = sys


def unheard_until_asked(kernel):
    """Publish nothing of widgets until a browser opens the channel over which it asks for the state of all of them.

    It does so when all cells have run. Until then only the server hears of each widget that is made, some 200 times a
    page, and has no use for it; that was a third of what a page costs it.
    """
    from ipykernel.comm.comm import BaseComm

    publish, handle = BaseComm.publish_msg, kernel.shell_handlers["comm_open"]

    def opened(*message):
        BaseComm.publish_msg = publish
        kernel.shell_handlers["comm_open"] = handle
        return handle(*message)

    BaseComm.kernel = kernel  # a widget whose channel knows of none stays silent for ever
    BaseComm.publish_msg = lambda comm, *args, **content: None
    kernel.shell_handlers["comm_open"] = opened


def forget_edited():
    """Forget the workbook's modules if one of them, a table or a catalogue has been edited since the fork server read it."""
    preload = sys.modules["basislib.jupyter.preload"]
    if any(_edited(path, preload.SINCE) for path in preload.READ.split("\n")):
        for name in [name for name in sys.modules if name.partition(".")[0] == "basislib"]:
            del sys.modules[name]


def _edited(path, since):
    try:
        return os.stat(path).st_mtime >= since
    except OSError:
        return True


def _end_with_the_server():
    """End this process when the server ends, even if killed; the fork server in between would live on."""
    multiprocessing.parent_process().join()
    os._exit(1)
