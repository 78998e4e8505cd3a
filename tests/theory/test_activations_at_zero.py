"""Activations near 0 against high-precision derivatives of the functions, and names that do not fit."""

import mpmath
import numpy as np
import pytest

from theory.activations_at_zero import NotSmooth, at_zero, odd

FUNCTIONS = {
    "tanh": mpmath.tanh,
    "erf": mpmath.erf,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "identity": lambda z: z,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives_at_zero_are_those_of_the_function(name):
    at = at_zero(name)
    for order, value in enumerate((at.value, at.slope, at.second, at.third)):
        assert abs(float(mpmath.diff(FUNCTIONS[name], mpmath.mpf(0), order)) - value) < 1e-9


@pytest.mark.parametrize("name", ["erf", "sigmoid", "tanh"])
def test_the_odd_part_its_derivatives_and_its_inverse(name):
    psi, points, f = odd(name), np.linspace(-2, 2, 9), FUNCTIONS[name]
    for order, given in enumerate((psi.value, psi.slope, psi.second)):
        exact = [float(mpmath.diff(lambda z: f(z) - f(0), mpmath.mpf(z), order)) for z in points]
        np.testing.assert_allclose(given(points), exact, atol=1e-9)
    np.testing.assert_allclose(psi.value(-points), -psi.value(points), rtol=1e-15)
    np.testing.assert_allclose(psi.inverse(psi.value(points)), points, rtol=1e-12, atol=1e-15)
    assert psi.value(np.array(40.0)) == psi.supremum


def test_a_kink_is_not_smooth():
    with pytest.raises(NotSmooth, match="kink"):
        at_zero("relu")


@pytest.mark.parametrize(
    ("words", "function", "name"),
    [
        ("flat", at_zero, "cos"),
        ("one of tanh", at_zero, "swish"),
        ("one of tanh", at_zero, ["tanh"]),
        ("kink", odd, "relu"),
        ("odd up to a constant", odd, "softplus"),
        ("odd up to a constant", odd, "identity"),
    ],
)
def test_names_that_do_not_fit_get_one_sentence(words, function, name):
    with pytest.raises(ValueError, match=words):
        function(name)
