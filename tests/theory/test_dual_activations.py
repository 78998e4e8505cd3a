"""Dual activations: against split quadrature, Price's theorem, balls of 60 digits, and bad input."""

from fractions import Fraction

import numpy as np
import pytest

from theory import dual_activations as dual
from theory import dual_balls, kernel_balls
from theory.activations import ABSOLUTE, ERF, IDENTITY, RELU, Activation, LeakyRelu

KINKED = [RELU, ABSOLUTE, IDENTITY, LeakyRelu(Fraction(1, 4), 1), LeakyRelu(2, -1)]
ACTIVATIONS = [*KINKED, ERF]
COVARIANCES = [(1.0, 0.3, 1.0), (0.5, -0.6, 2.0), (2.0, 1.9, 2.0), (0.04, 0.01, 0.05), (1.5, 0.0, 0.7)]
GAPS = [1e-14, 1e-10, 1e-5, 1e-3, 0.05, 0.3, 0.9, 1.0, 1.1, 1.7, 1.99, 2 - 1e-6]


def quadrature(activation, q1, q12, q2):
    """E[s(u) s(v)] and E[s'(u) s'(v)] in polar coordinates, the directions split where u or v changes sign."""
    length = np.linspace(0.0, 12.0, 1201)[1:]  # trapezoidal in the length: the integrand vanishes at both ends
    radial = 0.01 * length * np.exp(-(length**2) / 2)
    deviations, angle = np.sqrt([q1, q2]), np.arccos(q12 / np.sqrt(q1 * q2))
    cuts = np.unique(np.mod([np.pi / 2, 3 * np.pi / 2, angle + np.pi / 2, angle + 3 * np.pi / 2], 2 * np.pi))
    nodes, weights = np.polynomial.legendre.leggauss(60)
    total = np.zeros(2)
    for start, end in zip(cuts, [*cuts[1:], cuts[0] + 2 * np.pi], strict=True):
        direction = (start + end) / 2 + (end - start) / 2 * nodes
        u = deviations[0] * np.cos(direction)[:, None] * length
        v = deviations[1] * np.cos(direction - angle)[:, None] * length
        for i, f in enumerate((activation, activation.derivative)):
            total[i] += (end - start) / 2 * weights @ (f(u) * f(v)) @ radial / (2 * np.pi)
    return total


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
@pytest.mark.parametrize("covariances", COVARIANCES)
def test_closed_forms_are_the_integrals(activation: Activation, covariances: tuple[float, float, float]) -> None:
    found = dual.duals(activation, *covariances)
    assert np.array(found) == pytest.approx(quadrature(activation, *covariances), abs=2e-5, rel=2e-5)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
def test_derivative_of_the_dual_is_the_dual_of_the_derivative(activation: Activation) -> None:
    step = Fraction(1, 10**20)
    with kernel_balls.precision(200):
        for q1, q12, q2 in COVARIANCES:
            above, below = (dual_balls.duals(activation, q1, Fraction(q12) + h, q2)[0] for h in (step, -step))
            slope = dual_balls.duals(activation, q1, q12, q2)[1]
            assert abs(float((above - below) / (2 * dual_balls.ball(step)) - slope)) < 1e-30


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
@pytest.mark.parametrize("variances", [(1.0, 1.0), (0.001, 0.001), (50.0, 50.0), (2.0, 0.5)])
def test_gaps_keep_their_relative_accuracy(activation: Activation, variances: tuple[float, float]) -> None:
    q1, q2 = variances
    found = dual.gap_duals(activation, q1, q2, GAPS)
    with kernel_balls.precision(300):
        first, second = (dual_balls.own_duals(activation, q)[0] for q in variances)
        for i, gap in enumerate(GAPS):
            cross = (dual_balls.ball(q1) * q2).sqrt() * (1 - dual_balls.ball(gap))
            value, slope = dual_balls.duals(activation, q1, cross, q2)
            exact = 1 - value / (first * second).sqrt()
            assert exact.rad() < 1e-80
            assert abs(float(exact - found.gap[i])) <= 3e-15 * float(exact)
            assert abs(float(slope - found.slope[i])) <= 4e-16 * float(dual_balls.own_duals(activation, 1)[1])
        assert float(first) == pytest.approx(float(found.first), rel=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
def test_coinciding_inputs_have_no_gap(activation: Activation) -> None:
    q = np.array([0.0, 1e-8, 0.3, 7.0])
    found = dual.gap_duals(activation, q, q, np.zeros(4))
    assert np.all(found.gap == 0)
    assert np.array_equal(found.first, found.second)
    assert np.allclose(np.array(dual.own_duals(activation, q)), [found.first, found.slope], rtol=1e-15)


def test_absolute_value_does_not_tell_opposite_inputs_apart() -> None:
    gaps = np.array([0.0, 2.0**-40, 0.1, 0.5])
    assert np.allclose(
        dual.gap_duals(ABSOLUTE, 1, 1, gaps).gap, dual.gap_duals(ABSOLUTE, 1, 1, 2 - gaps).gap, rtol=1e-14, atol=0
    )


def test_vanishing_inputs_have_vanishing_duals() -> None:
    for activation in ACTIVATIONS:
        assert float(dual.duals(activation, 0.0, 0.0, 2.0).value) == 0.0
        with kernel_balls.precision(100):
            assert dual_balls.duals(activation, 0, 0, 2)[0] == 0


def test_balls_of_relu_lose_digits_in_proportion_to_depth() -> None:
    with kernel_balls.precision(200):
        variance, covariance = dual_balls.ball(1), dual_balls.ball(Fraction(1, 3))
        for _ in range(500):
            covariance = 2 * dual_balls.duals(RELU, variance, covariance, variance)[0]
        assert covariance.rad() < 1e-50


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: LeakyRelu(0, 0), "must differ from zero"),
        (lambda: LeakyRelu(np.nan, 1), "needs finite numbers"),
        (lambda: dual.duals(RELU, 1.0, 1.1, 1.0), r"\|q12\| <= sqrt"),
        (lambda: dual.duals(RELU, 1.0, np.nan, 1.0), r"\|q12\| <= sqrt"),
        (lambda: dual.duals(RELU, np.nan, 0.0, 1.0), "variances are finite and not negative"),
        (lambda: dual.own_duals(ERF, -1.0), "variances are finite and not negative"),
        (lambda: dual.gap_duals(ERF, 1.0, 1.0, 2.1), "lies in"),
        (lambda: dual.gap_duals(ERF, 1.0, 1.0, np.nan), "lies in"),
        (lambda: dual.duals(Activation(), 1.0, 0.0, 1.0), "no closed form is known"),
        (lambda: dual.gap_duals(Activation(), 1.0, 1.0, 0.0), "no closed form is known"),
        (lambda: dual_balls.duals(Activation(), 1, 0, 1), "no closed form is known"),
        (lambda: dual_balls.duals(RELU, 1, 2, 1), "covariances need"),
        (lambda: dual_balls.own_duals(RELU, -1), "a variance is finite and not negative"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
