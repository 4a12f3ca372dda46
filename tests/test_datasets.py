"""The tables and their manifests, and how they are brought up to date without losing what is there."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from basislib.record import datasets, feeds, safekeeping
from basislib.record.__main__ import main
from basislib.securities.basis import implied_repo_rate, prepare_basket, rank_deliverables
from basislib.securities.contracts import CONTRACTS, is_eligible
from basislib.securities.notes import shift_months
from tests.feeds import (
    DATA,
    NAMES,
    NOTHING,
    TODAY,
    Official,
    Service,
    contents,
    cut_short,
    dripping,
    news,
    refresh,
    refused,
    rows,
    silent,
)  # fmt: skip

ROOT = Path(__file__).parents[1]
THREE, SIX = ("TU", "FV", "TY"), ("TU", "FV", "TY", "TN", "US", "UB")


def short_positions(table, day, contracts):
    """Return leveraged funds' shorts, billion dollars of face value."""
    there = table[(table["report_date"] == day) & table["contract"].isin(contracts)]
    assert len(there) == len(contracts)
    faces = [CONTRACTS[code].face for code in there["contract"]]
    return float(np.dot(there["leveraged_short"], faces)) / 1e9


# --- every table


def test_every_table_has_its_manifest_and_nothing_else_is_there():
    tables = {path.stem for path in DATA.glob("*.csv")}
    assert tables == {path.stem for path in DATA.glob("*.json")} == set(datasets.names())
    others = {path.name for path in DATA.iterdir() if path.suffix not in (".csv", ".json")} - {safekeeping.LOCK}
    assert others == {"README.md", ".gitattributes"}
    assert "* -text" in (DATA / ".gitattributes").read_text()  # no system may change line ends: files are hashed
    assert not [path for path in DATA.glob("*.csv") if b"\r" in path.read_bytes()]


@pytest.mark.parametrize("name", datasets.names())
def test_a_table_is_what_its_manifest_says(name):
    facts, table = datasets.manifest(name), datasets.load(name)
    assert hashlib.sha256((DATA / f"{name}.csv").read_bytes()).hexdigest() == facts["sha256"]
    assert len(table) == facts["rows"]
    assert date.fromisoformat(facts["as_of"])
    assert facts["source"] and all(each["citation"] for each in facts["source"])
    assert facts["rights"] and facts["used_by"] and facts["cautions"]
    for column, rule in facts["columns"].items():
        if rule["type"] in ("number", "integer"):
            assert rule["unit"], f"{column} has no unit"
            assert np.isfinite(table[column].dropna()).all()
        assert rule.get("blank") or not (table[column].isna().any() or (table[column] == "").any()), column


@pytest.mark.parametrize("name", datasets.names())
def test_its_manifest_says_who_uses_it(name):
    users = datasets.manifest(name)["used_by"]
    code = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text("utf-8")
        for folder in ("basislib", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }
    known = name.partition(".")[0]  # a translation is used where its table is
    assert users and all(f'"{known}"' in code[user] for user in users)
    loads = {module for module, text in code.items() if re.search(rf'\b(load|load_in|_table)\("{name}"', text)}
    assert {module for module in loads if module.startswith("basislib.")} <= set(users)


@pytest.mark.parametrize("name", datasets.names())
def test_a_series_runs_forward_to_its_date(name):
    table, key = datasets.load(name), datasets.manifest(name)["key"][0]
    if datasets.manifest(name)["columns"][key]["type"] != "date":
        assert "date" not in datasets.manifest(name)["columns"], "a series begins with its date"
        return
    assert table[key].is_monotonic_increasing
    if table.empty:
        assert "Not shipped" in datasets.manifest(name)["cautions"][0]
        return
    assert str(table[key].max().date()) == datasets.manifest(name)["as_of"]


def test_the_catalogue_is_up_to_date():
    words = "run `python -m basislib.record catalogue`"
    assert (DATA / "README.md").read_text("utf-8") == datasets.catalogue(), words


def test_a_blank_is_not_a_zero():
    assert datasets.load("baskets")["clean_price"].isna().sum() == 9
    assert datasets.load("money_market_rates")["srf_rate"].isna().any()
    assert not (datasets.load("money_market_rates")["srf_rate"] == 0).any()


# --- figures the cautions name


