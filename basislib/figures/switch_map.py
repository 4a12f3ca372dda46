"""Which note is cheapest at every level and slope of yields, and what the future is worth along one line of it."""

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_rgb

from basislib.figures import marks, style
from basislib.language import _

SIZE, NARROW = (5.6, 4.9), (4.15, 4.4)
WIDE = (0.115, 0.475, 0.86, 0.45), (0.115, 0.105, 0.86, 0.275)  # map and lower panel
SLIM = (0.15, 0.565, 0.82, 0.37), (0.15, 0.11, 0.82, 0.275)
FADED = (1.025, -0.09)  # height of a remark at the map, wide and narrow: above it, or below
ROOFS = (0.1, 0.2, 0.5, 1, 2, 3, 5, 7.5, 10, 20, 50, 100)  # points
ABOVE = 0.35  # share of the lower panel above the line of today's cheapest note
FADES = 0.3  # how strongly what may not hold is whitened
LETTER, LINE = 6.0, 14.0  # a letter's width, a line's height in points, generous
NAME, REACH = 14.0, 25.0  # height of the words “6%”, points; how far they reach from their line, bp


def shades(rank):
    """Return the colours of notes by their place in the basket: dark matures first, light last."""
    return colormaps["cividis"](0.08 + 0.84 * np.asarray(rank) / max(len(rank) - 1, 1))


def view(switching):
    """Return the limits in bp, and the snapped depth of the lower panel, points."""
    deepest = -switching.envelope.min()
    return switching.map.limits, next((roof for roof in ROOFS if deepest <= 0.95 * roof), ROOFS[-1])


def frame(figure, view):
    """Draw both pairs of axes over one scale of levels."""
    (low, high, flat, steep), roof = view
    ticks = np.arange(np.ceil(low / 100) * 100, high + 1, 100)
    above, below = SLIM if style.narrow(figure) else WIDE
    top = style.add_axes(
        figure,
        above,
        xlim=(low, high),
        ylim=(flat, steep),
        xticks=ticks,
        yticks=np.linspace(flat, steep, 5),
        ylabel=_("slope shift, bp"),
        title=_("Which note is cheapest to deliver"),
    )
    top.set_xticklabels([])
    top.grid(False)
    under = style.add_axes(
        figure,
        below,
        xlim=(low, high),
        ylim=(-roof, ABOVE * roof),
        xticks=ticks,
        yticks=(-roof, -roof / 2, 0),
        xlabel=_("level shift of all yields, bp"),
        title=style.fitted(figure, _("Future against today's cheapest note alone, points"), 0.8),
    )
    under.set_yticklabels([f"−{roof:g}", f"−{roof / 2:g}", "0"])
    under.grid(False)


def draw(figure, switching, ghost=None):
    """Draw the map, the way along it and the lower envelope of a `basislib.scenes.switch_map.Switching`."""
    top, under = figure.axes
    _map(top, switching.map)
    if switching.map.limits[0] < switching.map.six < switching.map.limits[1]:
        marks.upright(top, switching.map.six, style.ON_DARK, 1.4, "--")
        marks.upright(under, switching.map.six, style.SOFT, 1.4, "--")
        style.label_line(under, switching.map.six + 4, _height(under, switching), "6%", style.SOFT)
    marks.level(top, switching.slope, style.ON_DARK, 0.9, alpha=0.7)
    if ghost is not None:
        marks.dots(top, ghost.level, ghost.slope, "o", style.GHOST, 8, edge="white", clip_on=False)
        marks.line(under, ghost.line, ghost.envelope, style.GHOST, 3)
    marks.dots(top, switching.level, switching.slope, "o", style.LOSS, 9, edge="white", clip_on=False)
    _envelope(under, switching)


def _height(axes, switching):
    """Return the height of the name of the line at 6%: near the foot, or where it is clearest of the notes' lines."""
    low, high = axes.get_ylim()
    half, six = NAME / 2 * (high - low) * axes.figure.dpi / 72 / axes.bbox.height, switching.map.six
    beside = switching.lines[(switching.line >= six) & (switching.line <= six + REACH)]
    heights = np.append(0.88 * low, np.linspace(0.88 * low, 0.8 * high, 30))
    clear = np.abs(np.append(beside.ravel(), 0) - heights[:, None]).min(axis=1)
    return heights[0 if clear[0] >= half else clear.argmax()]


