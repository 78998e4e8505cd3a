r"""The Rademacher complexity of a ball of linear functions.

For features phi_1, ..., phi_n (rows), signs s and H = (<phi_i, phi_j>),

    E sup_{|w| <= W} sum_i s_i <phi_i, w> = W E |S|,    S = sum_i s_i phi_i,

since the supremum over the ball is attained at W S / |S|. With E |S|^2 = tr H, the inequality of Khintchine, Kahane
and Latala-Oleszkiewicz for E |S|, and Jensen's for all signs but one,

    W max(sqrt(tr H / 2), max_i |phi_i|) <= E sup <= W sqrt(tr H) <= W sqrt(n) max_i |phi_i|.

The lower bounds are attained at n = 2 by equal features, the upper ones by orthogonal features (of equal length).
Averages, with 1 / n before the sum, are smaller by n: hence W max_i |phi_i| / sqrt(n) for them, and for them only.
Reference for the constant: Latala and Oleszkiewicz, On the best constant in the Khinchin-Kahane inequality (1994).
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]


def of_ball(features: ArrayLike, radius: float) -> float:
    """E sup of the sum over all 2^n signs, for integer features (n, p): exact squares, their roots in balls.

    Raises ValueError for features that are not integers, for n > 16, and for a negative radius.
    """
    from flint import arb

    phi, radius = _features(features), _radius(radius)
    if len(phi) > 16:
        raise ValueError(f"all signs of at most 16 features are enumerated, got {len(phi)}")
    signs = np.array(list(product((-1, 1), repeat=len(phi) - 1))).reshape(2 ** (len(phi) - 1), len(phi) - 1)
    sums = phi[0] + signs @ phi[1:]  # S and -S have one length
    squares = Counter((sums**2).sum(axis=1).tolist())
    total = sum((arb(square).sqrt() * count for square, count in squares.items()), arb(0))
    return radius * float(total / len(signs))


def khintchine_bound(features: ArrayLike, radius: float) -> float:
    """W sqrt(tr H / 2), below E sup of the sum. Raises ValueError as `of_ball` does, for any n."""
    return _radius(radius) * math.sqrt(_squares(features).sum() / 2)


def jensen_bound(features: ArrayLike, radius: float) -> float:
    """W max_i |phi_i|, below E sup of the sum. Raises ValueError as `of_ball` does, for any n."""
    return _radius(radius) * math.sqrt(_squares(features).max())


def trace_bound(features: ArrayLike, radius: float) -> float:
    """W sqrt(tr H) / n, above E sup of the average. Raises ValueError as `of_ball` does, for any n."""
    return _radius(radius) * math.sqrt(_squares(features).sum()) / len(_squares(features))


def largest_norm_bound(features: ArrayLike, radius: float) -> float:
    """W max_i |phi_i| / sqrt(n), above E sup of the average, and never above that of the sum of n > 1.

    Raises ValueError as `of_ball` does, for any n.
    """
    return jensen_bound(features, radius) / math.sqrt(len(_squares(features)))


def of_equal_features(n: int) -> Fraction:
    """E |s_1 + ... + s_n| = n C(n - 1, floor((n - 1) / 2)) / 2^(n - 1), for n equal features of length 1 and W = 1.

    Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"there is at least one feature, got n = {n}")
    return Fraction(n * math.comb(n - 1, (n - 1) // 2), 2 ** (n - 1))


def mean_for_normal_features(n: int, p: int) -> float:
    """E sup of the sum in the mean over standard normal features in R^p, W = 1: S is normal with covariance n I, so

        sqrt(2 n) Gamma((p + 1) / 2) / Gamma(p / 2).

    Raises ValueError unless n and p are at least 1.
    """
    if n < 1 or p < 1:
        raise ValueError(f"n and p are at least 1, got {n} and {p}")
    return math.sqrt(2 * n) * math.exp(math.lgamma((p + 1) / 2) - math.lgamma(p / 2))


def _features(features: ArrayLike) -> Integers:
    phi = np.asarray(features)
    if phi.ndim != 2 or phi.size == 0 or not np.array_equal(phi, np.round(phi)):
        raise ValueError(f"features are a matrix of integers, one row per point, got shape {phi.shape}")
    return phi.astype(np.int64)


def _squares(features: ArrayLike) -> Integers:
    return (_features(features) ** 2).sum(axis=1)


def _radius(radius: float) -> float:
    if not 0 <= radius < math.inf:
        raise ValueError(f"a radius is finite and not negative, got {radius}")
    return float(radius)
