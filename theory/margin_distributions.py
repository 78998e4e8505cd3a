"""Distributions of normalised margins: exact votes, and kernel machines from their exact multipliers.

The normalised margins of f on examples (x_i, y_i) are y_i f(x_i) / (R |f|). For a vote f = sum_j w_j h_j of voters
|h_j| <= 1 the size |f| is sum_j |w_j| and R = 1. For a kernel machine |f| is the norm in the kernel's Hilbert space,
without a bias, and R^2 = max_i k(x_i, x_i). All are between -1 and 1, and the least is at most the data's margin / R.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.architecture import number, real_array, whole
from theory.kernel_margins import KernelMargin, gaussian_margin, gram_margin, normalised_margins, polynomial_gram
from theory.margins import NotSeparable
from theory.rational_algebra import exactly, products, rational, table

Floats = NDArray[np.float64]
Points = Sequence[Sequence[Any]] | NDArray[Any]
DEGREES = {"linear": (1, 0), "quadratic": (2, 1)}  # and the offset


def distribution(margins: Sequence[Any] | Floats, thresholds: Sequence[Any] | Floats) -> list[Fraction]:
    """The share F(t) of margins at most t, for each threshold t. Continuous from the right; F(0) is the training error.

    Ties are counted with the share, so that a margin of zero is an error. Numbers are compared exactly. Raises
    ValueError where there are no margins, or a number is not finite.
    """
    try:
        values, at = [rational(m) for m in margins], [rational(t) for t in thresholds]
    except (OverflowError, TypeError, ValueError):
        raise ValueError("margins and thresholds are finite numbers") from None
    if not values:
        raise ValueError("a distribution needs at least one margin, got none")
    values.sort()
    return [Fraction(bisect.bisect_right(values, t), len(values)) for t in at]


def of_vote(rows: Points, weights: Sequence[Any] | Floats) -> list[Fraction]:
    """Normalised margins (sum_j w_j z_ij) / sum_j |w_j| of a vote, for rows z_ij = y_i h_j(x_i), (n, d).

    Raises ValueError for bad numbers, and for a vote of weight zero.
    """
    (vote,) = table([weights], "weights")
    size = sum(map(abs, vote), Fraction(0))
    if not size:
        raise ValueError("a vote without weight has no normalised margins")
    return [product / size for product in products(table(rows, "votes"), vote)]


def solved(
    kernel: str, points: Points, labels: Sequence[Any] | NDArray[Any], *, rate: Any = 1, bias: Any = 0
) -> KernelMargin | NotSeparable:
    """The exact margin for "linear" x . x', "quadratic" (1 + x . x')^2 or "gaussian" exp(-rate |x - x'|^2).

    A `bias` B > 0 adds B to a polynomial kernel: then a bias b costs b^2 / B of the squared norm, nothing for large B.
    Raises ValueError for another kernel, and as the functions of `theory.kernel_margins` do.
    """
    if kernel == "gaussian":
        return gaussian_margin(points, labels, rate)
    return gram_margin(_gram(kernel, points, rate, bias), labels)


def of_machine(
    kernel: str,
    points: Points,
    labels: Sequence[Any] | NDArray[Any],
    margin: KernelMargin,
    *,
    rate: Any = 1,
    bias: Any = 0,
) -> Floats:
    """Normalised margins (n,) of f = sum_i p_i y_i k(x_i, .) with the multipliers p of `margin`, in any length."""
    radius = math.sqrt(max(row[i] for i, row in enumerate(_gram(kernel, points, rate, 0))))
    return normalised_margins(_gram(kernel, points, rate, bias), labels, margin) / radius


def smallest_after(gamma: Any, step: float, examples: int, lengths: Floats) -> Floats:
    """Lower bound (1 - step/2) gamma - ln(n) / |w| of the least normalised margin of a boosted vote with sum |w|.

    For coordinate descent on the exponential risk that moves by `step` times the largest edge: a step a lowers the log
    of the risk by a e - a^2 / 2 at least for an edge e, edges are at least gamma, and the risk bounds the least margin.
    Raises ValueError unless 0 < step <= 1, 0 <= gamma <= 1, there is an example, and all lengths are positive.
    """
    step = number(step, "the step is between 0 and 1", lambda x: 0 < x <= 1)
    margin = float(number(gamma, "the margin of votes lies in [0, 1]", lambda x: 0 <= x <= 1))
    count, size = whole(examples, "there is at least one example", least=1), real_array(lengths, "lengths")
    if not np.all(size > 0):
        raise ValueError(f"lengths are positive, got {lengths}")
    return (1 - step / 2) * margin - math.log(count) / size


def _gram(kernel: str, points: Points, rate: Any, bias: Any) -> Any:
    if kernel in DEGREES:
        degree, offset = DEGREES[kernel]
        more = exactly(bias, "the bias adds a finite number >= 0 to the kernel")
        if more < 0:
            raise ValueError(f"the bias adds a finite number >= 0 to the kernel, got {bias}")
        return [[k + more for k in row] for row in polynomial_gram(points, degree, offset)]
    if kernel != "gaussian" or bias:
        raise ValueError(f"kernels are linear and quadratic, and gaussian without bias, got {kernel!r}")
    x = np.array([[float(entry) for entry in row] for row in table(points, "points")])
    return np.exp(-float(rate) * ((x[:, None] - x) ** 2).sum(axis=2))
