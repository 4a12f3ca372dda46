"""Page 10: the regulator's desk, against three crises that the reader has not seen, and a memo from its numbers."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from basislib import policy
from basislib.backstop import CentralClearing, HaircutFloor, StandingRepo, TermFunding, apply
from basislib.datasets import load
from basislib.figures import crisis_card as card_chart
from basislib.figures import policy_frontier as desk_chart
from basislib.market import NEVER, crowded, simulate, standard_shock
from basislib.pages import policy_lab_boards as boards
from basislib.spiral import spread_out_impact
from basislib.widgets.controls import Choice, Slider
from basislib.widgets.explorer import Explorer, Reading
from basislib.widgets.page import Page
from basislib.widgets.questions import Choose, Numeric, Option

CENTS = 1e4  # cents per 100 of notes in 1 of face
SQUEEZE = 250.0  # $bn taken from the lenders to show what the standing facility does
SMALL = 0.02  # a change by less than this share is called none
PLACES = {"sold": 0, "forced": 0, "gap": 0, "money": 1}

# ---- the desk -------------------------------------------------------------------------------------------

COUNT = ("first", "second", "third")
CHOSEN = {"all": (0, 1, 2), "first": (0,), "second": (1,), "third": (2,)}
CRISES = {"all": "all three, on average", "first": "the first", "second": "the second", "third": "the third"}
CARDS = {"sealed": "sealed", "open": "open: what happened"}
MEASURED = {  # measure: on the dropdown, title of the picture, in the memo, unit in the memo
    "sold": ("notes sold in distress", "Sold in distress, % of the position", "sold in distress", "%"),
    "forced": ("of these: sold to pay calls", "Sold to pay calls, % of the position", "sold to pay calls", "%"),
    "gap": ("how far the gap widens", "Gap widens by, cents per 100", "the widening of the gap", " cents"),
    "money": ("own money funds lose", "Own money lost at worst, $bn", "the own money that funds lose", "$bn"),
}
HOLDS = {"buffer": "free cash, by new own money", "own money": "own money, so less free cash"}
MARGINS = {
    "off": "off: it follows volatility", "floor": "never below 60% of its peak", "buffer": "25% on top in calm times",
    "stress": "a quarter always at its peak", "slow": "rises at most 2 cents a day",
    "both": "25% on top, and rises slowly"}
CLEARINGS = {"off": "off", "cleared": "all repo cleared", "offset": "cleared, margins offset"}
SAYS = {  # rule: what a memo proposes; numbers by name
    "cap": "funds hold at most {:g} times their own money",
    "buffer": "funds keep at least {:.1f}% of the position in free cash",
    "haircut_floor": "lenders ask for a haircut of at least {:.1f}%",
    "term": "at least {:g}% of the repo runs for a term",
    "deadline": "funds get {:g} days to pay a call",
    "holders": "long-term holders take over at least {:g}% a day of what dealers were left with",
}
SAYS_MARGIN = {
    "floor": "the margin never falls below 60% of its peak",
    "buffer": "the margin is a quarter higher in calm times and eats that up under stress",
    "stress": "a quarter of the margin always stands at its peak",
    "slow": "the margin rises by at most 2 cents per 100 a day",
    "both": "the margin is a quarter higher in calm times and rises by at most 2 cents per 100 a day"}
SAYS_CLEARING = {
    "cleared": "all repo is cleared at a haircut of at least 2%",
    "offset": "all repo is cleared at a haircut of at least 2% with its margin set off against that of the futures"}
RESTS = {  # rule: the assumption that matters most
    "cap": "funds bringing that money rather than holding fewer notes",
    "buffer": "funds bringing that money, and being allowed to use it when the day comes",
    "haircut_floor": "the floor being old when the crisis comes: new on a bad day it is itself a call",
    "margin": "the higher margin being there beforehand",
    "slow": "the clearing house living with a margin that lags behind the risk",
    "clearing": "netting and offsets as large as we assume, which nobody has measured",
    "term": "the next crisis being a run, not a rally: lenders at term do not return what a rally makes",
    "deadline": "brokers standing in for funds that have not paid yet",
    "holders": "finding such holders, and on their buying while others sell",
}


@dataclass(frozen=True)
class Field:
    """What rules are measured against, alike if its first three fields are: the single rules and the best of them."""

    hold: str
    measure: str
    chosen: tuple
    nothing: float = field(compare=False, repr=False)
    rules: np.ndarray = field(compare=False, repr=False)
    priced: np.ndarray = field(compare=False, repr=False)
    costs: np.ndarray = field(compare=False, repr=False)
    dots: np.ndarray = field(compare=False, repr=False)
    line_costs: np.ndarray = field(compare=False, repr=False)
    line: np.ndarray = field(compare=False, repr=False)


@dataclass(frozen=True, eq=False)
class Desk:
    """A reader's rules: what they cost, $bn a year, and what is lost in the crises."""

    field: Field
    settings: dict
    is_open: bool
    names: tuple
    cost: float
    gaps: tuple
    brought: float
    cash_less: bool
    loss: float
    least: float
    before: np.ndarray
    after: np.ndarray
    main: str

    @property
    def title(self):
        """What is measured, and in which crisis."""
        chosen = self.field.chosen
        which = f", {COUNT[chosen[0]]} crisis" if len(chosen) == 1 else ", on average"
        return MEASURED[self.measure][1] + which

    @property
    def measure(self):
        """One of `MEASURED`."""
        return self.field.measure

    @property
    def score(self):
        """Share of what the price could spare that is spared; NaN where it could spare nothing."""
        return policy.score(self.loss, self.field.nothing, self.least)

    @property
    def places(self):
        """Decimals of the losses."""
        return PLACES[self.measure]


