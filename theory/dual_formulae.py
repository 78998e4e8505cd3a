"""The closed forms of E[s(u) s(v)] and E[s'(u) s'(v)], one function for each activation and for any arithmetic.

q1 = E u^2, q12 = E u v, q2 = E v^2. A caller may know `area` = q1 q2 - q12^2 and `apart` = E (u - v)^2 better than by
subtraction, and hands them over.

Derivations. The bump, the exponential and the sine are Gaussian integrals; a product of powers is Isserlis' sum over
pairings; erf' and GELU'' are Gaussians times polynomials, and integrating their duals in q12 from independent inputs
on gives the rest, since the derivative of a dual in q12 is the dual of the derivative (Price's theorem).
"""

from __future__ import annotations

import functools
import math
from typing import Any

from theory.activations import Activation, Bump, Erf, Exponential, Gelu, LeakyRelu, Polynomial, Sine
from theory.arithmetic import Arithmetic

Pair = tuple[Any, Any]


@functools.singledispatch
def pair(activation: Activation, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """(E[s(u) s(v)], E[s'(u) s'(v)]). Raises ValueError for an activation without closed form."""
    raise ValueError(f"no closed form is known for {activation!r}")


@pair.register
def _(activation: LeakyRelu, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """f r + (A - f t) q12 and A - f t, r^2 = area, t the angle: u, v have equal signs with probability 1 - t / pi."""
    mean, bend = slopes(activation, on)
    root = on.sqrt(area)
    slope = mean - bend * on.atan2(root, q12)
    return bend * root + slope * q12, slope


def slopes(activation: LeakyRelu, on: Arithmetic) -> Pair:
    """A = (a^2 + b^2) / 2 and f = (a - b)^2 / (2 pi)."""
    a, b = on.number(activation.negative), on.number(activation.positive)
    return (a * a + b * b) / 2, (a - b) ** 2 / (2 * on.pi())


@pair.register
def _(activation: Erf, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """(2 / pi) arctan(2 q12 / R) and 4 / (pi R), R^2 = (1 + 2 q1)(1 + 2 q2) - 4 q12^2."""
    root = on.sqrt(1 + 2 * (q1 + q2) + 4 * area)
    return 2 * on.atan2(2 * q12, root) / on.pi(), 4 / (on.pi() * root)


@pair.register
def _(activation: Gelu, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """With P = (1 + q1)(1 + q2), D = P - q12^2 and the angle w = arctan(q12 / sqrt D):

    q12 / 4 + (q12 w + (q12^2 + q1 q2 D) / (P sqrt D)) / (2 pi) and
    1 / 4 + (w + (1 / D + (1 - q1 q2) / P + 1) q12 / sqrt D) / (2 pi).
    """
    product, rest = (1 + q1) * (1 + q2), 1 + q1 + q2 + area
    root, turn = on.sqrt(rest), 2 * on.pi()
    angle = on.atan2(q12, root)
    value = q12 / 4 + (q12 * angle + (q12 * q12 + q1 * q2 * rest) / (product * root)) / turn
    return value, (angle + (1 / rest + (1 - q1 * q2) / product + 1) * q12 / root) / turn + on.number(1) / 4


@pair.register
def _(activation: Sine, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """2 sin sin = cos(difference) - cos(sum), and E cos g = exp(-Var g / 2).

    The two exponentials differ by their sum times tanh(b^2 q12).
    """
    square, cosine = on.number(activation.frequency) ** 2, on.cos(on.number(activation.phase)) ** 2
    half = (on.exp(-square * apart / 2) + on.exp(square * (apart / 2 - q1 - q2))) / 2
    odd = on.tanh(square * q12)
    return half * (cosine * odd + (1 - cosine)), square * half * (cosine + (1 - cosine) * odd)


@pair.register
def _(activation: Bump, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    """1 / sqrt(R) and 4 b^2 q12 / R^(3/2), R = det(1 + 2 b Cov)."""
    rate = on.number(activation.rate)
    determinant = 1 + 2 * rate * (q1 + q2) + 4 * rate * rate * area
    value = 1 / on.sqrt(determinant)
    return value, 4 * rate * rate * q12 * value / determinant


@pair.register
def _(activation: Exponential, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    square = on.number(activation.rate) ** 2
    value = on.exp(square * (q1 + q2 - apart / 2))
    return value, square * value


@pair.register
def _(activation: Polynomial, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    slope = activation.differentiated()
    return pairings(activation, activation, on, q1, q12, q2), pairings(slope, slope, on, q1, q12, q2)


def pairings(first: Polynomial, second: Polynomial, on: Arithmetic, q1: Any, q12: Any, q2: Any) -> Any:
    """E[first(u) second(v)], the sum over n of q12^n n! S_n(q1) S_n(q2): n factors of u are paired with factors of v.

    The others are paired among themselves: S_n(q) = sum over k of c_{n + 2 k} C(n + 2 k, n) (2 k - 1)!! q^k.
    """
    both = [[on.number(x) for x in polynomial.coefficients] for polynomial in (first, second)]
    total = 0 * (q1 + q12 + q2)
    for n in range(min(len(c) for c in both)):
        inner = [
            sum(
                c[m] * (math.comb(m, n) * _double_factorial(m - n - 1)) * q ** ((m - n) // 2)
                for m in range(n, len(c), 2)
            )
            for c, q in zip(both, (q1, q2), strict=True)
        ]
        total = total + math.factorial(n) * inner[0] * inner[1] * q12**n
    return total


def _double_factorial(odd: int) -> int:
    return math.prod(range(odd, 0, -2))
