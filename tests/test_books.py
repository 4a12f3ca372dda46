"""The books of everybody in the trade: they balance at every step, and say who earned what."""

from dataclasses import replace

import pytest
from hypothesis import given

from basislib.fund.books import PARTIES, balance_sheet_table, balance_sheets, flow_table
from basislib.fund.trade import BasisTrade, cash_after_day, profit_by_leg
from tests.trades import FULL, near, trades

CLAIMS = ("repo loan", "repo interest", "interest on cash", "owed for the note", "margin", "overdraft")


def holdings(steps, item):
    """Who holds how much of an item after each step, rebuilt from the flows alone."""
    held, history = dict.fromkeys(PARTIES, 0.0), []
    for step in steps:
        for flow in step.flows:
            if flow.item == item:
                held[flow.payer] -= flow.amount
                held[flow.payee] += flow.amount
        history.append(dict(held))
    return history


def worth(sheet):
    return sum(sheet.assets.values()) - sum(sheet.liabilities.values())


@given(trades)
def test_the_books_balance_at_every_step(trade):
    steps = balance_sheets(trade)
    first = steps[0]
    total = sum(sheet.equity for sheet in first.sheets.values())
    cash = holdings(steps, "cash")
    for step, moved in zip(steps, cash, strict=True):
        for party, sheet in step.sheets.items():
            entries = [*sheet.assets.values(), *sheet.liabilities.values()]
            assert all(amount > 0 for amount in entries)
            assert worth(sheet) == pytest.approx(sheet.equity, abs=1e-8)  # entries under 1e-9 are left out
            if party != "bank":
                had = first.sheets[party].assets.get("cash", 0.0) + moved[party]
                assert sheet.assets.get("cash", 0.0) == pytest.approx(had, abs=2e-9)
                assert had > -2e-9  # nobody pays with money that is not there
        assert sum(sheet.notes for sheet in step.sheets.values()) == 1
        assert sum(sheet.futures for sheet in step.sheets.values()) == 0
        assert sum(sheet.collateral for sheet in step.sheets.values()) == 0
        change = sum(sheet.equity for sheet in step.sheets.values()) - total
        assert change == near(step.note_value - first.note_value)


@given(trades)
def test_equity_changes_by_what_each_party_earned(trade):
    steps, legs = balance_sheets(trade), profit_by_leg(trade)
    side, before, after = trade.side, steps[0].sheets, steps[-1].sheets
    gain = {party: after[party].equity - before[party].equity for party in PARTIES}
    note = trade.final_cash_price + trade.accrued_interest - trade.cash_price
    assert gain["fund"] == near(legs.total)
    assert gain["clearing house"] == near(0)
    assert gain["real money"] == near(-legs.futures)
    assert gain["bank"] == near(-legs.own_cash)
    owner, other = ("dealer", "lender") if side > 0 else ("lender", "dealer")
    assert gain[owner] + gain[other] == near(note - legs.cash - legs.carry - legs.repo - legs.costs)
    assert gain["lender"] == near(-legs.repo + (note if side < 0 else 0))
    assert before["fund"].equity == near(trade.own_money)


@given(trades)
def test_the_fund_is_flat_before_and_after(trade):
    steps = balance_sheets(trade)
    for step in (steps[0], steps[-1]):
        fund = step.sheets["fund"]
        assert (fund.notes, fund.futures, fund.collateral) == (0, 0, 0)
        assert set(fund.assets) <= {"cash"}
        assert set(fund.liabilities) <= {"overdraft: cash it does not have"}
        assert step.sheets["clearing house"].assets == {}
    for item in (*CLAIMS, "borrowed note"):
        if item == "overdraft":
            continue  # what is left of it is the fund's debt
        assert all(abs(amount) < 1e-9 for amount in holdings(steps, item)[-1].values())
    debt = steps[-1].sheets["fund"].liabilities.get("overdraft: cash it does not have", 0.0)
    assert debt == pytest.approx(max(-(trade.own_money + profit_by_leg(trade).total), 0), abs=2e-9)


@given(trades)
def test_the_days_move_changes_cash_but_not_profit(trade):
    by_name = {step.name: step for step in balance_sheets(trade)}
    before, after = by_name["future"].sheets["fund"], by_name["day"].sheets["fund"]
    bet = trade.side * (1 - trade.futures_per_note) * trade.day_move  # what has no future against it
    assert after.equity == near(before.equity + bet)
    left = after.assets.get("cash", 0.0) - after.liabilities.get("overdraft: cash it does not have", 0.0)
    assert cash_after_day(trade) == pytest.approx(left, abs=2e-9)
    locked = trade.own_money - (trade.haircut + trade.margin) * trade.cash_price
    assert before.assets.get("cash", 0.0) == pytest.approx(locked, abs=2e-9)
    assert profit_by_leg(replace(trade, day_move=0.0)) == profit_by_leg(trade)


def test_order_of_the_steps_and_who_holds_the_note():
    long = balance_sheets(BasisTrade(leverage=40))
    assert [step.name for step in long] == ["start", "note", "repo", "future", "day", "converge", "unwind"]
    assert [step.sheets["fund"].notes for step in long] == [0, 1, 1, 1, 1, 1, 0]
    assert [step.sheets["lender"].collateral for step in long] == [0, 0, 1, 1, 1, 1, 0]
    assert [step.sheets["real money"].futures for step in long] == [0, 0, 0, 1, 1, 1, 0]
    short = balance_sheets(BasisTrade(leverage=40, direction="short"))
    assert [step.name for step in short] == ["start", "repo", "note", "future", "day", "converge", "unwind"]
    assert [step.sheets["fund"].notes for step in short] == [0, 1, 0, 0, 0, 0, 0]
    assert [step.sheets["dealer"].notes for step in short] == [0, 0, 1, 1, 1, 1, 0]
    assert [step.sheets["real money"].futures for step in short] == [0, 0, 0, -1, -1, -1, 0]