@lru_cache(maxsize=1)
def told():
    """Return the three crises; building them takes as long as a run."""
    return policy.crises()


@lru_cache(maxsize=1)
def befallen():
    """Return the crowded market and the three crises side by side."""
    return policy.desk_crises()


@lru_cache(maxsize=256)
def outcome(hold, rules):
    """Return the `Outcome` of the desk's rules, given as sorted pairs so that it can be kept."""
    return policy.outcome(policy.levers(**dict(rules)), befallen(), hold)


@lru_cache(maxsize=2)
def single_rules(hold):
    """Return the `Cloud` of the single rules."""
    return policy.single_rules(befallen(), hold)


@lru_cache(maxsize=32)
def against(hold, measure, chosen):
    """Return the `Field` for what funds do, a measure and some of the crises."""
    cloud = single_rules(hold)
    nothing = float(outcome(hold, ()).losses[measure][list(chosen)].mean())
    dots = cloud.losses[measure][:, list(chosen)].mean(axis=1)
    costs = np.unique(np.concatenate(([0.0], cloud.cost[cloud.priced], [max(desk_chart.COSTS)])))
    line = policy.best(costs, cloud.cost[cloud.priced], dots[cloud.priced], nothing)
    corner = np.concatenate(([True], np.diff(line[:-1]) < 0, [True]))  # where the next size spares more
    costs, line = costs[corner], line[corner]
    return Field(hold, measure, chosen, nothing, cloud.rule, cloud.priced, cloud.cost, dots, costs, line)


def compute_desk(crisis, measure, cards, hold, **rules):
    """Return the `Desk`; `rules` as `basislib.policy.levers` takes them."""
    alone = against(hold, measure, CHOSEN[crisis])
    try:
        found = outcome(hold, tuple(sorted(rules.items())))
    except ValueError as error:
        raise ValueError(f"{error} Let funds bring new own money, or set a lower leverage cap.") from None
    start, priced = outcome(hold, ()), alone.priced
    names = [each.name if cards == "open" else f"{count} crisis" for each, count in zip(told(), COUNT, strict=True)]
    return Desk(
        field=alone, settings=rules, is_open=cards == "open", names=tuple(names), cost=found.cost,
        gaps=(CENTS * start.basis, CENTS * found.basis), brought=found.own_money - start.own_money,
        cash_less=found.buffer < start.buffer - 1e-9,
        loss=float(found.losses[measure][list(alone.chosen)].mean()),
        least=policy.best(found.cost, alone.costs[priced], alone.dots[priced], alone.nothing),
        before=start.losses[measure], after=found.losses[measure], main=_main(hold, measure, rules))


def _main(hold, measure, rules):
    """Return the rule that alone spares most, or "" if none does anything."""
    before = outcome(hold, ()).losses[measure].mean()
    spared = {}
    for rule, size in rules.items():
        losses = single_rules(hold).of(rule, size, measure)
        if size != policy.OFF[rule] and losses is not None:
            spared[rule] = before - losses.mean()
    first = max(spared, key=spared.get, default="")
    return "slow" if first == "margin" and rules["margin"] in ("slow", "both") else first


def describe_desk(desk):
    """Write the memo in three sentences, and the score."""
    score = "none" if np.isnan(desk.score) else f"{100 * desk.score:.0f}%".replace("-", "−")
    places = desk.places
    text = " ".join((_proposal(desk), _effect(desk), _footing(desk), _score_words(desk), _card(desk)))
    return Reading(text.strip(), (
        ("Gap in calm times, cents", f"{desk.gaps[0]:.1f} → {desk.gaps[1]:.1f}"),
        ("Futures dearer, $bn a year", f"{desk.cost + 0.0:.2f}"),
        ("Loss in crises", f"{desk.field.nothing:.{places}f} → {desk.loss:.{places}f}"), ("Score", score)))


def _proposal(desk):
    """Say what is proposed, and what it costs in calm times."""
    said = [words.format(desk.settings[rule]) for rule, words in SAYS.items()
            if desk.settings[rule] != policy.OFF[rule]]
    said = [words.replace("at least 100% of the repo", "all repo") for words in said]
    said += [words[desk.settings[rule]] for rule, words in (("margin", SAYS_MARGIN), ("clearing", SAYS_CLEARING))
             if desk.settings[rule] != "off"]
    if not said:
        return "**I propose** no rule at all, which costs nobody anything in calm times."
    return f"**I propose** that {listed(said, 'that ')}; {_calm_words(desk)}."


def _calm_words(desk):
    if desk.cost < 0.0005:
        return "in calm times futures get no dearer" + (
            ", because funds bring no new own money" if desk.cash_less else "")
    return (f"in calm times the gap is then {desk.gaps[1]:.1f} cents instead of {desk.gaps[0]:.1f}, futures buyers pay "
            f"{money(desk.cost, 2)} a year more, and funds bring {money(desk.brought)} of new own money")


