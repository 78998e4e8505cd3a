"""Votes of stumps: closed forms against enumeration, matrix games and sums over a grid."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from theory import l1_margins, stumps

LABELS = st.lists(st.sampled_from([-1, 1]), min_size=1, max_size=9)


def labellings(n):
    """The 2n labellings of n points by stumps."""
    return {tuple(s if i < cut else -s for i in range(n)) for cut in range(n) for s in (-1, 1)}


@pytest.mark.parametrize("n", range(1, 10))
def test_closed_forms_are_means_over_all_labels(n):
    every = list(product((-1, 1), repeat=n))
    stump = labellings(n)
    assert len(stump) == 2 * n
    best = [max(sum(a * b for a, b in zip(y, h, strict=True)) for h in stump) for y in every]
    assert stumps.rademacher(n) == Fraction(sum(best), 2**n * n)
    margins = [stumps.largest_margin(y) for y in every]
    assert stumps.mean_margin(n) == sum(margins) / 2**n
    assert stumps.mean_inverse_margin(n) == sum(1 / m for m in margins) / 2**n
    assert stumps.mean_margin(n) <= stumps.rademacher(n)


@settings(max_examples=15)
@given(LABELS)
def test_the_largest_margin_is_the_value_of_the_matrix_game(labels):
    n = len(labels)
    table = np.array([[y * h[i] for h in sorted(labellings(n))] for i, y in enumerate(labels)], dtype=float)
    game = np.hstack([-table, np.ones((n, 1))])
    solved = linprog([0] * (2 * n) + [-1], A_ub=game, b_ub=np.zeros(n), A_eq=[[1] * (2 * n) + [0]], b_eq=[1])
    assert float(stumps.largest_margin(labels)) == pytest.approx(solved.x[-1], abs=1e-9)
    assert stumps.largest_margin(labels) <= stumps.best_correlation(table)


@pytest.mark.parametrize("labels", [[1], [1, -1, 1], [1, 1, -1, -1, 1, -1], [-1, 1, -1, 1, -1, 1, -1, 1, 1]])
def test_the_largest_margin_is_the_l1_margin_over_the_rationals(labels):
    n = len(labels)
    table = [[y if i >= j else -y for j in range(n)] for i, y in enumerate(labels)]
    found = l1_margins.l1_margin(table)
    assert isinstance(found, l1_margins.L1Margin)
    assert found.low <= stumps.largest_margin(labels) <= found.high
    assert found.high - found.low < Fraction(1, 10**6)


def test_complexity_tends_to_its_limit_from_below():
    scaled = [math.sqrt(n) * float(stumps.rademacher(n)) for n in (10, 50, 100, 200, 400)]
    assert scaled == pytest.approx([1.670, 1.831, 1.870, 1.899, 1.919], abs=1e-3)
    assert stumps.RADEMACHER_LIMIT - scaled[-1] < 0.05
    assert math.isclose(stumps.RADEMACHER_LIMIT, 4 / math.sqrt(2 * math.pi) * math.pi**2 / 8)
    assert float(stumps.rademacher(400)) < stumps.complexity_by_vc_dimension(400)


def test_the_bound_is_the_sum_of_its_parts():
    assert stumps.deviation(400, 0.05) ** 2 == pytest.approx(math.log(20) / 800)
    expected = 2 / 0.3 * float(stumps.rademacher(400)) + math.sqrt(math.log(60) / 800)
    assert stumps.excess(400, 0.3, 0.05, 3) == pytest.approx(expected)
    assert float(stumps.excess(400, 0.3, 0.05)) == pytest.approx(0.701, abs=1e-3)


FRACTIONS = st.lists(st.integers(0, 64).map(lambda k: Fraction(k, 64)), max_size=5).map(sorted)


@settings(max_examples=40)
@given(FRACTIONS, FRACTIONS, st.data())
def test_risk_is_the_mean_over_a_grid_that_no_step_crosses(cuts, turns, data):
    size = len(cuts) + 1
    values = data.draw(st.lists(st.sampled_from([-2, 0, 0.5]), min_size=size, max_size=size))
    noise = Fraction(data.draw(st.integers(0, 4)), 4)
    total = Fraction(0)
    for middle in [Fraction(2 * k + 1, 128) for k in range(64)]:
        target = (-1) ** sum(t < middle for t in turns)
        value = values[sum(c < middle for c in cuts)]
        total += (1 - noise) * (target * value <= 0) + noise * (-target * value <= 0)
    assert stumps.risk(cuts, values, turns, noise) == total / 64


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stumps.largest_margin([]), "one at least"),
        (lambda: stumps.largest_margin([1, 0]), r"\+1 or -1"),
        (lambda: stumps.rademacher(0), "at least one point, got n = 0"),
        (lambda: stumps.mean_margin(0), "at least one point"),
        (lambda: stumps.mean_inverse_margin(-1), "at least one point"),
        (lambda: stumps.complexity_by_vc_dimension(1), "lies in 1 ... n"),
        (lambda: stumps.best_correlation([]), "rows of labels"),
        (lambda: stumps.best_correlation([[2]]), r"\[-1, 1\]"),
        (lambda: stumps.deviation(10, 0.0), "between 0 and 1, got 0.0"),
        (lambda: stumps.excess(10, 0.0, 0.1), r"margins lie in \(0, 1\]"),
        (lambda: stumps.excess(10, [0.5, float("nan")], 0.1), r"margins lie in \(0, 1\]"),
        (lambda: stumps.excess(10, 0.5, 0.1, 0), "one choice at least"),
        (lambda: stumps.risk([0.5, 0.2], [1, 1, 1], [], 0), "increase in"),
        (lambda: stumps.risk([0.5], [1], [], 0), "1 cuts make 2 values, got 1"),
        (lambda: stumps.risk([], [1], [], 2), "noise is a probability"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
