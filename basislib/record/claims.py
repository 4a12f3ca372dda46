"""The claims ledger as a game: what a reader may answer, how a guess is judged, and which claims are on show.

The ledger has seven verdicts, the reader four answers, in the order of trust: it holds, it holds in part, it is
open, it is wrong. A verdict between two answers has a right one, where the ledger's own words put it, and a close
one. No verdict that a reader has not yet earned leaves this module through a filter, a search or a file.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from basislib.language import N_
from basislib.record.datasets import load_in, manifest

ANSWERS = {
    "holds": N_("It holds"),
    "part": N_("It holds in part, or under a condition"),
    "open": N_("It is open: nothing found proves or refutes it"),
    "against": N_("It is wrong, or what was found speaks against it"),
}  # in the order of trust
RIGHT = {
    "confirmed": "holds", "confirmed with a condition": "part", "plausible": "open", "unverified": "open",
    "partly wrong": "part", "doubtful": "against", "wrong": "against",
}  # fmt: skip
CLOSE = {
    "confirmed": ("part",), "confirmed with a condition": ("holds",), "plausible": ("part", "holds"),
    "unverified": (), "partly wrong": ("against",), "doubtful": ("open",), "wrong": (),
}  # fmt: skip
EVIDENCE = {
    "V": N_("read in a source"), "D": N_("read in a data series"), "C": N_("recomputed"),
    "M": N_("from memory, not checked"), "A": N_("rests on an assumption of the model"),
}  # fmt: skip
FIELDS = ("source", "verdict", "topic", "page")
TO_GUESS = "to guess"  # the value of the verdict filter for claims whose verdict is not on show
FILE_COLUMNS = ("id", "source", "claim", "topic", "page", "guess", "guess_was", "verdict", "better_figure", "evidence",
                "citation")  # fmt: skip
LONGEST_SEARCH = 60  # characters
LETTERS = {key[0]: key for key in ANSWERS}
NONE = "-"
CLEAR = 3  # misses one way, and twice as many as the other way, before a reader is said to lean


@dataclass(frozen=True)
class Claim:
    """A row of the ledger; `evidence` and `topics` are the parts of their cells."""

    id: str
    source: str
    claim: str
    verdict: str
    better_figure: str
    evidence: tuple[str, ...]
    citation: str
    topics: tuple[str, ...]
    page: str


@dataclass(frozen=True)
class Judged:
    """A guess beside the ledger: `tone` is right, close or wrong; `lean` is +1 if too trusting, −1 if too sceptical."""

    tone: str
    lean: int


@dataclass(frozen=True)
class Score:
    """What a reader's guesses add up to; `kinds` has (guessed, right) for each verdict met, in the ledger's order."""

    guessed: int
    right: int
    close: int
    wrong: int
    trusting: int
    sceptical: int
    kinds: Mapping[str, tuple[int, int]]

    @property
    def leans(self) -> str:
        """Return "trusting" or "sceptical", whichever is too frequent, or "" as long as neither is clear."""
        for one, other, lean in (
            (self.trusting, self.sceptical, "trusting"),
            (self.sceptical, self.trusting, "sceptical"),
        ):
            if one >= CLEAR and one >= 2 * other:
                return lean
        return ""


@lru_cache(4)
def ledger(language: str = "") -> dict[str, Claim]:
    """Return every claim by its id, in the ledger's order and, as far as there is one, in a translation."""
    rows = load_in("claims", language).to_dict("records")
    return {
        row["id"]: Claim(
            **{key: row[key] for key in ("id", "source", "claim", "verdict", "better_figure", "citation", "page")},
            evidence=tuple(row["evidence"].split()),
            topics=tuple(row["topic"].split("; ")),
        )
        for row in rows
    }


@lru_cache(1)
def meanings() -> dict[str, dict[str, str]]:
    """Return what the ledger's words mean: by column (verdict, evidence), each value with its meaning."""
    columns = manifest("claims")["columns"]
    return {column: dict(columns[column]["values"]) for column in ("verdict", "evidence")}


@lru_cache(1)
def choices() -> dict[str, tuple[str, ...]]:
    """Return the values that each filter can take, in the manifest's order."""
    columns = manifest("claims")["columns"]
    found = {field: tuple(columns[field]["values"]) for field in FIELDS}
    return found | {"verdict": (TO_GUESS, *found["verdict"])}


