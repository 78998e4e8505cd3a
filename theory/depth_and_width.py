"""How much a deep ReLU network's kernel varies over its initialisation, when depth and width grow together.

Weights are standard normal, h = sqrt(2 / m) W g and g' = relu(h) at width m, so that each layer keeps the squared norm
in the mean. Given g, the m entries of h are independent normals of variance 2 |g|^2 / m, half of which survive on
average: |g'|^2 / |g|^2 = (2 / m) chi^2_K with K binomial (m, 1/2), independently in every layer. Hence, after L layers,

    E q^s = (E R^s)^L,  R = (2 / m) chi^2_K,  q = |g_L|^2 / |x|^2,

and in particular E q = 1 and Var q = (1 + 5 / m)^L - 1. With L fixed q tends to 1 as m grows. With L = c m it does not:
log q tends to a normal variable of mean -5 c / 2 and variance 5 c, and E q^s to exp(-5 c s (1 - s) / 2).
q is the read-out's part of the tangent kernel at (x, x). See Hanin and Nica (2020), "Finite depth and width corrections
to the neural tangent kernel".
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from scipy.special import gammaln


def mean_power(width: int, depth: int, power: float) -> float:
    """E q^s for a power s in (0, 1], to 1e-12. Raises ValueError for sizes below 1 and other powers."""
    _check(width, depth)
    if not 0 < power <= 1:
        raise ValueError(f"the power lies in (0, 1], got {power}")
    k = np.arange(1, width + 1)
    binomial = gammaln(width + 1) - gammaln(k + 1) - gammaln(width - k + 1) - width * math.log(2)
    moments = power * math.log(4 / width) + gammaln(k / 2 + power) - gammaln(k / 2)  # of (2 / m) chi^2_k
    return float(math.fsum(np.exp(binomial + moments)) ** depth)


def relative_variance(width: int, depth: int) -> Fraction:
    """Var q = (1 + 5 / m)^L - 1, exactly; the mean is 1."""
    _check(width, depth)
    return (1 + Fraction(5, width)) ** depth - 1


def proportional_limit(ratio: float, power: float) -> float:
    """The limit exp(-5 c s (1 - s) / 2) of E q^s where depth is c times the width."""
    if not ratio >= 0:
        raise ValueError(f"the ratio of depth to width is not negative, got {ratio}")
    return math.exp(-5 * ratio * power * (1 - power) / 2)


def _check(width: int, depth: int) -> None:
    if width < 1 or depth < 0:
        raise ValueError(f"width is at least 1 and depth at least 0, got {width} and {depth}")
