"""The squared norm of the trained second layer of a linear network: its exact mean at every size.

Setting and symbols are those of `two_layer_linear`, with hidden weights W (d, h) of independent N(0, 1) entries, and
a = (X W)^+ y. Averages over X, W and the label noise, s2 = noise and r = radius:

few units, h <= min(d, n).  Least squares gives a = W^+ theta + (Z'Z)^-1 Z'(misfit + eps), Z = X W, and the misfit, of
    squared length b = |theta - W W^+ theta|^2, acts as noise. Given W, E (Z'Z)^-1 = (W'W)^-1 / (n-h-1); the range of W
    is independent of its singular values, E b = r^2 (1 - h/d), and E tr (W'W)^-1 = h / (d-h-1):
    E |a|^2 = h / (d-h-1) [r^2 / d + (s2 + r^2 (1 - h/d)) / (n-h-1)].
all inputs, d <= n and h >= d.  X W a is X times least squares, so that a = W^+ b with b = X^+ y, and
    |a|^2 = b' (W W')^-1 b is |b|^2 over a chi2_{h-d+1}:  E |a|^2 = (r^2 + s2 d / (n-d-1)) / (h-d-1).
    It is infinite at h = d and h = d + 1, while the risk |b - theta|^2 does not depend on h at all.
interpolation, d > n and h > n.  |a|^2 = |u|^2 / chi2_{h-n+1}:  E |a|^2 = (r^2 n/d + s2 n / (d-n-1)) / (h-n-1).

Without hidden units (W = I) the squared norm of minimum-norm regression is r^2 Beta(n/2, (d-n)/2) for s2 = 0 and d > n,
and r^2 for d <= n: nothing grows at d = n unless there is noise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from theory.two_layer_checks import length, listed, nonnegative, size
from theory.two_layer_linear import MomentError

__all__ = ["linear_network", "regression"]


def linear_network(n: int, d: int, widths: Sequence[int], noise: float = 1.0, radius: float = 1.0) -> np.ndarray:
    """E |a|^2 of the linear network at each width; shape (len(widths),).

    Raises MomentError where it is infinite, and ValueError for sizes that are not positive integers or numbers that
    are negative or not finite.
    """
    size("n", n)
    size("d", d)
    noise, square = nonnegative("noise", noise), length("radius", radius) ** 2
    return np.array([_mean(n, d, size("h", h), noise, square) for h in listed("widths", widths)])


def _mean(n: int, d: int, h: int, noise: float, square: float) -> float:
    """The three cases of the module's text; each denominator is one of `_inverse`."""
    if noise == square == 0:
        return 0.0
    try:
        if h <= min(d, n):
            pole = _inverse(n - h) if noise > 0 or h < d else 0.0
            return h * _inverse(d - h) * (square / d + (noise + square * (1 - h / d)) * pole)
        amplified = noise * min(d, n) * _inverse(abs(n - d)) if noise > 0 else 0.0
        return (square * min(1.0, n / d) + amplified) * _inverse(h - min(d, n))
    except ZeroDivisionError:
        raise MomentError(f"the mean squared norm is infinite at n = {n}, d = {d}, h = {h}") from None


def _inverse(gap: int) -> float:
    """E 1 / chi2 with gap + 1 degrees of freedom; ZeroDivisionError where it is infinite."""
    return 1 / max(gap - 1, 0)


def regression(n: int, d: int, noise: float = 0.0, radius: float = 1.0) -> float:
    """E |X^+ y|^2 of minimum-norm regression: r^2 min(1, n/d) + s2 min(n, d) / (|n - d| - 1).

    Raises MomentError for noise at |n - d| <= 1, and ValueError as `linear_network`.
    """
    size("n", n)
    size("d", d)
    noise, square = nonnegative("noise", noise), length("radius", radius) ** 2
    if noise > 0 and abs(n - d) <= 1:
        raise MomentError(f"the mean squared norm is infinite at n = {n}, d = {d}")
    return square * min(1.0, n / d) + (noise * min(n, d) / (abs(n - d) - 1) if noise else 0.0)
