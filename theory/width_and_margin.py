r"""Which width a data set needs: rank and margin of the first-layer tangent features of a ReLU network.

A node with weights w and read-out +-1 gives the point x the features 1[<w, x> >= 0] x / sqrt(m). With m nodes in d
dimensions they span at most min(n, m d) dimensions, so that a smaller width has a singular Gram matrix.

XOR on four rays: points r (1, 0), r (-1, 0) with label 1, r (0, 1), r (0, -1) with label -1, at any number of radii r
>= 1. Rays are orthogonal or never active together, so the Gram matrix of the four points of radius 1, with labels, is
diagonal with entries N/m, 1 - N/m, N'/m, 1 - N'/m for the numbers N, N' of nodes active on two neighbouring rays. The
margin, the distance of 0 from the convex hull, is gamma_m^2 = 1 / (m/N + m/(m - N) + m/N' + m/(m - N')); longer points
lie beyond. N and N' are independent binomials, and gamma_m^2 tends to 1/8.
"""

from __future__ import annotations

import math
from fractions import Fraction

LIMIT = Fraction(1, 8)
"""gamma_m^2 as the width tends to infinity."""


def rank_bound(n: int, width: int, dimension: int) -> int:
    """min(n, width dimension), the largest rank of the features of n points. Raises ValueError unless all positive."""
    if min(n, width, dimension) < 1:
        raise ValueError(f"n, width and dimension must be positive, got {n}, {width}, {dimension}")
    return min(n, width * dimension)


def squared_margin(width: int, first: int, second: int) -> Fraction:
    """gamma_m^2 for `first` and `second` nodes active on two neighbouring rays; 0 where a ray has no active node.

    Raises ValueError unless both numbers lie in 0..width.
    """
    if not 0 <= min(first, second) <= max(first, second) <= width or width < 1:
        raise ValueError(f"active nodes must be between 0 and the width {width}, got {first} and {second}")
    active = [first, width - first, second, width - second]
    return Fraction(0) if 0 in active else 1 / sum((Fraction(width, count) for count in active), Fraction(0))


def mean_squared_margin(width: int) -> Fraction:
    """E gamma_m^2 over standard normal weights: a double sum over two independent binomials of mean m/2."""
    counts = range(width + 1)
    total = sum(math.comb(width, i) * math.comb(width, j) * squared_margin(width, i, j) for i in counts for j in counts)
    return Fraction(total) / 4**width


def separable_share(n: int, rank: int) -> Fraction:
    """An upper bound on the share of the 2^n labellings of n points that features of this rank separate.

    It is 2^(1-n) sum_(k < rank) C(n-1, k), with equality in general position. Source: Cover (1965).
    """
    if n < 1 or rank < 1:
        raise ValueError(f"n and rank must be positive, got {n} and {rank}")
    return Fraction(sum(math.comb(n - 1, k) for k in range(rank)), 2 ** (n - 1))
