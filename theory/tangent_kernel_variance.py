r"""Exact second moments of the tangent kernel of a deep ReLU network at one input, at every width and depth.

L hidden layers of width m, no biases, standard normal weights, z_h = sqrt(2 / fan-in) W_h g_{h-1}, g_h = relu(z_h), and
f = <v, g_L> / sqrt m. With q_h the mean square of g_h, and p_h twice the squared gradient of f at z_h, the tangent
kernel is k = sum_{h=1}^{L+1} q_{h-1} p_h, where p_{L+1} = 1 stands for the read-out. Let N_h be the number of active
units. Given the N_h, which are binomial (m, 1/2),

    q_h = X_h q_{h-1},   p_h = C_h p_{h+1} + (2 / m) s_{h+1},   s_h = X_h s_{h+1},   s_{L+1} = f^2 / q_L,

with X_h = (2/m) chi^2 of N_h degrees, C_h = (2/m) chi^2 of N_h - 1 degrees and f^2 / q_L, chi^2 of one degree, all
independent: backwards, W_h acts along g_{h-1} as the forward pass has seen it, which gives f, the product of z_h and
its gradient, and afresh at right angles to it. So second moments obey linear recursions with rational coefficients.
"""

from __future__ import annotations

import math
from fractions import Fraction

from theory import architecture


def relative_variance(width: int, depth: int) -> Fraction:
    """Var k / (E k)^2 of k = k(x, x), with E k = (L + 1) q_0. Raises ValueError unless width and depth are positive."""
    return second_moment(width, depth) / (depth + 1) ** 2 - 1


def second_moment(width: int, depth: int) -> Fraction:
    """E k^2 in units of q_0^2, the sum of E q_{h-1} p_h q_{j-1} p_j over all pairs of layers."""
    _check(width, depth)
    m, alive = Fraction(width), 1 - Fraction(1, 2**width)
    squares = m * (m + 1) / 4  # E N^2
    C, CC = 1 - 2 * alive / m, 4 * (squares - alive) / m**2
    XX, CX = 1 + 5 / m, 1 - 1 / m
    pp, ps, ss = Fraction(1), Fraction(1), Fraction(3)
    total, below = Fraction(0), [XX**h for h in range(depth + 1)]
    for layer in range(depth, -1, -1):  # q_layer and p_{layer + 1}
        total += below[layer] * pp
        first, second = pp, ps
        for lower in range(layer - 1, -1, -1):  # times q_lower and p_{lower + 1}
            first, second = CX * first + 2 / m * second, XX * second
            total += 2 * below[lower] * first
        pp, ps, ss = CC * pp + 4 / m * C * ps + 4 / m**2 * alive * ss, CX * ps + 2 / m * ss, XX * ss
    return total


def proportional_limit(ratio: float) -> float:
    """Var k / (E k)^2 as width and depth grow with L / m = c: e^{5c} (1/3 + 2/(9c) - (1 - e^{-6c}) / (27 c^2)) - 1.

    Pairs of layers at distance t m contribute e^{5c} (1 + 2 e^{-6t}) / 3. Raises ValueError unless 0 < c <= 100.
    """
    if not 0 < ratio <= 100:
        raise ValueError(f"the ratio of depth to width must be positive and at most 100, got {ratio}")
    x = 6 * ratio  # what follows is 2 (e^-x - 1 + x) / x^2 - 1, near 0 by its series
    series = sum(2 * (-x) ** k / math.factorial(k + 2) for k in range(20, 0, -1))
    mean = series if x < 1 else 2 * (math.expm1(-x) + x) / x**2 - 1
    return math.expm1(5 * ratio) + 2 / 3 * math.exp(5 * ratio) * mean


def _check(width: int, depth: int) -> None:
    for number in (width, depth):
        architecture.whole(number, "width and depth must be positive whole numbers", least=1)