def _effect(desk):
    """Say what the rules spare in which crisis, and where they do nothing or harm."""
    what = MEASURED[desk.measure][2]
    names = [f"the {count}" + (f" ({policy_name})" if desk.is_open else "")
             for count, policy_name in zip(COUNT, desk.names, strict=True)]
    places = desk.places
    sides = {"falls": [], "rises": [], "stays": []}
    for name, before, after in zip(names, desk.before, desk.after, strict=True):
        moved = (after - before) / max(before, 1e-9)
        side = "stays" if abs(moved) < SMALL else "falls" if moved < 0 else "rises"
        where = "" if side == "stays" else f" from {before:.{places}f} to {after:.{places}f}"
        sides[side].append(f"in {name}{where}")
    before, after = (f"{values.mean():.{places}f}" for values in (desk.before, desk.after))
    mean = _amount(desk, after)
    said = [f"{verb} {listed(where)}" for verb, where in sides.items() if where]
    share = "the share of notes " if desk.measure in ("sold", "forced") else ""
    start = f"**In the three crises** {share}{what} "
    if len(sides["stays"]) == 3:
        return f"{start}stays at {mean} on average."
    average = f"stays at {mean}" if before == after else f"goes from {_amount(desk, before)} to {mean}"
    return f"{start}{average} on average: it {listed(said, 'it ')}."


def _amount(desk, number):
    """Return a number of the desk's measure in words, with its unit."""
    unit = MEASURED[desk.measure][3]
    return f"${number}bn" if unit == "$bn" else f"{number}{unit}"


def _footing(desk):
    """Say what it all rests on, and who pays."""
    payers = ["futures buyers, with a wider gap"] if desk.cost > 0.0005 else []
    settings = desk.settings
    if desk.cash_less:
        payers.append("funds, with less cash for calls")
    if settings["margin"] in ("slow", "both"):
        payers.append("members of the clearing house, who are covered less")
    payers += [words for rule, words in (
        ("term", "funds, with dearer loans"), ("deadline", "brokers, who give weak funds credit"),
        ("holders", "those who win such holders over")) if settings[rule] != policy.OFF[rule]]
    if not payers:
        return ("**It rests on** the hope that sales move prices little; **who pays** is whoever must trade on the "
                "worst day.")
    return f"**It rests on** {RESTS[desk.main]}; **it is paid for by** {listed(payers, comma=';')}."


def _score_words(desk):
    """Say what the score is made of."""
    if np.isnan(desk.score):
        if all(desk.settings[rule] == off for rule, off in policy.OFF.items()):
            return "**No score** without a rule."
        return "**No score:** the model sees next to no price, and at that price no other rule spares anything."
    places = 1 if desk.measure != "money" else 2
    spared = desk.field.nothing - desk.loss
    could = _amount(desk, f"{desk.field.nothing - desk.least:.{places}f}")
    could = could.replace("%", " percentage points")
    where = f", {COUNT[desk.field.chosen[0]]} crisis" if len(desk.field.chosen) == 1 else ""
    if spared < 0:
        return (f"**Score below nothing{where}:** at this price one rule alone could spare {could}; yours do harm.")
    unpriced = {*desk.settings, desk.settings["margin"]} & {
        rule for rule in policy.UNPRICED if desk.settings.get(rule, "") != policy.OFF.get(rule)}
    beyond = "" if desk.score < 1.005 else " They beat any single rule" + (
        ", but part of their price is not in the model." if unpriced else ": they stop different links.")
    return (f"**Score {100 * desk.score:.0f}%{where}:** at this price one rule alone could spare {could}, yours "
            f"spare {spared + 0.0:.{places}f}.{beyond}")


def _card(desk):
    """Tell the crisis on show, if its card is open."""
    if not desk.is_open or len(desk.field.chosen) != 1:
        return ""
    return f"**What happened:** {told()[desk.field.chosen[0]].words}"


def listed(items, lead="", comma=","):
    """Join words with commas and a last "and"; each after the first begins with `lead`."""
    first, *rest = items
    words = [first, *(lead + item for item in rest)]
    if not rest:
        return first
    pause = comma if len(words) > 2 or lead or comma == ";" else ""
    return f"{f'{comma} '.join(words[:-1])}{pause} and {words[-1]}"


def money(amount, places=1):
    """Return $bn with a true minus sign, and none before a rounded zero."""
    rounded = round(amount, places) + 0.0
    return f"{'−' if rounded < 0 else ''}${abs(rounded):,.{places}f}bn"


def desk_table(desk):
    """Return the dots, and the reader's rules in the first row."""
    import pandas
    alone = desk.field
    kinds = ["your rules", "no rule", *alone.rules]
    sizes = ["", "", *(str(size) for size in single_rules(alone.hold).size)]
    return pandas.DataFrame({
        "rule": kinds, "size": sizes, "price_in_the_model": [True, True, *alone.priced],
        "futures_dearer_bn_a_year": [desk.cost, 0.0, *alone.costs], "loss": [desk.loss, alone.nothing, *alone.dots]})