def test_positions_as_cited():
    weekly, quarterly = (datasets.load(f"cftc_positions_{kind}") for kind in ("weekly_episodes", "quarterly"))
    assert short_positions(weekly, "2022-10-04", THREE) == pytest.approx(304.03, abs=0.005)
    assert short_positions(weekly, "2019-01-29", THREE) == pytest.approx(593, abs=0.5)
    assert short_positions(quarterly, "2019-12-31", THREE) == pytest.approx(631, abs=0.5)
    april = [short_positions(weekly, f"2025-04-{day}", SIX) for day in ("01", "08", "15")]
    assert april == pytest.approx([1196, 1196, 1191], abs=0.5)
    assert (quarterly["report"] == "FutOnly").all()


def test_figures_as_cited():
    dealers = datasets.load("primary_dealer_positions").set_index("as_of_wed")["net_treasury_position_mn"]
    assert [round(dealers[day] / 1000) for day in ("2020-03-04", "2020-03-18")] == [232, 272]
    repo = datasets.load("fed_repo_operations").set_index("deal_date")
    assert repo.loc["2020-03-12", "repo_total_bn"] == 276.5
    parts = repo["repo_treasury_bn"] + repo["repo_agency_mbs_bn"]
    assert parts.tolist() == pytest.approx(repo["repo_total_bn"].tolist())
    rates = datasets.load("money_market_rates").set_index("date")["2025-04-01":"2025-04-30"]
    spread = (rates["sofr"] - rates["effr"]) * 100
    assert [round(spread.min()), round(spread.max())] == [-5, 9]


def test_episode_tables_agree_with_the_series():
    yields = datasets.load("treasury_yields_episodes").set_index("date")
    rates = datasets.load("money_market_rates").set_index("date")
    compared = []
    for name in ("sep2019", "mar2020", "y2022", "nov2023", "apr2025"):
        episode = datasets.load(name)
        episode = episode.set_index(episode.columns[0])
        for series in (yields[["dgs10", "dgs30"]], rates[["sofr"]]):
            for column in series.columns.intersection(episode.columns):
                both = episode[[column]].join(series[column].rename("series"), how="inner").dropna()
                assert len(both) > 5
                assert both[column].tolist() == both["series"].tolist(), (name, column)
                compared.append(column)
    assert sorted(compared) == ["dgs10"] * 5 + ["dgs30"] + ["sofr"] * 5


# --- contracts, baskets, the paper's figure


def test_the_contracts_are_those_of_the_package():
    table, computed = datasets.load("contracts"), datasets.contract_table()
    pd.testing.assert_frame_equal(table[computed.columns], computed, check_dtype=False, check_exact=True)


@pytest.mark.parametrize("code", CONTRACTS)
def test_the_terms_are_those_the_package_applies(code):
    terms = datasets.load("contracts").set_index("contract").loc[code]
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    original = 120 if code == "TN" else None

    def fits(maturity, months=original):
        issued = shift_months(maturity, -(months or 60 if terms["shortest_remaining_months"] < 60 else months or 360))
        return is_eligible(code, "2026-12", maturity=maturity, issued=issued)

    shortest = shift_months(first, int(terms["shortest_remaining_months"]))
    base = 84 if code == "TY" else None
    months = {"TY": 120, "TN": 120}.get(code, base)
    assert fits(shortest, months)
    assert not fits(shortest - timedelta(1), months)
    if not np.isnan(terms["longest_remaining_months"]):
        start = last if code in ("TU", "3YR") else first
        longest = shift_months(start, int(terms["longest_remaining_months"]), end_of_month=start is last)
        inclusive = code not in ("TY", "US")
        assert fits(longest, months) == inclusive
        assert fits(longest - timedelta(1), months)
        assert not fits(longest + timedelta(1), months)
    if not np.isnan(terms["longest_original_months"]):
        middle, longest = shortest + timedelta(20), int(terms["longest_original_months"])
        assert is_eligible(code, "2026-12", maturity=middle, issued=shift_months(middle, -longest))
        assert not is_eligible(code, "2026-12", maturity=middle, issued=shift_months(middle, -longest - 2))


