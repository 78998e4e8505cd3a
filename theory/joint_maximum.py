"""The largest smallest margin over all layers of a deep linear network, under two constraints on their norms.

Since |W_L ... W_1| <= |W_1|_F ... |W_L|_F, with equality exactly where every layer has rank one and neighbours share
their singular vectors, max min_i z_i . (W_L ... W_1) is the l2 margin times the largest product of norms. Maximisers
are not unique: signs, and rotations between the layers, are free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from theory.architecture import whole
from theory.margins import Margin


def with_norms(margin: Margin, norms: Sequence[float]) -> float:
    """The maximum where |W_k|_F <= norms[k]: margin times their product. Raises ValueError for a negative norm."""
    if not len(norms) or not all(0 <= norm < math.inf for norm in norms):
        raise ValueError(f"norms must be one or more finite numbers, not negative, got {norms}")
    return margin.value * math.prod(norms)


def with_total(margin: Margin, total: float, depth: int) -> float:
    """The maximum where sum_k |W_k|_F^2 <= total, over L = depth layers: margin (total / L)^(L / 2), at equal norms.

    Raises ValueError for a negative total or depth < 1.
    """
    depth = whole(depth, "depth is the number of layers, 1 or more", least=1)
    if not 0 <= total < math.inf:
        raise ValueError(f"total must be finite and not negative, got {total}")
    return with_norms(margin, [math.sqrt(total / depth)] * depth)
