"""Networks from large initial weights: movement and excess against other derivations, exponents, and bad input."""

import math

import numpy as np
import pytest

from theory import large_start as exact
from theory.activation_constants import constants


def equivalent(n, d):
    """b0 X X' + b1 d I of erf for random x, and x."""
    phi, x = constants("erf"), np.random.default_rng(0).standard_normal((n, d))
    return phi.tangent_slope * x @ x.T + phi.tangent_rest * d * np.eye(n), x


@pytest.mark.parametrize("d", [300, 600, 1200])
def test_movement_is_that_of_the_equivalent_kernel(d):
    kernel, x = equivalent(600, d)
    inverse = np.linalg.inv(kernel)
    signal, noise = np.sum(x * (inverse @ x)) / d, np.trace(inverse)
    assert exact.squared_movement("erf", 600, d, noise=0.0) == pytest.approx(signal, rel=0.01)
    assert exact.squared_movement("erf", 600, d, radius=0.0) == pytest.approx(noise, rel=0.01)
    both = exact.squared_movement("erf", 600, d, noise=0.5, radius=2.0)
    assert both == pytest.approx(4 * signal + 0.5 * noise, rel=0.01)


@pytest.mark.parametrize("d", [300, 600, 1200])
def test_excess_is_that_of_a_linear_function_with_independent_noise(d):
    phi = constants("erf")
    kernel, x = equivalent(600, d)
    fit = phi.tangent_slope * x.T @ np.linalg.inv(kernel)  # from values at the data to a linear function
    linear = np.sum((np.eye(d) - fit @ x) ** 2) / d
    assert exact.excess("erf", 600, d) == pytest.approx(phi.slope * linear + phi.rest * (1 + np.sum(fit**2)), rel=0.01)


def test_movement_has_the_limits_of_few_and_of_many_inputs():
    phi = constants("erf")
    assert exact.squared_movement("erf", 1, 10**9) * 10**9 == pytest.approx(2 / (phi.tangent_slope + phi.tangent_rest))
    assert exact.squared_movement("erf", 10**9, 1, noise=0.0) == pytest.approx(1 / phi.tangent_slope)


def test_tangent_kernel_of_one_unit_is_the_product_of_two_gradients():
    x, w = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.3], [0.4]])
    gradients = x * (2 / math.sqrt(math.pi) * np.exp(-((x @ w) ** 2)))
    assert exact.tangent_kernel(x, w) == pytest.approx(gradients @ gradients.T)


def test_exponents_tell_kinks_from_smooth_units():
    assert exact.own_kernel_exponents("tanh") == exact.own_kernel_exponents("identity") == (1.0, 1.0)
    assert exact.own_kernel_exponents("relu") == exact.own_kernel_exponents("abs") == (0.5, 0.75)
    assert exact.movement_exponents()[1] == exact.infinite_kernel_exponent() == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: exact.own_kernel_exponents("sign"), "and continuous, got 'sign'"),
        (lambda: exact.own_kernel_exponents("cube"), "and continuous, got 'cube'"),
        (lambda: exact.squared_movement("cos", 4, 4), "neither even nor linear, got 'cos'"),
        (lambda: exact.squared_movement("identity", 4, 4), "neither even nor linear"),
        (lambda: exact.squared_movement("erf", 0, 4), "n must be a positive integer"),
        (lambda: exact.squared_movement("erf", 4, 4, noise=-1.0), "noise must be a finite number"),
        (lambda: exact.excess("relu", 4, 4), "must be odd, got 'relu'"),
        (lambda: exact.tangent_kernel(np.ones((2, 3)), np.ones((2, 3))), "do not fit"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
