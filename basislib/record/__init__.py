"""What is known: tables with their sources, the episodes, the claims, and a reader's own quotes."""

from basislib.record.claims import ledger
from basislib.record.datasets import basket, baskets, load, manifest, names, paper_grid
from basislib.record.draws import drawn_falls, fitting
from basislib.record.episodes import episode, fall_on_record
from basislib.record.own_quotes import read_quotes

__all__ = [
    "basket",
    "baskets",
    "drawn_falls",
    "episode",
    "fall_on_record",
    "fitting",
    "ledger",
    "load",
    "manifest",
    "names",
    "paper_grid",
    "read_quotes",
]
