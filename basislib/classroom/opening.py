"""A class is opened: its file, its addresses on this network, and what the lecturer reads in the terminal."""

import io
import os
import socket
import sys

import segno

from basislib.classroom.catalogue import Catalogue
from basislib.classroom.handlers import Served
from basislib.classroom.room import Room
from basislib.classroom.store import Store
from basislib.language import LANGUAGES, SOURCE

ELSEWHERE = ("192.0.2.1", 9)  # an address that nobody has; nothing is sent


def open_class(path: str | os.PathLike[str], place: str, start: str) -> Served:
    """Open the class of a file, or begin one; what its pages ask is looked up meanwhile, in all languages at once.

    Parameters
    ----------
    path : path
        Of the file.
    place, start : str
        Paths of the class's addresses and of the first page.
    """
    store = Store(path)
    others = [code for code in LANGUAGES if code != SOURCE.code]
    room = Room(store, Catalogue(store), translated={code: Catalogue(store, code) for code in others})
    return Served(room, place, start)


def network_name(ip: str) -> str:
    """Return the name or address by which others reach a server that listens on `ip`."""
    if ip not in ("", "0.0.0.0", "::", "*"):
        return ip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
            return probe.getsockname()[0]
        except OSError:  # no network
            return socket.gethostname()


def tell(served: Served) -> None:
    """Write into the terminal what the lecturer needs: both addresses, and the students' as a QR code."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(told(served).encode(encoding, "replace").decode(encoding))  # a terminal may know no blocks
    sys.stdout.flush()


def told(served: Served) -> str:
    """Return what the lecturer reads in the terminal."""
    drawn = io.StringIO()
    segno.make(served.address(), error="m").terminal(drawn, compact=True)
    room = served.room
    kept = room.store.path.resolve() if room else ""
    return (
        f"\n{drawn.getvalue()}\n"
        f"Students:  {served.address()}\n"
        f"Lecturer:  {served.lecturers()}  (keep it to yourself)\n\n"
        f"The class is kept in {kept}. The same file, given again, goes on with it.\n"
    )
