"""The crisis desk: a crisis drawn from a seed, played a day at a time by a fund or by the Fed; the market is the model."""

from basislib.game.crises import DAYS, Crises, drawn, of_seed
from basislib.game.play import Choice, Choices, Played, play, played
from basislib.game.rules import FUND_RULES

__all__ = ["DAYS", "FUND_RULES", "Choice", "Choices", "Crises", "Played", "drawn", "of_seed", "play", "played"]
