"""Gains, guarantees and round counts of boosting, against the definition, integrals and exact AdaBoost."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from theory import boosting, l1_margins
from theory.boosting_cycle import TABLE, adaboost

EDGES = st.floats(0.01, 0.95)
SHARES = st.floats(0.01, 1.0)


@given(EDGES, st.floats(0.3, 1.0))
def test_the_step_of_adaboost_minimises_the_risk_along_its_column(edge, confidence):
    g = edge * confidence

    def risk(a):
        right = (1 + g / confidence) / 2
        return right * math.exp(-a * confidence) + (1 - right) * math.exp(a * confidence)

    best = minimize_scalar(risk, bounds=(0, 20), method="bounded", options={"xatol": 1e-9})
    assert boosting.adaboost_step(g, confidence) == pytest.approx(best.x, abs=1e-5)
    assert risk(float(boosting.adaboost_step(g, confidence))) <= risk(best.x) * (1 + 1e-14)


@given(EDGES, st.floats(0.0, 5.0))
def test_the_gain_is_that_of_the_definition(edge, step):
    before = (1 + edge) / 2 * math.exp(-step) + (1 - edge) / 2 * math.exp(step)
    assert boosting.log_gain(edge, step) == pytest.approx(-math.log(before), abs=1e-13)


@given(EDGES, SHARES)
def test_the_rate_is_a_mean_of_tanh_between_its_bounds(edge, nu):
    best, rate = math.atanh(edge), float(boosting.rate(edge, nu))
    mean = quad(math.tanh, (1 - nu) * best, best, epsabs=1e-13)[0] / (nu * best)
    assert rate == pytest.approx(mean, rel=1e-9)
    assert (1 - nu / 2) * edge - 1e-12 <= rate <= edge + 1e-12
    assert boosting.rate(edge + 0.01, nu) > rate


@given(EDGES)
def test_the_rate_of_adaboost_in_logarithms(edge):
    assert boosting.rate(edge) == pytest.approx(-math.log(1 - edge**2) / math.log((1 + edge) / (1 - edge)), rel=1e-9)


def test_the_soft_margin_follows_exact_adaboost():
    start = [Fraction(1, 8)] * 8
    rounds, _ = adaboost(TABLE, start, 7)
    edges = np.array([float(one.edge) for one in rounds])
    steps, margins = boosting.adaboost_step(edges), np.zeros(8)
    for one, step, soft in zip(rounds, steps, boosting.soft_margin(edges, steps, 8), strict=True):
        margins += step * one.sign * np.array(TABLE)[:, one.column]
        assert soft == pytest.approx(-math.log(np.exp(-margins).sum()), abs=1e-12)
        assert soft <= margins.min() <= soft + math.log(8)


@given(EDGES, st.integers(2, 500), st.integers(1, 10**6), SHARES)
def test_guarantees_are_ordered_and_grow(margin, n, rounds, nu):
    sharp, simple = (float(boosting.guaranteed_margin(margin, n, rounds, nu, simple=s)) for s in (False, True))
    assert simple - 1e-12 <= sharp < margin
    assert sharp < boosting.guaranteed_margin(margin, n, rounds + 1, nu) + 1e-15
    assert boosting.guaranteed_margin(1, n, rounds, nu) == 1


@given(EDGES, st.integers(2, 10**4), st.sampled_from([0, Fraction(1, 4), Fraction(3, 8)]))
def test_round_counts_are_enough_for_their_share(margin, n, share):
    rounds = boosting.rounds_to_share(margin, n, share)
    assert boosting.guaranteed_margin(margin, n, rounds) >= float(share) * margin - 1e-12
    assert rounds == max(1, math.ceil(math.log(n) / ((0.5 - share) * margin**2)))
    assert {0: 2, Fraction(1, 4): 4, Fraction(3, 8): 8}[share] * math.log(n) / margin**2 <= rounds + 1e-6


@given(EDGES, st.integers(2, 10**4))
def test_errors_below_one_row_are_none(margin, n):
    t = boosting.rounds_to_share(margin, n, 0)
    assert boosting.share_of_errors(margin, t) < 1 / n
    assert boosting.share_of_errors(margin, 3) == pytest.approx(math.sqrt(1 - margin**2) ** 3)
    assert boosting.share_of_errors(1, 1) == 0


def test_one_row_takes_one_round():
    assert boosting.rounds_to_share(1, 1, 0) == 1
    assert boosting.guaranteed_margin(1, 1, 1) == 1


def test_capped_steps_tend_to_the_margin():
    found = boosting.capped_guarantee(0.2, 10, np.arange(1.0, 10**6) ** -0.6)
    assert found[-1] == pytest.approx(0.2, abs=0.01)
    a = np.full(50, 0.1)  # equal steps: the simple guarantee with nu g = 0.1
    assert boosting.capped_guarantee(0.2, 10, a)[-1] == pytest.approx(0.15 - math.log(10) / 5)


def test_halving_steps_cannot_make_up_for_the_first():
    a = 2.0 ** -np.arange(1, 12)
    reached = (np.cumsum(a) - 2 * a[0]) / np.cumsum(a)
    assert boosting.halving_ceiling(np.arange(1, 12)) == pytest.approx(reached, abs=1e-14)


@pytest.mark.parametrize(("n", "errors"), [(1, 0), (3, 1), (5, 2), (7, 2), (8, 3)])
def test_the_margin_of_all_columns_with_so_many_errors(n, errors):
    columns = [[-1 if i in wrong else 1 for i in range(n)] for wrong in combinations(range(n), errors)]
    found = l1_margins.l1_margin(list(zip(*columns, strict=True)))
    assert found.low == found.high == boosting.margin_with_errors(n, errors)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: boosting.adaboost_step(1.0), "below 1"),
        (lambda: boosting.adaboost_step(0.5, 0.5), "below 0.5"),
        (lambda: boosting.adaboost_step(math.nan), "below 1"),
        (lambda: boosting.adaboost_step(0.1, 0.0), "below 0"),
        (lambda: boosting.log_gain([0.5, -1.5], 1.0), "below 1"),
        (lambda: boosting.soft_margin([0.5], [0.5], 0), "at least one row"),
        (lambda: boosting.rate(0.0), "positive edges"),
        (lambda: boosting.rate(0.5, 0.0), "in \\(0, 1\\]"),
        (lambda: boosting.rate(0.5, 1.5), "in \\(0, 1\\]"),
        (lambda: boosting.guaranteed_margin(0.5, 4, 0), "at least one round"),
        (lambda: boosting.guaranteed_margin(0, 4, 1), "where columns separate"),
        (lambda: boosting.guaranteed_margin(1.5, 4, 1), "where columns separate"),
        (lambda: boosting.rounds_to_share(0.5, 4, 0.5), "shares of the margin"),
        (lambda: boosting.rounds_to_share(0.5, 4, -0.1), "shares of the margin"),
        (lambda: boosting.rounds_to_share(0.5, 0, 0), "at least one row"),
        (lambda: boosting.halving_ceiling(0), "at least one round"),
        (lambda: boosting.margin_with_errors(4, 2), "fewer than half"),
        (lambda: boosting.capped_guarantee(-1, 4, [0.1]), "where columns separate"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_ceiling_of_the_distribution_is_attained_by_rows_with_one_margin_and_certain_ones():
    table = np.array([[1.0], [1.0], [1.0], [-1.0]])  # one column of edge 1/2, whose step is artanh(1/2)
    step = np.arctanh(0.5)
    mean = (3 * np.exp(-step) + np.exp(step)) / 4
    assert boosting.distribution_ceiling([0.5], [step], [-1.0]) == pytest.approx(mean * np.exp(-step))
    assert (table[:, 0] <= -1).mean() <= boosting.distribution_ceiling([0.5], [step], [-1.0])[0]
    assert boosting.distribution_ceiling([0.5], [step], [0.0, 2.0]).tolist() == pytest.approx([0.75**0.5, 1.0])


@pytest.mark.parametrize(("edges", "steps"), [([0.5], [0.0]), ([1.0], [1.0]), ([0.5], [np.nan])])
def test_ceiling_of_the_distribution_refuses(edges, steps):
    with pytest.raises(ValueError, match=r"steps|edges"):
        boosting.distribution_ceiling(edges, steps, [0.0])
