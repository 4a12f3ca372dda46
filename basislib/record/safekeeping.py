"""Replaces a table and its manifest so that the table loads, whatever stops it: a full disk, a kill, a power cut.

Everything new is written beside the old and forced to the disk. Then the manifest takes the old one's place. That
is the one step that counts: before it the old files are whole, after it `basislib.record.datasets.read` finds the new
table, in its place or still beside it. The next refresh finishes what was not finished, behind a lock that the
system frees when a process ends, however it ends.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from basislib.record import datasets

try:
    import fcntl
except ImportError:
    import msvcrt  # Windows

WINDOWS = os.name == "nt"
LOCK = ".refresh.lock"  # an empty file that stays: taking it away would let two processes hold it


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold a folder's lock, after finishing what a stopped refresh has left there.

    Parameters
    ----------
    place : pathlib.Path

    Raises
    ------
    ValueError
        If another process, or another thread, holds it.
    OSError
        If the folder cannot be written.
    """
    with (place / LOCK).open("ab") as file:
        with suppress(PermissionError):
            os.chmod(place / LOCK, 0o666)  # another user who may write the folder may lock it, too
        try:
            _lock(file)
        except OSError as wrong:
            if wrong.errno not in (errno.EAGAIN, errno.EACCES):
                raise
            raise ValueError("another refresh of these tables is under way; try again when it is done.") from None
        _tidy(place)
        yield


def _lock(file: IO[bytes]) -> None:
    """Lock an open file, or raise what the system raises if somebody else has; closing the file unlocks it."""
    if WINDOWS:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace(name: str, place: Path, facts: datasets.Facts, raw: bytes) -> None:
    """Replace a table and its manifest, and bring the catalogue up to date; only behind the lock.

    Parameters
    ----------
    name : str
        Of the table.
    place : pathlib.Path
    facts : dict
        The new manifest, with the sha256 of `raw`.
    raw : bytes
        The new table.

    Raises
    ------
    OSError
        If the table stayed as it was.
    """
    manifest = (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode()
    try:
        _write(place, {f"{name}.json": manifest, f"{name}.csv": raw} | _catalogue(place, {name: facts}))
    except OSError:
        with suppress(OSError):
            _tidy(place)
        if datasets.manifest(name, place)["sha256"] != facts["sha256"]:
            raise


def _tidy(place: Path) -> None:
    """Finish what a stopped refresh has begun and remove what it left."""
    for fresh in sorted(place.glob(f".*{datasets.FRESH}")):
        name = fresh.name.removeprefix(".").removesuffix(datasets.FRESH)
        if _is_described(fresh, name, place):
            _settle(place)
            os.replace(fresh, place / name)
        else:
            fresh.unlink(missing_ok=True)
    _write(place, _catalogue(place))


def _is_described(fresh: Path, name: str, place: Path) -> bool:
    """Return whether a fresh file is the table its manifest describes: the manifest has been replaced already."""
    table = name.removesuffix(".csv")
    try:
        return table != name and datasets.sha256(fresh.read_bytes()) == datasets.manifest(table, place)["sha256"]
    except ValueError:
        return False


def _catalogue(place: Path, changed: dict[str, datasets.Facts] | None = None) -> dict[str, bytes]:
    """Return the catalogue to write; nothing if there is none, if it is right, or if a manifest cannot be read."""
    path = place / datasets.CATALOGUE
    try:
        raw = datasets.catalogue(place, changed).encode()
    except ValueError:  # `python -m basislib.record check` says which
        return {}
    return {path.name: raw} if path.is_file() and path.read_bytes() != raw else {}


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside the old ones, then put them in their places, in order."""
    pairs = [(datasets.fresh(place / name), place / name) for name in files]
    for (fresh, path), raw in zip(pairs, files.values(), strict=True):
        with fresh.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            with suppress(PermissionError):  # some file systems have no modes
                shutil.copymode(path, fresh)
    for fresh, path in pairs:
        _settle(place)  # what comes before must not be lost in a power cut that spares what comes after
        os.replace(fresh, path)
    _settle(place)


def _settle(place: Path) -> None:
    """Force the names in a folder to the disk, where the system can: Windows and some network folders cannot."""
    with suppress(OSError):
        folder = os.open(place, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
