"""The largest smallest margin over all layers of a deep linear network, under two constraints on their norms.

Since |W_L ... W_1| <= |W_1|_F ... |W_L|_F, with equality exactly where every layer has rank one and neighbours share
their singular vectors, max min_i z_i . (W_L ... W_1) is the l2 margin times the largest product of norms. Maximisers
are not unique: signs, and rotations between the layers, are free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from theory.architecture import number, real_array, whole
from theory.margins import Margin


def with_norms(margin: Margin, norms: Sequence[float]) -> float:
    """The maximum where |W_k|_F <= norms[k]: margin times their product. Raises ValueError for a negative norm."""
    if not isinstance(margin, Margin):
        raise ValueError(f"needs the margin of separable data, got {type(margin).__name__}")
    sizes = real_array(norms, "norms")
    if sizes.ndim != 1 or not sizes.size or not np.all((sizes >= 0) & (sizes < np.inf)):
        raise ValueError(f"norms must be one or more finite numbers, not negative, got {norms}")
    return margin.value * math.prod(sizes.tolist())


def with_total(margin: Margin, total: float, depth: int) -> float:
    """The maximum where sum_k |W_k|_F^2 <= total, over L = depth layers: margin (total / L)^(L / 2), at equal norms.

    Raises ValueError for a negative total or depth < 1.
    """
    depth = whole(depth, "depth is the number of layers, 1 or more", least=1)
    number(total, "total must be finite and not negative", lambda x: x >= 0)
    return with_norms(margin, [math.sqrt(total / depth)] * depth)
