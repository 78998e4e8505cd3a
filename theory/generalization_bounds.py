r"""A bound on the error of kernel interpolation with every constant, and what it is for random labels.

Setting: n independent points with labels -1 and 1, k <= kmax, H the Gram matrix, f the interpolant and B^2 = y^T H^-1 y
its squared norm. On the event that the least eigenvalue of H is at least lambda, with probability 1 - delta,

    P(y f(x) <= 0) <= 2 (1 + e) sqrt(kmax B^2 / n) + sqrt(log(J / delta) / (2 n)),
    J = ceil(log sqrt(kmax n / lambda) / log(1 + e)) + 1.

Proof. (1) The ramp loss min(1, max(0, 1 - y f)) is 1-Lipschitz, lies in [0, 1], is at least the 0-1 loss, and vanishes
on the data, where y f = 1. (2) For a fixed radius W, bounded differences and symmetrization give, with probability
1 - delta / J, that risk exceeds mean loss on the data by at most 2 R + sqrt(log(J / delta) / (2 n)) for all |f| <= W,
where R, the mean Rademacher complexity of the losses, is at most that of the ball by contraction, hence at most
W sqrt(kmax / n). (3) The radius is not known in advance, but 1 = |f(x_i)| <= B sqrt(kmax), and B^2 <= n / lambda since
|y|^2 = n. The J radii W_j = (1 + e)^j / sqrt(kmax) therefore contain one with B <= W_j <= (1 + e) B; union bound.

If labels are fair coins, E B^2 = tr H^-1 >= n^2 / tr H >= n / kmax by Cauchy-Schwarz, so that the root mean square of
2 sqrt(kmax B^2 / n) is at least 2. With k -> s k, B^2 becomes B^2 / s and the sign of f stays: constants that know
nothing of kmax cannot be right. Compare Arora, Du, Hu, Li and Wang (2019), Theorem 5.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def number_of_radii(n: int, largest_kernel: float, least_eigenvalue: float, ratio: float) -> int:
    """J, for e = ratio. Raises ValueError unless all are positive and n kmax >= lambda."""
    if not (n >= 1 and ratio > 0 and 0 < least_eigenvalue <= n * largest_kernel < math.inf):
        raise ValueError(
            f"sizes are positive and lambda <= n kmax, got {n}, {largest_kernel}, {least_eigenvalue}, {ratio}"
        )
    steps = math.log(n * largest_kernel / least_eigenvalue) / 2 / math.log1p(ratio)
    return math.ceil(steps - 1e-9) + 1


def radius_range(n: int, largest_kernel: float, least_eigenvalue: float) -> tuple[float, float]:
    """(1 / sqrt(kmax), sqrt(n / lambda)), which contains B. Raises ValueError as `number_of_radii` does."""
    number_of_radii(n, largest_kernel, least_eigenvalue, 1.0)
    return 1 / math.sqrt(largest_kernel), math.sqrt(n / least_eigenvalue)


def risk_bound(
    complexity: ArrayLike, n: int, largest_kernel: float, least_eigenvalue: float, delta: float, ratio: float = 0.1
) -> Floats:
    """The bound above, for B^2 = complexity of any shape. Raises ValueError unless 0 < delta < 1, B^2 >= 0."""
    first = 2 * (1 + ratio) * np.sqrt(largest_kernel * _complexity(complexity, delta) / n)
    count = number_of_radii(n, largest_kernel, least_eigenvalue, ratio)
    return first + math.sqrt(math.log(count / delta) / (2 * n))


def printed_bound(
    complexity: ArrayLike, n: int, least_eigenvalue: float, delta: float, c: float, other: float
) -> Floats:
    """c sqrt(B^2 / n) + other sqrt(log(n / (lambda delta)) / n), a negative logarithm counted as zero."""
    logarithm = max(0.0, math.log(n / (least_eigenvalue * delta)))
    return c * np.sqrt(_complexity(complexity, delta) / n) + other * math.sqrt(logarithm / n)


def mean_complexity_of_random_labels(features: Sequence[Sequence[int]]) -> Fraction:
    """tr H^-1 for integer features, one row per point, exactly. Raises ValueError for a singular H."""
    from flint import fmpz_mat

    phi = fmpz_mat([[int(x) for x in row] for row in features])
    gram = phi * phi.transpose()
    if gram.det() == 0:
        raise ValueError("the features must be linearly independent")
    inverse = gram.inv()
    return sum((Fraction(int(inverse[i, i].p), int(inverse[i, i].q)) for i in range(gram.nrows())), Fraction(0))


def least_mean_complexity(features: Sequence[Sequence[int]]) -> Fraction:
    """n^2 / tr H, attained where all eigenvalues are equal. Raises ValueError if every feature is zero."""
    trace = sum(int(x) ** 2 for row in features for x in row)
    if trace == 0:
        raise ValueError("some feature must not be zero")
    return Fraction(len(features) ** 2, trace)


def least_first_term() -> int:
    """2, the least root mean square of 2 sqrt(kmax B^2 / n) over random labels, for every kernel and all points."""
    return 2


def _complexity(complexity: ArrayLike, delta: float) -> Floats:
    squares = np.asarray(complexity, dtype=float)
    if not (0 < delta < 1 and np.all(squares >= 0)):
        raise ValueError(f"delta lies in (0, 1) and complexities are not negative, got {delta} and {complexity}")
    return squares