@pytest.mark.parametrize("name", datasets.baskets(), ids="-".join)
def test_a_basket_is_ready_to_rank(name):
    basket = datasets.basket(*name)
    assert list(basket.notes) == ["coupon", "maturity", "clean_price", "issued", "conversion_factor"]
    assert basket.notes["clean_price"].notna().all()
    assert basket.settle < basket.delivery
    assert basket.sources
    prepared = prepare_basket(basket.notes, settle=basket.settle, delivery=basket.delivery)
    ranked = rank_deliverables(prepared, basket.futures_price, repo_rate=basket.repo_rate or 4.0)
    assert len(ranked) == len(basket.notes)
    for note in datasets.basket(*name, unpriced=True).notes.itertuples():
        assert type(note.maturity) is date
        if note.issued is not None:
            assert is_eligible(*name, maturity=note.maturity, issued=note.issued)


def test_a_basket_with_what_has_no_quote():
    assert len(datasets.basket("FV", "2026-03").notes) == 1
    whole = datasets.basket("FV", "2026-03", unpriced=True)
    assert len(whole.notes) == 10
    assert whole.repo_rate is None
    assert datasets.basket("US", "2023-12").repo_rate == 5.413


def test_a_basket_that_is_not_there():
    with pytest.raises(ValueError, match="There is no basket FV 1999-03; there are FV 2025-06, FV 2026-03"):
        datasets.basket("FV", "1999-03")


def test_the_papers_grid_follows_112_days():
    grid = datasets.paper_grid()
    assert (grid.printed_delivery, grid.printed_days) == (date(2026, 4, 3), 109)
    assert (grid.delivery, grid.days) == (date(2026, 4, 6), 112)
    assert grid.implied_repo.shape == (15, 9)
    note = {"coupon": grid.coupon, "maturity": grid.maturity, "settle": grid.settle}
    prices = grid.clean_prices[:, None], grid.futures_prices[None, :], grid.conversion_factor
    right = implied_repo_rate(*prices, **note, delivery=grid.delivery)
    assert np.abs(right - grid.implied_repo).max() <= 0.0005 + 1e-9
    printed = implied_repo_rate(*prices, **note, delivery=grid.printed_delivery)
    assert np.abs(printed - grid.implied_repo).max() > 0.003
    assert np.diff(grid.clean_prices) == pytest.approx(0.5 / 32)
    assert grid.labels[:3] == ("101-02 1/2", "101-03 1/2", "101-03 3/4")
    assert grid.frame().loc[101.1953125, 109.09375] == 3.765


# --- what is refused


def damage(where, name="apr2025", **fields):
    path = where / f"{name}.json"
    facts = json.loads(path.read_text("utf-8")) | fields
    path.write_text(json.dumps({key: value for key, value in facts.items() if value is not None}), "utf-8")


def rewrite(where, old, new, name="apr2025", **fields):
    path = where / f"{name}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", newline="\n")
    damage(where, name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), **fields)


@pytest.mark.parametrize(("harm", "sentence"), [
    (lambda where: (where / "apr2025.csv").unlink(), "data/apr2025.csv is missing. Bring the folder back"),
    (lambda where: (where / "apr2025.json").unlink(), "data/apr2025.csv has no manifest"),
    (lambda where: (where / "apr2025.json").write_text("{"), "data/apr2025.json is not readable as JSON"),
    (lambda where: (where / "apr2025.json").write_text("[]"), "data/apr2025.json is no manifest"),
    (lambda where: (where / "apr2025.json").write_bytes(b"\xff"), "data/apr2025.json is not readable as JSON"),
    (lambda where: damage(where, rights=None), "data/apr2025.json has no proper 'rights'"),
    (lambda where: damage(where, rows="15"), "data/apr2025.json has no proper 'rows'"),
    (lambda where: damage(where, columns={"date": {"type": "day"}}), "does not say type, unit and meaning of the"),
    (lambda where: damage(where, columns={"date": "day"}), "does not say type, unit and meaning of the column"),
    (lambda where: damage(where, rows=16), "data/apr2025.csv has 15 rows; its manifest says 16"),
    (lambda where: (where / "apr2025.csv").write_text("date\n"), "is not the file its manifest describes"),
    (lambda where: rewrite(where, "dgs30", "dgs20"), "has the columns date, dgs10, dgs20, sofr, event; its manifest"),
    (lambda where: rewrite(where, "4.52,4.39", "4.52,much"), "sofr: 'much' in row 1 is not a number"),
    (lambda where: rewrite(where, "4.52,4.39", "4.52,inf"), "sofr: 'inf' in row 1 is not a number"),
    (lambda where: rewrite(where, "2025-04-02", "2025-4-2"), "date: '2025-4-2' in row 2 is not a date"),
    (lambda where: rewrite(where, "2025-04-02", "2025-04-32"), "date: '2025-04-32' in row 2 is not a date"),
    (lambda where: rewrite(where, "2025-04-02", ""), "date: row 2 is blank"),
    (lambda where: rewrite(where, "2025-04-02", "2025-04-01"), "has two rows for 2025-04-01"),
    (lambda where: rewrite(where, "4.17,4.52,4.39,\n", "4.17,4.52,4.39,,,,\n"), "row 1 has 8 cells, the header 5"),
    (lambda where: rewrite(where, "4.17,4.52,4.39,\n", "4.17\n"), "row 1 has 2 cells, the header 5"),
    (lambda where: rewrite(where, "MOVE peak", '"MOVE" peak'), "data/apr2025.csv is not a readable table"),
    (lambda where: rewrite(where, "4.17,4.52,4.39,\n", '4.17,4.52,4.39,"\n'), "is not a readable table"),
])  # fmt: skip
def test_a_damaged_table_is_refused(where, harm, sentence):
    harm(where)
    with pytest.raises(ValueError) as wrong:
        datasets.load("apr2025", where)
    assert sentence in str(wrong.value)


