"""The plateau against full Hessians and simulated flows of small networks, and bad input."""

from fractions import Fraction

import numpy as np
import pytest

from theory import metastable_plateau as exact
from theory.activations_at_zero import odd

RNG = np.random.default_rng(5)
X, Y = RNG.standard_normal((14, 3)), RNG.standard_normal(14)
NAMES = ["erf", "sigmoid", "tanh"]


def gradient(name, y, w):
    """Of |y - f(X)|^2 / (2n) with respect to w (d, h), with a_i = +-1/sqrt(h) alternating."""
    phi, slope = odd(name).value, odd(name).slope
    a = np.where(np.arange(w.shape[1]) % 2 == 0, 1, -1) / np.sqrt(w.shape[1])
    residual = y - phi(X @ w) @ a
    return -X.T @ (residual[:, None] * slope(X @ w)) * a / len(y)


@pytest.mark.parametrize("name", NAMES)
def test_the_hessian_at_the_plateau_has_minus_the_rate_as_its_lowest_eigenvalue(name):
    h, y = 6, 0.1 * Y
    signs = np.where(np.arange(h) % 2 == 0, 1, -1)
    w = np.outer(exact.stationary_point(name, X, y, h), signs).ravel()

    def flat(v):
        return gradient(name, y, v.reshape(3, h)).ravel()

    assert np.abs(flat(w)).max() < 1e-13
    hessian = np.array([(flat(w + e) - flat(w - e)) / 2e-5 for e in 1e-5 * np.eye(3 * h)])
    values = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    rate = exact.rate_at_width(name, X, y, h)
    assert rate > 0
    np.testing.assert_allclose(values[: h - 1], -rate, rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_the_exact_rate_tends_to_the_leading_one_like_1_over_h(name):
    widths, limit = np.array([10**3, 10**4, 10**5]), float(exact.leading_rate(name, X, Y))
    errors = np.array([h * exact.rate_at_width(name, X, Y, int(h)) - limit for h in widths])
    np.testing.assert_allclose(errors[1:] / errors[:-1], 0.1, rtol=0.1)


@pytest.mark.parametrize("sign", [1, -1])
def test_softplus_neurons_part_at_the_leading_rate(sign):
    h, tiny, step = 10**8, 1e-9, 0.5
    b = np.linalg.lstsq(X, Y)[0]
    weights = 0.25 * (Y - X @ b)
    values, vectors = np.linalg.eigh(X.T @ (weights[:, None] * X) / 14)
    fastest = vectors[:, -1 if sign > 0 else 0]
    assert sign * values[-1 if sign > 0 else 0] == pytest.approx(exact.leading_rate("softplus", X, Y, sign))
    w = sign * b / (0.5 * np.sqrt(h))

    def push(v):
        return sign / np.sqrt(h) * X.T @ ((Y - X @ b) / (1 + np.exp(-X @ v))) / 14

    grown = (push(w + 1e-4 * fastest) - push(w - 1e-4 * fastest)) / 2e-4
    np.testing.assert_allclose(grown, exact.leading_rate("softplus", X, Y, sign) / np.sqrt(h) * fastest, atol=1e-9)
    assert exact.per_step(tiny, step) == pytest.approx(tiny)


def test_one_input_may_hold_the_network_at_least_squares():
    x = np.array([[1.0], [1.0], [2.0]])
    for y in (np.array([1.0, 1.1, 3.0]), np.array([1.2, 1.1, 1.0])):
        b = float(x[:, 0] @ y / (x[:, 0] @ x[:, 0]))
        weights = -2 * (y - x[:, 0] * b) * x[:, 0] * b
        np.testing.assert_allclose(exact.leading_rate("tanh", x, y), np.sum(weights * x[:, 0] ** 2) / 3)
    assert exact.leading_rate("tanh", x, np.array([1.0, 1.1, 3.0])) < 0


def test_batches_are_as_their_members():
    x, y = RNG.standard_normal((2, 9, 4)), RNG.standard_normal((2, 9))
    for i in range(2):
        assert exact.leading_rate("erf", x, y)[i] == pytest.approx(exact.leading_rate("erf", x[i], y[i]))
        assert exact.linear_loss(x, y)[i] == pytest.approx(np.linalg.lstsq(x[i], y[i])[1][0])


def test_exponents():
    assert {name: exact.escape_exponent(name) for name in ("erf", "softplus")} == {
        "erf": Fraction(1),
        "softplus": Fraction(1, 2),
    }


def test_the_logarithm_of_a_step():
    np.testing.assert_allclose(np.exp(100 * 0.5 * exact.per_step(0.2, 0.5)), 1.1**100)


@pytest.mark.parametrize(
    ("error", "words", "call"),
    [
        (ValueError, "kink", lambda: exact.leading_rate("relu", X, Y)),
        (ValueError, "kink", lambda: exact.stationary_point("relu", X, Y, 4)),
        (ValueError, "phi'", lambda: exact.leading_rate("cos", X, Y)),
        (ValueError, "nothing drives", lambda: exact.leading_rate("identity", X, Y)),
        (ValueError, "nothing drives", lambda: exact.escape_exponent("identity")),
        (ValueError, "activation", lambda: exact.leading_rate("step", X, Y)),
        (ValueError, "odd", lambda: exact.rate_at_width("softplus", X, Y, 4)),
        (ValueError, "even", lambda: exact.stationary_point("erf", X, Y, 5)),
        (ValueError, "positive integer", lambda: exact.stationary_point("erf", X, Y, 0)),
        (ValueError, "too large", lambda: exact.stationary_point("erf", X, 1e3 * Y, 4)),
        (ValueError, "n > d", lambda: exact.leading_rate("erf", X[:3], Y[:3])),
        (ValueError, "n > d", lambda: exact.linear_loss(X[:2], Y[:2])),
        (ValueError, "fit", lambda: exact.linear_loss(X, Y[:-1])),
        (ValueError, "finite", lambda: exact.linear_loss(X, np.full(14, np.nan))),
        (ValueError, "independent", lambda: exact.linear_loss(X[:, [0, 0]], Y)),
        (ValueError, "overshoot", lambda: exact.per_step(-3.0, 0.5)),
        (ValueError, "step", lambda: exact.per_step(1.0, 0.0)),
    ],
)
def test_bad_input_gets_one_sentence(error, words, call):
    with pytest.raises(error, match=words):
        call()
