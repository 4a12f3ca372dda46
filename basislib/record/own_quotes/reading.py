"""From rows of cells to notes with prices: what is read, what cannot be, and what was decided for the whole table."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from basislib.checks import Refused
from basislib.language import N_
from basislib.record.own_quotes import columns, dates, issues, names, numbers, prices, table
from basislib.record.own_quotes.cells import BLANK, LONGEST_CELL, shown
from basislib.record.own_quotes.results import UNDECIDED, BadCell, Choices, Excluded, Quotes
from basislib.securities.dialects import tidy

BLOCK = 5_000  # rows between two reports of progress
WIDEST = 2.0  # points between bid and ask
OPTIONAL = ("issued", "conversion_factor", "repo")  # a bad cell there costs no row
_ZERO = re.compile(r"0+(?:[.,]0*)?")
_TERM = re.compile(r"(\d{1,2}) ?-? ?(?:y(?:ea)?rs?|y|years?|jahre?|ans?|年)\b.*|(\d{1,2})", re.IGNORECASE)


def read_quotes(
    source: str | bytes | bytearray | memoryview,
    choices: Choices = UNDECIDED,
    progress: Callable[[float], None] | None = None,
) -> Quotes:
    """Read a table of notes and their prices, in whatever form it comes.

    Nothing in it is ever worked out or run: a formula is merely a bad value.

    Parameters
    ----------
    source : str or bytes
        Commas, semicolons, tabs, bars or blanks between the cells. A header names the columns in English, Chinese,
        German, French, Italian or Spanish; without one they are told by what stands in them. Bytes are UTF-8, UTF-16
        with a mark, or GB 18030.
    choices : Choices, optional
    progress : callable, optional
        Told the share that is done, from 0 to 1, every `BLOCK` rows; what it raises ends the reading.

    Returns
    -------
    Quotes
        No row with a bad cell is among the good ones, unless the cell is optional. Of a note that is there twice the
        first row is good.

    Raises
    ------
    ValueError
        If the whole is unusable: empty, too large, no text, or without a coupon, a maturity or a price.

    Examples
    --------
    >>> found = read_quotes("coupon,maturity,price\\n4 1/8,11/15/2032,102-17\\n4,2032-11-15,=1+1")
    >>> float(found.notes.loc[0, "clean_price"]), found.bad[0].row, found.bad[0].column
    (102.53125, 3, 'price')
    """
    found, mark = table.rows(table.as_text(source))
    header, at = table.header(found, mark)
    body = [(number, cells) for number, cells in found[at + (header is not None) :] if not columns.is_header(cells)]
    width = len(header or max((cells for _, cells in body), key=len))
    if header is not None and mark in table.SPACED and body and not any(len(cells) == width for _, cells in body):
        header, width = None, max(len(cells) for _, cells in body)
    if header is None:
        width = columns.common_width([cells for _, cells in body])
    if width > columns.MOST_COLUMNS:
        raise Refused(
            N_("the rows have {width:,} cells; at most {most} columns can be read here."),
            width=width,
            most=columns.MOST_COLUMNS,
        )
    body = [(number, cells) for number, cells in body if not table.is_note(cells, width, mark)]
    if header is not None:
        places = columns.by_header(header)
        choices = choices._replace(point=choices.point or columns.point_of(header, places))
    else:
        places = columns.by_content([cells for _, cells in body] or [found[0][1]], found[0][1])
    strict = mark in table.SPACED
    return _Reader(places, width, strict, choices).read(body, progress or (lambda share: None))


class _Reader:
    """Reads the rows of one table; each text is looked at once, however often it stands there."""

    def __init__(self, places: Mapping[str, int], width: int, strict: bool, choices: Choices) -> None:
        self.places, self.width, self.strict, self.choices = places, width, strict, choices
        self.bad: list[BadCell] = []
        self.excluded: list[Excluded] = []
        self.decided: dict[str, tuple[str, str]] = {}
        self.asked: dict[str, str] = {}
        self._seen: dict[tuple[str, str], Any] = {}
        self._named = "name" in places and not {"coupon", "maturity"} <= set(places)

    def read(self, body: Sequence[tuple[int, list[str]]], progress: Callable[[float], None]) -> Quotes:
        """Return what the rows hold."""
        rows = [(number, texts) for number, cells in body if (texts := self._texts(number, cells)) is not None]
        progress(0.2)
        self._decide_coupons([texts["coupon"] for _, texts in rows if texts["coupon"]])
        self._decide_prices(rows)
        self._decide_dates(rows)
        good: list[dict[str, Any]] = []
        seen: dict[tuple[float, date, str], int] = {}
        for count, (number, texts) in enumerate(rows):
            if count % BLOCK == 0:
                progress(0.4 + 0.6 * count / len(rows))
            values = self._values(number, texts)
            if values is not None:
                first = seen.setdefault((values["coupon"], values["maturity"], values["cusip"]), number)
                if first == number:
                    good.append(values)
                else:
                    self._again(values, first)
        progress(1.0)
        self.bad.sort(key=lambda cell: cell.row)
        return Quotes(_frame(good), tuple(self.bad), tuple(self.excluded), self.decided, self.asked)

    # ---- cells --------------------------------------------------------------------------------

    def _texts(self, number: int, cells: list[str]) -> dict[str, str] | None:
        """Return the texts of a row by column; None for a row that holds no note, or too many cells."""
        used = max((count for count, cell in enumerate(cells, 1) if cell), default=0)
        if used > self.width or (self.strict and used != self.width):
            wrong = Refused(N_("The row has {cells} cells, the header {width}."), cells=used, width=self.width)
            self.bad.append(BadCell(number, "", shown(" | ".join(cells[:used])), wrong, ""))
            return None
        texts = {column: cells[place] if place < len(cells) else "" for column, place in self.places.items()}
        texts = {column: "" if BLANK.fullmatch(text) else text for column, text in texts.items()}
        name = self._once("name", texts.get("name", ""), names.read)
        cusip = next((code for key in ("code", "name") if (code := self._once("code", texts.get(key, ""), _code))), "")
        kind = next(filter(None, (
            self._once("kind", texts.get("type", ""), names.kind), getattr(name, "kind", ""), names.kind_of_code(cusip)
        )), "")  # fmt: skip
        if kind:
            what = texts.get("name") or " ".join(filter(None, (texts.get("coupon"), texts.get("maturity"), cusip)))
            self.excluded.append(Excluded(number, shown(what), kind))
            return None
        for column in ("coupon", "maturity"):
            if not texts.get(column):
                texts[column] = getattr(name, column, "") or (texts.get("name", "") if self._named else "")
        return texts | {"cusip": cusip}

    def _once(self, column: str, text: str, reader: Callable[[str], Any]) -> Any:
        """Return what a reader makes of a text, or its refusal; the same text is read once."""
        key = column, text
        if key not in self._seen:
            try:
                self._seen[key] = reader(text)
            except Refused as wrong:
                self._seen[key] = wrong
        return self._seen[key]

    # ---- decisions for the whole table --------------------------------------------------------

    def _decide_coupons(self, texts: list[str]) -> None:
        """Decide whether coupons are shares of 1, and mend those that were rounded to two places."""
        found = {text: self._once("coupon", text, partial(_checked, numbers.coupon)) for text in dict.fromkeys(texts)}
        good = {text: value for text, value in found.items() if not isinstance(value, Refused)}
        if good and numbers.are_shares(list(good), list(good.values())):
            self.decided["coupon"] = "shares", next(iter(good))
            self._seen |= {("coupon", text): round(100 * value, 9) for text, value in good.items()}
            return
        mended = {text: new for text, value in good.items() if (new := numbers.in_eighths(tidy(text), value)) != value}
        if mended:
            self.decided["coupon"] = "rounded", next(iter(mended))
            self._seen |= {("coupon", text): value for text, value in mended.items()}

    def _decide_prices(self, rows: Sequence[tuple[int, Mapping[str, str]]]) -> None:
        """Decide the dialect of the prices."""
        wanted = [column for column in (*columns.PRICED, "bid", "ask", "buy", "sell") if column in self.places]
        texts = dict.fromkeys(tidy(texts[column]) for _, texts in rows for column in wanted if texts[column])
        self.dialect = prices.decide(texts, self.choices.point, self.choices.third)
        for key, example in self.dialect.telling.items():
            chosen, found = getattr(self.choices, key), getattr(self.dialect, key)
            if chosen or not found:
                self.asked[key] = example
            if found:
                self.decided[key] = found, example

    def _decide_dates(self, rows: Sequence[tuple[int, Mapping[str, str]]]) -> None:
        """Decide the order of day and month."""
        read = partial(_checked, dates.read)
        pairs = {(texts["maturity"], texts.get("issued", "")) for _, texts in rows}
        found = [
            (self._once("days", end, read), self._once("days", start, read) if start else None) for end, start in pairs
        ]
        ends = [end for end, _ in found if isinstance(end, dates.Days)]
        starts = [
            (start, end if isinstance(end, dates.Days) else None)
            for end, start in found
            if isinstance(start, dates.Days)
        ]
        order = dates.decide(ends, starts)
        doubtful = [
            text
            for pair in sorted(pairs)
            for text in pair
            if text and isinstance(day := self._once("days", text, read), dates.Days) and not day.sure
        ]
        if doubtful and (self.choices.dates or order is None):
            self.asked["dates"] = doubtful[0]
        self.order = self.choices.dates or order
        if doubtful and self.order:
            self.decided["dates"] = self.order, doubtful[0]

    # ---- rows ---------------------------------------------------------------------------------

    def _values(self, number: int, texts: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the values of a row by column of the result; None if a cell that is needed is bad."""
        first = len(self.bad)
        values: dict[str, Any] = {"row": number, "cusip": texts["cusip"]}
        values["coupon"] = self._cell(number, "coupon", texts["coupon"], numbers.coupon)
        values["maturity"] = self._of_month(values["coupon"], texts["maturity"])
        if values["maturity"] is None:
            values["maturity"] = self._cell(number, "maturity", texts["maturity"], self._day)
        values |= self._prices(number, texts)
        values["years"] = self._once("term", texts.get("term", ""), _term)
        for column, name, reader in (
            ("issued", "issued", self._day),
            ("conversion_factor", "conversion_factor", numbers.factor),
            ("repo", "repo_rate", numbers.rate),
        ):
            values[name] = self._cell(number, column, texts[column], reader) if texts.get(column) else None
        issued, maturity = values["issued"], values["maturity"]
        if issued and maturity and issued >= maturity:
            wrong = Refused(N_("The issue date is not before the maturity, {maturity}."), maturity=maturity)
            self.bad.append(BadCell(number, "issued", texts["issued"], wrong, "issued", False))
            values["issued"] = None
        new = self.bad[first:]
        self.bad[first:] = [BadCell(**(vars(cell) | {"maturity": maturity})) for cell in new]
        return None if any(cell.costs_row for cell in new) else values

    def _of_month(self, coupon: float | None, text: str) -> date | None:
        """Return the maturity of a note that is named by its coupon and month, if only one can be meant."""
        month = dates.month_of(tidy(text)) if coupon is not None and len(text) < LONGEST_CELL else None
        found = issues.maturities(coupon or 0.0, *month) if month else ()
        if len(found) == 1:
            self.decided.setdefault("maturity", ("record", text))
        return found[0] if len(found) == 1 else None

    def _cell(self, number: int, column: str, text: str, reader: Callable[[str], Any]) -> Any:
        """Return the value of a cell, or None and a bad cell more."""
        found = self._once(column, text, partial(_checked, reader))
        if column == "price" and table.RAISED in text:
            found = Refused(N_("A raised digit can be a footnote or a part of the number; write it out."))
        if not isinstance(found, Refused):
            return found
        self.bad.append(BadCell(number, column, shown(text), found, column, column not in OPTIONAL))
        return None

    def _day(self, text: str) -> date:
        found = self._once("days", text, dates.read)
        if isinstance(found, Refused):
            raise found
        return dates.pick(found, self.order)

    def _prices(self, number: int, texts: Mapping[str, str]) -> dict[str, float | None]:
        """Return the price of a row, and bid and ask if they are given."""
        there = {column: text for column in (*columns.PRICED, "bid", "ask", "buy", "sell")
                 if (text := texts.get(column, "")) and not _ZERO.fullmatch(text)}  # fmt: skip
        sided = next((pair for pair in columns.SIDES if all(side in there for side in pair)), None)
        asked = (
            "mid",
            "price",
            *(() if sided != columns.SIDES[0] else ("sides",)),
            "last",
            "close",
            "sides",
            "bid",
            "ask",
        )
        chosen = next((each for each in asked if each in there or (each == "sides" and sided)), "price")
        both = self._sides(number, there, sided)
        if chosen == "sides":
            price = (both[0] + both[1]) / 2 if both else None
        else:
            split = prices.two_way(tidy(there.get(chosen, "")))
            if split:
                both = self._sides(number, dict(zip(columns.SIDES[0], split, strict=True)), columns.SIDES[0])
                price = (both[0] + both[1]) / 2 if both else None
            else:
                price = self._cell(number, "price", there.get(chosen, ""), self._price)
        if chosen != "price":
            self.decided.setdefault("price", (chosen, ""))
        bid, ask = both or (None, None)
        return {"clean_price": price, "bid": bid, "ask": ask}

    def _sides(
        self, number: int, there: Mapping[str, str], sided: tuple[str, str] | None
    ) -> tuple[float, float] | None:
        """Return bid and ask; of a column that is bought at and one that is sold at the lower is the bid."""
        if not sided:
            return None
        bid, ask = (self._cell(number, "price", there[side], self._price) for side in sided)
        if bid is None or ask is None:
            return None
        if abs(ask - bid) > WIDEST:
            self._refuse_sides(number, there, sided, Refused(N_("Bid and ask are too far apart for one note.")))
            return None
        if sided != columns.SIDES[0]:
            return min(bid, ask), max(bid, ask)
        if bid > ask:
            self._refuse_sides(number, there, sided, Refused(N_("The bid is above the ask.")))
            return None
        return bid, ask

    def _refuse_sides(self, number: int, there: Mapping[str, str], sided: tuple[str, str], wrong: Refused) -> None:
        what = " | ".join(there[side] for side in sided)
        self.bad.append(BadCell(number, "price", shown(what), wrong, "price"))

    def _price(self, text: str) -> float:
        return prices.price(text, self.dialect)

    def _again(self, values: Mapping[str, Any], first: int) -> None:
        """Note that a note is there a second time."""
        wrong = Refused(N_("This is the same note as in row {first}, which is used."), first=first)
        what = f"{values['coupon']:g}% {values['maturity']}"
        self.bad.append(BadCell(values["row"], "", what, wrong, "again", True, values["maturity"]))


