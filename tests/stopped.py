"""Refreshes copies of the data in processes that are stopped at one step after another, each in a copy of its own.

Run as ``python -m tests.stopped HOW FOLDER``. A step is whatever changes the disk: opening a file to write it,
forcing it to the disk, its mode, a rename, a removal. HOW says what happens there:

- ``killed``: the process is killed, as by ``kill -9``;
- ``full``: the disk has no room, this once;
- ``dead``: the disk takes nothing any more, from then on;
- ``cut``: no file grows beyond some bytes, so that a write ends in its middle, and with it an error;
- ``cut and killed``: the same, and the system kills the process in the middle of the write.

What the refresh said is left beside each copy. POSIX only, for it forks.
"""

import errno
import json
import os
import resource
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from basislib.record import feeds
from tests.feeds import DATA, TODAY, Official, news, recorded

ONLY = ["rates", "repo"]  # two tables are enough to be stopped between them
LIMITS = (0, 1, 1_000, 3_000, 4_000, 5_000, 16_000, 17_000, 42_000)
CHANGES = ("os.rename", "os.remove", "os.chmod")


class Steps:
    """Counts the steps and calls `act` at the one where it shall, or at all from there on."""

    def __init__(self, place, at, act, ever):
        self.place, self.at, self.act, self.ever, self.passed = str(place), at, act, ever, -1
        sys.addaudithook(self.see)
        os.fsync = lambda file: self.step()  # a step, but no wait: what the disk holds is not looked at from outside

    def see(self, event, given):
        """Look at what Python is about to do."""
        writing = event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR)
        if (writing or event in CHANGES) and str(given[0]).startswith(f"{self.place}{os.sep}"):
            self.step()

    def step(self):
        """Pass a step, or not."""
        self.passed += 1
        if self.passed == self.at or self.ever and self.passed > self.at:
            self.act()


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def no_room():
    raise OSError(errno.ENOSPC, "No space left on device")


def refresh(place):
    """Refresh the copy and leave what was said beside it."""
    outcomes = feeds.refresh(where=place, only=ONLY, today=TODAY)
    return json.dumps({outcome.table: [outcome.state, outcome.sentence] for outcome in outcomes})


def stop(how, place, at):
    """Refresh in this process, which is stopped at a step; return whether there was such a step, and the words."""
    if how.startswith("cut"):
        if how.endswith("killed"):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMITS[at], resource.RLIM_INFINITY))
        said = refresh(place)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        return True, said
    steps = Steps(place, at, die if how == "killed" else no_room, how == "dead")
    said = refresh(place)
    return steps.passed >= at, said


def main(how, folder):
    """Stop a refresh at every step; leave a copy of the data for each."""
    feeds.fetch = recorded(Official(DATA, news()))
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)
    for at in range(len(LIMITS) if how.startswith("cut") else 500):
        place = folder / f"{at:03d}"
        shutil.copytree(DATA, place)
        child = os.fork()
        if not child:
            with open(os.devnull, "w") as silence:
                os.dup2(silence.fileno(), 1)
            stopped, said = stop(how, place, at)
            place.with_suffix(".said").write_text(said, "utf-8")
            os._exit(0 if stopped else 3)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) == 3:  # that was one step too many
            return
        place.with_suffix(".code").write_text(str(os.waitstatus_to_exitcode(status)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
