"""Dual activations: against split quadrature, Price's theorem (symbolic and in balls), 60 digits, and bad input."""

import functools
import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from theory import dual_activations as dual
from theory import dual_balls, dual_formulae, hermite_duals, kernel_balls, kernels
from theory.activations import (
    ABSOLUTE,
    ERF,
    GELU,
    IDENTITY,
    RELU,
    TANH,
    Activation,
    Bump,
    Exponential,
    HermiteSeries,
    LeakyRelu,
    Polynomial,
    Sine,
)
from theory.arithmetic import Arithmetic

KINKED = [RELU, ABSOLUTE, IDENTITY, LeakyRelu(Fraction(1, 4), 1), LeakyRelu(2, -1)]
POLYNOMIALS = [Polynomial((1, Fraction(1, 2), 0, Fraction(1, 3))), Polynomial((0, 0, 1)), Polynomial((3,))]
WAVES = [Sine(), Sine(1, 1), Sine(Fraction(1, 2), math.pi / 2)]
SMOOTH = [ERF, GELU, *WAVES, Bump(), Bump(Fraction(1, 3)), Exponential(Fraction(1, 2)), *POLYNOMIALS]
CLOSED = [*KINKED, *SMOOTH]
ELU = HermiteSeries(
    ((lambda on, x: on.exp(x) - 1, lambda on, x: on.exp(x)), (lambda on, x: x, lambda on, x: 1 + 0 * x)), (0,), (1, 1)
)
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


@pytest.mark.parametrize("activation", [*CLOSED, TANH, ELU], ids=[*map(repr, CLOSED), "tanh", "elu"])
@pytest.mark.parametrize("covariances", COVARIANCES)
def test_closed_forms_are_the_integrals(activation: Activation, covariances: tuple[float, float, float]) -> None:
    found = dual.duals(activation, *covariances)
    assert np.array(found) == pytest.approx(quadrature(activation, *covariances), abs=2e-5, rel=2e-5)


@functools.cache
def symbolic():
    import sympy as sp

    def number(x):
        return sp.nsimplify(x, [sp.pi]) if isinstance(x, float) else sp.Rational(x)

    return sp, Arithmetic(number, lambda: sp.pi, sp.sqrt, sp.exp, sp.cos, sp.atan2, sp.tanh)


@pytest.mark.parametrize("activation", CLOSED, ids=repr)
def test_price_symbolically(activation: Activation) -> None:
    sp, on = symbolic()
    q1, q12, q2 = sp.symbols("q_1 q_12 q_2", positive=True)
    value, slope = dual_formulae.pair(activation, on, q1, q12, q2, q1 * q2 - q12**2, q1 + q2 - 2 * q12)
    difference = sp.diff(value, q12) - slope
    if isinstance(activation, Sine):  # over its common factor it is a polynomial in t = tanh(b^2 q12)
        b, t = on.number(activation.frequency), sp.symbols("t")
        difference = sp.cancel(difference.subs(sp.tanh(b**2 * q12), t) * sp.exp(b**2 * (q1 + q2) / 2))
        difference = difference.subs(t, (1 - sp.exp(-2 * b**2 * q12)) / (1 + sp.exp(-2 * b**2 * q12)))
    assert sp.simplify(sp.together(difference)) == 0


@pytest.mark.parametrize("activation", CLOSED, ids=repr)
def test_derivative_of_the_dual_is_the_dual_of_the_derivative(activation: Activation) -> None:
    step = Fraction(1, 10**20)
    with kernel_balls.precision(200):
        for q1, q12, q2 in COVARIANCES:
            above, below = (dual_balls.duals(activation, q1, Fraction(q12) + h, q2)[0] for h in (step, -step))
            slope = dual_balls.duals(activation, q1, q12, q2)[1]
            assert abs(float((above - below) / (2 * dual_balls.ball(step)) - slope)) < 1e-30


@pytest.mark.parametrize("activation", [a for a in CLOSED if a != POLYNOMIALS[2]], ids=repr)
@pytest.mark.parametrize("variances", [(1.0, 1.0), (0.001, 0.001), (9.0, 9.0), (2.0, 0.5)])
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
            close = activation in KINKED or (q1 == q2 and gap < 0.01)
            assert abs(float(exact - found.gap[i])) <= (3e-15 * float(exact) if close else 4e-15)
            assert abs(float(slope - found.slope[i])) <= 3e-15 * float(dual_balls.own_duals(activation, max(q1, q2))[1])
        assert float(first) == pytest.approx(float(found.first), rel=1e-15)


@pytest.mark.parametrize("activation", CLOSED, ids=repr)
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
    for activation in [*KINKED, ERF, GELU, Sine()]:
        assert float(dual.duals(activation, 0.0, 0.0, 2.0).value) == 0.0
        with kernel_balls.precision(100):
            assert dual_balls.duals(activation, 0, 0, 2)[0].contains(0)
    assert float(dual.duals(TANH, 0.0, 0.0, 2.0).value) == 0.0


def test_polynomials_are_exact_in_fractions() -> None:
    s = Polynomial((Fraction(1, 7), 2, Fraction(-1, 3), 0, Fraction(1, 5)))
    covariances = (Fraction(2), Fraction(-1, 3), Fraction(1, 2))
    value, slope = dual.exact_duals(s, *covariances)
    assert value == isserlis(s, *covariances)
    assert slope == isserlis(s.differentiated(), *covariances)
    assert float(value) == pytest.approx(float(dual.duals(s, *map(float, covariances)).value), rel=1e-15)


