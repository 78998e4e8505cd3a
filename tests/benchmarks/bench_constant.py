"""The constant C of 2000 eigenvalues i^-4 at n = 1000: float64, certified by balls, and a plain bisection."""

from fractions import Fraction

import numpy as np
from scipy.optimize import bisect

from theory import eigenlearning, learning_curves

GROUP = "constant C, 2000 eigenvalues i^-6, n = 1990"
EIGENVALUES = np.arange(1, 2001.0) ** -6
SIZE = 1990


def test_plain_bisection(rate, note):
    """sum lambda / (lambda + C) - n, by scipy in C itself; the usual bracket [1e-15, 1e10] does not hold this root."""

    def root():
        return bisect(lambda c: np.sum(EIGENVALUES / (EIGENVALUES + c)) - SIZE, 1e-30, 1e10, xtol=1e-300, maxiter=2000)

    c = rate(root, group=GROUP, things=1, of="roots")
    mantissa, exponent = eigenlearning.certified_constant(SIZE, list(EIGENVALUES)).mid().man_exp()
    exact = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    off = [abs(float(Fraction(float(x)) / exact - 1)) for x in (c, eigenlearning.constant(SIZE, EIGENVALUES))]
    note(f"constant: the bisection is off by {off[0]:.1g} of C, the float64 solver by {off[1]:.1g}")


def test_float64(rate):
    c = rate(lambda: eigenlearning.constant(SIZE, EIGENVALUES), group=GROUP, things=1, of="roots")
    assert abs(np.sum(EIGENVALUES / (EIGENVALUES + c)) - SIZE) < 1e-9


def test_certified_to_30_digits(rate):
    exact = list(EIGENVALUES)
    ball = rate(lambda: eigenlearning.certified_constant(SIZE, exact), group=GROUP, things=1, of="roots")
    assert float(ball.rad() / ball) < 1e-29


def test_a_whole_point_of_a_learning_curve(rate):
    at = rate(lambda: learning_curves.levels(SIZE, EIGENVALUES), group=GROUP, things=1, of="points")
    assert at.overfitting > 1
