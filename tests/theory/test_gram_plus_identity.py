"""Means of the tangent kernel on Gaussian data: against Monte Carlo, the limit of large d, and bad input."""

import math

import numpy as np
import pytest
from scipy import special

from theory import gram_plus_identity as exact
from theory.activation_constants import constants


def test_relu_has_the_limit_in_every_dimension():
    for d in (4, 9, 100):
        found = (exact.slope("relu", d), exact.identity("relu", d), exact.spike("relu", 2, d) * d)
        assert found == pytest.approx((1 / 4, 1 / 4, 1 / (2 * math.pi)), rel=1e-4 if d == 4 else 1e-7)


def test_spike_vanishes_in_every_dimension_for_odd_activations():
    assert exact.spike("erf", 10, 5) == exact.spike_norm("erf", 10, 5) == 0.0


def test_means_of_gelu_are_those_of_the_kernel_of_random_units():
    d, count, rng = 6, 200_000, np.random.default_rng(0)
    x, y, w = rng.standard_normal((3, count, d))
    w *= 1.5 / math.sqrt(d)

    def derivative(z):
        return special.ndtr(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    one, two = derivative(np.sum(x * w, axis=1)), derivative(np.sum(y * w, axis=1))
    overlap = np.sum(x * y, axis=1)
    slope, own = np.mean(overlap**2 * one * two) / d, np.mean(np.sum(x * x, axis=1) * one**2) / d
    assert exact.slope("gelu", d, 1.5) == pytest.approx(slope, abs=0.006)
    assert exact.identity("gelu", d, 1.5) == pytest.approx(own - slope, abs=0.008)
    assert exact.spike("gelu", 2, d, 1.5) == pytest.approx(np.mean(overlap * one * two) / d, abs=0.006)


@pytest.mark.parametrize("activation", ["erf", "gelu"])
def test_finite_dimension_corrects_the_limit_by_one_over_d(activation):
    phi = constants(activation, 0.8)
    for mean, limit in ((exact.slope, phi.tangent_slope), (exact.identity, phi.tangent_rest)):
        errors = [d * (mean(activation, d, 0.8) - limit) for d in (200, 800)]
        assert errors[0] == pytest.approx(errors[1], rel=0.05, abs=1e-4)


def test_spike_norm_is_the_spike_of_many_points():
    assert exact.spike_norm("gelu", 4000, 2000) == pytest.approx(exact.spike("gelu", 4000, 2000), rel=1e-3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: exact.slope("relu", 0), "d must be a positive integer"),
        (lambda: exact.identity("relu", 4, 0.0), "scale must be positive"),
        (lambda: exact.spike("relu", 2.5, 4), "n must be a positive integer"),
        (lambda: exact.spike_norm("sine", 4, 4), "activation must be one of"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_ratio_of_the_constants_grows_with_the_scale_of_a_saturating_unit():
    for s in (1.0, 10.0, 100.0):
        assert constants("erf", s).tangent_zeta == pytest.approx((1 + 2 * s**2) / math.sqrt(1 + 4 * s**2) - 1)
    for activation in ("tanh", "sigmoid"):
        near, far = (constants(activation, s).tangent_zeta / s for s in (20.0, 40.0))
        assert near == pytest.approx(far, rel=0.15)
    assert constants("softplus", 200.0).tangent_zeta == pytest.approx(constants("relu").tangent_zeta, rel=0.02)
