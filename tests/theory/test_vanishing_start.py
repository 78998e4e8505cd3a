"""Ends of training from a vanishing start, against a brute-force descent of two neurons and against least squares."""

import math

import numpy as np
import pytest

from theory import vanishing_start as exact
from theory.activations_at_zero import NotSmooth, at_zero

RNG = np.random.default_rng(3)
N, D, M = 4, 9, 5
X, FRESH = RNG.standard_normal((N, D)), RNG.standard_normal((M, D))
Y, FIRST = RNG.standard_normal(N) / 2, 0.1 * RNG.standard_normal(D)
ACTIVATIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "softplus": (lambda z: np.log1p(np.exp(z)), lambda z: 1 / (1 + np.exp(-z))),
}


def descend(name, h, y, rate, plus=0.5):
    """Two neurons, at 0 when it starts: h plus of the first, the rest of the second; f at FRESH."""
    phi, slope = ACTIVATIONS[name]
    weights, neurons = np.array([plus, plus - 1]) * math.sqrt(h), np.zeros((D, 2))
    for _ in range(20000):
        residual = y - phi(X @ neurons) @ weights
        if np.abs(residual).max() < 1e-13:
            break
        signs = np.array([1.0, -1.0]) / math.sqrt(h)
        neurons += rate / N * X.T @ (residual[:, None] * signs * slope(X @ neurons))
    return phi(FRESH @ neurons) @ weights


def rate_of(name):
    return N / (at_zero(name).slope ** 2 * np.linalg.eigvalsh(X @ X.T)[-1])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_leading_error_is_that_of_two_neurons_to_second_order(name):
    linear, rate = exact.minimum_norm(name, X, Y, 0 * FIRST, FRESH), rate_of(name) / 2
    leading = exact.leading_error(name, X, Y, FRESH, rate)
    once, twice = (h * (descend(name, h, Y, rate) - linear) for h in (4000, 8000))
    np.testing.assert_allclose(2 * twice - once, leading, rtol=1e-3, atol=1e-5 * np.abs(leading).max())


def test_gradient_flow_is_the_limit_of_small_rates_and_matters_to_drifting_activations_only():
    flow = exact.leading_error("softplus", X, Y, FRESH)
    once, twice = (exact.leading_error("softplus", X, Y, FRESH, rate_of("softplus") / r) for r in (64, 128))
    np.testing.assert_allclose(2 * twice - once, flow, rtol=1e-3)
    assert np.abs(once / flow - 1).max() > 1e-3
    odd = [exact.leading_error("tanh", X, Y, FRESH, r) for r in (0.0, rate_of("tanh"))]
    np.testing.assert_allclose(odd[0], odd[1], rtol=1e-12)


@pytest.mark.parametrize(("name", "plus"), [("tanh", 0.5), ("sigmoid", 0.5), ("sigmoid", 0.55)])
def test_the_inverse_gives_two_neurons_at_finite_width(name, plus):
    signs = (2 * plus - 1) * math.sqrt(40)
    given = exact.through_the_inverse(name, [40], X, Y, 0 * FIRST, FRESH, signs)[0]
    np.testing.assert_allclose(given, descend(name, 40, Y, rate_of(name), plus), atol=1e-10)


@pytest.mark.parametrize("name", ["tanh", "erf", "sigmoid"])
def test_the_inverse_interpolates_and_tends_to_the_linear_network_at_rate_one_over_h(name):
    np.testing.assert_allclose(exact.through_the_inverse(name, [30], X, Y, FIRST, X, 0.3)[0], Y, atol=1e-12)
    linear = exact.minimum_norm(name, X, Y, 0 * FIRST, FRESH)
    h = np.array([5000, 10000])
    error = h[:, None] * (exact.through_the_inverse(name, h, X, Y, 0 * FIRST, FRESH) - linear)
    leading = exact.leading_error(name, X, Y, FRESH)
    np.testing.assert_allclose(2 * error[1] - error[0], leading, rtol=1e-3, atol=1e-6)


def test_minimum_norm_is_least_squares_on_what_the_start_leaves():
    c, start = 0.5 * 0.7, FIRST / 4
    beta = start + np.linalg.lstsq(X, Y - c - X @ start, rcond=None)[0]
    np.testing.assert_allclose(exact.minimum_norm("sigmoid", X, Y, FIRST, FRESH, 0.7), c + FRESH @ beta)
    moved = exact.movement("sigmoid", [10**7], X, Y, FIRST, 0.7)
    np.testing.assert_allclose(moved, 4 * np.linalg.norm(beta - start), rtol=1e-5)


def test_batches_are_single_data_sets():
    x, y, first = np.stack([X, X[::-1]])[:, None], np.stack([Y, 2 * Y])[:, None], RNG.standard_normal((2, 3, D)) / 9
    fresh, signs = np.stack([FRESH, -FRESH])[:, None], RNG.standard_normal((2, 3))
    together = exact.minimum_norm("softplus", x, y, first, fresh, signs)
    inverse = exact.through_the_inverse("sigmoid", [900] * 3, x, y, first, fresh, signs)
    error = exact.leading_error("softplus", x, y, fresh, np.array([[0.3], [0.4]]))
    moved = exact.movement("sigmoid", [900] * 3, x, y, first, signs)
    assert together.shape == inverse.shape == (2, 3, M)
    for i, j in np.ndindex(2, 3):
        one = x[i, 0], y[i, 0], first[i, j], fresh[i, 0], signs[i, j]
        np.testing.assert_allclose(together[i, j], exact.minimum_norm("softplus", *one))
        np.testing.assert_allclose(inverse[i, j], exact.through_the_inverse("sigmoid", [900], *one)[0])
        np.testing.assert_allclose(moved[i, j], exact.movement("sigmoid", [900], *one[:3], one[4])[0])
        np.testing.assert_allclose(error[i, 0], exact.leading_error("softplus", *one[:2], one[3], 0.3 + 0.1 * i))


def test_activations_without_a_slope_at_zero_are_refused():
    with pytest.raises(NotSmooth, match="kink"):
        exact.minimum_norm("relu", X, Y, FIRST, FRESH)
    with pytest.raises(ValueError, match="flat"):
        exact.leading_error("cos", X, Y, FRESH)
    with pytest.raises(ValueError, match="one of"):
        exact.movement("swish", [4], X, Y, FIRST)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": X.T}, "do not fit"),
        ({"y": Y[1:]}, "do not fit"),
        ({"first": FIRST[1:]}, "do not fit"),
        ({"fresh": FRESH[0]}, "do not fit"),
        ({"x": X[:, :N], "first": FIRST[:N], "fresh": FRESH[:, :N]}, "d > n"),
        ({"y": Y * np.nan}, "finite"),
    ],
)
def test_data_that_are_none_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        exact.minimum_norm("tanh", **{"x": X, "y": Y, "first": FIRST, "fresh": FRESH, **change})


def test_labels_out_of_reach_and_activations_without_a_symmetry_are_refused():
    with pytest.raises(ValueError, match="got 1"):
        exact.through_the_inverse("sigmoid", [16], X, Y / np.abs(Y).max() * 2.1, FIRST, FRESH)
    with pytest.raises(ValueError, match="odd up to a constant"):
        exact.through_the_inverse("softplus", [16], X, Y, FIRST, FRESH)
    with pytest.raises(ValueError, match="h must be a positive integer"):
        exact.through_the_inverse("tanh", [0], X, Y, FIRST, FRESH)
