"""The way through the workbook, with what the reader has done on each page; the page's script knows that."""

import html
from collections.abc import Iterable
from typing import Any

from basislib.language import _
from basislib.widgets import kinds


class Way:
    """All pages in order, as links; a part of a section, such as `Section(Way(PAGES), heading=…)`.

    Parameters
    ----------
    pages : iterable
        Of `basislib.pages.About`.
    """

    name = "way"

    def __init__(self, pages: Iterable[Any]) -> None:
        items = "".join(
            f'<li data-wb-progress="{page.stem}"><a href="{html.escape(page.notebook)}"><b>{page.number + 1}</b>'
            f"<span><strong>{html.escape(_(page.title))}</strong> {html.escape(_(page.question))}</span><small></small></a></li>"
            for page in pages
        )
        self.widget = kinds.HTML(f'<ol class="wb-way">{items}</ol>')
