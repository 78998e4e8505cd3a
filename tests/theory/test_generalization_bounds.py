"""The generalization bound: its grid of radii, its invariance, and random labels in rationals."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import generalization_bounds as bounds


@pytest.mark.parametrize(("n", "top", "low"), [(1, 1.0, 1.0), (16, 2.0, 0.01), (500, 1e-6, 1e-8), (64, 1e6, 10.0)])
@pytest.mark.parametrize("ratio", [0.05, 0.5, 1.0])
def test_the_radii_cover_their_range_and_no_fewer_do(n, top, low, ratio):
    count, (first, last) = bounds.number_of_radii(n, top, low, ratio), bounds.radius_range(n, top, low)
    assert first * (1 + ratio) ** (count - 1) >= last * (1 - 1e-9)
    assert count == 1 or first * (1 + ratio) ** (count - 2) < last


def test_the_bound_by_hand():
    J = math.ceil(math.log(10) / math.log(1.5)) + 1
    expected = 3 * math.sqrt(4 * 2 / 100) + math.sqrt(math.log(J / 0.05) / 200)
    assert bounds.risk_bound(2.0, 100, 4.0, 4.0, 0.05, 0.5) == pytest.approx(expected)


@pytest.mark.parametrize("s", [1e-6, 3.0, 1e9])
def test_the_bound_does_not_see_the_scale_of_the_kernel_and_the_printed_one_does(s):
    bound = bounds.risk_bound([1.0, 9.0], 64, 2.0, 0.5, 0.01)
    assert bounds.risk_bound(np.array([1.0, 9.0]) / s, 64, 2.0 * s, 0.5 * s, 0.01) == pytest.approx(bound)
    assert bounds.printed_bound(64.0 / 1e9, 64, 1e9, 0.01, 100.0, 100.0) < 0.5  # of random labels, wrong half the time


def test_random_labels_in_rationals():
    assert bounds.mean_complexity_of_random_labels([[1, 0], [1, 2]]) == Fraction(6, 4)
    assert bounds.least_mean_complexity([[1, 0], [1, 2]]) == Fraction(4, 6)
    phi = np.random.default_rng(0).integers(-5, 6, size=(4, 6))
    inverse = np.linalg.inv(phi @ phi.T)
    assert float(bounds.mean_complexity_of_random_labels(phi.tolist())) == pytest.approx(np.trace(inverse))
    assert bounds.least_mean_complexity(phi.tolist()) <= bounds.mean_complexity_of_random_labels(phi.tolist())


def test_bad_input():
    with pytest.raises(ValueError, match="independent"):
        bounds.mean_complexity_of_random_labels([[1, 2], [2, 4]])
    with pytest.raises(ValueError, match="zero"):
        bounds.least_mean_complexity([[0], [0]])
    for arguments in [(0, 1.0, 0.1, 0.1), (4, 1.0, 5.0, 0.1), (4, 1.0, 0.1, 0.0), (4, 1.0, 0.0, 0.1)]:
        with pytest.raises(ValueError, match="positive"):
            bounds.number_of_radii(*arguments)
    for complexity, delta in [(-1.0, 0.1), (1.0, 0.0), (1.0, 1.0)]:
        with pytest.raises(ValueError, match="delta"):
            bounds.risk_bound(complexity, 4, 1.0, 0.1, delta)