def desk_explorer():
    """Return the regulator's desk."""
    off = policy.OFF
    return Explorer(
        "desk", compute=compute_desk, chart=desk_chart, describe=describe_desk, table=desk_table,
        controls=[
            Choice("crisis", "Crisis", CRISES, "all", "Three crises befall the same crowded market.", "market"),
            Choice("cards", "Cards", CARDS, "sealed", "Make your rules first. Then open them, and choose one crisis to "
                   "read what happened.", "market"),
            Slider("cap", "Leverage cap", "times own money", 15, off["cap"], 1, off["cap"],
                   "40 is off: they are at 39.", "policy"),
            Slider("buffer", "Cash buffer", "% of the position", off["buffer"], 4.0, 0.1, off["buffer"],
                   "At least. 1.0 is off: it is what they have.", "policy"),
            Slider("haircut_floor", "Haircut, at least", "%", off["haircut_floor"], 4.0, 0.1, off["haircut_floor"],
                   "0.5 is off. In force long before the crisis.", "policy"),
            Choice("margin", "Futures margin", MARGINS, "off", "Tools against margins that jump on bad days.",
                   "policy"),
            Choice("clearing", "Clearing", CLEARINGS, "off", "A haircut of 2%, and a quarter more room for dealers; "
                   "offset: a fifth less margin.", "policy"),
            Slider("term", "Term repo, at least", "% of the repo", off["term"], 100, 5, off["term"],
                   "35 is off. Loans for 30 days, struck anew bit by bit.", "policy"),
            Slider("deadline", "Time to pay a call", "days", off["deadline"], 5, 1, off["deadline"],
                   "1 is off: today.", "policy"),
            Slider("holders", "Long-term holders take", "% a day", off["holders"], 20, 1, off["holders"],
                   "Of what dealers were left with. 5 is off.", "policy"),
            Choice("hold", "Funds keep their", HOLDS, "buffer",
                   "If a rule asks for more haircut or margin. What is paid from cash is not there for calls.",
                   "policy"),
            Choice("measure", "Loss in a crisis", {name: words[0] for name, words in MEASURED.items()}, "sold",
                   "In distress: to pay calls, or because lenders left.", "view"),
        ],
        presets={"A cash buffer": {"buffer": 2.5}, "A 2% haircut": {"haircut_floor": 2.0},
                 "Half at term": {"term": 50}, "A steady margin": {"margin": "floor"},
                 "A mix": {"buffer": 2.0, "term": 60, "margin": "slow", "deadline": 3}},
        assumptions=_assumptions())


def _assumptions():
    return (
        "All three crises meet the same crowded market: $830bn, 39 times own money, a haircut of 0.5%, 1% in free "
        "cash, 35% at term. Market and crises are made up; no probabilities are known.",
        "The price of a rule is what futures buyers pay more when the gap pays funds 4% a year on their own money. "
        "What term loans, deadlines, long-term holders and slow margins cost is not in the model: hollow dots.",
        "Price impact, dealers' room, buffers and the share of term repo are not public.",
        "A cap and a buffer are the same thing here: what is not borrowed lies in cash. Funds may use it in a crisis.",
    )


# ---- the cards ------------------------------------------------------------------------------------------

ALONE = {  # what a card compares with no rule: words, levers
    "buffer": ("a cash buffer of 2.5%", {"buffer": 2.5}),
    "floor": ("an old haircut floor of 2%", {"haircut_floor": 2.0}),
    "new": ("a new haircut floor of 2%", None), "term": ("half of the repo at term", {"term": 50}),
    "steady": ("a margin that is never low", {"margin": "floor"}),
    "slow": ("a margin that rises slowly", {"margin": "slow"}),
    "cleared": ("all repo cleared", {"clearing": "cleared"}), "deadline": ("five days to pay", {"deadline": 5}),
    "holders": ("more long-term holders", {"holders": 10}),
}
NEW_DAY = 8
LINES = (("lenders leave,", "haircuts rise"), ("a rally; term", "lenders are slow"),
         ("foreigners sell,", "yields swing"))
CARD_KEPT = ("dislocation", "forced_sale", "run_sale", "cash", "position")


@dataclass(frozen=True, eq=False)
class Card:
    """The days of a crisis up to a day, without and with a rule: bp, cents per 100 and $bn."""

    crisis: int
    rule: str
    day: int
    yields: np.ndarray
    gap: tuple
    sold: tuple
    cash: tuple
    position: float

    @property
    def lines(self):
        """What happens, in two short lines."""
        return LINES[self.crisis]


@lru_cache(maxsize=64)
def run(crisis, rule):
    """Return the runs of a crisis without and with a rule."""
    found = told()[crisis]
    levers = [HaircutFloor(0.02, start=float(NEW_DAY))] if rule == "new" else policy.levers(**ALONE[rule][1])
    return tuple(simulate(*apply(found.market, found.shock, each), CARD_KEPT) for each in ((), levers))


def compute_card(crisis, rule, day):
    """Return the `Card` of a crisis, a rule and a day."""
    at = COUNT.index(crisis)
    runs = run(at, rule)
    yields = np.concatenate(([0.0], runs[0].shock.yield_change.cumsum()))
    return Card(at, rule, day, yields, tuple(CENTS * each["dislocation"] for each in runs),
                tuple(each["forced_sale"] + each["run_sale"] for each in runs), tuple(each["cash"] for each in runs),
                runs[0]["position"][0])


def describe_card(card):
    """Say what happened and what the rule changes by the day on show."""
    (none, some), (wide, narrow) = ([values[:card.day + 1] for values in pair] for pair in (card.sold, card.gap))
    sold, gaps = (100 * none.sum() / card.position, 100 * some.sum() / card.position), (wide.max(), narrow.max())
    text = f"By day {card.day}: " if card.day < policy.DAYS else f"{told()[card.crisis].words} "
    less = sold[0] - sold[1]
    verb = "spares" if less > 0.5 else "adds" if less < -0.5 else "changes"
    amount = f"{abs(less):.0f} percentage points" if abs(less) > 0.5 else "nothing"
    words = ALONE[card.rule][0]
    text += (f"Sold in distress: {sold[0]:.0f}% without the rule, {sold[1]:.0f}% with it. "
             f"*{words[0].upper()}{words[1:]}* **{verb} {amount}**; the gap reaches {gaps[0]:.0f} and "
             f"{gaps[1]:.0f} cents.")
    return Reading(text.replace(": Sold", ": sold"), (
        ("Sold in distress, %", f"{sold[0]:.0f} → {sold[1]:.0f}"),
        ("Widest gap, cents", f"{gaps[0]:.0f} → {gaps[1]:.0f}"),
        ("Funds' cash, $bn", f"{card.cash[0][card.day]:.1f} → {card.cash[1][card.day]:.1f}")))


