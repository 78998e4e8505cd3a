r"""Diagonal linear networks of two layers, w = u * u - v * v from u = v = scale: where gradient flow ends up.

Gradient flow multiplies u_j by exp(2 G_j) and v_j by exp(-2 G_j), G = sum_i L_i z_i, where L_i is the integral of the
slope of the loss at row z_i = y_i x_i. Hence w_j = 2 scale^2 sinh(4 G_j). Let a vote w* of l1 margin m be unique, J its
support, and p the distribution dual to it, positive on all rows, |J| = n. For j in J the |G_j| grow alike, so that the
L_i keep the proportions of p, the shares in the risk tend to p, and

    z_i . w = c - ln p_i + o(1),    c = -ln of the summed loss,

while every other weight grows like a power of |w|_1, smaller than one. Together these equations give the whole w.
Source: the conserved products u_j v_j, and the argument of `theory.residual_law`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import number, real_array
from theory.l1_margins import L1Margin

Floats = NDArray[np.floating]


def weights(margin: L1Margin, data: ArrayLike, scale: float, log_loss: float) -> Floats:
    """w at this log of the summed loss, shape (d,), up to o(1), from u = v = scale.

    Raises ValueError unless all rows are tight with a positive p_i and the vote has as many coordinates as rows, for a
    scale that is not positive, and for a loss so high that the equations have no solution.
    """
    rows = _rows(margin, data)
    inside = np.array([w != 0 for w in margin.weights])
    if min(margin.distribution) == 0 or inside.sum() != len(rows):
        raise ValueError("needs as many coordinates of the vote as rows, all of them with a positive multiplier")
    number(scale, "scale must be positive and finite", lambda x: x > 0)
    number(log_loss, "the log of the loss is a finite number, and a loss of no such log too high")
    heights = -log_loss - np.log([float(p) for p in margin.distribution])
    w = np.zeros(rows.shape[1])
    for _ in range(200):
        before = w.copy()
        w[inside] = np.linalg.solve(rows[:, inside], heights - rows[:, ~inside] @ w[~inside])
        pulls = np.linalg.solve(rows[:, inside].T, np.arcsinh(w[inside] / (2 * scale**2)))
        w[~inside] = 2 * scale**2 * np.sinh(rows[:, ~inside].T @ pulls)
        if not np.isfinite(w).all():
            break
        if np.abs(w - before).max() <= 1e-13 * np.abs(w).max():
            return w
    raise ValueError(f"the loss exp({log_loss}) is too high for weights off the support to be small beside the others")


def _rows(margin: L1Margin, data: ArrayLike) -> Floats:
    if not isinstance(margin, L1Margin) or not margin.exact:
        raise ValueError(f"needs separable data with a certified l1 margin, got {margin}")
    rows = real_array(data, "data")
    if rows.shape != (len(margin.distribution), len(margin.weights)):
        wanted = (len(margin.distribution), len(margin.weights))
        raise ValueError(f"data must have shape {wanted}, got {rows.shape}")
    return rows
