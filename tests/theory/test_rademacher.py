"""Rademacher complexities against brute force, and their bounds against one another."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.stats import chi

from theory import rademacher


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("n", "quarters"), [(1, 3), (2, 0), (3, 4), (6, 9)])
def test_complexity_is_the_mean_over_all_signs_and_lies_between_its_bounds(n, quarters, seed):
    phi, w = np.random.default_rng(seed).integers(-9, 10, size=(n, 3)), quarters / 4
    lengths = [math.hypot(*(np.array(s) @ phi)) for s in product((-1, 1), repeat=n)]
    value = rademacher.of_ball(phi, w)
    assert value == pytest.approx(w * sum(lengths) / 2**n, rel=1e-12)
    low = max(rademacher.khintchine_bound(phi, w), rademacher.jensen_bound(phi, w))
    high = n * rademacher.trace_bound(phi, w)
    assert low * (1 - 1e-12) <= value <= high * (1 + 1e-12)
    assert high <= n * rademacher.largest_norm_bound(phi, w) * (1 + 1e-12)


@pytest.mark.parametrize("n", [2, 3, 4, 9])
def test_the_bound_for_averages_is_below_every_complexity_of_a_sum_by_root_n(n):
    phi = np.random.default_rng(n).integers(-9, 10, size=(n, 4))
    assert rademacher.of_ball(phi, 1.0) >= n**0.5 * rademacher.largest_norm_bound(phi, 1.0) * (1 - 1e-12)


def test_equal_features_by_hand_and_in_the_limit():
    assert [rademacher.of_equal_features(n) for n in (1, 2, 3, 4)] == [1, 1, Fraction(3, 2), Fraction(3, 2)]
    assert rademacher.of_equal_features(7) == pytest.approx(rademacher.of_ball([[1, 0]] * 7, 1.0))
    assert float(rademacher.of_equal_features(400)) / 20 == pytest.approx((2 / math.pi) ** 0.5, rel=1e-3)


@pytest.mark.parametrize(("n", "p"), [(1, 1), (3, 2), (8, 16)])
def test_normal_features_have_a_chi_distributed_sum(n, p):
    assert rademacher.mean_for_normal_features(n, p) == pytest.approx(n**0.5 * chi(p).mean())


def test_bad_input():
    for bad in ([1, 2], [[0.5]], np.zeros((0, 2)), np.ones((17, 1))):
        with pytest.raises(ValueError, match="features"):
            rademacher.of_ball(bad, 1.0)
    for radius in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="radius"):
            rademacher.jensen_bound([[1]], radius)
    with pytest.raises(ValueError, match="at least one feature"):
        rademacher.of_equal_features(0)
    with pytest.raises(ValueError, match="at least 1"):
        rademacher.mean_for_normal_features(1, 0)
