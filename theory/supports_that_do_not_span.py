"""What gradient flow leaves alone where the support vectors of separable data do not span the space.

The slope of the risk lies in the span of the examples, and soon in that of the support vectors. Hence the columns of
W_1 along their orthogonal complement N, an orthonormal (d, d - r) frame, stay as they are, and the end-to-end map
w = W_L ... W_1 goes on with them: w N = a W_1 N for the row a = W_L ... W_2, which aligns with the first left singular
vector u of W_1. Source: the gradient formula of the proof remarks on the theorem of Ji and Telgarsky.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.margins import Margin

Floats = NDArray[np.floating]


def complement(margin: Margin, data: ArrayLike) -> Floats:
    """N, orthonormal columns orthogonal to all support vectors, shape (d, d - r); ValueError where they span."""
    rows = np.asarray(data, dtype=np.float64)
    if rows.shape != (len(margin.weights), len(margin.point)):
        raise ValueError(f"data must have shape {(len(margin.weights), len(margin.point))}, got {rows.shape}")
    if not margin.nondegenerate or margin.strongly_separable:
        raise ValueError("needs support vectors that are independent and do not span the space")
    return np.linalg.svd(rows[list(margin.support)])[2][margin.rank :].T


def left_alone(first: ArrayLike, normals: Floats) -> Floats:
    """W_1 N, shape (..., d_1, d - r), the columns that never move if all examples are support vectors."""
    return _layers(first, normals) @ normals


def sine(first: ArrayLike, start: ArrayLike, normals: Floats) -> Floats:
    """|u^T W_1(0) N| / |W_1|_F, to which the sine of the angle between w and the span is asymptotic, shape (...).

    With a = |a| u and W_1 close to rank one, |w| = |a| |W_1|_F. So the direction of w tends to the max-margin direction
    like 1 / |W_1|_F, far slower than 1 / |w|, which it would do if the support vectors spanned the space.
    """
    layers = _layers(first, normals)
    left = np.linalg.svd(layers)[0][..., :, :1]
    along = np.swapaxes(left, -1, -2) @ left_alone(start, normals)
    return np.linalg.norm(along, axis=(-2, -1)) / np.linalg.norm(layers, axis=(-2, -1))


def _layers(first: ArrayLike, normals: Floats) -> Floats:
    layers = np.asarray(first, dtype=np.float64)
    if layers.ndim < 2 or layers.shape[-1] != len(normals) or not np.isfinite(layers).all():
        raise ValueError(f"W_1 must be finite with {len(normals)} columns, got shape {layers.shape}")
    return layers