def card_table(card):
    """Return the days up to the day on show."""
    import pandas
    columns = {"day": np.arange(card.yields.size), "yield_bp": card.yields}
    for name in ("gap", "sold", "cash"):
        columns |= {f"{name}_{which}": values for which, values in zip(("without", "with"), getattr(card, name),
                                                                       strict=True)}
    return pandas.DataFrame(columns).head(card.day + 1)


def card_explorer():
    """Return the explorer of the cards."""
    return Explorer(
        "cards", prefix="c_", compute=compute_card, chart=card_chart, describe=describe_card, table=card_table,
        controls=[
            Choice("crisis", "Card", {count: f"the {count} crisis" for count in COUNT}, "second",
                   "What happened to your rules, day by day.", "market"),
            Choice("rule", "Rule", {rule: words for rule, (words, _) in ALONE.items()}, "term",
                   f"One alone. Funds bring what it asks for, but for the new floor of day {NEW_DAY}.", "policy"),
            Slider("day", "Day", "", 0, policy.DAYS, 1, policy.DAYS, "Go through the days with Play, or by hand.",
                   "view", play=400),
        ],
        presets={"Term loans in a rally": {}, "Term loans in a run": {"crisis": "first"},
                 "A floor, old": {"crisis": "third", "rule": "floor"},
                 "A floor, new": {"crisis": "third", "rule": "new"},
                 "Margin in a slow sale": {"crisis": "third", "rule": "slow"}},
        assumptions=(_assumptions()[0], _assumptions()[2],
                     "Funds bring the own money that a rule asks for beforehand; the new haircut meets the old cash."))


# ---- prediction, what was to be seen, China -------------------------------------------------------------

SAME_PRICE = {"haircut_floor": 2.0, "buffer": 2.5, "clearing": "cleared"}  # rules with one price


def alone(rule, size, measure="sold", hold="buffer"):
    """Return what a single rule leaves in each crisis."""
    return outcome(hold, ((rule, size),)).losses[measure]


def guess():
    """Return the prediction that opens the page."""
    nothing = outcome("buffer", ()).losses["sold"].mean()
    floor, buffer, cleared = (alone(*each).mean() for each in SAME_PRICE.items())
    found = outcome("buffer", (("buffer", SAME_PRICE["buffer"]),))
    brought = money(found.own_money - outcome("buffer", ()).own_money)
    return Choose(
        f"Funds hold $830bn of notes with little cash. Three rules make them bring the same {brought} of new own "
        f"money, and so cost futures buyers the same {money(found.cost, 2)} a year in calm times. Then three "
        f"crises come. Without a rule {nothing:.0f}% of the notes are sold in distress, on average. **Which rule "
        "spares most?**",
        (Option("floor", f"a haircut of at least {SAME_PRICE['haircut_floor']:g}%: more own money behind each note",
                f"It leaves {floor:.0f}%. A sale frees more, so R falls. But that money is locked with the lender when "
                "a call comes."),
         Option("buffer", f"at least {SAME_PRICE['buffer']:g}% in free cash, which may be used",
                f"It leaves {buffer:.0f}%. Free cash pays any call, from lender or clearing house, before a note is "
                "sold."),
         Option("cleared", "all repo through the clearing house, with that haircut and netted books",
                f"It leaves {cleared:.0f}%. Netting gives dealers more room, and the haircut is the one of the first "
                "answer: locked."),
         Option("same", f"all the same: {brought} of own money is what protects",
                f"How much own money matters less than where it lies. They leave {floor:.0f}, {buffer:.0f} and "
                f"{cleared:.0f}%.")),
        "buffer", "Where does the money lie on the morning of the call?", "See the desk.")


@lru_cache(maxsize=1)
def squeezed():
    """Return highest repo rate and notes sold, %, of the third crisis with lenders short: facility shut, no limit."""
    found = told()[2]
    shock = replace(found.shock, drain=(np.arange(1, policy.DAYS + 1) == 10) * SQUEEZE)
    sold = []
    for lever in (StandingRepo(is_open=False), StandingRepo(cap=NEVER, access=1.0)):
        made = simulate(*apply(found.market, shock, lever), ("repo_spread", "forced_sale"))
        sold += [made["repo_spread"].max(), 100 * made["forced_sale"].sum() / found.market.position]
    return sold


@lru_cache(maxsize=1)
def offsets():
    """Return R on day 0 and the notes sold on average, %: no rule; offset margins, levered up; offset, cash kept."""
    market, shock = befallen()
    lever = CentralClearing(haircut_floor=market.haircut, netting=0.0, margin_factor=0.8)
    cases = ((market, shock), apply(market, shock, lever), apply(market, shock, lever, "own money"))
    found = [simulate(*case, ("spiral_number", "forced_sale", "run_sale")) for case in cases]
    return [(each["spiral_number"][0, 0], 100 * (each["forced_sale"] + each["run_sale"]).sum(axis=0).mean()
             / market.position) for each in found]


def seen():
    """Return what the reader should have seen, with its numbers."""
    return f"## What you should have seen\n{_seen_brakes()}\n\n{_seen_terms()}\n\n{_seen_margins()}"


