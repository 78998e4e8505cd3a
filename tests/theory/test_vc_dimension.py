"""Labellings: against enumeration, linear programs, sympy and sines."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from theory import vc_dimension as vc

PLANE = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=4, max_size=4)


def separable(points, labels):
    rows = np.array(labels)[:, None] * np.array([[1, *x] for x in points])
    solved = linprog(np.zeros(rows.shape[1]), A_ub=-rows, b_ub=-np.ones(len(rows)), bounds=(None, None))
    return solved.status == 0


@settings(max_examples=15)
@given(PLANE)
def test_radon_tells_which_labellings_an_affine_threshold_gives(points):
    try:
        fits = vc.radon_fits(points)
    except ValueError:
        assume(False)
    m = vc.dependence(points)
    assert sum(m) == 0 != sum(map(abs, m))
    assert all(sum(a * x[j] for a, x in zip(m, points, strict=True)) == 0 for j in range(2))
    assert fits == [separable(points, labels) for labels in product((-1, 1), repeat=4)]


@pytest.mark.parametrize("d", [1, 2])
def test_labellings_in_general_position(d):
    points = [[t**k for k in range(1, d + 1)] for t in (0, 1, 2, 3, 5)]
    assert vc.in_general_position(points)
    for n in range(1, 6):
        given_ = sum(separable(points[:n], labels) for labels in product((-1, 1), repeat=n))
        assert given_ == vc.affine_labellings(n, d)
        if d == 1:
            assert given_ == vc.chain_labellings(n)


def test_dimension_is_the_number_of_weights():
    for d in range(6):
        shattered = [n for n in range(1, 12) if vc.affine_labellings(n, d) == 2**n]
        assert shattered == list(range(1, d + 2))
    assert [n for n in range(1, 9) if vc.chain_labellings(n) == 2**n] == [1, 2]
    assert vc.claimed_dimension(100, 50) == pytest.approx(23026, abs=1)


def test_points_on_a_line_are_not_in_general_position():
    assert not vc.in_general_position([[0, 0], [1, 1], [2, 2], [0, 1]])
    assert not vc.in_general_position([[1, 2], [1, 2]])
    assert vc.in_general_position([[1, 2]])


@pytest.mark.parametrize("n", [1, 3, 7, 10])
def test_digits_are_signs_of_sines_and_every_pattern_occurs(n):
    patterns = {tuple(vc.digits(m, n)) for m in range(2**n)}
    assert len(patterns) == 2**n
    for m in range(0, 2**n, 7):
        sines = [math.sin(math.pi * (m + 0.5) / 2**i) for i in range(n)]
        assert vc.digits(m, n) == [1 if s > 0 else -1 for s in sines]


def test_second_derivatives_are_those_of_sympy():
    z = sympy.symbols("z", positive=True)
    wave = sympy.lambdify(z, sympy.diff(z**3 * sympy.exp(-(z**2)) * sympy.sin(z), z, 2))
    logistic = sympy.lambdify(z, sympy.diff(1 / (1 + sympy.exp(-z)), z, 2))
    for x in (0.1, 0.5, 0.77, 1.5, 3.0, 5.0):
        assert float(vc._wave(arb(x))) == pytest.approx(abs(wave(x)), rel=1e-9)
        assert float(vc._logistic(arb(x))) == pytest.approx(-logistic(x), rel=1e-9)


def test_the_even_part_of_the_activation_is_the_wave():
    z, c = sympy.symbols("z c", real=True)
    s = 1 / (1 + sympy.exp(-z)) + c * z**3 * sympy.exp(-(z**2)) * sympy.sin(z)
    even = s + s.subs(z, -z) - 1 - 2 * c * z**3 * sympy.exp(-(z**2)) * sympy.sin(z)
    assert sympy.simplify(even) == 0


def test_a_small_wave_bends_once_and_a_large_one_is_not_certified():
    assert vc.bends_once(Fraction(1, 1000))
    assert not vc.bends_once(Fraction(1))
    assert not vc.bends_once(Fraction(1, 2))
    at = arb(Fraction(7, 10).numerator) / 10
    assert vc._wave(at) > vc._logistic(at)  # with c = 1 there is a point where the wave wins


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vc.affine_labellings(0, 1), "at least one point"),
        (lambda: vc.affine_labellings(3, -1), "no negative dimension"),
        (lambda: vc.chain_labellings(0), "at least one point"),
        (lambda: vc.claimed_dimension(0, 1), "are positive"),
        (lambda: vc.dependence([[0, 1], [1, 0]]), r"d \+ 2 points"),
        (lambda: vc.dependence([]), r"d \+ 2 points"),
        (lambda: vc.dependence([[0, 0], [1, 1], [2, 2], [3, 3]]), "2 independent dependences"),
        (lambda: vc.digits(-1, 3), "not negative"),
        (lambda: vc.bends_once(Fraction(0)), "positive factor"),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
