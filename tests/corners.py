"""The states in which every explorer is looked at: as it opens, its presets, ends and corners, and some by lot."""

import itertools
import random
from zlib import crc32

COMMON = ("leverage", "haircut", "repo_rate")
LOTS = 12


def ends_of(control):
    """Return a control's name with each of its ends."""
    return [(control.name, end) for end in control.ends()]


def states(explorer):
    """Yield settings: the defaults, each control at its ends, the presets, and all corners of the three."""
    yield {}
    for control in explorer.controls.values():
        yield from ({name: end} for name, end in ends_of(control))
    yield from explorer.presets.values()
    common = [ends_of(explorer.controls[name]) for name in COMMON if name in explorer.controls]
    for corner in itertools.product(*common):
        yield dict(corner)


def between(explorer):
    """Yield settings of all controls drawn by lot, the same each time: ends alone are often out of the ordinary."""
    lot = random.Random(crc32(explorer.name.encode()))
    for _ in range(LOTS):
        yield {name: drawn(control, lot.random()) for name, control in explorer.controls.items()}


def drawn(control, share):
    """Return the value of a control at a share of its way, on its grid."""
    if hasattr(control, "low"):
        return control.read(control.low + share * (control.high - control.low))
    ends = control.ends()
    return ends[int(share * len(ends))]


def across(explorer):
    """Yield each preset with one control moved to an end: the names of both, the end, and the settings."""
    for name, preset in explorer.presets.items():
        for control in explorer.controls.values():
            yield from ((name, moved, end, {**preset, moved: end}) for moved, end in ends_of(control))