def test_t_account_of_the_fund_by_hand():
    steps = balance_sheets(BasisTrade(haircut=0.02, initial_margin=0.01, leverage=25, excess_late=0.5))
    fund = {step.name: step.sheets["fund"] for step in steps}
    assert fund["note"].assets == pytest.approx({"cash": 2, "note": 100})
    assert fund["note"].liabilities == pytest.approx({"owes for the note, due today": 98})
    assert fund["repo"].liabilities == pytest.approx({"cash borrowed in repo": 98})
    assert fund["future"].assets == pytest.approx({"cash": 1, "note": 100, "initial margin paid in": 1})
    # one point up: 1 to the clearing house; the lender owes 0.98 and hands over half of it that day
    assert fund["day"].assets == pytest.approx({"cash": 0.49, "note": 101, "initial margin paid in": 1})
    assert fund["day"].liabilities == pytest.approx({"cash borrowed in repo": 98.49})
    # 19 points more on the note, 18.99 on the future (it sat a cent above): 0.49 + 0.49 + 18.62 - 18.99 is left
    assert fund["converge"].assets == pytest.approx({"cash": 0.61, "note": 120, "initial margin paid in": 1})
    assert fund["converge"].liabilities == pytest.approx({"cash borrowed in repo": 117.6})
    assert fund["unwind"].assets == pytest.approx({"cash": 4.01})
    assert fund["unwind"].liabilities == {}


def test_t_account_of_a_short_fund_by_hand():
    steps = balance_sheets(
        BasisTrade(haircut=0.02, initial_margin=0.01, leverage=25, excess_late=1, direction="short", day_move=-1)
    )
    fund = {step.name: step.sheets["fund"] for step in steps}
    assert fund["repo"].assets == pytest.approx({"cash": 2, "note": 100, "cash lent in repo": 102})
    assert fund["note"].assets == pytest.approx({"cash": 2, "cash lent in repo": 102})
    assert fund["note"].liabilities == pytest.approx({"borrowed note to give back": 100})
    # a fall: the future loses a point in cash, and the cash lent on the note comes back tomorrow
    assert "cash" not in fund["day"].assets
    assert fund["day"].liabilities == pytest.approx({"borrowed note to give back": 99})
    assert fund["day"].equity == pytest.approx(4)
    assert fund["unwind"].assets == pytest.approx({"cash": 3.99})


def test_what_the_others_start_with():
    start = {party: sheet.assets for party, sheet in balance_sheets(FULL)[0].sheets.items()}
    assert start["real money"] == {"cash": 101.2}  # the price of the future, had it bought the note instead
    assert start["lender"] == pytest.approx({"cash": 0.98 * (101.5 + 0.6)})  # it lends more on the day
    assert start["dealer"] == pytest.approx({"note": 101.5})  # it sells at 101.5 and buys back for less
    assert start["clearing house"] == start["bank"] == {}
    rich = balance_sheets(replace(FULL, futures_price=60, final_cash_price=150, excess_late=0))[0].sheets
    assert rich["dealer"].assets["cash"] == pytest.approx(150 - 101.5 + 4.25 / 2 * 110 / 182 - 0.01 - 0.02)
    assert rich["lender"].assets["cash"] == pytest.approx(0.98 * 150)


def test_the_last_day_holds_the_whole_profit_but_for_the_cost_of_getting_out():
    by_name = {step.name: step for step in balance_sheets(FULL)}
    assert by_name["converge"].note_value == pytest.approx(99 + 4.25 / 2 * 110 / 182)
    paper = by_name["converge"].sheets["fund"].equity - FULL.own_money
    assert paper == near(profit_by_leg(FULL).total + 0.01 + 0.02)


def test_a_fund_that_loses_more_than_it_owns_stays_in_debt():
    trade = BasisTrade(final_cash_price=95, final_futures_price=100, leverage=40)
    last = balance_sheets(trade)[-1].sheets["fund"]
    assert last.equity == pytest.approx(2.5 - 4.99)
    assert last.liabilities == pytest.approx({"overdraft: cash it does not have": 2.49})


def test_tables():
    table, steps = balance_sheet_table(FULL), balance_sheets(FULL)
    assert list(table.columns) == ["step", "party", "side", "item", "points"]
    sides = table.groupby(["step", "party", "side"])["points"].sum().unstack(fill_value=0.0)
    assert (sides["asset"] - sides["liability"]).to_numpy() == pytest.approx(sides["equity"].to_numpy(), abs=1e-8)
    assert len(sides) == len(steps) * len(PARTIES)
    flows = flow_table(FULL)
    assert list(flows.columns) == ["step", "payer", "payee", "item", "amount", "what"]
    assert len(flows) == sum(len(step.flows) for step in steps)
    assert (flows["amount"] > 0).all()
    fund = flows[flows["item"] == "cash"]
    net = fund.loc[fund["payee"] == "fund", "amount"].sum() - fund.loc[fund["payer"] == "fund", "amount"].sum()
    assert net == near(profit_by_leg(FULL).total)


@pytest.mark.parametrize("function", (balance_sheets, balance_sheet_table, flow_table))
def test_books_need_a_single_trade(function):
    with pytest.raises(ValueError, match="coupon holds 3 values; this needs a single trade."):
        function(BasisTrade(coupon=[0, 1, 2]))