def _seen_brakes():
    start, buffer = outcome("buffer", ()), outcome("buffer", (("buffer", SAME_PRICE["buffer"]),))
    nothing = start.losses["sold"].mean()
    floor, cash, cleared = (alone(*each).mean() for each in SAME_PRICE.items())
    left = alone("buffer", 4.0)
    return f"""
**Every brake costs some lubricant.** Own money wants its pay. A rule that makes funds bring \
{money(buffer.own_money - start.own_money)} widens the gap in calm times from {CENTS * start.basis:.1f} to \
{CENTS * buffer.basis:.1f} cents per 100. Whoever buys futures pays it, {money(buffer.cost, 2)} a year.

**Cash buys most.** At that one price a haircut of 2% leaves {floor:.0f}% of the notes to be sold in distress instead \
of {nothing:.0f}%, clearing {cleared:.0f}%, and a cash buffer {cash:.0f}%. A haircut locks the money up; cash pays a \
call. A leverage cap without a word on haircuts is the same as a buffer.

**No rule is enough.** A buffer of 4% still leaves {left[0]:.0f}% in the first crisis: cash pays calls, but does not \
bring back a lender who has left. Only longer loans do, and those do harm in the second."""


def _seen_terms():
    before, after = outcome("buffer", ()).losses["sold"], alone("term", 50.0)
    dash = crowded(leverage=boards.PAGE_07), standard_shock()
    usual, half = (100 * simulate(*apply(*dash, levers)).summary()["forced"] for levers in ((), [TermFunding(0.5)]))
    old, new = alone("haircut_floor", 2.0)[2], compute_card("third", "new", policy.DAYS)
    added = 100 * new.sold[1].sum() / new.position
    shut_rate, shut, open_rate, opened = squeezed()
    return f"""
**Half at term is a shield and a trap.** It takes distress in the run of lenders from {before[0]:.0f} to \
{after[0]:.0f}%, but in the rally from {before[1]:.0f} to {after[1]:.0f}%: term lenders do not return what the notes \
gain. In the dash for cash on Margin spiral it takes forced sales from {usual:.0f} to {half:.0f}%.

**A floor that is new on a bad day is itself a call.** In the third crisis a haircut of 2% leaves {old:.0f}% if it is \
old. Bring it on day {NEW_DAY}, and {added:.0f}% must be sold, against {before[2]:.0f}% without it.

**Lending to dealers stops the rate, not the calls.** Take {money(SQUEEZE, 0)} from the lenders in the third crisis. \
Without the Fed's standing facility the repo rate rises by {shut_rate:.0f}bp, and {shut:.0f}% is sold by force, for \
loans as dear as that eat cash. With one without limit it is {open_rate:.0f}bp and {opened:.0f}%. But \
{before[2]:.0f}% are sold even if nobody takes cash from the lenders, and no lending to dealers brings that down: what \
funds lack is cash of their own."""


def _seen_margins():
    (number, nothing), (higher, levered), (_, kept) = offsets()
    new, own = (alone("margin", "floor", hold=hold).mean() for hold in HOLDS)
    slow = alone("margin", "slow").mean()
    return f"""
**A steady margin is mostly own money in disguise.** A margin that never falls below 60% of its peak takes distress \
from {nothing:.0f} to {new:.0f}% if funds bring the money, and to {own:.0f}% if they pay it from their cash: nothing \
gained. One that may rise by 2 cents a day only leaves {slow:.0f}%. But it is low when the risk is high, and who then \
stands behind the clearing house is not in this model.

**Cross-margining lowers the call and raises R.** A margin lower by a fifth frees less when a unit is sold: R goes \
from {number:.3f} to {higher:.3f} on day 0. If the freed money is used for more leverage, {levered:.0f}% is sold in \
distress; if it stays as cash, {kept:.0f}%. What happens to it decides."""


def china():
    """Return the paragraph on China's market."""
    plan = load("claims").set_index("id").loc["P04"]
    return f"""## China's market, as the paper has it
The paper was written by a banker in Shanghai. It finds the same lessons for both countries: many kinds of investors, \
above all long-term holders; an eye on leverage and loan terms across markets; no blind spot in bilateral repo; an \
understanding across borders; a plan for the worst day. Of China's own basis trade it says that its size has no power \
to shake the market at present, because market and funding are built differently, and that one should prepare before \
the rain. *Verdict: not checked. Neither the paper nor our data have a number on its size or leverage.*

It also reports that China's central bank spoke on 12 December 2025 of a standing arrangement to lend to non-banks in \
special situations. *Verdict: {plan["verdict"]}.* {plan["better_figure"]}

**What this page can say about it.** The arithmetic travels. Own money per note is haircut, margin and cash. A call \
sells many times itself. A level calms and a change burns. Longer loans help in a run and hurt in a rally. And a line \
to non-banks is the one kind of loan that pays the call itself; it also invites more leverage.

**What it cannot say** is how much of all that there is in China. Every number here is of a made-up crowded market on \
the US pattern: its clearing house, its daily calls, its dealers. None of it is a forecast for Shanghai."""


# ---- exercises ------------------------------------------------------------------------------------------


def questions(rng):
    """Return the exercises with this reader's numbers."""
    return [_deadline_question(rng), _offset_question(rng), _ratio_question(rng), _floor_question(rng),
            _start_question(rng), _act_question(rng), _term_question(rng)]


def _deadline_question(rng):
    days, fades = int(rng.choice([3, 4, 5])), int(rng.choice([10, 20, 25]))
    factor = spread_out_impact(0.0, 1.0, fades / 100, days)
    answer = 100 * (1 - factor)
    rest = " + ".join(f"{(1 - fades / 100) ** day:.3g}" for day in range(days))
    return Numeric(
        f"A sale pushes the price down, and each day {fades}% of what is left of the push fades. A rule gives funds "
        f"{days} days to pay a call: they sell an equal part each day instead of everything at once. By how many per "
        f"cent is the push smaller, on the last day, than that of one sale?",
        answer, "%", 0.0101 * answer,
        "How much is left on the last day of what each of the parts has pushed? Add them up.",
        f"Each part pushes 1/{days}. The last still counts in full, the one before it {100 - fades}%, and so on: "
        f"{rest} = {days * factor:.4g}, over {days} = {factor:.3f}. The formula is (1 − (1 − δ)^D)/(δD) with δ = "
        f"{fades / 100:g}. The push is **{answer:.1f}%** smaller. It is not free: meanwhile the broker has lent the "
        "funds what they have not paid.",
        ((100 * factor, "That is what is left. How much smaller is it?"),
         (100 * (1 - (1 - fades / 100) ** (days - 1)), "So much of the first part has faded. The later parts have had "
          "less time."),
         (100 * (1 - 1 / days), "That would be right if each part had faded wholly before the next. It has not.")))