def _map(axes, field):
    """Draw the map, its borders and its names."""
    colours = shades(field.rank)
    low, high, flat, steep = field.limits
    image = (255 * colours[field.cheapest]).astype(np.uint8)
    axes.imshow(image, origin="lower", aspect="auto", extent=field.limits, interpolation="none")
    axes.set(xlim=(low, high), ylim=(flat, steep))
    if field.sound_to < high:
        axes.axvspan(field.sound_to, high, color=style.ON_DARK, alpha=FADES, linewidth=0)
        marks.write(
            axes,
            1,
            FADED[style.narrow(axes.figure)],
            _("faded: others may be cheaper"),
            style.SOFT,
            ha="right",
            transform=axes.transAxes,
            va="baseline",
        )
    _borders(axes, field.cheapest)
    _names(axes, field, colours)


def _borders(axes, cheapest):
    """Draw a thin line wherever the cheapest note changes: one path, for hundreds of pieces would be slow."""
    low, high, flat, steep = *axes.get_xlim(), *axes.get_ylim()
    rows, columns = cheapest.shape
    row, column = np.nonzero(cheapest[:, 1:] != cheapest[:, :-1])
    gap = np.full(row.shape, np.nan)
    x, y = [np.stack([column + 1.0, column + 1.0, gap])], [np.stack([row + 0.0, row + 1.0, gap])]
    row, column = np.nonzero(cheapest[1:] != cheapest[:-1])
    gap = np.full(row.shape, np.nan)
    x, y = [*x, np.stack([column + 0.0, column + 1.0, gap])], [*y, np.stack([row + 1.0, row + 1.0, gap])]
    x, y = (np.concatenate([part.T.ravel() for part in parts]) for parts in (x, y))
    marks.line(axes, low + x / columns * (high - low), flat + y / rows * (steep - flat), style.ON_DARK, 0.8)


def _names(axes, field, colours):
    """Write each name where it fits wholly into its region, nearest to the middle of it."""
    cheapest = field.cheapest
    rows, columns = cheapest.shape
    points = axes.bbox.width / axes.figure.dpi * 72, axes.bbox.height / axes.figure.dpi * 72
    tall = int(np.ceil(LINE / points[1] * rows))
    low, high, flat, steep = field.limits
    centres = np.linspace(low, high, 2 * columns + 1)[1::2]
    away = np.abs(centres - field.six) > (high - low) / columns  # from the line at 6%
    for note in np.unique(cheapest):
        wide = int(np.ceil((style.room_of([field.names[note]], LETTER) + LETTER) / points[0] * columns))
        spot, ground = style.spot_inside((cheapest == note) & away, tall, wide), {}
        if spot is None:  # the name interrupts that line
            spot = style.spot_inside(cheapest == note, tall, wide)
            ground = {"bbox": {"facecolor": _ground(field, colours[note]), "edgecolor": "none", "pad": 1}}
        if spot is None:
            continue
        row, column = spot
        marks.write(
            axes,
            low + (column + wide / 2) / columns * (high - low),
            flat + (row + tall / 2) / rows * (steep - flat),
            field.names[note],
            style.ON_DARK if colours[note][:3].mean() < 0.5 else style.ON_LIGHT,
            ha="center",
            **ground,
        )


def _ground(field, colour):
    """Return the colour of a note's region where the line at 6% is."""
    white = FADES if field.sound_to < field.six else 0.0
    return (1 - white) * colour[:3] + white * np.array(to_rgb(style.ON_DARK))


def _envelope(axes, switching):
    """Draw each note's line thinly, the lowest of them thickly in its colour, the switches and where we are."""
    levels, lines = switching.line, switching.lines
    low, high = axes.get_ylim()
    seen = lines[:, ((lines > low) & (lines < high)).any(axis=0)]
    seen = np.where(np.abs(seen) < 2 * high - 2 * low, seen, np.nan)  # what is far outside is cut off at once
    gap = np.full((1, seen.shape[1]), np.nan)
    marks.line(
        axes, np.tile(np.append(levels, np.nan), seen.shape[1]), np.concatenate([seen, gap]).T.ravel(), style.FAINT, 0.8
    )
    marks.line(axes, levels[[0, -1]], (0, 0), style.SOFT, 1.2, style.FUTURES)
    colours = shades(switching.map.rank)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(switching.along)) + 1, [levels.size]])
    for start, end in zip(starts[:-1], starts[1:], strict=True):
        part = slice(start, end + 1)
        marks.line(axes, levels[part], switching.envelope[part], colours[switching.along[start]], 3.4)
    marks.dots(axes, switching.switches, switching.switch_depths, "D", "white", 5, edge=style.INK)
    marks.dots(axes, switching.level, switching.depth, "o", style.LOSS, 8, clip_on=False)
