"""The risk from vanishing and from large initial weights: special values, identities on draws, bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import tangent_risk as exact
from theory.two_layer_linear import MomentError


@pytest.mark.parametrize("gamma1", [Fraction(1, 2), Fraction(3, 2), 4])
def test_little_ridge_is_nearly_the_minimum_norm(gamma1):
    assert np.allclose(exact.ridge_limit(1e-9, gamma1), exact.ridge_limit(0.0, gamma1), atol=1e-6)
    assert exact.ridge_limit(math.inf, gamma1, radius=2.0) == (4.0, 0.0)


@pytest.mark.parametrize("zeta", [0.05, 1.0, 7.0])
@pytest.mark.parametrize("gamma1", [0.3, 1.0, 2.5])
def test_limit_is_the_quadrature_over_the_spectrum(zeta, gamma1):
    angle = np.pi * (np.arange(4000) + 0.5) / 4000
    s = 1 + gamma1 + 2 * np.sqrt(gamma1) * np.cos(angle)  # nonzero eigenvalues of X X' / n, their mass is per sample
    mass = 2 * gamma1 * np.sin(angle) ** 2 / s / 4000
    t = zeta * gamma1
    variance = np.sum(mass * s / (s + t) ** 2)
    bias = (np.sum(mass * (t / (s + t)) ** 2) + max(0.0, gamma1 - 1)) / gamma1
    assert exact.ridge_limit(zeta, gamma1) == pytest.approx((bias, variance), rel=1e-6)


@given(st.floats(0.01, 50), st.floats(0.05, 20).filter(lambda g: abs(g - 1) > 1e-3))
def test_more_ridge_has_more_bias_and_less_variance(zeta, gamma1):
    less, more = exact.ridge_limit(zeta, gamma1), exact.ridge_limit(1.5 * zeta, gamma1)
    minimum = exact.ridge_limit(0.0, gamma1)
    assert minimum[0] < less[0] < more[0] < 1
    assert minimum[1] > less[1] > more[1] > 0


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_risks_are_equal_at_the_break_even(activation):
    (noise,) = exact.break_even(activation, 2, [1])
    zeta = exact.constants(activation).tangent_zeta
    large, vanishing = (sum(exact.ridge_limit(z, Fraction(1, 2), noise=noise)) for z in (zeta, 0.0))
    assert large == pytest.approx(vanishing, rel=1e-12)


@given(st.integers(1, 6), st.integers(1, 6), st.floats(0.01, 100), st.integers(0, 10**6))
def test_least_exchange_bounds_ridge_regression(n, d, ridge, seed):
    rng = np.random.default_rng(seed)
    x, theta = rng.standard_normal((n, d)), rng.standard_normal(d)
    fit, plain = x.T @ np.linalg.inv(x @ x.T + ridge * np.eye(n)), np.linalg.pinv(x)
    reach = plain @ x @ theta
    gain = (np.sum((theta - fit @ x @ theta) ** 2) - np.sum((theta - reach) ** 2)) / np.sum(reach**2)
    loss = 1 - np.sum(fit**2) / np.sum(plain**2)
    least = exact.least_exchange(np.array(np.linalg.norm(x, 2) ** 2), np.array(ridge))
    assert gain >= least[0] - 1e-6
    assert loss >= least[1] - 1e-9


def test_even_and_affine_activations():
    assert exact.curve("cos", 4, [2, 4]) == pytest.approx([1.0, 1.0])  # b0 = 0: nothing is learned
    assert exact.curve("identity", 4, [2, 8], "variance") == pytest.approx([1.0, 1.0])
    with pytest.raises(MomentError, match="infinite at gamma1 = 1"):
        exact.curve("identity", 4, [4])
    with pytest.raises(ValueError, match="affine"):
        exact.break_even("identity", 4, [2])


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="gamma1 must be positive"):
        exact.ridge_limit(1.0, 0)
    for zeta in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="zeta must be"):
            exact.ridge_limit(zeta, 1.0)
    with pytest.raises(ValueError, match="noise must be"):
        exact.ridge_limit(1.0, 1.0, noise=-1.0)
    with pytest.raises(ValueError, match="part must be"):
        exact.ridge_curve(1.0, 2, [2], "all")
    with pytest.raises(ValueError, match="n must be"):
        exact.ridge_curve(1.0, 0, [2])
    with pytest.raises(ValueError, match="must be positive"):
        exact.least_exchange(np.array(0.0), np.array(1.0))
    assert exact.ridge_limit(0.0, 1, noise=0.0) == (0.0, 0.0)
