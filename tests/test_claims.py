"""The claims ledger: complete, within its fixed sets, plain, and in step with the tables it quotes."""

import re
from datetime import date

import pandas as pd
import pytest

from basislib.formats import minus
from basislib.record import datasets, funding
from basislib.securities.basis import implied_repo_rate, net_basis
from basislib.securities.contracts import CONTRACTS, conversion_factor

IDS = [
    *(f"P{number:02}" for number in range(1, 71)),
    *(f"V{number:02}" for number in range(1, 25)),
    *(f"L{number:02}" for number in range(1, 11)),
    "R1", "R2", "R3a", "R3b", "R3c", "R4", "R5a", "R5b", "R6", "R7", "R8", "R9",
    "R10", "R11", "R12", *(f"P{number}" for number in range(71, 86)), "V25", "V26",  # new ones last: links count rows
]  # fmt: skip
VERDICTS = {
    "confirmed", "confirmed with a condition", "plausible", "unverified", "doubtful", "partly wrong", "wrong",
}  # fmt: skip
PAGES = {
    "start_here", "milk_tea_margin", "three_legs", "implied_repo", "ctd_switching", "repo_funding", "other_side",
    "margin_spiral", "fed_backstop", "episodes", "policy_lab",
}  # fmt: skip
WRONG = (
    "P23 P29 P34 P37 P41 P48 P55 P58 P60 P61 P62 P68 P70 V03 V08 P83",  # wrong
    "P12 P13 P18 P21 P24 P27 P46 P59 V06 V13 V18 P73",  # partly wrong
    "P16 P32 P33 P39 P43 P45 P53 P66 V15 V23 P81",  # doubtful
)
ABBREVIATIONS = {  # an abbreviation may stand in a row that also says what it is
    "SOFR": "repo rate", "MOVE": "volatility index", "SRF": "Standing Repo Facility", "SLR": "leverage ratio",
    "ON": "reverse repo", "RRP": "reverse repo", "CME": "exchange", "FICC": "clearing house", "LIBOR": "interbank",
    "FED": "series", "FEDS": "series",
}  # fmt: skip
KNOWN = {"US", "EU", "UK"}
THREE, SIX = ("TU", "FV", "TY"), ("TU", "FV", "TY", "TN", "US", "UB")


@pytest.fixture(scope="module")
def ledger():
    return datasets.load("claims").set_index("id")


@pytest.fixture(scope="module")
def columns():
    return datasets.manifest("claims")["columns"]


def several(cells, between):
    """Return the sorted parts of cells that hold several."""
    return sorted({part for cell in cells for part in cell.split(between) if cell})


# --- complete, and within the sets


def test_every_claim_has_its_row(ledger):
    assert list(ledger.index) == IDS
    assert list(ledger.columns) == [
        "source", "claim", "verdict", "better_figure", "evidence", "citation", "topic", "page",
    ]  # fmt: skip


def test_who_says_it(ledger):
    first = ledger.index.str[0]
    assert set(ledger.loc[first == "P", "source"]) == {"paper"}
    assert set(ledger.loc[first == "V", "source"]) == {"talk"}
    assert set(ledger.loc[first == "L", "source"]) == {"paper", "talk", "both"}
    assert ledger.loc[first == "R", "source"].to_dict() == {
        name: "literature" if name == "R9" else "paper" for name in IDS if name[0] == "R"
    }


def test_the_sets_are_those_of_the_manifest_and_all_are_used(ledger, columns):
    assert set(columns["verdict"]["values"]) == set(ledger["verdict"]) == VERDICTS
    assert set(columns["page"]["values"]) == set(ledger["page"]) == PAGES
    assert set(columns["source"]["values"]) == set(ledger["source"])
    assert sorted(columns["topic"]["values"]) == several(ledger["topic"], "; ")
    assert sorted(columns["evidence"]["values"]) == several(ledger["evidence"], " ")


def test_the_catalogue_spells_out_every_verdict_and_tag(columns):
    for column in ("source", "verdict", "evidence"):
        for value, meaning in columns[column]["values"].items():
            assert f"{value} = {meaning}" in columns[column]["meaning"]
    assert all(topic in columns["topic"]["meaning"] for topic in columns["topic"]["values"])


