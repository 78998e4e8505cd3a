"""Regression on components: against the law without them, the linear network on random subspaces, and bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import principal_components as exact
from theory.minimum_norm import MinimumNormRisk
from theory.principal_components import PrincipalComponentRisk
from theory.two_layer_linear import MomentError, SecondLayerRisk

EVEN = (Fraction(1, 12),) * 12


def test_all_components_are_minimum_norm_regression():
    law, plain = PrincipalComponentRisk(5, 12, EVEN, noise=0.5), MinimumNormRisk(5, 12, 0.5)
    assert law.left_out == 0
    assert law.mean() == plain.mean()
    assert law.cdf(2.0) == plain.cdf(2.0)
    assert law.quantile(0.4) == plain.quantile(0.4)


def test_components_below_n_have_the_mean_of_a_random_subspace():
    for p in (1, 3, 5):
        network = SecondLayerRisk(8, 12, p, noise=0.5)
        assert float(PrincipalComponentRisk(8, p, EVEN, noise=0.5).mean()) == pytest.approx(network.mean())


def test_means_are_the_closed_forms():
    n, noise, total = 5, Fraction(1, 2), 12
    for p in (1, 2, 3, 7, 9, 12):
        left = 1 - Fraction(p, total)
        below = left + (noise + left) * Fraction(p, n - p - 1) if p < n - 1 else None
        above = 1 - Fraction(n, total) + (noise + left) * Fraction(n, p - n - 1) if p > n + 1 else None
        assert PrincipalComponentRisk(n, p, EVEN, noise).mean() == (above if below is None else below)


def test_the_law_is_that_of_drawn_data():
    rng, (n, p, draws) = np.random.default_rng(0), (4, 6, 20_000)
    x = rng.standard_normal((draws, n, 12))
    y = x @ np.full(12, 12**-0.5) + np.sqrt(0.5) * rng.standard_normal((draws, n))
    beta = (np.linalg.pinv(x[..., :p]) @ y[..., None])[..., 0]
    risks = ((beta - 12**-0.5) ** 2).sum(axis=1) + (12 - p) / 12
    law = PrincipalComponentRisk(n, p, EVEN, 0.5)
    for q in (0.1, 0.5, 0.9):
        assert np.mean(risks <= law.quantile(q)) == pytest.approx(q, abs=0.02)


def test_only_decaying_powers_make_a_first_descent():
    even = exact.mean_curve(20, range(1, 18), [Fraction(1, 40)] * 40, Fraction(1, 100))
    assert np.all(np.diff(even) > 0)
    assert even[0] > 1
    decaying = exact.mean_curve(20, range(1, 18), [Fraction(1, 2**j) for j in range(1, 41)], Fraction(1, 100))
    assert 0 < int(np.argmin(decaying)) < 16


@pytest.mark.parametrize("p", [4, 5, 6])
def test_a_mean_at_the_threshold_is_refused(p):
    with pytest.raises(MomentError, match="infinite"):
        exact.mean_curve(5, [p], EVEN, 0)  # what is left out is noise enough
    assert exact.cdf_curve([0.1, 1e12], 5, p, EVEN).round(3).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"n": 0}, "n must"),
        ({"p": 0}, "p must"),
        ({"p": 13}, "at most the number of components, 12"),
        ({"noise": -1}, "noise"),
        ({"powers": (1.0,) * 7 + (math.nan,)}, "power"),
        ({"powers": (-1.0,) * 12}, "power"),
    ],
)
def test_bad_input_is_named(bad, words):
    with pytest.raises(ValueError, match=words):
        PrincipalComponentRisk(**({"n": 5, "p": 3, "powers": EVEN, "noise": 1} | bad))
