"""Second moments of deep ReLU tangent kernels: other algorithms, expansions, limits, and bad input."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from theory import tangent_kernel_variance as exact


@pytest.mark.parametrize("m", [1, 2, 5, 16])
def test_one_layer_by_moments_of_its_units(m: int) -> None:
    """k = (2/m) sum (relu(z)^2 + v^2 1[z > 0]), z and v standard normal: m units of mean 2 and second moment 16."""
    unit = Fraction(4) * (Fraction(3, 2) + 2 * Fraction(1, 2) + Fraction(3, 2))  # E (relu(z)^2 + v^2 1)^2, times 4
    second = (unit - 4) / m + 4
    assert exact.second_moment(m, 1) == second


@pytest.mark.parametrize(("m", "depth"), [(1, 2), (2, 2), (3, 2), (2, 3)])
def test_recursion_is_the_sum_over_numbers_of_active_units(m: int, depth: int) -> None:
    """Enumerate N_1, ..., N_L; then every factor is chi-square, and polynomials in them are averaged by sampling."""
    rng, draws = np.random.default_rng(0), 150_000
    total = 0.0
    for active in np.ndindex(*[m + 1] * depth):
        if min(active) == 0:
            continue  # terms above a dead layer need its output, the others its gradient
        X = [2 / m * rng.chisquare(n, draws) for n in active]
        C = [2 / m * rng.chisquare(n - 1, draws) if n > 1 else np.zeros(draws) for n in active]
        p, s, q = np.ones(draws), rng.chisquare(1, draws), np.prod(X, axis=0)
        kernel = q.copy()
        for x, c in zip(reversed(X), reversed(C), strict=True):
            p, s, q = c * p + 2 / m * s, x * s, q / x
            kernel += q * p
        total += (kernel**2).mean() * np.prod([comb(m, n) for n in active]) / 2 ** (m * depth)
    assert total == pytest.approx(float(exact.second_moment(m, depth)), rel=0.05)


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 8])
def test_first_order_in_one_over_width(depth: int) -> None:
    m = 10**6
    expected = 5 * depth - Fraction(4 * depth * (depth + 2), 3 * (depth + 1))
    assert float(m * exact.relative_variance(m, depth)) == pytest.approx(float(expected), rel=1e-4)


@pytest.mark.parametrize("ratio", [1 / 16, 1 / 4, 1])
def test_proportional_limit(ratio: float) -> None:
    coarse, fine = (float(exact.relative_variance(m, int(m * ratio))) for m in (64, 128))
    assert 2 * fine - coarse == pytest.approx(exact.proportional_limit(ratio), rel=0.05)
    assert exact.proportional_limit(1e-3) == pytest.approx(11 / 3 * 1e-3, rel=0.01)


@pytest.mark.parametrize(("width", "depth"), [(0, 1), (4, 0)])
def test_bad_sizes(width: int, depth: int) -> None:
    for formula in (exact.second_moment, exact.relative_variance):
        with pytest.raises(ValueError, match="positive whole numbers, got"):
            formula(width, depth)
    with pytest.raises(ValueError, match="must be positive and at most 100"):
        exact.proportional_limit(0)


@pytest.mark.parametrize("ratio", [1e-200, 1e-9, 1e-5, 1e-3, 0.1, 0.166, 0.167, 1.0, 10.0])
def test_proportional_limit_keeps_its_digits_at_small_ratios(ratio: float) -> None:
    import mpmath

    with mpmath.workdps(450):
        c = mpmath.mpf(ratio)
        known = mpmath.exp(5 * c) * (mpmath.mpf(1) / 3 + 2 / (9 * c) + mpmath.expm1(-6 * c) / (27 * c**2)) - 1
    assert exact.proportional_limit(ratio) == pytest.approx(float(known), rel=1e-14)


@pytest.mark.parametrize("ratio", [np.nan, np.inf, 200.0])
def test_ratios_out_of_range(ratio: float) -> None:
    with pytest.raises(ValueError, match="positive and at most 100"):
        exact.proportional_limit(ratio)


@pytest.mark.parametrize(("width", "depth"), [(10.5, 2), (10, 2.5), (np.nan, 2), ("a", 2), (True, 1)])
def test_sizes_that_are_no_whole_numbers(width, depth) -> None:
    with pytest.raises(ValueError, match="positive whole numbers, got"):
        exact.relative_variance(width, depth)