def isserlis(s: Polynomial, q1: Fraction, q12: Fraction, q2: Fraction) -> Fraction:
    """E s(u) s(v) by listing the pairings of every product of factors."""

    def moment(factors: tuple[int, ...]) -> Fraction:
        if not factors:
            return Fraction(1)
        first, rest = factors[0], factors[1:]
        covariance = ((q1, q12), (q12, q2))
        terms = (covariance[first][f] * moment(rest[:i] + rest[i + 1 :]) for i, f in enumerate(rest))
        return sum(terms, start=Fraction(0))

    degrees = list(enumerate(map(Fraction, s.coefficients)))
    return sum(
        (a * b * moment((0,) * m + (1,) * n) for (m, a), (n, b) in itertools.product(degrees, degrees)), Fraction(0)
    )


def test_series_of_tanh_against_two_dimensional_quadrature() -> None:
    gap = np.array([1e-3, 0.3, 1.5])
    found, known = dual.gap_duals(TANH, 2.25, 2.25, gap), kernels.tanh_duals(2.25, gap)
    assert found.first == pytest.approx(known[0], rel=1e-14)
    assert max(hermite_duals.unresolved(TANH, 2.25)) < 1e-12
    assert found.gap == pytest.approx(known[1], abs=1e-14)
    assert found.slope == pytest.approx(known[2], abs=1e-12)


@pytest.mark.parametrize(
    ("pieces", "breaks", "closed"),
    [
        (((lambda on, x: on.cos(x), lambda on, x: on.cos(x + on.pi() / 2)),), (), Sine(1, math.pi / 2)),
        (((lambda on, x: 0 * x, lambda on, x: 0 * x), (lambda on, x: x, lambda on, x: 1 + 0 * x)), (0,), RELU),
    ],
    ids=["cos", "relu"],
)
def test_certified_series_hold_the_closed_form(pieces, breaks, closed: Activation) -> None:
    series = HermiteSeries(pieces, breaks, (1, len(breaks)), terms=8)
    with kernel_balls.precision(64):
        for variances in ((1, 1), (1, Fraction(1, 2))):
            q1, q2 = map(Fraction, variances)
            balls, known = dual_balls.duals(series, q1, q1 / 3, q2), dual_balls.duals(closed, q1, q1 / 3, q2)
            for found, value in zip(balls, known, strict=True):
                assert found.overlaps(value)
                assert found.rad() < (0.02 if breaks else 1e-6)
        own = dual_balls.own_duals(series, 1)
        assert all(x.overlaps(y) and x.rad() < 1e-9 for x, y in zip(own, dual_balls.own_duals(closed, 1), strict=True))


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
        (lambda: Sine(np.inf), "needs finite numbers"),
        (lambda: Bump(-1), "rate of a bump is positive"),
        (lambda: Polynomial(()), "tuple of finite coefficients"),
        (lambda: Polynomial((np.nan,)), "tuple of finite coefficients"),
        (lambda: HermiteSeries(TANH.pieces, (0,)), "between the pieces"),
        (lambda: HermiteSeries(TANH.pieces, terms=0), "must be positive"),
        (lambda: Polynomial([1, 2]), "tuple of finite coefficients"),
        (lambda: Polynomial(3), "tuple of finite coefficients"),
        (lambda: HermiteSeries(TANH.pieces, terms=1.5), "must be positive"),
        (lambda: HermiteSeries(TANH.pieces, growth=(1, np.nan)), "must be positive"),
        (lambda: HermiteSeries(TANH.pieces, symmetry=7), "symmetry is 1"),
        (lambda: HermiteSeries(2 * TANH.pieces, (np.inf,)), "breaks must be finite"),
        (lambda: dual.gap_duals(ERF, 1e160, 1e160, 0.5), "overflow"),
        (lambda: dual.duals(RELU, 1, "a", 1), "q12 must be an array of real numbers"),
        (lambda: hermite_duals.unresolved(TANH, -1.0), "variances are finite and not negative"),
        (lambda: hermite_duals.unresolved(TANH, np.nan), "variances are finite and not negative"),
        (lambda: dual.duals(Exponential(), 2000.0, 0.0, 1.0), "overflow"),
        (lambda: dual.exact_duals(Polynomial((0, 1)), 1, 2, 1), "covariances need"),
        (lambda: dual.exact_duals(RELU, 1, 0, 1), "polynomials alone are rational"),
        (lambda: dual_balls.own_duals(TANH, 0), "positive variance"),
        (lambda: dual_balls.duals(TANH, 0, 0, 1), "positive variances"),
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


@pytest.mark.parametrize("q", [1e6, 1e10])
def test_tails_of_a_series_are_told_at_large_variances(q: float) -> None:
    """tanh is a step then: E tanh^2 = 1 - 2 (2 pi q)^(-1/2), E sech^4 = (4/3) (2 pi q)^(-1/2) up to q^(-3/2)."""
    step = 1 / math.sqrt(2 * math.pi * q)
    found, tails = dual.own_duals(TANH, q), hermite_duals.unresolved(TANH, q)
    assert float(found.value) == pytest.approx(1 - 2 * step, abs=3 * q**-1.5 + 1e-15)
    assert 0.98 < tails[1] / (4 / 3 * step) < 1
