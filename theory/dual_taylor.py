"""Taylor coefficients of dual activations, all nonnegative and all to full relative accuracy.

V(c) = E[s(u) s(v)] for centred Gaussians u, v of variance q and correlation c is a power series with nonnegative
coefficients (Mehler: the n-th is the square of the n-th Hermite coefficient of s). So are its expansions around every
c0 in [0, 1). Each of them obeys a recurrence whose terms are all nonnegative, and nothing cancels.
The coefficients are scaled: V(c0 + (1 - c0) t) = sum_j v_j t^j neither overflows nor underflows as c0 tends to 1.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory.activations import Activation, Bump, Erf, Exponential, Gelu, LeakyRelu, Polynomial, Sine

Floats = NDArray[np.float64]


def scaled(activation: Activation, variance: float, gap: float, terms: int) -> Floats:
    """v_0 ... v_{terms - 1} of V(c0 + gap t) = sum_j v_j t^j at variance q, with gap = 1 - c0 in (0, 1].

    The j-th has a relative error below about 20 (j + 1) 2^-53. Raises ValueError for an activation whose series is not
    known to relative accuracy, such as one that is given by a Hermite series.
    """
    if not (variance > 0 and np.isfinite(variance) and 0 < gap <= 1 and terms >= 2):
        raise ValueError(f"need a variance > 0, a gap in (0, 1] and 2 terms or more, got {variance}, {gap} and {terms}")
    return _scaled(activation, float(variance), float(gap), terms)


def refuse_unknown(activation: Activation) -> None:
    """Raises ValueError for an activation without a known series, before anything is computed for it."""
    if _scaled.dispatch(type(activation)) is _scaled.dispatch(object):
        raise ValueError(f"no Taylor series is known for the dual of {activation!r}")


@functools.singledispatch
def _scaled(activation: Activation, variance: float, gap: float, terms: int) -> Floats:
    raise ValueError(f"no Taylor series is known for the dual of {activation!r}")


@_scaled.register
def _(activation: LeakyRelu, variance: float, gap: float, terms: int) -> Floats:
    """V / q = f sqrt(1 - c^2) + c V' / q, V' / q = (a + b)^2 / 4 + f arcsin c, f = (a - b)^2 / (2 pi)."""
    a, b = float(activation.negative), float(activation.positive)
    bend, c0, square = (a - b) ** 2 / (2 * np.pi), 1 - gap, gap * (2 - gap)
    slope = (a + b) ** 2 / 4 + bend * np.arctan2(c0, np.sqrt(square))
    curved = bend * _integrated_twice(inverse_power(1, c0, gap, square, terms), gap)
    curved[:2] = bend * np.sqrt(square) + slope * c0, slope * gap
    return variance * curved


@_scaled.register
def _(activation: Erf, variance: float, gap: float, terms: int) -> Floats:
    """V = (2 / pi) arcsin(t c), t = 2 q / (1 + 2 q)."""
    x0, scale, square = _shrunk(2 * variance, gap)
    out = np.empty(terms)
    out[0] = np.arctan2(x0, np.sqrt(square))
    out[1:] = inverse_power(1, x0, scale, square, terms - 1) * scale / np.arange(1, terms)
    return 2 / np.pi * out


@_scaled.register
def _(activation: Gelu, variance: float, gap: float, terms: int) -> Floats:
    """With z = t c, t = q / (1 + q), r = 1 / (1 + q) and s = sqrt(1 - z^2):

    V = q c / 4 + ((1 + q) / (2 pi)) ((z arcsin z + s) - 2 r s + r^2 / s); the second derivatives of the three parts
    are 1 / s, 2 r / s^3 and those of r^2 / s, and the value is ((1 - r)^2 + (r z / s)^2) s + z arcsin z.
    """
    z0, scale, square = _shrunk(variance, gap)
    r, root, c0 = 1 / (1 + variance), np.sqrt(square), 1 - gap
    first, third = (inverse_power(power, z0, scale, square, terms) for power in (1, 3))
    out = _integrated_twice(first + 2 * r * third, scale) + r * r * first
    angle = np.arctan2(z0, root)
    out[0] = ((1 - r) ** 2 + (r * z0) ** 2 / square) * root + z0 * angle
    out[1] = scale * (angle + 2 * r * z0 / root) + r * r * first[1]
    out *= (1 + variance) / (2 * np.pi)
    out[:2] += variance / 4 * np.array([c0, gap])
    return out


@_scaled.register
def _(activation: Bump, variance: float, gap: float, terms: int) -> Floats:
    """V = (1 - (t c)^2)^(-1/2) / (1 + 2 b q), t = 2 b q / (1 + 2 b q)."""
    spread = 2 * float(activation.rate) * variance
    return inverse_power(1, *_shrunk(spread, gap), terms) / (1 + spread)


@_scaled.register
def _(activation: Sine, variance: float, gap: float, terms: int) -> Floats:
    """V = e^-m (sin^2 p cosh(m c) + cos^2 p sinh(m c)), m = frequency^2 q and p the phase."""
    m, phase = float(activation.frequency) ** 2 * variance, float(activation.phase)
    cosh, sinh = (1 + np.exp(-2 * m * (1 - gap))) / 2, -np.expm1(-2 * m * (1 - gap)) / 2
    sine, cosine = np.sin(phase) ** 2, np.cos(phase) ** 2 if phase else 1.0
    parts = np.array([sine * cosh + cosine * sinh, sine * sinh + cosine * cosh])
    return _poisson(m * gap, terms) * parts[np.arange(terms) % 2]


@_scaled.register
def _(activation: Exponential, variance: float, gap: float, terms: int) -> Floats:
    """V = e^(m (1 + c)), m = rate^2 q."""
    m = float(activation.rate) ** 2 * variance
    return np.exp(2 * m) * _poisson(m * gap, terms)


@_scaled.register
def _(activation: Polynomial, variance: float, gap: float, terms: int) -> Floats:
    """V = sum over n of n! S_n^2 (q c)^n, S_n = sum over k of a_{n + 2 k} C(n + 2 k, n) (2 k - 1)!! q^k, exactly."""
    q, a = Fraction(variance), [Fraction(x) for x in activation.coefficients]
    out = np.zeros(max(terms, len(a)))
    for n in range(len(a)):
        pairings = (
            a[m] * math.comb(m, n) * math.prod(range(m - n - 1, 0, -2)) * q ** ((m - n) // 2)
            for m in range(n, len(a), 2)
        )
        square = float(math.factorial(n) * sum(pairings, Fraction(0)) ** 2 * q**n)
        for j in range(n + 1):
            out[j] += square * math.comb(n, j) * gap**j * (1 - gap) ** (n - j)
    return out[:terms]


def inverse_power(power: int, x0: float, scale: float, square: float, terms: int) -> Floats:
    """Coefficients of (1 - x^2)^(-power / 2) at x = x0 + scale t in powers of t, given square = 1 - x0^2.

    y' (1 - x^2) = power x y: square (j + 1) y_{j+1} = x0 scale (2 j + power) y_j + scale^2 (j - 1 + power) y_{j-1}.
    """
    out = [square ** (-power / 2)]
    first, second, before = x0 * scale / square, scale * scale / square, 0.0
    for j in range(terms - 1):
        before, after = out[j], (first * (2 * j + power) * out[j] + second * (j - 1 + power) * before) / (j + 1)
        out.append(after)
    return np.array(out)


def _shrunk(spread: float, gap: float) -> tuple[float, float, float]:
    """x0 = t (1 - gap), t gap and 1 - x0^2 for t = spread / (1 + spread)."""
    t = spread / (1 + spread)
    x0 = t * (1 - gap)
    return x0, t * gap, (1 + spread * gap) / (1 + spread) * (1 + x0)


def _integrated_twice(series: Floats, scale: float) -> Floats:
    """The coefficients of t^2, t^3, ... of the function whose second derivative has these; 0 and 0 before."""
    j = np.arange(2, len(series), dtype=np.float64)
    return np.concatenate([[0.0, 0.0], series[:-2] * scale * scale / (j * (j - 1))])


def _poisson(mean: float, terms: int) -> Floats:
    """e^-mean mean^j / j!. Raises ValueError beyond the range of float64."""
    if mean > 700:
        raise ValueError(f"the dual's coefficients leave the range of float64: variance times slope squared is {mean}")
    ratios = mean / np.arange(1.0, terms)
    return np.cumprod(np.concatenate([[np.exp(-mean)], ratios]), dtype=np.float64)