def judge(verdict: str, guess: str) -> Judged:
    """Return how a guess (a key of `ANSWERS`) stands to a verdict of the ledger.

    Examples
    --------
    >>> judge("doubtful", "holds")
    Judged(tone='wrong', lean=1)
    """
    trust = list(ANSWERS)[::-1].index
    right = RIGHT[verdict]
    tone = "right" if guess == right else "close" if guess in CLOSE[verdict] else "wrong"
    return Judged(tone, int(np.sign(trust(guess) - trust(right))))


def score(guesses: Mapping[str, str]) -> Score:
    """Return the `Score` of guesses by claim id."""
    claims = ledger()
    judged = [(claims[name].verdict, judge(claims[name].verdict, guess)) for name, guess in guesses.items()]
    tones = [one.tone for _, one in judged]
    kinds = {}
    for verdict in choices()["verdict"][1:]:
        mine = [one.tone == "right" for met, one in judged if met == verdict]
        if mine:
            kinds[verdict] = len(mine), sum(mine)
    right, close, wrong = (tones.count(tone) for tone in ("right", "close", "wrong"))
    return Score(
        len(judged),
        right,
        close,
        wrong,
        trusting=sum(one.lean > 0 for _, one in judged),
        sceptical=sum(one.lean < 0 for _, one in judged),
        kinds=kinds,
    )


def order(seed: int) -> list[str]:
    """Return the ids of all claims, shuffled; the same for the same seed."""
    return [str(name) for name in np.random.default_rng(seed).permutation(list(ledger()))]


def shown(filters: Mapping[str, str], opened: Collection[str], language: str = "") -> list[Claim]:
    """Return the claims that match, in the ledger's order.

    Parameters
    ----------
    filters : mapping
        Any of `FIELDS` to one of `choices()`, and ``search`` to words that must all occur; "" is no filter.
    opened : collection of str
        Ids of the claims whose verdict is on show. Only these can be found by their verdict, their better figure
        or their citation: what is still to be guessed must not be found out by a filter.
    language : str, optional
        In which they are read and searched.
    """
    words = clean(filters.get("search", "")).casefold().split()
    return [
        claim
        for claim in ledger(language).values()
        if all(_matches(claim, field, filters.get(field, ""), claim.id in opened) for field in FIELDS)
        and all(word in _text(claim, claim.id in opened) for word in words)
    ]


def _matches(claim: Claim, about: str, wanted: str, is_open: bool) -> bool:
    if not wanted:
        return True
    if about == "verdict":
        return (claim.verdict if is_open else TO_GUESS) == wanted
    return wanted in claim.topics if about == "topic" else getattr(claim, about) == wanted


@lru_cache(512)
def _text(claim: Claim, is_open: bool) -> str:
    """Return what a search looks through; of a claim whose verdict is not on show only what is."""
    parts = [claim.id, claim.claim, *claim.topics]
    return " ".join(parts + ([claim.verdict, claim.better_figure, claim.citation] if is_open else [])).casefold()


def clean(text: str) -> str:
    """Return what is searched for: printable, single spaces, not too long."""
    text = str(text)[: 4 * LONGEST_SEARCH]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_SEARCH].strip()


def following(current: str, queue: Sequence[str], wanted: Collection[str]) -> str | None:
    """Return the first id after `current` in the queue, round its end, that is wanted; None if there is none."""
    at = queue.index(current)
    return next((name for name in [*queue[at + 1 :], *queue[: at + 1]] if name in wanted), None)


def pack(guesses: Mapping[str, str]) -> str:
    """Return guesses as one short word for a link: a letter for each claim of the ledger, its empty end cut off."""
    return "".join(guesses[name][0] if name in guesses else NONE for name in ledger()).rstrip(NONE)


def unpack(text: str) -> dict[str, str]:
    """Return the guesses of a link; what makes no sense is left out."""
    return {name: LETTERS[letter] for name, letter in zip(ledger(), str(text), strict=False) if letter in LETTERS}


def file_rows(claims: Sequence[Claim], guesses: Mapping[str, str], opened: Collection[str]) -> list[list[str]]:
    """Return claims as rows of `FILE_COLUMNS` with the reader's guesses; verdicts not on show stay blank."""
    rows = []
    for claim in claims:
        guess = guesses.get(claim.id)
        mine = ["", ""] if guess is None else [ANSWERS[guess], judge(claim.verdict, guess).tone]
        told = [claim.verdict, claim.better_figure, " ".join(claim.evidence), claim.citation]
        rows.append(
            [
                claim.id,
                claim.source,
                claim.claim,
                "; ".join(claim.topics),
                claim.page,
                *mine,
                *(told if claim.id in opened else [""] * 4),
            ]
        )
    return rows
