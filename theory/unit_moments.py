r"""Moments of one hidden unit at two inputs, and how they bend: what the first correction in 1 / width is made of.

A unit has centred Gaussian pre-activations u, v with covariance C = (C_xx, C_xy, C_yy) and contributes
S = (s(u)^2, s(u) s(v), s(v)^2) to the Gram matrix of its layer. For ReLU with r^2 = C_xx C_yy - C_xy^2, the angle
t = arctan(r / C_xy) and B = pi - t,

    2 pi E s(u) s(v)     = r + B C_xy,
    2 pi E s(u)^2 s(v)^2 = 3 r C_xy + B (C_xx C_yy + 2 C_xy^2),
    2 pi E s(u)^3 s(v)   = r (2 C_xx + C_xy^2 / C_yy) + 3 B C_xx C_xy,

the last by integration over the arc of directions where both units are active. Derivatives in C_xx, C_xy and C_yy are
those of the expectation of half a second derivative in u, of the mixed one, and of half a second one in v.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.activations import RELU, LeakyRelu, Polynomial
from theory.dual_activations import RATIONAL
from theory.dual_formulae import pairings

Array = NDArray[Any]
"""float64, or Fractions as objects."""


@dataclass(frozen=True)
class UnitMoments:
    """E S, its first and second derivatives in C, and Cov S: (2, 3), (2, 3, 3), (2, 3, 3, 3) and (2, 3, 3).

    The first axis holds the value and its derivative in C_xy; axes of derivatives come last.
    """

    mean: Array
    jacobian: Array
    hessian: Array
    covariance: Array


def unit_moments(activation: Polynomial | LeakyRelu, c: Array) -> UnitMoments:
    """The moments at a covariance c = (C_xx, C_xy, C_yy), as Fractions for a polynomial.

    Raises ValueError for another activation, and for ReLU at vanishing, coinciding or opposite inputs, where second
    derivatives are infinite.
    """
    if isinstance(activation, Polynomial):
        return _of_polynomial(activation, *(Fraction(q) for q in c))
    if activation != RELU:
        raise ValueError(f"these moments are known for RELU and polynomials, got {activation!r}")
    return _of_relu(*(float(q) for q in c))


def _of_polynomial(s: Polynomial, q1: Fraction, q12: Fraction, q2: Fraction) -> UnitMoments:
    def expected(first: Polynomial, second: Polynomial, turned: int) -> Fraction:
        """E first(u) second(v), or its derivative in C_xy."""
        return pairings(_derivative(first, turned), _derivative(second, turned), RATIONAL, q1, q12, q2)

    def own(order: int, q: Fraction, turned: int) -> Fraction:
        """E s(u)^2 at variance q, differentiated `order` times in q; no function of C_xy."""
        return 0 * q if turned else pairings(_derivative(powers[2], 2 * order), one, RATIONAL, q, q, q) / 2**order

    one = Polynomial((1,))
    powers = [one, s]
    for _ in range(3):
        powers.append(_product(powers[-1], s))
    zero, found = Fraction(0), []
    for k in (0, 1):
        E = {(i, j): expected(_derivative(s, i), _derivative(s, j), k) for i in range(5) for j in range(5 - i)}
        mean = np.array([own(0, q1, k), E[0, 0], own(0, q2, k)])
        jacobian = [[own(1, q1, k), zero, zero], [E[2, 0] / 2, E[1, 1], E[0, 2] / 2], [zero, zero, own(1, q2, k)]]
        hessian = np.full((3, 3, 3), zero)
        hessian[0, 0, 0], hessian[2, 2, 2] = own(2, q1, k), own(2, q2, k)
        hessian[1] = [
            [E[4, 0] / 4, E[3, 1] / 2, E[2, 2] / 4],
            [E[3, 1] / 2, E[2, 2], E[1, 3] / 2],
            [E[2, 2] / 4, E[1, 3] / 2, E[0, 4] / 4],
        ]
        uuuu, uuuv, uuvv, uvvv, vvvv = (expected(powers[4 - j], powers[j], k) for j in range(5))
        second = np.array([[uuuu, uuuv, uuvv], [uuuv, uuvv, uvvv], [uuvv, uvvv, vvvv]])
        found.append((mean, np.array(jacobian), hessian, second))
    return _assembled(found)


def _of_relu(q1: float, q12: float, q2: float) -> UnitMoments:
    area, turn = (np.sqrt(q1 * q2) - q12) * (np.sqrt(q1 * q2) + q12), 2 * np.pi
    if not (q1 > 0 and q2 > 0 and area > 1e-12 * q1 * q2):
        raise ValueError(
            f"ReLU needs inputs at an angle, neither vanishing, coinciding nor opposite, got covariances {q1}, {q12}, "
            f"{q2}"
        )
    r, B = np.sqrt(area), np.pi - np.arctan2(np.sqrt(area), q12)
    dual, both = (r + B * q12) / turn, B / turn
    found = [
        (
            [q1 / 2, dual, q2 / 2],
            [[0.5, 0, 0], [r / (2 * q1 * turn), both, r / (2 * q2 * turn)], [0, 0, 0.5]],
            [
                [q2 / (2 * r * q1) - r / q1**2, -q12 / (q1 * r), 1 / (2 * r)],
                [-q12 / (q1 * r), 2 / r, -q12 / (q2 * r)],
                [1 / (2 * r), -q12 / (q2 * r), q1 / (2 * r * q2) - r / q2**2],
            ],
            [
                3 * q1**2 / 2,
                (r * (2 * q1 + q12**2 / q2) + 3 * B * q1 * q12) / turn,
                (3 * r * q12 + B * (q1 * q2 + 2 * q12**2)) / turn,
                (r * (2 * q2 + q12**2 / q1) + 3 * B * q2 * q12) / turn,
                3 * q2**2 / 2,
            ],
        ),
        (
            [0.0, both, 0.0],
            [[0, 0, 0], [-q12 / (2 * q1 * r * turn), 1 / (r * turn), -q12 / (2 * q2 * r * turn)], [0, 0, 0]],
            [
                [q2 * q12 / (2 * r**3 * q1) + q12 / (q1**2 * r), -q2 / r**3, q12 / (2 * r**3)],
                [-q2 / r**3, 2 * q12 / r**3, -q1 / r**3],
                [q12 / (2 * r**3), -q1 / r**3, q1 * q12 / (2 * r**3 * q2) + q12 / (q2**2 * r)],
            ],
            [
                0.0,
                3 * (B * q1 + r * q12 / q2) / turn,
                4 * dual,
                3 * (B * q2 + r * q12 / q1) / turn,
                0.0,
            ],
        ),
    ]
    tables = []
    for mean, jacobian, bend, (uuuu, uuuv, uuvv, uvvv, vvvv) in found:
        hessian = np.zeros((3, 3, 3))
        hessian[1] = np.array(bend) / (2 * turn)
        second = np.array([[uuuu, uuuv, uuvv], [uuuv, uuvv, uvvv], [uuvv, uvvv, vvvv]])
        tables.append((np.array(mean), np.array(jacobian), hessian, second))
    return _assembled(tables)


def _assembled(tables: list[tuple[Array, ...]]) -> UnitMoments:
    """From means, derivatives and second moments E S S^T at C and differentiated in C_xy."""
    mean, jacobian, hessian, second = (np.stack(table) for table in zip(*tables, strict=True))
    square = [np.outer(mean[0], mean[0]), np.outer(mean[0], mean[1]) + np.outer(mean[1], mean[0])]
    return UnitMoments(mean, jacobian, hessian, second - np.stack(square))


def _product(first: Polynomial, second: Polynomial) -> Polynomial:
    total = [Fraction(0)] * (len(first.coefficients) + len(second.coefficients) - 1)
    for i, a in enumerate(first.coefficients):
        for j, b in enumerate(second.coefficients):
            total[i + j] += Fraction(a) * Fraction(b)
    return Polynomial(tuple(total))


def _derivative(polynomial: Polynomial, order: int) -> Polynomial:
    for _ in range(order):
        polynomial = polynomial.differentiated()
    return polynomial