@pytest.mark.parametrize(("verdict", "names"), list(zip(("wrong", "partly wrong", "doubtful"), WRONG, strict=True)))
def test_nobody_is_called_wrong_by_accident(ledger, verdict, names):
    assert ledger.index[ledger["verdict"] == verdict].tolist() == names.split()


def test_a_firm_verdict_has_a_citation(ledger):
    firm = ledger["verdict"].isin(["confirmed", "confirmed with a condition", "partly wrong", "wrong", "doubtful"])
    assert (ledger.loc[firm, ["evidence", "citation"]] != "").all(axis=None)
    assert ((ledger["evidence"] == "") == (ledger["citation"] == "")).all()


def test_memory_alone_confirms_and_refutes_nothing(ledger):
    memory = ledger[ledger["evidence"] == "M"]
    assert set(memory["verdict"]) <= {"plausible", "partly wrong"}
    assert memory.loc[memory["verdict"] == "partly wrong"].index.tolist() == ["P21"]  # a question of wording
    assert memory["citation"].str.contains("from memory").all()


def test_the_participants_are_judged_in_the_same_words():
    assert set(datasets.load("participants")["verdict"]) <= VERDICTS


# --- words


@pytest.mark.parametrize("column", ["claim", "better_figure"])
def test_the_sentences_can_be_shown_anywhere(ledger, column):
    for name, words in ledger[column].items():
        assert words.endswith(".") and words == " ".join(words.split()), name
        assert re.fullmatch(r"[\x20-\x7e−]+", words) and not set(words) & set("$<>|*_`\\"), name  # no markup, no maths
        assert 20 < len(words) <= (200 if column == "claim" else 320), name
    assert ledger[column].is_unique


def test_no_abbreviation_stands_alone(ledger):
    for name, row in ledger.iterrows():
        words = f"{row['claim']} {row['better_figure']}"
        for short in set(re.findall(r"\b[A-Z]{2,}\b", words)) - KNOWN:
            assert ABBREVIATIONS[short] in words, f"{name}: {short}"
        assert not re.search(r"\b\d+(\.\d+)? ?(bps?|bn|trn|mn|m|y)\b", words), name


def test_citations_name_what_to_look_for(ledger):
    cited = ledger.loc[ledger["citation"] != "", "citation"]
    assert (cited.str.len() > 10).all()
    assert not cited.str.contains(r"https?:|\$|  ").any()


# --- figures, computed anew from the tables


def shorts(table, day, contracts):
    """Return leveraged funds' short futures as the ledger writes them, whole billion dollars."""
    rows = datasets.load(table)
    rows = rows[(rows["report_date"] == day) & rows["contract"].isin(contracts)]
    assert len(rows) == len(contracts)
    return f"{(rows['leveraged_short'] * rows['contract'].map(lambda code: CONTRACTS[code].face)).sum() / 1e9:,.0f}"


def says(ledger, name, *figures):
    """Assert that the better figure of a row contains these figures."""
    for figure in figures:
        assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", ledger.loc[name, "better_figure"]), (
            name, figure,
        )  # fmt: skip


def test_positions(ledger):
    weekly, quarterly = "cftc_positions_weekly_episodes", "cftc_positions_quarterly"
    says(ledger, "P16", *(shorts(weekly, f"2025-04-{day}", SIX) for day in ("01", "08", "15")))
    ends = [shorts(quarterly, day, SIX) for day in ("2024-12-31", "2025-12-30", "2026-08-04")]
    says(ledger, "P17", *ends)
    says(ledger, "P60", shorts(quarterly, "2021-12-28", SIX), *ends)
    says(ledger, "P59", shorts(quarterly, "2019-12-31", THREE))
    assert "January 2019" not in ledger["better_figure"].str.cat()