def test_integers_and_months_are_checked(where):
    rewrite(where, "230457", "230457.5", "primary_dealer_positions")
    with pytest.raises(ValueError, match="'230457.5' in row 1 is not a whole number"):
        datasets.load("primary_dealer_positions", where)
    rewrite(where, "2019-12,", "2019-13,", "baskets")
    with pytest.raises(ValueError, match="'2019-13' in row .* is not a month"):
        datasets.load("baskets", where)


@pytest.mark.parametrize("name", ["nothing", "../data/baskets", "", None, 3])
def test_a_table_that_is_not_there(name):
    with pytest.raises(ValueError, match="There is no table .* There are: apr2025, baskets,"):
        datasets.load(name)


def test_the_command_line_checks_and_writes(where, capsys):
    assert main(["check", "--data", str(where)]) == 0
    assert "baskets: 58 rows" in capsys.readouterr().out
    (where / "README.md").unlink()
    assert main(["catalogue", "--data", str(where)]) == 0
    assert (where / "README.md").read_bytes() == (DATA / "README.md").read_bytes()
    (where / "baskets.csv").unlink()
    assert main(["check", "--data", str(where)]) == 1
    assert "data/baskets.csv is missing" in capsys.readouterr().out


def test_an_installed_package_finds_its_tables_and_nothing_that_a_refresh_left(tmp_path):
    source = tmp_path / "source"
    for name in ("basislib", "data"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in (".baskets.csv.new", ".baskets.json.new", ".baskets.csv.4711.new", safekeeping.LOCK):
        (source / "data" / name).write_text("left over")
    build = f"import hatchling.build as b; print(b.build_wheel({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True, timeout=120)
    place = tmp_path / "site"
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(place)
    ask = "from basislib.record import datasets as d; print(d.folder()); print([len(d.load(n)) for n in d.names()])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, timeout=120,
                          env={**os.environ, "PYTHONPATH": str(place)}, check=True)  # fmt: skip
    folder, lengths = done.stdout.splitlines()
    assert Path(folder) == place / "basislib/data"
    assert not list((place / "basislib/data").glob(".*"))
    assert json.loads(lengths) == [datasets.manifest(name)["rows"] for name in datasets.names()]


# --- refresh, answered well


def test_good_answers_update_tables_and_manifests(where):
    calls = []
    with Service(Official(where, news())) as service:
        outcomes = refresh(where, service.url, progress=lambda *call: calls.append(call))
    assert {outcome.state for outcome in outcomes} == {"updated"}, outcomes
    assert [outcome.feed for outcome in outcomes] == list(NAMES)
    assert calls[0] == (0, len(NAMES), "asking the Treasury's daily yield curve")
    assert calls[-1] == (len(NAMES), len(NAMES), "done")
    for outcome in outcomes:
        table, facts = datasets.load(outcome.table, where), datasets.manifest(outcome.table, where)
        assert facts["retrieved"] == str(TODAY)
        assert facts["sha256"] != datasets.manifest(outcome.table)["sha256"]
        assert len(table) == facts["rows"]
        old, new = (
            {tuple(row[name] for name in facts["key"]): row for row in rows(outcome.table, place)}
            for place in (DATA, where)
        )
        for key, row in old.items():
            for column, cell in row.items():  # what was there stays as it was, letter for letter
                if cell and column != "note" and key[0] != "2026-08-04":
                    assert new[key][column] == cell
    assert (where / "README.md").read_text("utf-8") == datasets.catalogue(where)
    assert not list(where.glob(".*.new"))


