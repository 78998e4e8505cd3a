"""Gradient descent with Armijo line search on deep linear networks: what its steps grant, and what they move.

F = -ln(risk), G_k is its gradient by the layer W_k and |G|^2 the sum of all |G_k|_F^2. A step of length `size` along G
is accepted where the risk falls by at least a quarter of size * risk * |G|^2, what its slope promises. Sources: Armijo
(1966) for the rule; the rest is derived here, from the law of the imbalances D_k in `theory.deep_linear_gradients`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import real_array
from theory.deep_linear import Imbalance

Floats = NDArray[np.floating]
SUFFICIENT = 0.25


class Flip(NamedTuple):
    """Slopes y / x of the map and its normalised margin, each of the shape of the heights."""

    slope: Floats
    margin: Floats


def least_growth(promised: ArrayLike) -> Floats:
    """-ln(1 - p / 4), the least growth of F in a step with p = size * |G|^2; ValueError unless 0 <= p < 4.

    No step with p >= 4 can be accepted, for it would have to take the whole risk away: the search bounds its own steps.
    """
    p = real_array(promised, "promises")
    if not np.all((p >= 0) & (SUFFICIENT * p < 1)):
        raise ValueError("an accepted step promises less than 4, and not less than nothing")
    return -np.log1p(-SUFFICIENT * p)


def drifted(start: Imbalance, moved: ArrayLike) -> Imbalance:
    """Ceiling of the largest and floor of the smallest eigenvalue of D_1 ... D_{L-1} after descent, and their traces.

    `moved` has shape (..., L): per layer the sum over all steps of size^2 |G_k|_F^2. A step adds size^2 (G_{k+1}^T
    G_{k+1} - G_k G_k^T) to D_k, two matrices without negative eigenvalues and of these traces; Weyl does the rest. The
    traces are exact. Raises ValueError for another number of layers and for negative or non-finite entries.
    """
    paths = real_array(moved, "sums of squares")
    if paths.shape[-1:] != (start.largest.shape[-1] + 1,) or not np.all((paths >= 0) & np.isfinite(paths)):
        raise ValueError(f"needs a sum of squares for each of {start.largest.shape[-1] + 1} layers, got {paths.shape}")
    up, down = paths[..., 1:], paths[..., :-1]
    return Imbalance(start.largest + up, start.smallest - down, start.trace + up - down)


def flip(height: ArrayLike) -> Flip:
    """Where line search on F itself ends on the two points (1, a) and (1, -a), 0 < a^2 < 3/5, from almost any start.

    Far from the start only the point behind counts, say (1, -a), and a step of length s along it adds at least
    s (1 - a^2) to F, more than a quarter of s (1 + a^2): every step is accepted, and the next is twice as long. With
    r = |y| / s before the step, r -> |r - a| / 2, which tends to a / 3, while x / s tends to 1 and y changes its sign.
    """
    a = real_array(height, "heights")
    if not np.all((a > 0) & (a * a < 0.6)):
        raise ValueError(f"the points (1, a) and (1, -a) need 0 < a^2 < 3/5, got a = {height}")
    slope = a / 3
    return Flip(slope, (1 - a * slope) / np.sqrt(1 + slope * slope))