def _offset_question(rng):
    h, m, c = float(rng.choice([0.5, 0.8])), float(rng.choice([1.2, 1.6])), float(rng.choice([0.8, 1.0]))
    q, number = 800, float(rng.choice([0.4, 0.5, 0.6]))
    own, less = h + m + c, h + m / 2 + c
    more = own / less
    kept = number * (h + m) / (h + m / 2)
    answer = number * more * (h + m) / (h + m / 2)
    return Numeric(
        f"Of each $100 of notes funds lock ${h:g} as haircut and ${m:g} as margin, and keep ${c:g} in cash. They hold "
        f"${q}bn, and R = {number:g}. Cross-margining halves the margin. The funds keep ${c:g} in cash per $100 as "
        "before and put **all the freed money into more notes**. What is R now?",
        answer, "", 0.0101 * answer,
        "Two things change: what a sale frees, and how many notes the same own money holds.",
        f"Own money is {own:g}% of {q} billion. It now takes {less:g}% for each note, so it holds {more:.3f} times as "
        f"many: {q * more:.0f} billion. A sale frees {h + m / 2:g} instead of {h + m:g}. R = {number:g} × {more:.3f} × "
        f"{h + m:g}/{h + m / 2:g} = **{answer:.2f}**. With the position kept it would be {kept:.2f}, with "
        f"{m / 200 * q:.1f} billion more in cash. The same rule can make a market calmer or wilder.",
        ((kept, "That is with the position kept. The funds hold more notes now."),
         (number * more, "You counted the additional notes. A sale also frees less now."),
         (number, "The price impact stays. But there are more notes, and a sale of them frees less.")))


def _ratio_question(rng):
    capital, surcharge = int(rng.choice([100, 150, 200])), float(rng.choice([1.0, 1.5, 2.5]))
    before, after = 100 * capital / 5, 100 * capital / (3 + surcharge / 2)
    answer = after - before
    return Numeric(
        f"A bank has ${capital}bn of capital. Its leverage ratio must be at least 3% of all it holds, Treasuries "
        f"included, plus a buffer. The buffer was 2%. Since 1 April 2026 it is half of the bank's surcharge, here "
        f"{surcharge:g}%. If nothing else binds, by how many billions may the bank's holdings grow?",
        answer, "$bn", 0.0101 * answer,
        "How much may it hold at a ratio of 5%? And how much now?",
        f"Before: {capital}/0.05 = {before:,.0f}. Now the ratio is 3 + {surcharge:g}/2 = {3 + surcharge / 2:g}%: "
        f"{capital}/{(3 + surcharge / 2) / 100:g} = {after:,.0f}. **{answer:,.0f}** billion more. Treasuries were not "
        "taken out of the ratio, as the paper has it. And dealers' own limits on the loss of a bad day tighten just "
        "when the room is wanted. No fund's call is paid with it.",
        ((after, "That is all it may hold now. How much more is it than before?"),
         (100 * capital / (3 + surcharge) - before, "The buffer is half of the surcharge, not all of it."),
         (100 * capital / 3 - before, "That is without any buffer.")))


def _floor_question(rng):
    h, m, c = float(rng.choice([0.0, 0.5])), float(rng.choice([1.0, 1.2])), float(rng.choice([0.6, 0.7]))
    q, floor = 830, 2.0
    own = h + m + c
    answer = q * own / (floor + m)
    return Numeric(
        f"Funds hold ${q}bn with a haircut of {h:g}%, a margin of {m:g}% and {c:g}% in free cash. A rule asks for a "
        f"haircut of at least {floor:g}%. Nobody brings new own money. Prices stay, and the funds use up all their "
        "cash. How many billions of notes can they still hold?",
        answer, "$bn", 0.0101 * answer,
        "What is their own money? What does each note take of it under the rule?",
        f"Own money: {own:g}% of {q} = {own / 100 * q:.2f} billion. Under the rule a note takes {floor:g} + {m:g} = "
        f"{floor + m:g}%. {own / 100 * q:.4g}/{(floor + m) / 100:g} = **{answer:.0f}** billion. The highest leverage "
        f"falls from {100 / (h + m):.0f} to {100 / (floor + m):.0f}. Each note is then safer. But {q - answer:.0f} "
        "billion has to go, and no cash is left. So its date matters as much as its size. The 2% is a thought "
        "experiment by Fed staff (Banegas and Monin, 2023).",
        ((q * own / (floor + m + c), "You left them their free cash. They use all of it."),
         (q * (h + m) / (floor + m), "You forgot the free cash. It is own money too, and may be used."),
         (q * own / floor, "The futures margin is still to be paid."),
         (q - answer, "That is what must go. How much stays?")))


