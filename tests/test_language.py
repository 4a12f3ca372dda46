"""What code says can be translated: the messages a translator gets are whole, tidy and can be filled."""

import ast
import gettext
import re
from datetime import date
from io import BytesIO
from string import Formatter

import numpy as np
import pytest
from babel.messages.extract import extract

from basislib.checks import Refused
from basislib.formats import day_and_month, full_date, month_and_year, weekday_and_day
from basislib.fund import margin, spiral, trade
from basislib.fund.calls import simulate_prices
from basislib.fund.repo import average_haircut
from basislib.language import VARIABLE, Counted, listed, paragraph, plural
from basislib.market.run import PATHS, Market, Shock, standard_shock
from basislib.market.second import Second
from basislib.pages.other_side import explorers as other_side
from basislib.policy import levers, stress
from basislib.quantities import quantities
from basislib.record import datasets, own_quotes
from basislib.scenes import participants
from basislib.securities import basis
from basislib.securities.contracts import CONTRACTS
from basislib.widgets.quotes_box import QuotesBox
from basislib.widgets.text import refusal
from tests import messages
from tests.rules import ROOT, of_every, parsed

FILES = sorted(path for path in (ROOT / "basislib").rglob("*.py") if path.name != "language.py")
MARKS = ("_", "N_", "plural")
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
FIELD = re.compile(r"[A-Za-z_]\w*(\.\w+|\[\w+\])*")


def name(path):
    return path.relative_to(ROOT).as_posix()