def test_what_is_new_is_there(where):
    with Service(Official(where, news())) as service:
        refresh(where, service.url)
    yields = datasets.load("treasury_yields_episodes", where).set_index("date")
    assert yields.loc["2025-05-16", ["dgs2", "dgs10"]].tolist() == [3.5, 4.1]
    assert np.isnan(yields.loc["2025-05-16", "dgs30"])
    rates = datasets.load("money_market_rates", where).set_index("date")
    assert rates.loc["2026-10-09", ["sofr", "effr", "target_upper"]].tolist() == [3.88, 3.88, 4.0]
    assert np.isnan(rates.loc["2026-10-09", "iorb"])
    repo = datasets.load("fed_repo_operations", where).set_index("deal_date")
    assert repo.loc["2026-01-02"].tolist() == [1.5, 0.25, 1.75, 3.0]
    funding = datasets.load("hedge_fund_funding", where).set_index("quarter_end")
    assert funding.loc["2026-06-30", ["within_day", "cash_others"]].tolist() == [40, 6]
    assert np.isnan(funding.loc["2026-06-30", "cash_next_forty"])
    volumes = datasets.load("repo_volumes", where)
    assert datasets.load("repo_volumes").empty and volumes["ficc_dvp_bn"].tolist() == [1916, 1917, 1918, 1919]
    assert datasets.manifest("repo_volumes", where)["as_of"] == "2026-11-19"
    quarters = datasets.load("cftc_positions_quarterly", where)
    days = [str(day.date()) for day in quarters["report_date"].unique()[-3:]]
    assert days == ["2026-06-30", "2026-09-29", "2026-10-06"]  # the newest report stands for a quarter not over
    securities = datasets.load("treasury_securities", where)
    assert (securities["cusip"] != "").all()
    assert securities["note"].str.contains("then filled from the Treasury").sum() == 27
    assert securities.loc[securities["cusip"] == "9128287B0", "note"].tolist() == ["coupon, CUSIP, dates read"]


def test_a_second_time_nothing_is_new(where):
    official = Official(where, news())
    with Service(official) as service:
        refresh(where, service.url)
        official.news = {}
        before = contents(where)
        outcomes = refresh(where, service.url)
    assert {outcome.state for outcome in outcomes} == {"current"}, outcomes
    assert contents(where) == before
    assert outcomes[0].sentence == "treasury_yields_episodes is already current, to 2025-05-16."


def test_a_small_revision_is_taken_and_told(where):
    def change(feed, records):
        return [record | {"dgs10": "4.51"} if record["date"] == "2025-05-14" else record for record in records]

    with Service(Official(where, change=change)) as service:
        (outcome,) = refresh(where, service.url, only=["yields"])
    assert outcome.sentence == ("treasury_yields_episodes is updated from the Treasury's daily yield curve, to "
                                "2025-05-15: 1 values filled or revised.")  # fmt: skip
    assert datasets.load("treasury_yields_episodes", where).set_index("date").loc["2025-05-14", "dgs10"] == 4.51


def test_only_some_feeds_are_asked(where):
    with Service(Official(where)) as service:
        outcomes = refresh(where, {"sofr": "x", "repo": service.url}, only=["repo"])
        assert all(path.startswith("/api/rp/") for path in service.asked)
    assert [outcome.state for outcome in outcomes] == ["current"]
    with pytest.raises(ValueError, match="There is no feed stocks; there are yields, rates, repo"):
        refresh(where, NOTHING, only=["stocks"])


def test_what_is_asked_for_is_bounded(where):
    with Service(Official(where)) as service:
        refresh(where, service.url)
    years = [path.split("/")[5] for path in service.asked if "daily-treasury-rates.csv" in path]
    assert years == ["2025", "2026"]
    repo = [path for path in service.asked if "/api/rp/" in path]
    assert repo[0].endswith("startDate=2020-03-21&endDate=2020-12-31")
    assert repo[-1].endswith("startDate=2026-01-01&endDate=2026-11-20")


