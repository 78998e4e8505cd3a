"""The two functions of the angle that ReLU kernels need, as polynomials in the gap h = 1 - cosine on [0, 1].

With q_n = C(2n, n) / (8^n (2n + 1)) the angle is arccos(1 - h) = sqrt(2 h) sum of q_n h^n (the series of the arcsine of
sqrt(h / 2)). The derivative in h of sin t - t cos t, t the angle, is t, hence

    sin t - t cos t = (2 h)^(3/2) sum of q_n h^n / (2n + 3).

Nothing cancels in either, at any gap. Both series are interpolated at Chebyshev nodes: the nearest singularity, h = 2,
makes the error fall as (3 + sqrt 8)^-degree. No inverse trigonometric function is left, and one square root.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction

import jax.numpy as jnp
import numpy as np
from jax import Array

DEGREES = {np.dtype(np.float32): 8, np.dtype(np.float64): 19}
"""They leave relative errors of 4e-9 and 2e-17."""
TERMS = 64  # of the series: below 2^-64 on [0, 1]


def angle_and_excess(gap: Array) -> tuple[Array, Array]:
    """arccos(1 - h) and sin t - t cos t for gaps h in [0, 1], float32 or float64, to the last digit or two.

    The derivative of the angle is infinite at h = 0; what differentiation returns there is 0, never NaN.
    """
    first, second = polynomials(DEGREES[np.dtype(gap.dtype)])
    positive = gap > 0
    root = jnp.where(positive, jnp.sqrt(jnp.where(positive, 2 * gap, 1)), gap)
    return root * _horner(first, gap), 2 * gap * root * _horner(second, gap)


@functools.cache
def polynomials(degree: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Coefficients, lowest first, of polynomials of this degree near both series on [0, 1], rounded to float64."""
    terms = [Fraction(math.comb(2 * n, n), 8**n * (2 * n + 1)) for n in range(TERMS)]
    return _interpolate(terms, degree), _interpolate([q / (2 * n + 3) for n, q in enumerate(terms)], degree)


def _interpolate(series: list[Fraction], degree: int) -> tuple[float, ...]:
    """The polynomial equal to the series at the Chebyshev nodes of [0, 1], by divided differences in fractions."""
    nodes = [
        Fraction((1 - math.cos(math.pi * (k + 0.5) / (degree + 1))) / 2).limit_denominator(1000)
        for k in range(degree + 1)
    ]
    differences = [_at(series, x) for x in nodes]
    for order in range(1, degree + 1):
        for k in reversed(range(order, degree + 1)):
            differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - order])
    power = [Fraction(0)] * (degree + 1)
    for k in reversed(range(degree + 1)):  # power = power * (x - nodes[k]) + differences[k]
        power = [a - nodes[k] * b for a, b in zip([Fraction(0), *power[:-1]], power, strict=True)]
        power[0] += differences[k]
    return tuple(map(float, power))


def _at(series: list[Fraction], x: Fraction) -> Fraction:
    """The series at x, rounded to 2^-120 so that the fractions stay short."""
    total = Fraction(0)
    for term in reversed(series):
        total = Fraction(round((total * x + term) * 2**120), 2**120)
    return total


def _horner(coefficients: tuple[float, ...], x: Array) -> Array:
    total = jnp.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        total = total * x + jnp.asarray(c, dtype=x.dtype)
    return total
