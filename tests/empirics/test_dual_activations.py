"""Quadrature of Gaussian expectations: against moments, scipy's integrals, and bad input."""

import numpy as np
import pytest
from scipy.integrate import dblquad

from empirics.dual_activations import ACTIVATIONS, expectations, random_covariances


def test_moments_of_the_cubic() -> None:
    q1, q12, q2 = 0.7, -0.4, 1.9  # E s(u) s(v), s = 1 + x / 2 + x^3 / 4, from E u^3 v^3 = 9 q1 q12 q2 + 6 q12^3
    crossed = (3 * q1 * q12 + 3 * q12 * q2) / 8
    value = 1 + q12 / 4 + crossed + (9 * q1 * q12 * q2 + 6 * q12**3) / 16
    slope = 1 / 4 + 3 * (q1 + q2) / 8 + 9 / 16 * (q1 * q2 + 2 * q12**2)
    assert expectations("cubic", q1, q12, q2) == pytest.approx((value, slope), rel=1e-13)


@pytest.mark.parametrize("activation", ["gelu", "tanh", "sine"])
def test_against_adaptive_quadrature(activation: str) -> None:
    q1, q12, q2 = 0.8, 0.3, 1.4
    slope, rest = q12 / q1, np.sqrt(q2 - q12**2 / q1)
    for f, found in zip(ACTIVATIONS[activation], expectations(activation, q1, q12, q2), strict=True):

        def integrand(t: float, z: float, f=f) -> float:
            u = np.sqrt(q1) * z
            return float(f(u) * f(slope * u + rest * t)) * np.exp(-(z * z + t * t) / 2) / (2 * np.pi)

        assert found == pytest.approx(dblquad(integrand, -7, 7, -7, 7, epsabs=1e-8)[0], abs=1e-7)


def test_coinciding_and_opposite_inputs() -> None:
    assert expectations("relu", 2.0, 2.0, 2.0) == pytest.approx((1.0, 0.5), abs=1e-13)
    assert expectations("relu", 2.0, -2.0, 2.0) == pytest.approx((0.0, 0.0), abs=1e-13)
    assert expectations("absolute value", 2.0, -2.0, 2.0) == pytest.approx((2.0, -1.0), abs=1e-13)


def test_random_covariances_are_covariances() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        q1, q12, q2 = random_covariances.run(rng, activation="relu")["covariances"]
        assert q12**2 <= q1 * q2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("swish", 1, 0, 1), "activation must be one of"),
        (("relu", 1, 2, 1), "covariances need"),
        (("relu", 0, 0, 1), "q1"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        expectations(*arguments)