def calls(tree):
    """Yield the name and the texts of every call that marks a message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node.func.id, node.args[:2] if node.func.id == "plural" else node.args


def marked(path):
    """Return the messages of a file with their lines."""
    found = extract("python", BytesIO(path.read_bytes()), KEYWORDS)
    return [(line, text) for line, texts, *_rest in found for text in ([texts] if isinstance(texts, str) else texts)]


def untidy(text):
    """Return what is wrong with a message, in a word or two; nothing if it is all right."""
    if not text or text != text.strip():
        return "empty, or with blanks around it"
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        return str(error)
    fields = [field for _text, field, *_rest in parts if field is not None]
    if wrong := [field for field in fields if not FIELD.fullmatch(field)]:
        return f"placeholders without a name: {wrong}"
    words = "".join(literal for literal, *_rest in parts).strip()
    return "" if words or len(fields) > 1 else "nothing but a placeholder"


def bound(function):
    """Return whether a function that translates gives ``_`` another meaning, in a loop, say."""
    nodes = list(ast.walk(function))
    translates = any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" for node in nodes
    )
    return translates and any(
        isinstance(node, ast.Name)
        and node.id == "_"
        and isinstance(node.ctx, ast.Store)
        or isinstance(node, ast.arg)
        and node.arg == "_"
        for node in nodes
    )


@of_every(FILES)
def test_messages_are_whole_texts(path):
    tree = parsed(path)
    for mark, texts in calls(tree):
        for text in texts:
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            glued = isinstance(text, ast.JoinedStr | ast.BinOp) or mark != "_" and not literal
            assert not glued, f"line {text.lineno}: no text of its own in {mark}(), but {ast.unparse(text)}"
    shadowed = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and bound(node)]
    assert not shadowed, f"these use _() and bind _ as well: {shadowed}"


@of_every(FILES)
def test_messages_are_tidy(path):
    found = marked(path)
    wrong = [(line, text[:60], why) for line, text in found if (why := untidy(text))]
    assert not wrong
    written = [text.value for _mark, texts in calls(parsed(path)) for text in texts if isinstance(text, ast.Constant)]
    # It looks neither into an f-string, nor whether a text in the brackets is a key.
    assert sorted(text for _line, text in found) == sorted(written), "Babel sees other messages than there are"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("R is {number:.2f}.", ""),
        ("{points[0]} of {scene.all}", ""),
        ("{label} {value}", ""),
        ("{number}%", ""),
        ("{{as it is}} {n}", ""),
        ("", "empty"),
        (" a", "blanks"),
        ("a\n", "blanks"),
        ("{n}", "nothing but"),
        ("{}", "without a name"),
        ("{0} cents", "without a name"),
        ("{a + 1} cents", "without a name"),
        ("{n cents", "expected"),
    ],
)
def test_what_a_tidy_message_is(text, why):
    assert why in untidy(text) and bool(why) == bool(untidy(text))


@pytest.mark.parametrize(
    ("code", "is_bound"),
    [
        ("def f(a): return _('x'), [b for _, b in a]", True),
        ("def f(a):\n for _ in a: _('x')", True),
        ("def f(_): return _('x')", True),
        ("def f(a): return [b for _, b in a]", False),
        ("def f(a): return _('x'), [b for _c, b in a]", False),
    ],
)
def test_what_a_bound_mark_is(code, is_bound):
    assert bound(ast.parse(code).body[0]) == is_bound


@of_every(FILES)
def test_dates_have_one_format(path):
    """The names that strftime writes are those of the computer's language, not the reader's."""
    found = re.search(r":%[aAbB]|strftime\([^)]*%[aAbB]", path.read_text("utf-8"))
    assert bool(found) == (name(path) == "basislib/securities/quotes.py")  # a note is named as the market names it


def test_dates():
    day = date(2020, 3, 9)
    assert (full_date(day), full_date(day, short=True)) == ("9 March 2020", "9 Mar 2020")
    assert (day_and_month(day), day_and_month(day, short=True)) == ("9 March", "9 Mar")
    assert (month_and_year(day), month_and_year(day, short=True)) == ("March 2020", "Mar 2020")
    assert (weekday_and_day(day), weekday_and_day(day, short=True)) == ("Monday 9 March", "Mon 9 March")
    for each in (date(2026, month, month) for month in range(1, 13)):
        assert full_date(each) == f"{each.day} {each:%B %Y}"
        assert full_date(each, short=True) == f"{each.day} {each:%b %Y}"
        assert weekday_and_day(each, short=True) == f"{each:%a} {each.day} {each:%B}"


def test_there_is_much_to_translate():
    assert sum(len(marked(path)) for path in FILES) > 2000


def test_rows():
    assert listed(["a", "b", "c"]) == "a, b, c" and listed(["a", "b"], "semicolon") == "a; b"
    assert listed(["a", "b"], "and") == "a and b" and listed(["a", "b"], "names") == "a, b" and listed([]) == ""
    assert listed(["a"], "clauses") == "a" and listed(["a", "b", "c"], "clauses") == "a, b, and c"
    assert paragraph("One.", "", "Two.") == "One. Two."
    assert plural("{n:g} note", "{n:g} notes", 1) == "1 note" and plural("{n:g} note", "{n:g} notes", 0) == "0 notes"


def test_words_in_a_row_have_a_comma_of_their_own_in_chinese(monkeypatch):
    monkeypatch.setenv(VARIABLE, "zh")
    assert listed(["价差", "折扣率", "现金"], "names") == "价差、折扣率、现金"
    assert listed(["价差扩大", "折扣率上升"], "clauses") == "价差扩大，折扣率上升"


TREES = {path: ast.parse(path.read_text("utf-8")) for path in messages.FILES}
IN_WORDS = {text for tree in TREES.values() for _line, text in messages.unmarked(tree)} | {
    text for path in messages.FILES for _line, text in marked(path)
}  # all that a translator gets from the models
IN_TABLES = {  # where the words come from a table: module, what is given, the words
    ("trade", "words"): [words for words, _unit, _bounds in trade._LIMITS.values()],
    ("trade", "unit"): [unit for _words, unit, _bounds in trade._LIMITS.values()],
    ("switches", "name"): ["lowest shift", "highest shift", "other shift"],
    ("hedges", "field"): ["yield shift", "slope shift", "repo rate"],
    ("inputs", "name.replace('_', ' ')"): [each.replace("_", " ") for each in (*quantities(Market), *PATHS)],
    ("second", "name.replace('_', ' ')"): [each.replace("_", " ") for each in quantities(Second)],
    ("levers", "label"): [each.replace("_", " ") for kind in levers.Lever.__subclasses__() for each in kind.numbers()]
    + ["{field} of {lever}"],
}


def constants(tree):
    """Return the names that a module gives to marked texts."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and "N_(" in ast.unparse(node.value)
        for targets in node.targets
        for target in ast.walk(targets)
        if isinstance(target, ast.Name)
    }


def passed_on(tree):
    """Return the calls within functions that hand a parameter of theirs on, as (call, parameter)."""
    return {
        (call, each.arg)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        for call in ast.walk(function)
        if each.arg in messages.WORDS
    }


@pytest.mark.parametrize("path", TREES, ids=name)
def test_every_name_of_a_field_and_every_unit_reaches_the_translator(path):
    tree = TREES[path]
    marked_names, handed = constants(tree), passed_on(tree)
    for call, parameter, node in messages.given(tree):
        words = ast.unparse(node)
        fine = (
            isinstance(node, ast.Constant)
            or words.startswith(("N_(", "Phrase(N_("))
            or words in marked_names
            or (call, words) in handed
            or set(IN_TABLES.get((path.stem, words), ["?"])) <= IN_WORDS
        )
        assert fine, f"line {node.lineno}: {words} of {messages.name(call)} is marked nowhere as {parameter}"


