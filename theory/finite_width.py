r"""How far the tangent kernel of a deep ReLU network of finite width is from its limit, at one input.

L hidden layers of width m without biases, standard normal weights, layers relu(sqrt(2 / fan-in) W g): E k(x, x) is
(L + 1) |x|^2 at every width, and errors are relative to it. To first order in 1 / m the parts T_h of the L + 1 layers
have E T_h T_h' = 1 + (5 L - 4 |h - h'|) / m; the mean distance of two layers is L (L + 2) / (3 (L + 1)).

Printed theorem: |k - Theta| <= (L + 1) eps with probability 1 - delta once m >= C L^6 log(L / delta) / eps^4.
Solved for eps at a given width, it is compared with Chebyshev's inequality and with the normal limit.
"""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist

from theory import architecture
from theory.tangent_kernel_variance import relative_variance


def variance_constant(depth: int) -> Fraction:
    """The limit 5 L - 4 L (L + 2) / (3 (L + 1)) of m Var k / (E k)^2. Raises ValueError for a depth below 1."""
    _check(1, depth, 0.5)
    return 5 * depth - Fraction(4 * depth * (depth + 2), 3 * (depth + 1))


def promised_error(width: int, depth: int, delta: float, constant: float = 1.0) -> float:
    """eps = (C L^6 log(L / delta) / m)^(1/4). Raises ValueError unless 0 < delta < 1, C > 0 and sizes are positive."""
    _check(width, depth, delta)
    if not 0 < constant < math.inf:
        raise ValueError(f"the constant of the theorem is positive and finite, got {constant}")
    return (constant * depth**6 * math.log(depth / delta) / width) ** 0.25


def chebyshev_error(width: int, depth: int, delta: float) -> float:
    """sqrt(Var k / delta) / E k, which the relative error exceeds with probability at most delta. Raises as above."""
    _check(width, depth, delta)
    return math.sqrt(relative_variance(width, depth) / delta)


def normal_error(width: int, depth: int, delta: float) -> float:
    """z sd(k) / E k with P(|N(0, 1)| > z) = delta: the (1 - delta)-quantile of the relative error of wide networks."""
    _check(width, depth, delta)
    return -NormalDist().inv_cdf(delta / 2) * math.sqrt(relative_variance(width, depth))


def _check(width: int, depth: int, delta: float) -> None:
    for number in (width, depth):
        architecture.whole(number, "width and depth must be positive whole numbers", least=1)
    if not 0 < delta < 1:
        raise ValueError(f"a probability delta lies strictly between 0 and 1, got {delta}")
