"""Exact AdaBoost, the field Q(sqrt 5), and the cycle that stays below the best margin."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import boosting, boosting_cycle, l1_margins
from theory.golden_field import Golden, R

RATIONALS = st.fractions(-5, 5, max_denominator=50)
NUMBERS = st.builds(Golden, RATIONALS, RATIONALS)
ROOT = (math.sqrt(5) - 1) / 2


@settings(max_examples=40)
@given(NUMBERS, NUMBERS, NUMBERS)
def test_golden_numbers_are_a_field(x, y, z):
    assert (x + y) * z == x * z + y * z
    assert x * y == y * x
    assert (x * y) * z == x * (y * z)
    assert x - y == -(y - x)
    if x != Golden.of(0):
        assert x * x.inverse() == Golden.of(1)
        assert (y / x) * x == y
    assert float(x * y) == pytest.approx(float(x) * float(y), abs=1e-9)


@given(NUMBERS)
def test_signs_are_exact(x):
    value = float(x.one) + float(x.root) * ROOT
    if abs(value) > 1e-9:
        assert x.sign == math.copysign(1, value)
    assert abs(x).sign >= 0
    assert (x < 0) == (x.sign == -1)
    assert (x - x).sign == 0


def test_signs_where_floats_fail():
    a, b = 1, 1
    for _ in range(60):
        a, b = b, a + b  # neighbours in Fibonacci's sequence: a - b r alternates in sign and shrinks
    x, y = Golden(Fraction(a), Fraction(-b)), Golden(Fraction(b), Fraction(-a - b))
    assert {x.sign, y.sign} == {1, -1}
    assert R * R == 1 - R
    assert 2 + R == R + 2
    assert 3 * R == R * 3


def test_only_exact_numbers_are_taken():
    with pytest.raises(ValueError, match="integers and Fractions, got float"):
        Golden.of(0.5)
    with pytest.raises(ZeroDivisionError, match="no inverse"):
        Golden.of(0).inverse()


def test_exact_adaboost_by_hand():
    rounds, after = boosting_cycle.adaboost([[1, 1], [1, -1], [-1, 1], [1, 1]], [Fraction(1, 4)] * 4, 2)
    assert [(one.column, one.sign, one.edge, one.lead) for one in rounds] == [
        (0, 1, Fraction(1, 2), 0),
        (1, 1, Fraction(2, 3), Fraction(2, 3)),
    ]
    assert after == [Fraction(1, 10), Fraction(1, 2), Fraction(3, 10), Fraction(1, 10)]


def test_the_table_is_certified():
    found = l1_margins.l1_margin(boosting_cycle.TABLE)
    assert found.low == found.high == Fraction(5, 13)
    assert float(boosting.rate(ROOT)) == pytest.approx(float(boosting_cycle.LIMIT), abs=1e-14)


def test_some_shares_cycle_and_others_do_not():
    good = boosting_cycle.cycle_weights(
        [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)], [Fraction(0), Fraction(5, 9), Fraction(4, 9)]
    )
    assert boosting_cycle.is_cycle(good)
    assert sum(good[1:], good[0]) == Golden.of(1)
    even = [Fraction(1, 3)] * 3
    assert not boosting_cycle.is_cycle(boosting_cycle.cycle_weights(even, even))


def test_long_cycles_stay_exact():
    weights = boosting_cycle.cycle_weights(
        [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)], [Fraction(0), Fraction(5, 9), Fraction(4, 9)]
    )
    rounds, after = boosting_cycle.adaboost(boosting_cycle.TABLE, weights, 30)
    assert after == weights
    assert {one.column for one in rounds} == {7, 0, 3}


def test_the_margin_in_the_cycle_is_that_of_its_votes():
    votes = [[0] * 8]
    for t in range(1, 13):
        column, sign = boosting_cycle.CYCLE[(t - 1) % 3]
        votes.append([m + sign * row[column] for m, row in zip(votes[-1], boosting_cycle.TABLE, strict=True)])
        assert boosting_cycle.margin_in_cycle(t) == Fraction(min(votes[-1]), t)
    assert boosting_cycle.margin_in_cycle(3 * 10**6) == boosting_cycle.LIMIT


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: boosting_cycle.margin_in_cycle(0), "at least one round"),
        (lambda: boosting_cycle.adaboost([[1, 0]], [Fraction(1)], 1), "table of signs"),
        (lambda: boosting_cycle.adaboost([[1], [1]], [Fraction(1, 2)] * 2, 1), "two columns or more"),
        (lambda: boosting_cycle.adaboost([[1, 1], [1]], [Fraction(1, 2)] * 2, 1), "table of signs"),
        (lambda: boosting_cycle.adaboost([[1, -1], [1, 1]], [Fraction(1, 2)] * 3, 1), "one weight for each of 2"),
        (lambda: boosting_cycle.adaboost([[1, -1], [1, 1]], [Fraction(1, 3)] * 2, 1), "of sum one"),
        (lambda: boosting_cycle.adaboost([[1, -1], [1, 1]], [Fraction(1, 2)] * 2, 1), "edge between 0 and 1, got 1"),
        (lambda: boosting_cycle.adaboost([[1, -1], [-1, 1]], [Fraction(1, 2)] * 2, 1), "edge between 0 and 1, got 0"),
        (lambda: boosting_cycle.cycle_weights([Fraction(1, 3)] * 3, [Fraction(1, 2)] * 3), "of sum one, twice"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("rounds", [-1, 2.5, math.nan, None, "a", True])
def test_rounds_are_whole_numbers(rounds):
    with pytest.raises(ValueError, match="whole number"):
        boosting_cycle.adaboost([[1, -1], [1, 1]], [Fraction(1, 2)] * 2, rounds)
    with pytest.raises(ValueError, match="at least one round"):
        boosting_cycle.margin_in_cycle(rounds)
