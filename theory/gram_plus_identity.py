r"""The tangent kernel of a trained first layer on Gaussian data: exact means in every dimension, and their limits.

K(x, y) = x'y E phi'(w'x) phi'(w'y), w ~ N(0, scale^2 I_d / d), x and y ~ N(0, I_d), and q = |x|^2 / d. At a standard
Gaussian G and standard deviation s, b0(s) = (E phi'(sG))^2, b1(s) = Var phi'(sG) and c1(s) = E G phi'(sG).

Derivation.  Exchange the means. Given x, w'x ~ N(0, scale^2 q); given w, x and y are independent, and
M = E x x' phi'(w'x), v = E x phi'(w'x) are known: along w / |w| a standard Gaussian g enters phi' as g |w|, and with
t = |w|, m = sqrt b0(t) = E phi'(tG), Stein's lemma gives E G^2 phi'(tG) = (t m)'. Hence
    E K(x, x) / d   = E q (b0 + b1)(scale sqrt q),
    E K(x, y)       = E |v|^2 = E c1(|w|)^2,
    E q_xy K(x, y)  = E tr M^2 / d = E[(d - 1) m^2 + ((t m)')^2] / d,  q_xy = x'y / d,
with |w| ~ scale sqrt q. Integrating 2 t m m' by parts against the density of q turns the last into
E[q m^2 + (t m')^2 / d]. As d grows q -> 1: K / d has the slope b0 on X X' / d, b1 on I, and c1^2 / d on 1 1'.
The last has the norm c1^2 n / d, which does not vanish, and is the only such rest: everything else that K / d leaves
has norms of order sqrt(log n / n), from |x_i|^2 / d, whose farthest of n is sqrt(4 log n / d) from 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from theory.activation_constants import constants
from theory.two_layer_checks import positive, size

__all__ = ["DECAY", "identity", "slope", "spike", "spike_norm"]

DECAY = 0.5
"""The norm of K / d - b0 X X' / d - b1 I - (c1^2 / d) 1 1' falls like (log n / n)^DECAY at a fixed d / n."""


def slope(name: str, d: int, scale: float = 1.0) -> float:
    """E q_xy K(x, y) of two points: d times their mean product per unit of E q_xy^2 = 1 / d. Tends to b0."""

    def mean(q: float) -> float:
        t = scale * math.sqrt(q)
        return q * constants(name, t).tangent_slope + _stretch(name, t) ** 2 / d

    return _over_lengths(mean, d, scale)


def identity(name: str, d: int, scale: float = 1.0) -> float:
    """E K(x, x) / d less the slope. Tends to b1."""

    def mean(q: float) -> float:
        at = constants(name, scale * math.sqrt(q))
        return q * (at.tangent_slope + at.tangent_rest)

    return _over_lengths(mean, d, scale) - slope(name, d, scale)


def spike(name: str, n: int, d: int, scale: float = 1.0) -> float:
    """E of the sum of K / d over pairs of n points, per point: (n - 1) / d E c1(|w|)^2."""
    pairs = (size("n", n) - 1) / size("d", d)
    return pairs * _over_lengths(lambda q: constants(name, scale * math.sqrt(q)).curvature ** 2, d, scale)


def spike_norm(name: str, n: int, d: int, scale: float = 1.0) -> float:
    """The norm c1^2 n / d of the rank-one part (c1^2 / d) 1 1' of K / d, at the constants of the limit."""
    return constants(name, positive("scale", scale)).curvature ** 2 * size("n", n) / size("d", d)


def _stretch(name: str, t: float) -> float:
    """t m'(t) by a central difference, m = E phi'(tG) being of one sign: it only corrects the slope by O(1/d)."""
    step = 1e-4
    higher, lower = (math.sqrt(constants(name, t * (1 + e)).tangent_slope) for e in (step, -step))
    return (higher - lower) / (2 * step)


def _over_lengths(f: Callable[[float], float], d: int, scale: float) -> float:
    """E f(q), q ~ chi2_d / d, by Gauss-Legendre in log q over nine standard deviations to either side."""
    positive("scale", scale)
    half = size("d", d) / 2
    nodes, weights = np.polynomial.legendre.leggauss(48)
    log = 9 * math.sqrt(2 / d) * nodes
    density = weights * np.exp(half * (log - np.expm1(log)))
    return float(density @ [f(math.exp(value)) for value in log] / density.sum())