def _start_question(rng):
    h, tau, term = float(rng.choice([0.0, 0.5])), int(rng.choice([25, 35, 40])), 30
    q, floor = 830, 2.0
    rise = (floor - h) / 100 * q
    answer = rise * (1 - tau / 100 + tau / 100 / term)
    cash = 1.0 / 100 * q
    return Numeric(
        f"The same floor of {floor:g}%, but from tomorrow. Funds hold ${q}bn at a haircut of {h:g}%. Of their repo "
        f"{tau}% runs for {term} days, as a ladder: one {term}th of it is struck anew each day. The rest is overnight. "
        "How much cash must they find tomorrow?",
        answer, "$bn", 0.0101 * answer,
        "Which loans are made anew tomorrow?",
        f"The rise is {floor - h:g} points of {q} = {rise:.2f} billion. Tomorrow it holds for the {100 - tau}% "
        f"overnight and for one {term}th of the {tau}% at term: {1 - tau / 100:g} + {tau / 100 / term:.4f} = "
        f"{1 - tau / 100 + tau / 100 / term:.4f}. That is **{answer:.2f}** billion, and all the free cash at 1% is "
        f"{cash:.1f}. A rule that calms as a level is a margin call as a change.",
        ((rise, "That is the whole rise. The loans at term keep their old haircut until they are struck anew."),
         (rise * (1 - tau / 100), "Nearly. One rung of the ladder falls due tomorrow too."),
         (rise * tau / 100, "That is the part at term. The other part is called tomorrow."),
         (floor / 100 * q * (1 - tau / 100 + tau / 100 / term), "They have paid the old haircut already."))[
             :3 if h == 0 else 4])


def _act_question(rng):
    own = int(rng.choice([200, 300, 500]))
    answer = 1.5 * own
    return Numeric(
        f"The paper says that a law of 1940 lets mutual funds have a leverage of three. What the law asks for is that "
        f"a fund's assets are at least 300% of its bank debt. A fund has ${own}m of own money. How many million "
        "dollars of assets may it hold at most?",
        answer, "$m", 0.0051 * answer,
        "Assets are own money plus debt. What is the most debt if assets must be three times as large?",
        f"Assets = {own} + debt, and assets ≥ 3 × debt. So debt is at most {own}/2 = {own / 2:g}, and assets "
        f"**{answer:g}** million: a leverage of 1.5, not 3. Futures fall under another rule, on the loss of a bad day. "
        "Hedge funds are outside both (sections 3(c)(1) and 3(c)(7); in part from memory). So this law is no brake on "
        "the basis trade.",
        ((3 * own, "That is the paper's reading. The 300% is of the debt, not of own money."),
         (4 * own, "You took debt as three times own money. It is assets that must be three times the debt."),
         (own / 2, "That is the debt. The assets are own money and debt."),
         (4 / 3 * own, "That is debt of a third of own money. It may be a third of the *assets*.")))


def _term_question(rng):
    least = float(rng.choice([50, 60, 75]))
    before, after = outcome("buffer", ()).losses["sold"], alone("term", least)
    pairs = [f"from {one:.0f} to {other:.0f}%" for one, other in zip(before, after, strict=True)]
    return Choose(
        f"A rule asks that at least {least:.0f}% of the funds' repo is for 30 days; before it was 35%. Nothing else "
        "changes. In which of the three crises of the desk does that do most harm?",
        (Option("run", "in the first, when lenders leave and haircuts rise",
                f"There it helps, {pairs[0]}: lenders at term cannot leave, nor ask for more, before their loan ends."),
         Option("rally", "in the second, when yields fall fast",
                f"There distress goes {pairs[1]}. Futures are paid tonight; lenders at term do not lend against what "
                "the notes have gained."),
         Option("sale", "in the third, when foreigners sell and yields swing",
                f"A little harm there, {pairs[2]}. The calls come from margins, whoever lends."),
         Option("none", "in none: longer loans are safer",
                f"Safer against lenders who leave. In the rally distress goes {pairs[1]}.")),
        "rally", "When does a hedged fund need cash that its lender has?",
        f"Distress goes {pairs[0]} in the first crisis, {pairs[1]} in the second, {pairs[2]} in the third. The rule "
        "helps against one crisis and harms in the next. If lenders returned margin excess the same day (*recall*), it "
        "would lose its sting.")


def page(query=None):
    """Return the page as its notebook uses it."""
    return Page("policy_lab", guess=guess(), questions=questions, query=query, parts=[
        "## Your desk\nThree crises lie in sealed cards. Make your rules, read what they cost in calm times and what "
        "they spare, and move your dot down without moving it far right. The blue line is the best that any one rule "
        "can do at its price. Only then open the cards. The words are your memo: three sentences, ready to copy, and a "
        "score, which says how near to that line you are.",
        desk_explorer(),
        "## Open the cards\nWhat happened, day by day, without a rule and with one. Press **A floor, old**, then **A "
        "floor, new**.",
        card_explorer(), *_boards(), seen, china])


def _boards():
    return [
        "## Would you have seen it coming?\nAn early-warning board, with lights for each link of the chain. A light "
        "goes from *quiet* to *watch*, *alert* and *act*. Press **Play**. Then set the thresholds lower: you are "
        "warned earlier, and more often for nothing.",
        boards.board_explorer(),
        "## Was the alarm right?\nEach indicator against five stretches of time. A warning that is always on is none.",
        boards.backtest_explorer(),
        "## The stress test\nEight scenarios, and every policy of a family beside doing nothing. A policy here is one "
        "tool or rule, or several together. Look along a row for what helps, down a column for what it does not help "
        "against.",
        boards.stress_explorer(), boards.seen,
        "## Thousands of crises\nNobody knows the next one, so draw many. It compares policies and forecasts nothing.",
        boards.monte_carlo_box()]


def numbers():
    """Return the numbers the notebook's prose uses, from what the code computes or is given."""
    return set()