def test_fields_and_units_are_many():
    assert len(IN_WORDS) > 400
    assert {"haircut", "of market value", "$bn a day", "srf cap", "per $bn sold", "yield change"} <= IN_WORDS
    assert all(set(words) <= IN_WORDS and words for words in IN_TABLES.values())
    assert messages.places()["within"] == {"field": 0, "unit": 2}


def crossed_out(text):
    """Return a text as a translator's who has every word that he was given: an x for each word of it."""
    return re.sub(r"[^\W\d_]+(?![^{]*\})", "x", text) if text in IN_WORDS else text


@pytest.mark.parametrize(
    ("refused", "names"),
    [
        (lambda: Market(haircut=2), ""),
        (lambda: Market(term_days=0), ""),
        (lambda: Market(leverage=1e6, haircut=0.5), ""),
        (lambda: Market(margin_rule="soft"), "soft none buffer floor stress weight"),
        (lambda: Shock(np.zeros(3), drain=np.full(3, np.inf)), "inf"),
        (lambda: standard_shock(days=0), ""),
        (lambda: levers.CashBuffer(2), "CashBuffer"),
        (lambda: levers.FundLine(cap=-1), "FundLine"),
        (lambda: trade.BasisTrade(final_futures_price=-1), ""),
        (lambda: trade.BasisTrade(day_move=-100), ""),
        (lambda: trade.BasisTrade(direction="up"), "up long short"),
        (lambda: trade.leverage(0.01, 2, 0), ""),
        (lambda: average_haircut({"offshore": 2}), "offshore"),
        (lambda: spiral.forced_sale(1000, 0, 1e-6, 1), ""),
        (lambda: spiral.forced_sale(1000, 0.02, -1, 1), ""),
        (lambda: margin.initial_margin(-1, 4.5), ""),
        (lambda: simulate_prices(100, 1, 2.5, 10, 1), ""),
        (lambda: stress.monte_carlo(draws=1), ""),
        (lambda: stress.monte_carlo(draws=10.5), ""),
        (lambda: basis.gross_basis(-1, 100, 1), ""),
        (lambda: datasets.load("nothing", ROOT / "docs"), "nothing docs"),
        (lambda: own_quotes.read_quotes("coupon,maturity,cpn"), "coupon cpn"),
    ],
)
def test_a_refusal_is_wholly_in_the_readers_language(monkeypatch, refused, names):
    class Catalogue(gettext.NullTranslations):
        def gettext(self, message):
            return crossed_out(message)

    monkeypatch.setattr("basislib.language._here", Catalogue)
    with pytest.raises(Refused) as error:
        refused()
    told = refusal(error.value).replace(str(ROOT), "")
    assert "x" in told and set(re.findall(r"[^\W\d_]{2,}", told)) <= set(names.split()), told


def test_names_from_tables_are_words_too(monkeypatch):
    """Those of contracts are marked where they stand, those of parties come from their table."""
    with (ROOT / "data" / "participants.csv").open("rb") as file:
        names = {text for _line, _mark, text, _comments in messages.extract_names(file, KEYWORDS, (), {})}
    assert names == {row["name"] for row in participants.participants().values()} and len(names) == 7
    assert {contract.name for contract in CONTRACTS.values()} <= IN_WORDS
    assert {policy.name for policy in stress.POLICIES} <= IN_WORDS and len(stress.POLICIES) > 15

    class Catalogue(gettext.NullTranslations):
        def gettext(self, message):
            return "Übersetzt" if message in names or message in IN_WORDS else message

    monkeypatch.setattr("basislib.language._here", Catalogue)
    parties = other_side.cards().controls["party"].options
    assert {*parties} == {*participants.participants()} and {*parties.values()} == {"Übersetzt"}
    codes = other_side.history().controls["contracts"].options
    assert codes["FV"] == "Übersetzt (FV)" and len(codes) == 8
    asked = dict(QuotesBox(print).fields["contract"].options)
    assert asked == {f"Übersetzt ({code})": code for code in CONTRACTS}


def test_a_language_may_count_in_other_units():
    assert Counted("{x:,.0f×10}亿美元，{y:.1f}%").format(x=120.04, y=2.25) == "1,200亿美元，2.2%"
    assert Counted("2 × {x}").format(x=3) == "2 × 3"