def test_positions_week_by_week(ledger):
    spring = datasets.load("cftc_positions_weekly_episodes")
    spring = spring[spring["contract"].isin(THREE)]
    face = (spring["leveraged_short"] * spring["contract"].map(lambda code: CONTRACTS[code].face)).astype(float)
    sold = face.groupby(spring["report_date"]).sum().loc["2020-02-18":"2020-06-02"]
    fall = 100 * (1 - sold / sold.iloc[0])
    says(ledger, "P45", f"{fall['2020-03-31']:.0f}%", f"{fall['2020-05-26']:.0f}%")
    says(ledger, "P45", f"{-100 * sold.pct_change(2).min():.0f}%")
    weekly, day = "leveraged_funds_weekly", "2024-09-24"
    says(ledger, "P72", shorts(weekly, "2022-06-21", THREE), shorts(weekly, day, THREE))
    says(ledger, "P76", *(shorts(weekly, day, (code,)) for code in THREE))
    ten = datasets.load("cftc_positions_quarterly").set_index(["report_date", "contract"]).xs("TY", level=1)
    for column in ("leveraged_short", "asset_manager_long"):
        for day in ("2022-06-28", "2023-09-26"):
            says(ledger, "V26", f"{ten.loc[pd.Timestamp(day), column] / 1e6:.2f}")
    before, after = (
        float(shorts("cftc_positions_weekly_episodes", day, SIX).replace(",", ""))
        for day in ("2025-04-01", "2025-04-29")
    )
    assert after > before, "P80"


def test_funding(ledger):
    now, size = funding.funding(), funding.market_size()
    says(ledger, "P56", f"{now.within_day:.0f}%", f"{now.within_day + now.within_week:.0f}%", f"{now.beyond_week:.0f}%")
    for name in ("P31", "R3a"):
        says(ledger, name, f"{size.total / 1000:.1f}", f"{size.tri_party / 1000:.1f}")
    says(ledger, "P31", f"{size.uncleared / 1000:.1f}", f"{size.ficc / 1000:.1f}")


def test_no_row_says_that_the_trade_is_still_growing(ledger):
    assert not ledger["better_figure"].str.contains("still grow|keeps growing|is growing").any()


def test_yields(ledger):
    yields = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"].dropna()

    def rise(first, last):
        return f"{(yields[last] - yields[first]) * 100:.0f}"

    def fastest(year, month):
        span = yields.loc[f"{year}-{month:02}" : f"{year}-{month:02}"]
        return f"{span.diff(3).max() * 100:.0f}"

    says(ledger, "P48", fastest(2020, 3), fastest(2025, 4), fastest(2022, 6))
    says(ledger, "P48", rise("2020-03-09", "2020-03-18"), rise("2025-04-04", "2025-04-11"))
    assert yields.loc["2022-06"].diff(3).idxmax() == pd.Timestamp("2022-06-14")
    says(ledger, "P47", "4.88%", "4.37%", f"{-float(rise('2023-10-31', '2023-11-30')):.0f}")
    says(ledger, "V14", *(f"{yields[day]:.2f}%" for day in ("2020-02-19", "2020-03-09", "2020-03-18")))


def test_rates(ledger):
    rates = datasets.load("money_market_rates").set_index("date")
    april, march = rates.loc["2025-04"], rates.loc["2020-03"]
    gap = ((april["sofr"] - april["effr"]) * 100).round()
    for name in ("P55", "P61"):
        says(ledger, name, minus(f"{gap.min():.0f}"), f"+{gap.max():.0f}")
    for name in ("P44", "P81"):
        says(ledger, name, f"{april['sofr'].min():.2f}%", f"{april['sofr'].max():.2f}%")
    assert april["sofr"].max() < april["srf_rate"].min(), "P81: below what the facility charges"
    ten = datasets.load("treasury_yields_episodes").set_index("date")["dgs10"]
    says(ledger, "P73", f"{rates.loc['2023-10-31', 'sofr']:.2f}%", f"{ten['2023-10-31']:.2f}%")
    says(ledger, "P57", *(f"{april.loc[f'2025-04-{day}', 'sofr']:.2f}%" for day in ("08", "09", "30")), "4.50%")
    assert april["srf_rate"].eq(4.5).all()
    spike = rates.loc["2019-09-17"]
    says(ledger, "V08", f"{spike['sofr']:.2f}%", f"{spike['effr']:.2f}%")
    says(ledger, "P41", f"{spike['sofr'] - rates.loc['2019-09-16', 'sofr']:.2f}")
    above = spike["sofr"] - rates.loc["2019-09-12", "sofr"]
    for name in ("P42", "V11"):
        says(ledger, name, f"{above:.2f}", f"{above * 100 / 360:.2f}")  # cents per 100 a night, ACT/360
    week = march.loc["2020-03-09":"2020-03-13", "sofr"]
    says(ledger, "V15", f"{week.min():.2f}%", f"{week.max():.2f}%", f"{march.loc['2020-03-17', 'sofr']:.2f}%")
    says(ledger, "P59", f"{rates.loc['2022-12-30', 'sofr']:.2f}%")
    assert rates.loc["2026-09-30", "srf_rate"] == 4
    says(ledger, "P03", "4.00%")