# --- refresh, answered badly


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", ("a web page", "no column")),
        (b"", ("not JSON", "no rows for the days")),
        (b"\xff\xfe\x00", ("not JSON", "not a table")),
        (b"[" * 100_000, ("not JSON", "no column")),
        (b"{}", ("no field", "no list of reports", "no column")),
        (b"[]", ("no field", "no rows for the days", "no column")),
        (b"null", ("no field", "no list of reports", "no column")),
        (
            b'{"refRates": 3, "repo": [], "data": null, "meta": {"total-pages": 1}}',
            ("no list", "no field", "no column"),
        ),
        (b'[{"a": 1}]', ("no field", "no column")),
        (b'{"error": "Too many requests"}', ("no field", "no list of reports", "no column")),
    ],
)
def test_nonsense_is_refused(where, body, words):
    for sentence in refused(where, lambda path: body):
        assert any(word in sentence for word in words), sentence


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda path: (500, b"oh"), "answered with error 500"),
        (lambda path: (404, b"oh"), "answered with error 404"),
        (lambda path: (429, b"slow down"), "answered with error 429"),
        (lambda path: lambda handler: handler.close_connection, "cannot be reached or broke off"),
    ],
)
def test_an_error_is_refused(where, answer, words):
    assert all(words in sentence for sentence in refused(where, answer))


