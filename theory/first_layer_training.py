"""Gradient descent on the first layer of the linear two-layer network, with the second layer a fixed and nonzero.

Each step adds rate * X'(y - X W a) a' / n to W: all of it is a vector times a'. So

    W_t - W_0 = (b_t - b_0) a' / |a|^2,   b_t = W_t a,

and b_t is gradient descent on least squares with rate * |a|^2, started at b_0 = W_0 a: neither the number of neurons h
nor the rest of W_0 occurs, and |a| only sets the unit of time. It never leaves b_0 + row space of X, so it ends at
b = X^+ y + (I - X^+ X) b_0. With a = 0 nothing moves, and the risk is that of no fit, |theta|^2.

Mean risk.  What the data cannot see of a random start is orthogonal to everything else, in mean: with X Gaussian, and
b_0 independent of the data with mean zero and E|b_0|^2 = start,
    E R = (minimum-norm regression) + (1 - n/d)_+ start.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from theory import second_layer_training
from theory import two_layer_checks as checks
from theory.two_layer_checks import finites, nonnegative, positives, size
from theory.two_layer_linear import MomentError, SecondLayerRisk

__all__ = ["after", "limit_risk", "mean_risk"]


def after(x: ArrayLike, y: ArrayLike, start: ArrayLike, rate: ArrayLike, steps: int, length: float = 1.0) -> np.ndarray:
    """b_t = W_t a after `steps` steps of size `rate` (...), |a| = `length`; x (..., n, d), y (..., n), start (..., d).

    Raises ValueError for shapes that do not fit, entries that are not finite, a negative length, and a rate for which
    descent does not stay finite.
    """
    if checks.length("length", length) == 0:
        return finites("start", start)
    with np.errstate(over="ignore"):
        pace = positives("rate", rate) * float(length) ** 2
    if not np.all(np.isfinite(pace) & (pace > 0)):
        raise ValueError(f"rate * length^2 must be positive and finite, got rate {rate!r} and length {length!r}")
    return second_layer_training.after(x, y, start, pace, steps)


def mean_risk(n: int, d: int, start: float, noise: float = 1.0, radius: float = 1.0) -> float:
    """E R at the end of training on Gaussian data, from a random start b_0 with E|b_0|^2 = `start`.

    MomentError where it is infinite, |n - d| <= 1 with noise; ValueError for bad sizes, a negative start or noise.
    """
    size("n", n)
    size("d", d)
    start, radius = nonnegative("start", start), checks.length("radius", radius)
    if d <= n:
        return SecondLayerRisk(n, d, d, noise).mean()
    if nonnegative("noise", noise) > 0 and d == n + 1:
        raise MomentError(f"the mean of the risk is infinite at n = {n}, d = {d}, too near the threshold")
    unseen = 1 - n / d
    return unseen * (radius**2 + start) + (noise * n / (d - n - 1) if noise > 0 else 0.0)


def limit_risk(x: np.ndarray, y: np.ndarray, start: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """|b - theta|^2 at the end of training: x (..., n, d), y (..., n), start b0 (..., d), theta (..., d); shape (...).

    Raises ValueError for shapes that do not fit or entries that are not finite.
    """
    x, y, start, theta = (finites(*each) for each in (("x", x), ("y", y), ("start", start), ("theta", theta)))
    if x.ndim < 2 or y.shape[-1:] != x.shape[-2:-1] or {start.shape[-1:], theta.shape[-1:]} != {x.shape[-1:]}:
        raise ValueError(f"x (n, d), y (n,), start (d,) and theta (d,) do not fit: {x.shape}, {y.shape}")
    residual = y - np.einsum("...ij,...j->...i", x, start)
    end = start + np.einsum("...ij,...j->...i", np.linalg.pinv(x), residual)
    return np.sum((end - theta) ** 2, axis=-1)
