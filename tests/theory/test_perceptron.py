"""The mistake bound: by hand, and against a perceptron of plain Python integers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from theory import margins, perceptron

ROWS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=6)


def mistakes(rows, most=10_000):
    weights, count, clean = [0] * len(rows[0]), 0, False
    while not clean and count < most:
        clean = True
        for row in rows:
            if sum(a * b for a, b in zip(weights, row, strict=True)) <= 0:
                weights, count, clean = [a + b for a, b in zip(weights, row, strict=True)], count + 1, False
    return count


@settings(max_examples=50)
@given(ROWS)
def test_mistakes_never_exceed_the_bound(rows):
    found = margins.l2_margin(rows)
    assume(isinstance(found, margins.Margin))
    assert mistakes(rows) <= perceptron.bounds(np.array(rows), found)[0]


@pytest.mark.parametrize(("k", "count"), [(3, 17), (5, 37), (10, 122), (20, 442)])
def test_two_rows_can_cost_more_mistakes_than_radius_over_margin(k, count):
    rows = np.array([[1, 0], [-k, 1]])
    most, square, inverse = perceptron.bounds(rows, margins.l2_margin(rows))
    assert (square, inverse) == (k**2 + 1, (k + 1) ** 2 + 1)
    assert most == square * inverse
    assert mistakes(rows.tolist()) == mistakes(rows[::-1].tolist()) == count == perceptron.needle_mistakes(k)
    assert most < count**2 <= most**2


def test_orthonormal_rows_attain_the_bound():
    rows = 3 * np.eye(7, dtype=int)
    assert perceptron.bounds(rows, margins.l2_margin(rows)) == (7, 9, Fraction(7, 9))
    assert mistakes(rows.tolist()) == 7


@pytest.mark.parametrize("rows", [[[1, 2], [-1, -2]], [[1, 2], [0, 0]], [[1, 0], [0, 1], [-1, -1]]])
def test_rows_that_are_not_separable_have_no_bound(rows):
    found = margins.l2_margin(rows)
    assert isinstance(found, margins.NotSeparable)
    assert mistakes(rows, most=200) >= 200
    with pytest.raises(ValueError, match="mistakes need not end"):
        perceptron.bounds(np.array(rows), found)


@pytest.mark.parametrize("rows", [[], [1, 2], [[]], [[float("inf")]]])
def test_bad_tables_are_refused(rows):
    with pytest.raises(ValueError, match="rows make a table of n >= 1 rows"):
        perceptron.squared_radius(rows)


def test_a_needle_leans_to_the_other_side():
    with pytest.raises(ValueError, match="k >= 1, got 0"):
        perceptron.needle_mistakes(0)
