"""Variance of networks phi(z) = z + delta He2(z) / sqrt 2 with a trained second layer: two limits that do not commute.

Hidden weights are unit vectors, x ~ N(0, I_d), unit label noise; He2(z) = z^2 - 1.

delta = 0, d <= n.  The features X W have rank min(h, d). For h >= d the fit W (X W)^+ is X^+: W has full row rank and X
    full column rank, so that the pseudo-inverse factors. The network is least squares in every draw, with variance
    tr (X'X)^-1, and h does not occur.
delta > 0.  phi has the Hermite constants mu1 = 1 and mu_star^2 = delta^2, so that zeta = delta^2 in `random_features`:
    V = h / (n-h-1) for h < n - 1 and K(n/d, delta^2) + n / (h-n-1) for h > n + 1, with the poles of finite size. At
    h < n it does not depend on delta; as delta -> 0 the plateau K tends to what the linear network has, and the pole at
    h = n stays. The h - d directions that W cannot tell apart are fitted with coefficients of order 1 / delta, and what
    they add to the prediction is of order 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from theory.random_features import plateau
from theory.two_layer_checks import finites, listed, nonnegative, size
from theory.two_layer_linear import MomentError, mean_curve

__all__ = ["least_squares_variance", "variance_curve"]


def variance_curve(delta: float, n: int, d: int, widths: Sequence[int]) -> np.ndarray:
    """Mean variance at each width, per unit of label noise: exact for delta = 0, else that of the Gaussian features.

    Raises MomentError where the mean is infinite: at |h - n| <= 1, unless delta = 0 and d < n - 1. ValueError for bad
    sizes and a `delta` that is negative or not finite.
    """
    if nonnegative("delta", delta) == 0:
        return mean_curve(n, d, widths, "variance")
    size("n", n)
    size("d", d)
    values = []
    for h in listed("widths", widths):
        size("h", h)
        if abs(h - n) <= 1:
            raise MomentError(f"the mean of the variance is infinite at n = {n}, h = {h}, too near the threshold")
        if h < n:
            values.append(h / (n - h - 1))
        else:
            values.append(plateau(Fraction(n, d), delta**2)[1] + n / (h - n - 1))
    return np.array(values, dtype=float)


def least_squares_variance(x: np.ndarray) -> np.ndarray:
    """tr (X'X)^-1 for inputs x (..., n, d): the variance of least squares under unit noise; shape (...).

    Raises ValueError unless n >= d and X has full column rank.
    """
    x = finites("x", x)
    if x.ndim < 2 or not 0 < x.shape[-1] <= x.shape[-2]:
        raise ValueError(f"least squares wants finite inputs of shape (n, d) with n >= d >= 1, got shape {x.shape}")
    values = np.linalg.svd(x, compute_uv=False)
    if np.any(values[..., -1] <= 1e-12 * values[..., 0]):
        raise ValueError("least squares wants inputs of full column rank")
    return np.sum(values**-2, axis=-1)
