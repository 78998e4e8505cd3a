"""The maximum learning rate and the recursion of two linear layers, against descent on the weights themselves."""

from fractions import Fraction

import numpy as np
import pytest

from theory import learning_rates as exact


def test_recursion_is_gradient_descent_in_rational_arithmetic():
    u, v = [Fraction(1), Fraction(2), Fraction(-1), Fraction(1)], [Fraction(1), Fraction(1), Fraction(2), Fraction(-1)]
    step = Fraction(1, 3)  # width 4, so that sqrt(width) = 2 is rational
    value, sharpness = sum(a * b for a, b in zip(u, v, strict=True)) / 2, sum(a * a for a in u + v) / 4
    for steps in range(5):
        f = sum(a * b for a, b in zip(u, v, strict=True)) / 2
        got = exact.two_layer_linear(float(value), float(sharpness), 4, float(step), steps)
        np.testing.assert_allclose(got, [float(f), float(sum(a * a for a in u + v) / 4)], rtol=1e-12)
        u, v = ([a - step * f * b / 2 for a, b in zip(x, y, strict=True)] for x, y in ((u, v), (v, u)))


def test_maximum_learning_rate_makes_the_top_factor_minus_one():
    for loss_factor in (0.5, 1.0, 3.0):
        step = exact.maximum_learning_rate(2.5, loss_factor)
        assert 1 - 2 * loss_factor * step * 2.5 == pytest.approx(-1)


def test_a_wide_network_returns_below_twice_the_maximum_and_diverges_above():
    fractions = np.array([0.4, 0.99, 1.01, 1.9])
    f, s = exact.two_layer_linear(1.0, 2.0, 10_000, fractions, 3000)
    assert exact.converges(fractions).all()
    assert np.all(np.abs(f) < 1e-3)
    assert np.all(fractions * s < 2)
    np.testing.assert_array_equal(exact.rises([0.9, 1.1]), [0, 1])
    with pytest.raises(ValueError, match="diverges"):
        exact.two_layer_linear(1.0, 2.0, 10_000, 2.1, 3000)


@pytest.mark.parametrize(
    "call",
    [
        lambda: exact.maximum_learning_rate(0.0, 0.5),
        lambda: exact.maximum_learning_rate(1.0, float("nan")),
        lambda: exact.rises([1.0]),
        lambda: exact.converges([-1.0]),
        lambda: exact.two_layer_linear(1.0, 1.0, 0, 0.1, 1),
        lambda: exact.two_layer_linear(1.0, 1.0, 1, 0.1, -1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match="positive"):
        call()
