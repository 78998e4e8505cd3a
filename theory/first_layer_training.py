"""Gradient descent on the first layer of the linear two-layer network, with the second layer a fixed and nonzero.

b = W a obeys b' = |a|^2 X'(y - X b) / n: gradient descent on least squares, started at b0 = W0 a. It never leaves
b0 + row space of X, so it ends at b = X^+ y + (I - X^+ X) b0, in which the number of neurons h does not occur.
"""

from __future__ import annotations

import numpy as np

__all__ = ["limit_risk"]


def limit_risk(x: np.ndarray, y: np.ndarray, start: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """|b - theta|^2 at the end of training: x (..., n, d), y (..., n), start b0 (..., d), theta (..., d); shape (...).

    Raises ValueError for shapes that do not fit or entries that are not finite.
    """
    x, y, start, theta = (np.asarray(value, dtype=float) for value in (x, y, start, theta))
    if x.ndim < 2 or y.shape[-1:] != x.shape[-2:-1] or {start.shape[-1:], theta.shape[-1:]} != {x.shape[-1:]}:
        raise ValueError(f"x (n, d), y (n,), start (d,) and theta (d,) do not fit: {x.shape}, {y.shape}")
    if not all(np.isfinite(value).all() for value in (x, y, start, theta)):
        raise ValueError("x, y, start and theta must be finite")
    residual = y - np.einsum("...ij,...j->...i", x, start)
    end = start + np.einsum("...ij,...j->...i", np.linalg.pinv(x), residual)
    return np.sum((end - theta) ** 2, axis=-1)
