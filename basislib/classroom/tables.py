"""A class as files for spreadsheets, with the keys that programs read or in the words that the class has read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from basislib.classroom.catalogue import Asked
from basislib.classroom.store import Question
from basislib.language import N_
from basislib.sheets import by_student, csv_bytes

Row = Mapping[str, Any]
Say = Callable[[str], str]
VERDICTS = {"correct": N_("Correct."), "almost": N_("Almost."), "keep working": N_("Keep working.")}
GAMES = {"desk": N_("A fund, crisis {seed}"), "fed": N_("The Fed, crisis {seed}")}
RAW = (
    "number",
    "time",
    "student",
    "nickname",
    "kind",
    "page",
    "item",
    "round",
    "given",
    "words",
    "verdict",
    "seed",
    "score",
    "late",
)


def answers_csv(
    students: Iterable[Row],
    events: Iterable[Row],
    pages: Mapping[str, Asked],
    own: Iterable[Question],
    say: Say | None = None,
) -> bytes:
    """Return a CSV file with a row a student and a column an item.

    A cell holds the words of the option that was voted for before *Reveal*, the verdict on an exercise, or the best
    score of a game.

    Parameters
    ----------
    students, events : iterable of rows
    pages : mapping
        What the pages ask, in the language of the file.
    own : iterable of Question
        Of the lecturer's own.
    say : callable, optional
        What looks up a text in a language: verdicts are then in words, and so is what the columns are called, in a row
        under the keys.
    """
    names = {row["number"]: f"{row['number']} {row['nickname']}".strip() for row in students}
    items = _items(pages, own, say or str)
    best: dict[tuple[int, str], float] = {}
    entries = [(names[event["student"]], *_cell(event, best, pages, say)) for event in events if not event["late"]]
    columns, rows = by_student(entries, list(items), list(names.values()))
    words = [say(N_("Student")), *(items.get(item) or _game(item, say) for item in columns[1:])] if say else None
    return csv_bytes(columns, rows, words=words)


def _items(pages: Mapping[str, Asked], own: Iterable[Question], say: Say) -> dict[str, str]:
    """Return the columns that every class has, by key, and what they are called."""
    items = {}
    for page, asked in pages.items():
        items[f"{page} guess"] = say(N_("{page}: guess")).format(page=asked.title)
        items[f"{page} second vote"] = say(N_("{page}: second vote")).format(page=asked.title)
        for item in asked.exercises:
            number = item.removeprefix("q")
            items[f"{page} {item}"] = say(N_("{page}: exercise {number}")).format(page=asked.title, number=number)
    for question in own:
        items[f"{question.name} vote"] = say(N_("{page}: vote")).format(page=question.text)
        items[f"{question.name} second vote"] = say(N_("{page}: second vote")).format(page=question.text)
    return items


def _game(item: str, say: Say) -> str:
    """Return what the column of a game is called; an item that is no more is called by its key."""
    role, seed = item.split()[-2:]
    return say(GAMES[role]).format(seed=seed) if role in GAMES else item


def _cell(
    event: Row, best: dict[tuple[int, str], float], pages: Mapping[str, Asked], say: Say | None
) -> tuple[str, object]:
    """Return the column an event belongs to, and what stands there."""
    if event["kind"] == "exercise":
        verdict = event["verdict"]
        return f"{event['page']} {event['item']}", say(VERDICTS[verdict]) if say else verdict
    if event["kind"] == "vote":
        first = "vote" if event["page"].startswith("own-") else "guess"
        return f"{event['page']} {first if event['round'] == 1 else 'second vote'}", _words(event, pages)
    item = f"{event['page']} {event['item']} {event['seed']}"
    best[event["student"], item] = max(event["score"], best.get((event["student"], item), event["score"]))
    return item, best[event["student"], item]


def _words(event: Row, pages: Mapping[str, Asked]) -> str:
    """Return an answer in words: of a page's option those that it has in the language of the file."""
    asked = pages.get(event["page"]) if event["kind"] == "vote" else None
    return asked.options.get(event["given"], event["words"]) if asked else event["words"]


def events_csv(events: Iterable[Row], pages: Mapping[str, Asked]) -> bytes:
    """Return a CSV file with all that was told, in the order in which it came; options in the language of `pages`."""
    told = ({**event, "words": _words(event, pages)} for event in events)
    return csv_bytes(RAW, ([event[name] for name in RAW] for event in told))
