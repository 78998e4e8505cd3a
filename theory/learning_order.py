"""Which of two eigenmodes is learned first: exact means over data sets, and what learnability says of the error.

Determinantal data: a set D of n points drawn with probability proportional to det K_DD has, for lambda_i > lambda_j,

    E L_i - E L_j = (lambda_i - lambda_j) e_{n-1}(lambda without i and j) / e_n(lambda) >= 0,

because e_{n-1}(without i) = e_{n-1}(without i, j) + lambda_j e_{n-2}(without i, j), and the last terms cancel.

Uniform data: E L_i = lambda_i <phi_i, E[K_DD^-1] phi_i> / M with K_DD^-1 embedded among the M points. Its mean need not
treat all modes alike. On the 3-cube, let degree 2 carry nearly all of the kernel, and n = 2. The points of an antipodal
pair then look the same to the kernel but for the odd modes, however small their eigenvalues: on these pairs, one in
seven, the four odd modes share one unit of learnability, hence E L_1 >= 1/28 if lambda_1 = lambda_3. Degree 0 gets
E L_0 < lambda_0 / lambda_2. With lambda_2 = 40 lambda_0 it is learned less, whatever lambda_0 / lambda_1 is.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.determinantal import elementary_symmetric
from theory.kernel_regression import Rational, cube_kernel, learnabilities, walsh_basis


def masked_levels(ratio: int) -> tuple[int, int, int, int]:
    """Eigenvalues by degree on the 3-cube for which, at n = 2, degree 0 is learned less than degree 1.

    lambda_0 = ratio, lambda_1 = lambda_3 = 1, and lambda_2 = 40 ratio hides the difference of antipodal points. Raises
    ValueError for a ratio below 1.
    """
    if ratio < 1:
        raise ValueError(f"the ratio of the eigenvalues is at least 1, got {ratio}")
    return (ratio, 1, 40 * ratio, 1)


def uniform_learnabilities(n: int, levels: Sequence[Rational]) -> list[Fraction]:
    """Mean learnability of degree k = 0 ... d over all sets of n points of the d-cube, in rational arithmetic.

    `levels` are the eigenvalues by degree, against the uniform measure. The kernel knows no origin and no order
    of coordinates: the sets which hold the point 0, and one parity of each degree, suffice. Raises ValueError for n
    outside 1 ... 2^d and where some K_DD is singular.
    """
    K = cube_kernel(levels)
    M, d = len(K), len(levels) - 1
    if not 1 <= n <= M:
        raise ValueError(f"data sets have 1 to {M} points, got n = {n}")
    walsh = walsh_basis(d)
    parities = [walsh[2**k - 1] for k in range(d + 1)]
    total, sets = [Fraction(0)] * (d + 1), list(combinations(range(1, M), n - 1))
    for rest in sets:
        total = [a + b for a, b in zip(total, learnabilities(K, (0, *rest), parities), strict=True)]
    return [value / len(sets) for value in total]


def determinantal_gaps(n: int, eigenvalues: Sequence[Fraction]) -> list[Fraction]:
    """E L_i - E L_{i+1} under determinantal sampling of n points, for eigenvalues that do not increase.

    (lambda_i - lambda_{i+1}) e_{n-1}(lambda without i and i + 1) / e_n(lambda), one entry per pair of neighbours.
    Raises ValueError for eigenvalues that increase or are negative, and for n outside 1 ... rank.
    """
    pairs = list(pairwise(eigenvalues))
    if any(a < b for a, b in pairs) or (len(eigenvalues) and eigenvalues[-1] < 0):
        raise ValueError(f"eigenvalues must not increase nor be negative, got {[float(x) for x in eigenvalues]}")
    rank = sum(value > 0 for value in eigenvalues)
    if not 1 <= n <= rank:
        raise ValueError(f"a determinantal sample has between 1 and rank = {rank} points, got {n}")
    whole = elementary_symmetric(eigenvalues, n)[n]
    others = [[*eigenvalues[:i], *eigenvalues[i + 2 :]] for i in range(len(pairs))]
    return [
        (a - b) * elementary_symmetric(rest, n - 1)[n - 1] / whole for (a, b), rest in zip(pairs, others, strict=True)
    ]


def least_mse(learnability: ArrayLike, power: ArrayLike = 1.0) -> NDArray[np.float64]:
    """(1 - L)^2 |f|^2 <= MSE for a target of power |f|^2 that is learned to L = <f, fit> / |f|^2, on every data set.

    The error f - fit has the inner product (1 - L) |f|^2 with f, and Cauchy-Schwarz does the rest. Raises ValueError
    for a negative power or NaN.
    """
    L, square = np.asarray(learnability, dtype=np.float64), np.asarray(power, dtype=np.float64)
    if not (np.all(square >= 0) and np.all(np.isfinite(L))):
        raise ValueError(f"learnabilities are finite and powers not negative, got {L} and {square}")
    return np.asarray((1 - L) ** 2 * square)
