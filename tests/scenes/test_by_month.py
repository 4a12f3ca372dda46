"""The cheapest quoted note by delivery month and shift."""

from basislib.scenes import by_month as scene
from basislib.scenes.baskets import quoted
from basislib.securities.ranking import cheapest_to_deliver


def test_the_first_row_is_the_basket_itself():
    for key in ("us", "ty2019", "fv"):
        notes = quoted(key)
        found = scene.compute(notes, notes.repo_rate)
        expected = cheapest_to_deliver(notes.basket, scene.SHIFTS, repo_rate=notes.repo_rate)
        assert found.cheapest[0].tolist() == expected.tolist()
        assert found.eligible[0] == len(notes.names) and found.issues[0] == notes.issues


def test_the_shortest_notes_leave():
    bond = quoted("us")
    found = scene.compute(bond, bond.repo_rate)
    assert found.months == ("2023-12", "2024-03", "2024-06", "2024-09")
    assert found.eligible.tolist() == [18, 17, 16, 15]
    for row, first in enumerate(("2038-12-01", "2039-03-01", "2039-06-01", "2039-09-01")):
        left = {str(bond.basket.maturity[note]) for note in found.cheapest[row]}
        assert min(left) >= first


def test_where_no_quoted_note_fits():
    five = quoted("fv")
    found = scene.compute(five, five.repo_rate)
    assert found.eligible.tolist() == [6, 3, 0, 0]
    assert (found.cheapest[2:] == -1).all() and (found.cheapest[:2] >= 0).all()
    table = scene.table(found).set_index(["delivery_month", "shift_bp"])
    assert len(table) == 4 * len(scene.SHIFTS)
    assert table["cheapest"]["2025-12", 0] == "" and table["cheapest"]["2025-06", 0] == "3⅝% Aug 2029"
    assert table["deliverable"]["2025-06", 0] == 11