def test_an_answer_cut_short_is_refused(where):
    official = Official(where, news())
    sentences = refused(where, lambda path: cut_short(official(path)))
    assert all("broke off" in sentence for sentence in sentences)
    for sentence in refused(where, lambda path: official(path)[: len(official(path)) // 2]):
        assert any(word in sentence for word in ("not JSON", "it lacks", "not a date", "no rows", "short", "no col"))


def test_a_silent_service_is_refused(where):
    began = pd.Timestamp.now()
    sentences = refused(where, lambda path: silent(0.5), timeout=0.05)
    assert all("took longer than 0.05 seconds" in sentence for sentence in sentences)
    assert (pd.Timestamp.now() - began).total_seconds() < 5


def test_a_dripping_service_is_refused(where):
    (sentence,) = refused(where, lambda path: dripping, "repo", timeout=0.1)
    assert "took longer than 0.1 seconds" in sentence


def test_nobody_there(where):
    before = contents(where)
    outcomes = refresh(where, NOTHING)
    assert {outcome.state for outcome in outcomes} == {"refused"}
    assert all("cannot be reached" in outcome.sentence for outcome in outcomes)
    assert contents(where) == before


def test_a_huge_answer_is_refused(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with Service(lambda path: b"x" * 100_000) as service, pytest.raises(ValueError, match="larger than 50,000 bytes"):
        feeds.fetch(service.url, largest=50_000, timeout=5)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "nonsense"])
def test_only_web_addresses_are_asked(url):
    with pytest.raises(ValueError, match="is no web address"):
        feeds.fetch(url)


def test_a_service_that_recovers_is_asked_again(where):
    official, failed = Official(where, news()), []

    def answer(path):
        if len(failed) < 2:
            failed.append(path)
            return 503, b"busy"
        return official(path)

    with Service(answer) as service:
        (outcome,) = refresh(where, service.url, only=["rates"], tries=3)
    assert outcome.state == "updated"
    assert len(failed) == 2


def changed(field, value, at=-1):
    """Change one field of one record."""
    return lambda records: [*records[:at], records[at] | {field: value}, *(records[at + 1 :] if at != -1 else [])]


def without(field):
    return lambda records: [{key: value for key, value in record.items() if key != field} for record in records]


@pytest.mark.parametrize(("feed", "change", "words"), [
    ("yields", changed("dgs10", "412"), "its dgs10 of 412 is not between -2 and 25"),
    ("yields", changed("dgs10", "4.1O"), "which is not a number"),
    ("yields", changed("date", "2026-13-01"), "which is not a date"),
    ("yields", changed("date", "2026-12-31"), "it has the date 2026-12-31, which is in the future"),
    ("yields", lambda records: records[:-5], "it lacks 2025-05-"),
    ("yields", lambda records: records[:-20], "it lacks 2025-0"),
    ("yields", lambda records: [*records, records[-1] | {"date": "2026-01-05"}], "it skips from 2025-05-15 to 2026-01"),
    ("yields", lambda records: [*records, records[-1] | {"dgs10": "9"}], "it has two different rows for 20"),
    ("rates", changed("percentRate", 39.0), "not between -2 and 25"),
    ("rates", lambda records: [record | {"percentRate": 4.5} for record in records], "far from the"),
    ("rates", changed("percentRate", True), "which is not a number"),
    ("rates", changed("percentRate", "NaN"), "which is not a number"),
    ("rates", changed("effectiveDate", "2027-01-04"), "in the future"),
    ("rates", changed("effectiveDate", 20260101), "which is not a date"),
    ("rates", without("percentRate"), "no field 'percentRate'"),
    ("rates", lambda records: [record | {"targetRateFrom": 3.0} for record in records], "its target_lower for"),
    ("rates", lambda records: records[8:], "it lacks 2026-06-30"),
    ("rates", lambda records: [*records[:9], *records[18:]], "it skips from 2026-0"),
    ("rates", lambda records: [*records, records[0] | {"percentRate": 3.0}], "two different rates for 2026-"),
    ("repo", changed("totalAmtAccepted", 5), "its amounts by collateral come to"),
    ("repo", changed("operationType", "Gift"), "its operationType is 'Gift'"),
    ("repo", changed("details", None), "is no list"),
    ("repo", without("operationDate"), "no field 'operationDate'"),
    ("repo", lambda records: [each for each in records if each["operationDate"] != "2020-04-29"], "lacks 2020-04-29"),
    ("positions", changed("lev_money_positions_short", "-5"), "its leveraged_short of -5 is not between 0"),
    ("positions", changed("lev_money_positions_short", "null"), "is incomplete or there twice"),
    ("positions", changed("cftc_contract_market_code", "001602"), "a contract nobody asked for"),
    ("positions", lambda records: records[:-1], "lacks a contract"),
    ("positions", lambda records: records[6:], "it lacks"),
    ("positions", without("open_interest_all"), "no field 'open_interest_all'"),
    ("quarters", changed("report_date_as_yyyy_mm_dd", "soon"), "which is not a date"),
    ("quarters", lambda records: [each | {"open_interest_all": "9"} for each in records], "far from the"),
    ("securities", lambda records: [each | {"cusip": "91281X"} for each in records], "is 91281X, the table has 912828"),
    ("securities", without("int_rate"), "no field 'int_rate'"),
    ("securities", changed("int_rate", "3.5", 1), "it has 0 first auctions of the 3.625% of 2029-08-31"),
    ("securities", changed("high_yield", "5.0", 1), "far from the 3.645 in the table"),
    ("securities", changed("dated_date", "null", 1), "which is not a date"),
    ("securities", changed("cusip", "null", 1), "a fact of the 3.625% of 2029-08-31 is missing"),
    ("securities", without("cusip"), "no field 'cusip'"),
    ("rates", changed("effectiveDate", None), "which is not a date"),
    ("rates", lambda records: ["x", *records], "no field 'effectiveDate'"),
    ("securities", lambda records: [*records, records[1] | {"cusip": "x"}], "it has 2 first auctions"),
    ("funding", lambda pairs: [[day, value * 2] for day, value in pairs], "come to 200.0%, not to 100"),
    ("funding", lambda pairs: [[day, 25] for day, _ in pairs], "far from the 38.7 in the table"),
    ("funding", lambda pairs: [[day, -1] for day, _ in pairs], "come to -4.0%"),
    ("funding", lambda pairs: [[day, "much"] for day, _ in pairs], "'much', which is not a number"),
    ("funding", lambda pairs: [*pairs, ["2026-06-30", 25], ["2026-06-30", 26]], "two different values of FPF-ALLQHF"),
    ("funding", lambda pairs: [["2025-12-31", 25]], "it lacks 2026-03-31"),
    ("funding", lambda pairs: [["2025-09-30", 25], *pairs], "it skips from 2025-09-30 to 2026-03-31"),
    ("funding", lambda pairs: dict(pairs), "aggregation' is no list"),
    ("funding", lambda pairs: [day for day, _ in pairs], "is no list of days and values"),
    ("funding", lambda pairs: [["31.3.2026", 25]], "which is not a date"),
])  # fmt: skip
def test_a_bad_answer_is_refused(where, feed, change, words):
    server = {"quarters": "positions"}.get(feed, feed)

    def alter(name, records):
        return change(records) if name == server and records else records

    (sentence,) = refused(where, Official(where, change=alter), feed)
    assert words in sentence


VOLUME = json.dumps({name: {"timeseries": {"aggregation": [["2026-11-18", 5e11], ["2026-11-19", 6e11]]}}
                     for name in feeds.VOLUME_SERIES}).encode()  # fmt: skip


@pytest.mark.parametrize(("body", "words"), [
    (VOLUME.replace(b"REPO-DVP_TV_TOT-P", b"REPO-DVP"), "no field 'REPO-DVP_TV_TOT-P'"),
    (VOLUME.replace(b"600000000000.0", b"6e17"), "its tri_party_bn of 600000000 is not between 0 and 50000"),
    (VOLUME.replace(b"2026-11-19", b"2026-12-19"), "it has the date 2026-12-19, which is in the future"),
    (VOLUME.replace(b"2026-11-18", b"2026-10-18"), "it skips from 2026-10-18 to 2026-11-19"),
    (VOLUME.replace(b"2026", b"2019"), "it has no rows for the days asked for"),
    (VOLUME.replace(b"5e11", b"null").replace(b"500000000000.0", b"null").replace(b"600000000000.0", b"null"),
     "it has no rows for the days asked for"),
    (b"Invalid mnemonic", "something that is not JSON"),  # so the service says it, with status 200
    (b"{}", "no field 'REPO-TRIV1_TV_TOT-P'"),
])  # fmt: skip
def test_a_table_without_rows_is_not_filled_with_nonsense(where, body, words):
    (sentence,) = refused(where, lambda path: body, "volumes")
    assert words in sentence
    assert datasets.load("repo_volumes", where).empty


def test_a_table_without_rows_is_asked_for_from_its_date_on(where):
    with Service(lambda path: VOLUME) as service:
        (outcome,) = refresh(where, service.url, only=["volumes"])
    assert outcome.sentence.endswith("(Short-term Funding Monitor), to 2026-11-19: 2 new rows.")
    assert service.asked[0].endswith("&start_date=2021-01-01&end_date=2026-11-20")
    assert datasets.load("repo_volumes", where)["ficc_gcf_bn"].tolist() == [500, 600]


def test_more_than_one_page_of_auctions_is_refused(where):
    body = json.dumps({"data": [], "meta": {"total-pages": 2}}).encode()
    assert "more than one page" in refused(where, lambda path: body, "securities")[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["refRates", "repo", "operations", "effectiveDate", "percentRate", "operationDate", "data",
                         "operationType", "totalAmtAccepted", "details", "meta", "total-pages", "timeseries",
                         "aggregation", *feeds.VOLUME_SERIES]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize("feed", feeds.FEEDS, ids=lambda feed: feed.name)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(JSON.map(lambda thing: json.dumps(thing).encode()), st.binary(max_size=50)))
def test_a_parser_only_ever_raises_a_sentence(feed, body):
    stored = rows(feed.table, DATA)
    try:
        found = feed.parse([body] * (2 if feed.name == "rates" else 1), stored)
    except ValueError as wrong:
        assert str(wrong)
    else:
        assert all(isinstance(row, dict) for row in found)


# --- refresh, and what else can be wrong


def test_a_table_that_was_edited_is_not_built_on(where):
    path = where / "fed_repo_operations.csv"
    path.write_bytes(path.read_bytes() + b"2020-05-01,0,0,0,0\n")
    (sentence,) = refused(where, Official(where, news()), "repo")
    assert "is not the file its manifest describes" in sentence


def test_the_command_line_refreshes(where, capsys, monkeypatch):
    monkeypatch.setattr(feeds, "date", type("Today", (date,), {"today": classmethod(lambda cls: TODAY)}))
    with Service(Official(where, news())) as service:
        arguments = ["refresh", "--data", str(where), "--base-url", service.url, "--only", "repo", "--only", "rates"]
        assert main(arguments) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "[..] 0/2 asking the New York Fed (reference rates)"
        assert lines[2] == "[##] 2/2 done"
        assert lines[3].startswith("money_market_rates is updated from the New York Fed (reference rates), to 2026-10")
        service.answer = lambda path: (404, b"")
        assert main(arguments) == 1
        assert "answered with error 404" in capsys.readouterr().out
    assert main(["refresh", "--data", str(where), "--only", "stocks"]) == 1
    assert "There is no feed stocks" in capsys.readouterr().out
