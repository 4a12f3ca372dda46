"""The paper's table: it fits Monday and not its heading, and who earns is a matter of one line."""

import numpy as np
import pytest

from basislib.scenes import printed_grid as scene
from basislib.scenes.quote_to_edge import HEADER, MONDAY, case


def test_the_numbers_are_those_of_monday():
    headed, monday = scene.case(delivery=HEADER), scene.case(delivery=MONDAY)
    assert (monday.days, monday.agreeing, monday.cells) == (112, 135, 135)
    assert monday.farthest_bp < 0.05
    assert headed.days == 109 and headed.agreeing == 8 and headed.farthest_bp == pytest.approx(1.875, abs=0.001)
    assert headed.gross_basis_agreeing < 1 / 32


def test_a_cell_is_the_edge_of_its_two_quotes():
    grid, edge = scene.case(delivery=MONDAY), case(delivery=MONDAY)
    column = grid.table.futures.index("109-03")
    assert grid.edge_bp[grid.row, column] == pytest.approx(edge.gap_bp)
    assert grid.printed[grid.row, column] == edge.printed
    assert grid.gross_basis[grid.row, column] == pytest.approx(edge.gross_basis)


def test_what_it_is_on_own_money():
    grid = scene.case(leverage=40)
    assert grid.on_own_money == pytest.approx(40 * grid.edge_bp / 100 * grid.days / 360)


def test_a_dearer_repo_leaves_fewer_cells():
    rates = np.sort(scene.case().implied.ravel())
    assert scene.case(repo_rate=rates[0] - 0.01).earning == 135
    assert scene.case(repo_rate=(rates[99] + rates[100]) / 2).earning == 35
    assert scene.case(repo_rate=rates[-1] + 0.01).earning == 0


def test_the_table_as_text():
    table = scene.printed()
    assert (len(table.notes), len(table.futures), table.points) == (15, 9, "109")
    assert all(future.startswith("109-") for future in table.futures)


def test_a_row_with_another_price_beside_it():
    grids = [scene.case(row=row) for row in scene.printed().notes]
    odd = [grid for grid in grids if grid.label != grid.price]
    assert odd and all(abs(grid.at_label - grid.printed[grid.row, 0]) > 0.001 for grid in odd)
    same = next(grid for grid in grids if grid.label == grid.price)
    assert same.at_label == same.implied[same.row, 0]


def test_a_row_a_cell():
    assert scene.table(scene.case()).shape == (135, 7)
