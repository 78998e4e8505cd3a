"""Finite width: the scalars against h x h matrices summed over all patterns, the two limits, bad input."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from theory import tangent_width as exact
from theory.random_features import plateau
from theory.two_layer_linear import MomentError


def brute_force(rho: float, h: int, ridge: float) -> tuple[float, float]:
    """Bias and variance at a small ridge (over d), by iteration on matrices and differences in e."""
    patterns = [np.array(p) for p in itertools.product([0.0, 1.0], repeat=h)]
    mean = sum(np.outer(s, s) for s in patterns) / 2**h

    def traces(e: float) -> tuple[float, float]:
        q, gains = np.eye(h) / (ridge + 1), list[float]()
        for _ in range(20_000):
            gains = [1 / (1 + s @ q @ s) for s in patterns]
            new = ridge * np.eye(h) + e * mean
            new = new + rho / 2**h * sum(g * np.outer(s, s) for g, s in zip(gains, patterns, strict=True))
            step = np.linalg.inv(new) - q
            q = q + 0.7 * step
            if np.abs(step).max() < 1e-14 * np.abs(q).max():
                break
        v = rho / 2**h * sum(g * s for g, s in zip(gains, patterns, strict=True)) + e / 2
        return rho / 2**h * sum(gains), float(v @ q @ v)

    e = 1e-3 * ridge
    (w1, x1), (w0, x0) = traces(e), traces(-e)
    return 1 + (w1 - w0 - x1 + x0) / (2 * e), (w1 - w0) / (2 * e)


@pytest.mark.parametrize(("rho", "h"), [(8.0, 3), (0.7, 2), (1.5, 4)])
def test_scalars_agree_with_matrices_over_all_patterns(rho, h):
    assert exact.finite_width(rho, h) == pytest.approx(brute_force(rho, h, 1e-4), rel=2e-3)


@pytest.mark.parametrize("rho", [0.5, Fraction(2), 8])
def test_many_units_are_the_kernel_and_the_rest_is_one_over_h(rho):
    limit = np.array(plateau(rho, 1.0))
    excess = [h * (np.array(exact.finite_width(rho, h)) - limit) for h in (1000, 4000)]
    assert np.allclose(*excess, rtol=0.02)
    assert (excess[1] > 0).all()


def test_noise_alone_is_that_of_least_squares_where_all_samples_are_alike():
    for rho, h in ((100, 2), (1000, 3)):
        assert exact.finite_width(rho, h)[1] == pytest.approx(h / rho / (1 - h / rho), rel=1.2 / rho * h)


def test_risk_is_bias_and_variance_with_their_scales():
    bias, variance = exact.finite_width(2, 5)
    assert exact.finite_width(2, 5, noise=3.0, radius=2.0) == pytest.approx((4 * bias, 3 * variance))
    assert exact.width_curve(2, [5]) == pytest.approx([bias + variance])
    assert exact.width_curve(2, [5], "bias") == pytest.approx([bias])


def test_bad_input_is_named():
    with pytest.raises(MomentError, match="infinite at h d = n"):
        exact.finite_width(60 / (1 - 2.0**-60), 60)
    with pytest.raises(ValueError, match="at least two units"):
        exact.finite_width(2, 1)
    with pytest.raises(ValueError, match="rho must be positive"):
        exact.finite_width(0, 3)
    with pytest.raises(ValueError, match="noise must be"):
        exact.finite_width(2, 3, noise=-1.0)
    with pytest.raises(ValueError, match="part must be"):
        exact.width_curve(2, [3], "all")
