"""Zero-sum games: known values, and optimality, which both strategies prove to each other."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.matrix_games import solve
from theory.rational_algebra import table

GAMES = st.integers(1, 5).flatmap(
    lambda d: st.lists(st.lists(st.integers(-3, 3), min_size=d, max_size=d), min_size=1, max_size=6)
)


@pytest.mark.parametrize(
    ("game", "value", "p", "q"),
    [
        ([[0, 1, -1], [-1, 0, 1], [1, -1, 0]], 0, (Fraction(1, 3),) * 3, (Fraction(1, 3),) * 3),
        ([[2, -1], [-1, 1]], Fraction(1, 5), (Fraction(2, 5), Fraction(3, 5)), (Fraction(2, 5), Fraction(3, 5))),
        ([[3, 5], [1, 9]], 5, (1, 0), (0, 1)),
        ([[7]], 7, (1,), (1,)),
    ],
)
def test_known_games(game, value, p, q):
    found_p, found_q = solve(table(game))
    assert (found_p, found_q) == (p, q)
    assert min(sum(z * x for z, x in zip(row, found_q, strict=True)) for row in game) == value


@given(GAMES)
@settings(deadline=None, max_examples=150)
def test_strategies_prove_each_other_optimal(game):
    p, q = solve(table(game))
    rows = np.array(game, dtype=object)
    assert sum(p) == sum(q) == 1
    assert min(*p, *q, 0) == 0
    assert min(rows @ np.array(q)) == max(np.array(p) @ rows)


def test_rows_of_very_different_size():
    game = table([[10.0**-k, -(10.0**k)] for k in range(-8, 9)])
    p, q = solve(game)
    rows = np.array(game, dtype=object)
    assert min(rows @ np.array(q)) == max(np.array(p) @ rows)
