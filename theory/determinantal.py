"""Learnabilities when the data are drawn determinantally: the formula lambda / (lambda + C) without approximation.

On M points with Gram matrix K (eigenvalues M lambda_i) a set D is drawn with probability proportional to det K_DD,
either among all sets of n points (a k-DPP) or among all sets, after dividing K by M C (an L-ensemble). By Jacobi's
formula L_i(D) = d log det K_DD / d log lambda_i, hence in the mean over D

    E L_i = d log Z / d log lambda_i,   Z = e_n(M lambda) for n points,  Z = prod_j (1 + lambda_j / C) for the ensemble.

The first is lambda_i e_{n-1}(lambda without i) / e_n(lambda), e_n the elementary symmetric polynomial: the occupation
of a level by n free fermions. The second is lambda_i / (lambda_i + C), `eigenlearning.learnabilities`. Both hold for
every kernel, every measure and every number of points.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning

if TYPE_CHECKING:
    from flint import arb

Floats = NDArray[np.float64]


def fixed_size_learnabilities_exact(n: int, eigenvalues: Sequence[Fraction]) -> list[Fraction]:
    """lambda_i e_{n-1}(lambda without i) / e_n(lambda) in rationals, one entry per eigenvalue (repeat equal ones).

    Raises ValueError for a negative eigenvalue and for n outside 0 ... rank: no n points then have det K_DD > 0.
    """
    _check_rationals(eigenvalues)
    _check_points(n, sum(value > 0 for value in eigenvalues))
    if n == 0:
        return [Fraction(0) for _ in eigenvalues]
    total = elementary_symmetric(eigenvalues, n)[n]
    without = (elementary_symmetric([*eigenvalues[:i], *eigenvalues[i + 1 :]], n - 1) for i in range(len(eigenvalues)))
    return [value * e[n - 1] / total for value, e in zip(eigenvalues, without, strict=True)]


def elementary_symmetric(values: Sequence[Fraction], order: int) -> list[Fraction]:
    """[e_0, ..., e_order] of the values, from the coefficients of prod_i (1 + x_i z)."""
    coefficients = [Fraction(1)] + [Fraction(0)] * order
    for value in values:
        for k in range(order, 0, -1):
            coefficients[k] += value * coefficients[k - 1]
    return coefficients


def mean_inverse_trace(n: float, eigenvalues: Sequence[Any], multiplicities: ArrayLike | None = None) -> arb:
    """E tr K_DD^-1 under the L-ensemble of K / (M C), M the number of modes: (1 - n / M) / C, as a certified ball.

    The mean of K_DD^-1, embedded among M points, is (K + M C)^-1: the derivative of log Z in K. Its trace is
    sum_i 1 / (M lambda_i + M C). Needs positive eigenvalues throughout. Raises ValueError as `certified_constant` does.
    """
    counts = np.ones(len(eigenvalues)) if multiplicities is None else np.asarray(multiplicities, dtype=np.float64)
    if not all(float(value) > 0 for value in eigenvalues):
        raise ValueError("K_DD is singular for some D: the kernel has an eigenvalue that is not positive")
    modes = int(counts.sum())
    ball = eigenlearning.certified_constant(n, eigenvalues, multiplicities)
    return (modes - n) / (modes * ball)


def fixed_size_learnabilities(n: int, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None) -> Floats:
    """The same for each level in float64, relative error about 1e-13 for hundreds of modes; zero levels give 0.

    Divided by (1 + lambda / C) for every mode, e_n becomes the probability that independent coins with
    P(heads) = lambda / (lambda + C) show n heads: sums of positive terms, without cancellation or overflow.
    Raises ValueError as `fixed_size_learnabilities_exact` and `eigenlearning.constant` do.
    """
    values = np.atleast_1d(np.asarray(eigenvalues, dtype=np.float64))
    counts = np.ones(values.shape) if multiplicities is None else np.atleast_1d(np.asarray(multiplicities, np.float64))
    heads = eigenlearning.learnabilities(n, values, counts)
    rank = int(counts[values > 0].sum())
    _check_points(n, rank)
    if n in (0, rank):
        return heads
    tails = 1 / (1 + values / eigenlearning.constant(n, values, counts))  # not 1 - heads, which cancels near 1
    total = _chance_of_heads(heads, tails, counts, n)[n]
    result = np.zeros(values.shape)
    for level in np.flatnonzero(heads > 0):
        others = counts - (np.arange(len(counts)) == level)
        result[level] = heads[level] * _chance_of_heads(heads, tails, others, n - 1)[n - 1] / total
    return result


def _chance_of_heads(heads: Floats, tails: Floats, counts: Floats, order: int) -> Floats:
    """P(0), ..., P(order) heads from counts[l] coins that show heads or tails with chances heads[l] and tails[l]."""
    chance = np.zeros(order + 1)
    chance[0] = 1.0
    for head, tail in zip(np.repeat(heads, counts.astype(int)), np.repeat(tails, counts.astype(int)), strict=True):
        chance[1:] = tail * chance[1:] + head * chance[:-1]
        chance[0] *= tail
    return chance


def _check_rationals(eigenvalues: Sequence[Fraction]) -> None:
    for i, value in enumerate(eigenvalues):
        if not isinstance(value, Fraction | int):
            raise ValueError(f"eigenvalue {i} must be a Fraction, got {type(value).__name__}")
        if value < 0:
            raise ValueError(f"eigenvalue {i} is {value}: a kernel must be positive semi-definite")


def _check_points(n: int, rank: int) -> None:
    if isinstance(n, bool) or n != int(n) or not 0 <= n <= rank:
        raise ValueError(f"a determinantal sample has between 0 and rank = {rank} points, got {n}")
