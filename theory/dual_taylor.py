"""Taylor coefficients of dual activations, all nonnegative and all to full relative accuracy.

V(c) = E[s(u) s(v)] for centred Gaussians u, v of variance q and correlation c is a power series with nonnegative
coefficients (Mehler: the n-th is the square of the n-th Hermite coefficient of s). So are its expansions around every
c0 in [0, 1). Each of them obeys a recurrence whose terms are all nonnegative, and nothing cancels.
The coefficients are scaled: V(c0 + (1 - c0) t) = sum_j v_j t^j neither overflows nor underflows as c0 tends to 1.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from theory.activations import Activation, Erf, LeakyRelu

Floats = NDArray[np.float64]


def scaled(activation: Activation, variance: float, gap: float, terms: int) -> Floats:
    """v_0 ... v_{terms - 1} of V(c0 + gap t) = sum_j v_j t^j at variance q, with gap = 1 - c0 in (0, 1].

    The j-th has a relative error below 20 (j + 1) 2^-53. Raises ValueError for an activation whose series is unknown.
    """
    if not (variance > 0 and np.isfinite(variance) and 0 < gap <= 1 and terms >= 2):
        raise ValueError(f"need a variance > 0, a gap in (0, 1] and 2 terms or more, got {variance}, {gap} and {terms}")
    return _scaled(activation, float(variance), float(gap), terms)


@functools.singledispatch
def _scaled(activation: Activation, variance: float, gap: float, terms: int) -> Floats:
    raise ValueError(f"no Taylor series is known for the dual of {activation!r}")


@_scaled.register
def _(activation: LeakyRelu, variance: float, gap: float, terms: int) -> Floats:
    """V / q = f sqrt(1 - c^2) + c V' / q, V' / q = (a + b)^2 / 4 + f arcsin c, f = (a - b)^2 / (2 pi)."""
    a, b = float(activation.negative), float(activation.positive)
    bend, c0, square = (a - b) ** 2 / (2 * np.pi), 1 - gap, gap * (2 - gap)
    angle = np.arctan2(c0, np.sqrt(square))
    slope = (a + b) ** 2 / 4 + bend * angle
    curved = bend * inverse_root(c0, gap, square, terms)
    j = np.arange(terms, dtype=np.float64)
    out = np.empty(terms)
    out[0], out[1] = bend * np.sqrt(square) + slope * c0, slope * gap
    out[2:] = curved[:-2] * gap * gap / (j[2:] * (j[2:] - 1))
    return variance * out


@_scaled.register
def _(activation: Erf, variance: float, gap: float, terms: int) -> Floats:
    """V = (2 / pi) arcsin(t c), t = 2 q / (1 + 2 q)."""
    whole = 1 + 2 * variance
    t = 2 * variance / whole
    x0 = t * (1 - gap)
    square = (1 + 2 * variance * gap) / whole * (1 + x0)
    out = np.empty(terms)
    out[0] = np.arctan2(x0, np.sqrt(square))
    out[1:] = inverse_root(x0, t * gap, square, terms - 1) * (t * gap) / np.arange(1, terms)
    return 2 / np.pi * out


def inverse_root(x0: float, scale: float, square: float, terms: int) -> Floats:
    """Coefficients of (1 - x^2)^(-1/2) at x = x0 + scale t in powers of t, given square = 1 - x0^2.

    y' (1 - x^2) = x y gives square (j + 1) y_{j+1} = x0 scale (2 j + 1) y_j + scale^2 j y_{j-1}.
    """
    out = [square**-0.5]
    first, second, before = x0 * scale / square, scale * scale / square, 0.0
    for j in range(terms - 1):
        before, after = out[j], (first * (2 * j + 1) * out[j] + second * j * before) / (j + 1)
        out.append(after)
    return np.array(out)
