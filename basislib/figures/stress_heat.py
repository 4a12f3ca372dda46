"""The stress-test table: scenarios down, policies across, better than no policy in blue, worse in orange."""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from basislib.figures import style
from basislib.figures.marks import write

WIDTH, HEIGHT = 403.2, 278.0  # in points of type
SIZE = (WIDTH / 72, HEIGHT / 72)
LEFT, LINE, TOP, MARGIN = 93, 26, HEIGHT - 64, 3
FAINTEST, STRONGEST = 0.12, 0.62  # how much of a colour lies under a number
SIGNS = {-1: "▾", 0: "", 1: "▴"}


def view(found):
    """Return all that stays while the framed cell moves: title, scenarios, headings, numbers, colours and signs."""
    more = np.sign(np.nan_to_num(found.numbers - found.numbers[:, :1])) * (np.nan_to_num(found.share) != 0)
    signs = tuple(tuple(int(sign) for sign in row) for row in more)
    return found.title, found.rows, found.heads, found.words, tuple(map(tuple, np.nan_to_num(found.share))), signs


def frame(figure, view):
    """Draw title, key, headings, and the cells with their numbers."""
    title, rows, heads, numbers, share, signs = view
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    page.axis("off")
    _key(page, title)
    wide = _wide(len(heads))
    for column, lines in enumerate(heads):
        for line, words in enumerate(lines):
            write(page, LEFT + (column + 0.5) * wide, TOP + 17 - 11 * line, words, style.INK, size=9, ha="center",
                  weight="bold" if not column else "normal")
    page.imshow(_shades(np.array(share)), extent=(LEFT, LEFT + len(heads) * wide, TOP - len(rows) * LINE, TOP),
                aspect="auto", interpolation="none")
    page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    _lines(page, len(rows), len(heads), wide)
    for row, name in enumerate(rows):
        first, _, market = name.partition(", ")
        write(page, LEFT - 6, TOP - (row + 0.5) * LINE, f"dash, {market}" if market else first, style.INK, ha="right")
        for column, words in enumerate(numbers[row]):
            write(page, LEFT + (column + 0.5) * wide, TOP - (row + 0.5) * LINE, words + SIGNS[signs[row][column]],
                  style.INK, ha="center")


def _key(page, title):
    """Write the title and what colours and signs mean."""
    page.text(4, HEIGHT - 11, title, size=11, color=style.INK, va="center")
    for x, colour, words in ((4, style.GAIN, "better than no policy"), (132, style.LOSS, "worse"),
                             (192, None, "▴ ▾ more, less than no policy")):
        if colour:
            page.add_patch(Rectangle((x, HEIGHT - 32), 10, 9, facecolor=colour, alpha=STRONGEST, linewidth=0))
        page.text(x + (14 if colour else 0), HEIGHT - 28, words, size=9.5, color=style.SOFT, va="center")


def draw(figure, found, ghost=None):
    """Frame the cell of a `policy_lab_boards.Stressed`; where a pinned table differs, its numbers below in grey."""
    page, = figure.axes
    wide = _wide(len(found.columns))
    page.add_patch(Rectangle((LEFT + found.column * wide, TOP - (found.row + 1) * LINE), wide, LINE, facecolor="none",
                             edgecolor=style.INK, linewidth=1.8, zorder=3))
    if ghost is None or ghost.columns != found.columns:
        return
    for row, (new, old) in enumerate(zip(found.words, ghost.words, strict=True)):
        for column, (now, before) in enumerate(zip(new, old, strict=True)):
            if now != before:
                write(page, LEFT + (column + 0.5) * wide, TOP - (row + 0.86) * LINE, before, style.SOFT, size=8,
                      ha="center")


def _wide(columns):
    """Return the width of a cell."""
    return min((WIDTH - LEFT - MARGIN) / columns, 62)


def _shades(share):
    """Return the cells' colours: the further from no policy, the stronger."""
    strength = np.where(share == 0, 0, FAINTEST + (STRONGEST - FAINTEST) * np.abs(share))[..., None]
    colour = np.where(share[..., None] > 0, to_rgb(style.GAIN), to_rgb(style.LOSS))
    return 1 - strength * (1 - colour)


def _lines(page, rows, columns, wide):
    """Draw lines between the cells, and a stronger one after the column without a lever, as two paths."""
    right, low = LEFT + columns * wide, TOP - rows * LINE
    x = [[LEFT, right, np.nan]] * (rows + 1) + [[LEFT + column * wide] * 2 + [np.nan] for column in range(columns + 1)]
    y = [[TOP - row * LINE] * 2 + [np.nan] for row in range(rows + 1)] + [[low, TOP, np.nan]] * (columns + 1)
    page.plot(np.ravel(x), np.ravel(y), color=style.FAINT, linewidth=0.7)
    page.plot([LEFT + wide] * 2, [low, TOP], color=style.INK, linewidth=1.2)
