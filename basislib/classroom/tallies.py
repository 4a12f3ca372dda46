"""What a class has voted and answered, counted; pure functions of the events in its file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from basislib.classroom.catalogue import Asked
from basislib.classroom.store import ROUNDS, Question

MOST_WRONG, MOST_SCORES = 3, 20  # lines on the board
Row = Mapping[str, Any]
VERDICTS = {"correct": "right", "almost": "almost", "keep working": "wrong"}


def votes(question: Question, events: Iterable[Row]) -> dict[str, Any]:
    """Return the votes on a question as the board shows them.

    A student's last vote of a round counts. How many have voted is always told; for what, only once it is revealed.

    Parameters
    ----------
    question : Question
    events : iterable of rows
        The votes on it, in order.

    Returns
    -------
    dict
        The question's name, text, round and options; for each round the number of votes, those that came after
        *Reveal*, and the count of each option, None while it is hidden.
    """
    last: dict[tuple[int, int], str] = {}
    late: set[tuple[int, int]] = set()
    for event in events:
        key = event["round"], event["student"]
        if event["late"]:
            late.add(key)
        else:
            last[key] = event["given"]
    rounds = [_round(question, turn, last, late) for turn in ROUNDS]
    options = [{"key": key, "words": words} for key, words in question.options.items()]
    return {"name": question.name, "text": question.text, "round": question.round, "options": options, "rounds": rounds}


def _round(question: Question, turn: int, last: Mapping, late: set) -> dict[str, Any]:
    counts = Counter(given for (round_, _), given in last.items() if round_ == turn)
    shown = bool(question.shown[turn - 1])
    return {
        "votes": counts.total(),
        "late": sum(key[0] == turn and key not in last for key in late),
        "counts": [counts[key] for key in question.options] if shown else None,
    }


def exercises(asked: Asked, events: Iterable[Row]) -> list[dict[str, Any]]:
    """Return how the exercises of a page went.

    Parameters
    ----------
    asked : Asked
    events : iterable of rows
        The answers to its exercises, in order.

    Returns
    -------
    list of dict
        For each exercise its name and question, how many students' last answer is ``right``, ``almost`` or ``wrong``,
        and the commonest answers that were wrong, each with the number of students who ever gave it, in whatever language.
    """
    last: dict[tuple[str, int], str] = {}
    wrong: dict[str, set[tuple[str, int]]] = {}
    for event in events:
        last[event["item"], event["student"]] = event["verdict"]
        if event["verdict"] != "correct":
            wrong.setdefault(event["item"], set()).add((_said(event, asked), event["student"]))
    return [
        {
            "item": item,
            "text": text,
            **{
                name: sum(key[0] == item and said == verdict for key, said in last.items())
                for verdict, name in VERDICTS.items()
            },
            "commonest": Counter(words for words, _ in sorted(wrong.get(item, ()))).most_common(MOST_WRONG),
        }
        for item, text in asked.exercises.items()
    ]


def _said(event: Row, asked: Asked) -> str:
    """Return an answer as readers in a language give it: a number counts in the unit that they see."""
    times = asked.times.get(event["item"])
    return _same(event["words"]) if times is None else _same(event["given"], times)


def _same(words: str, times: float = 1) -> str:
    """Return an answer so that 1.50, 1.5 and " 1.5 " are one; a number as so many times as much."""
    text = " ".join(words.split())
    try:
        return f"{float(text.replace('−', '-')) * times:.12g}"
    except ValueError:
        return text


def scores(events: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the class's tables of the crisis desk.

    Parameters
    ----------
    events : iterable of rows
        The results, in order.

    Returns
    -------
    list of dict
        For each role and seed that was played, the role, the seed, how many have played it, and the best students with
        the best result of each, the highest first.
    """
    best: dict[tuple[str, int], dict[int, tuple[float, str, int]]] = {}
    for event in events:
        table = best.setdefault((event["item"], event["seed"]), {})
        before = table.get(event["student"], (event["score"],))[0]
        table[event["student"]] = (max(before, event["score"]), event["nickname"], event["student"])
    return [
        {
            "role": role,
            "seed": seed,
            "players": len(table),
            "best": [
                {"who": who, "student": student, "score": score}
                for score, who, student in sorted(table.values(), key=lambda row: -row[0])[:MOST_SCORES]
            ],
        }
        for (role, seed), table in sorted(best.items(), key=lambda pair: -len(pair[1]))
    ]
