r"""Why eigenvalues on the cube fall from each degree to the next but one.

Let K(x, y) = sum_n a_n <x, y>^n / d^n on {-1, 1}^d with a_n >= 0. Since E exp(z <x, y>) chi_S(x) chi_S(y), over
uniform x at fixed y, is sinh(z)^k cosh(z)^(d - k) for |S| = k, the eigenvalue mu_k is the sum of a_n d^-n n! times the
coefficient of z^n in it. With cosh^2 - sinh^2 = 1 the fall mu_k - mu_{k+2} has sinh^k cosh^(d-k-2) instead, without
negative coefficients.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory import random_walk_spectrum
from theory.activations import Activation


@functools.cache
def moment(k: int, m: int, n: int) -> Fraction:
    """n! [z^n] sinh(z)^k cosh(z)^m = E (k + m - 2 B)^n in signed binomials B, exactly and never negative."""
    if min(k, m, n) < 0:
        raise ValueError(f"powers and order must be 0 or more, got {k}, {m} and {n}")
    total = sum(
        (-1) ** i * math.comb(k, i) * math.comb(m, j) * (k + m - 2 * (i + j)) ** n
        for i in range(k + 1)
        for j in range(m + 1)
    )
    return Fraction(total, 2 ** (k + m))


def falls(coefficients: Sequence[float], d: int) -> NDArray[np.float64]:
    """mu_k - mu_{k+2} for k = 0 ... d - 2, from nonnegative a_n by a sum of nonnegative terms.

    Raises ValueError for a negative coefficient or a cube of dimension below 2.
    """
    if d < 2 or min(coefficients) < 0:
        raise ValueError(f"nonnegative coefficients and d >= 2 are needed, got {list(coefficients)} and d = {d}")
    return np.array(
        [
            sum(float(moment(k, d - k - 2, n) / d**n) * a for n, a in enumerate(coefficients) if a > 0)
            for k in range(d - 1)
        ]
    )


def variances_per_parity(
    activation: Activation, d: int, *, depth: int, weight_variance: float, bias_variance: float
) -> NDArray[np.float64]:
    """mu_k / Phi(1) of the covariance at the start (NNGP), by degree k = 0 ... d: the share of a single parity."""
    found = random_walk_spectrum.levels(
        "cube", d, d, activation, depth=depth, weight_variance=weight_variance, bias_variance=bias_variance,
        kernel="nngp",
    )  # fmt: skip
    return found.fractions[depth] / np.array(found.multiplicities, dtype=float)
