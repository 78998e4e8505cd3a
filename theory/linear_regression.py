r"""Linear regression as kernel regression: d inputs, the kernel <x, x'>, minimum-norm least squares on n points.

The fit is X^+ y with X (n, d). For isotropic Gaussian inputs X^+ X projects onto a uniformly random subspace of
dimension min(n, d), and the noise of the labels is spread by tr (X X^T)^+, an inverse Wishart trace:

    L_i = min(n, d) / d,            error of a linear target without noise  1 - L_i,
    excess by noise of variance 1   n / (d - n - 1)  for n < d - 1,   d / (n - d - 1)  for n > d + 1.

For d - 1 <= n <= d + 1 the excess has no mean. The formulas of eigenlearning give the first two exactly, and
n / (d - n) or d / (n - d) for the third: a relative error of 1 / |d - n|, which is large near the peak alone.
"""

from __future__ import annotations

from fractions import Fraction


def mean_learnability(n: int, d: int) -> Fraction:
    """min(n, d) / d, for every linear target and isotropic Gaussian inputs. Raises ValueError for sizes below 1."""
    _check_sizes(n, d)
    return Fraction(min(n, d), d)


def mean_error(n: int, d: int) -> Fraction:
    """1 - min(n, d) / d: the mean squared error of a noiseless linear target, in units of its power."""
    return 1 - mean_learnability(n, d)


def noise_excess(n: int, d: int) -> Fraction:
    """What label noise of variance 1 adds to the mean squared error: n / (d - n - 1) or d / (n - d - 1).

    Raises ValueError for d - 1 <= n <= d + 1, where the mean is infinite, and for sizes below 1.
    """
    _check_sizes(n, d)
    if abs(n - d) <= 1:
        raise ValueError(f"the excess has no mean for d - 1 <= n <= d + 1, got n = {n} and d = {d}")
    return Fraction(min(n, d), abs(n - d) - 1)


def _check_sizes(n: int, d: int) -> None:
    if n < 1 or d < 1:
        raise ValueError(f"n and d are positive, got n = {n} and d = {d}")
