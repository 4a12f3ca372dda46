"""`python -m basislib.classroom FILE` serves a class alone, as a service of a JupyterHub; docs/jupyterhub.md has more."""

import argparse
import os
import signal
import sys
from types import FrameType
from urllib.parse import SplitResult, urlsplit

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from basislib.classroom.handlers import LARGEST_READ, application
from basislib.classroom.opening import open_class, tell
from basislib.classroom.refusals import NotAllowed

PORT, PLACE = "http://127.0.0.1:8867", "/services/class/"
START = "/hub/user-redirect/voila/render/00_start_here.ipynb"


def main(arguments: list[str] | None = None) -> int:
    """Serve a class until the process is told to end.

    Parameters
    ----------
    arguments : list of str, optional
        Without it, those of the process.

    Returns
    -------
    int
        0 after an end in order, 1 if the file cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m basislib.classroom", description="The board of a class.")
    parser.add_argument("file", help="where the class is kept")
    parser.add_argument(
        "--port", type=int, default=_of_the_hub("URL", PORT).port, help="%(default)s, or the hub's choice"
    )
    parser.add_argument("--place", default=_of_the_hub("PREFIX", PLACE).path, help="the path of its addresses")
    parser.add_argument("--start", default=START, help="the path of the first page")
    parser.add_argument("--origin", default="http://127.0.0.1:8000", help="what students type before the path")
    given = parser.parse_args(arguments)
    try:
        served = open_class(given.file, given.place, given.start)
    except NotAllowed as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    served.origin = given.origin
    server = HTTPServer(application(served), max_body_size=LARGEST_READ, xheaders=True)
    server.listen(given.port, "127.0.0.1")
    tell(served)
    _until_told()
    return 0


def _of_the_hub(name: str, otherwise: str) -> SplitResult:
    """Return what the hub says of its service, as an address."""
    return urlsplit(os.environ.get(f"JUPYTERHUB_SERVICE_{name}", otherwise))


def _until_told() -> None:
    """Run until SIGTERM or Ctrl-C."""
    loop = IOLoop.current()

    def end(_number: int, _frame: FrameType | None) -> None:
        loop.add_callback_from_signal(loop.stop)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    loop.start()


if __name__ == "__main__":
    sys.exit(main())