def test_fed_and_dealers(ledger):
    repo = datasets.load("fed_repo_operations").set_index("deal_date")["repo_total_bn"]
    says(ledger, "P28", f"{repo['2020-03-12']:.1f}", f"{repo['2020-03-13']:.0f}")
    days = pd.bdate_range("2020-03-13", "2020-04-03")
    pace = {"2020-03-13": 37, "2020-03-16": 40, "2020-03-18": 45, "2020-03-19": 75, "2020-04-02": 60}
    target = pd.Series(pace.values(), index=pd.to_datetime(list(pace))).reindex(days, method="ffill").sum()
    for name in ("P28", "V21"):
        says(ledger, name, f"{target:,.0f}")
    held = datasets.load("fed_purchases_2020").set_index("as_of_wed")["treasuries_par_bn"]
    assert held["2020-04-08"] - held["2020-03-11"] == pytest.approx(target, rel=0.1)  # holdings move at settlement
    assert held["2020-03-18"] - held["2020-03-11"] < 2 * 75 < held["2020-03-25"] - held["2020-03-18"]
    reserves = datasets.load("fed_balance_sheet").set_index("week_ending_wed")["reserves_week_avg_bn"]
    says(ledger, "P83", *(f"{reserves[day]:,.0f}" for day in ("2023-01-25", "2024-09-25")))
    dealers = datasets.load("primary_dealer_positions").set_index("as_of_wed")["net_treasury_position_mn"] / 1000
    low, high = dealers["2020-03-04"], dealers["2020-03-18"]
    says(ledger, "P33", f"{high - low:.0f}", f"{low:.0f}", f"{high:.0f}")
    says(ledger, "P65", f"{high:.0f}")


def test_the_paper_s_example(ledger):
    grid = datasets.paper_grid()
    note = {"coupon": 4.0, "maturity": date(2030, 5, 31), "settle": grid.settle, "delivery": grid.delivery}
    middle = float(grid.clean_prices[7]), float(grid.futures_prices[4]), grid.conversion_factor
    edge = implied_repo_rate(*middle, **note) - grid.repo_rate
    says(ledger, "P08", f"{-net_basis(*middle, **note, repo_rate=grid.repo_rate) * 100:.1f}", f"{edge:.2f}%")
    says(ledger, "P59", f"{1 / edge:.0f}")
    factor = conversion_factor("FV", "2026-03", note["coupon"], note["maturity"])
    says(ledger, "P12", f"{factor:.4f}", str(grid.days))
    assert "109 days" in ledger.loc["P12", "claim"] and grid.printed_days == 109


def test_sums(ledger):
    says(ledger, "P09", f"{553 / 9.9:.0f}")
    says(ledger, "P23", f"{1 + 1 / 2:.1f}")  # assets of three times the debt: debt is half of own money
    says(ledger, "P39", f"{1.5 * 1000 / 10:.0f}", f"{28_000 * 1.5 / 100:.0f}")
    says(ledger, "P43", f"{830 * 0.04:.0f}")
    says(ledger, "V17", f"{120 - 100.01:.2f}", f"{(120 - 100) - (120 - 100.01):.2f}")
    says(ledger, "V19", f"{119.99 - 100:.2f}")
    says(ledger, "V18", f"{1 / (0.02 + 0.012):.0f}")
    says(ledger, "R3c", f"{(1 - 0.8**5) / (0.2 * 5):.0%}")