def _checked(reader: Callable[[str], Any], text: str) -> Any:
    """Return what a reader makes of a cell; refuse what no cell of numbers or dates holds."""
    if not text:
        raise Refused(N_("Nothing stands here."))
    if text[0] in "=+@":
        raise Refused(N_("This is a formula, and formulas are not worked out here."))
    if len(text) > LONGEST_CELL:
        raise Refused(N_("There are {count:,} characters; perhaps a quotation mark is not closed."), count=len(text))
    plain = tidy(text)
    return reader(plain.rstrip(table.RAISED))


def _code(text: str) -> str:
    """Return the CUSIP in a cell or in a name."""
    return names.code(text) or next(filter(None, map(names.code, text.split())), "")


def _term(text: str) -> int:
    """Return an original term in years, 0 if the cell has none; a re-opening's 9-year 11-month is ten years."""
    found = _TERM.fullmatch(text)
    if not found:
        return 0
    years = int(found[1] or found[2])
    years += bool(re.search(r"month", text, re.IGNORECASE))
    return years if years in dates.TERMS else 0


def _frame(good: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the good rows as a table, with its types also when it is empty."""
    kinds = {"row": int, "coupon": float, "maturity": object, "clean_price": float, "bid": float, "ask": float,
             "issued": object, "years": int, "cusip": object, "conversion_factor": float, "repo_rate": float}  # fmt: skip
    return pd.DataFrame({name: pd.Series([row[name] for row in good], dtype=kind) for name, kind in kinds.items()})
