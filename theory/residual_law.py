"""Where gradient flow on separable data ends up, not only in direction: the limit's offset.

As the logistic (or exponential) risk falls, example i carries the share exp(-z_i . w) / sum_j exp(-z_j . w) of it, and
the shares tend to the multipliers a_i of the margin problem. Hence z_i . w = c - ln a_i on the support vectors with
c = -ln(n risk): the map w is known to o(1) although it diverges. One layer or many: depth changes only how fast the
rest vanishes, O((L - 1) / |w|). Source: the stationary point of the flow across the max-margin direction.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import real_array
from theory.margins import Margin

Floats = NDArray[np.floating]


def shares(margin: Margin) -> Floats:
    """Limit of each example's share of the risk, shape (n,): the multipliers, zero off the support."""
    _unique(margin)
    return np.array([float(weight) for weight in margin.weights])


def entropy(margin: Margin) -> float:
    """-sum a_i ln a_i of the multipliers: what the norm of the map gains over c / margin, in units of the margin."""
    alive = shares(margin)[list(margin.support)]
    return float(-(alive * np.log(alive)).sum())


def end_to_end_map(margin: Margin, data: ArrayLike, log_risk: ArrayLike) -> Floats:
    """The map w at these logs of the mean risk, shape log_risk.shape + (d,), for data of shape (n, d) with this margin.

    w = ((c + H) / margin) direction + offset, c = -log_risk - ln n, H the entropy, and the offset solves
    z_i . offset = -ln a_i - H on the support. Raises ValueError unless the support vectors are independent and span.
    """
    rows = _rows(margin, data)
    if not margin.strongly_separable:
        raise ValueError("the whole map is known only where the support vectors are independent and span the space")
    length = (_height(margin, log_risk) + entropy(margin)) / margin.value
    return length[..., None] * margin.direction + offset(margin, rows)


def offset(margin: Margin, data: ArrayLike) -> Floats:
    """The part of the map across the max-margin direction, in the span of the support: z_i . offset = -ln a_i - H."""
    rows, support = _rows(margin, data), list(margin.support)
    wanted = -np.log(shares(margin)[support]) - entropy(margin)
    return np.linalg.lstsq(rows[support], wanted, rcond=None)[0]


def normalised_margin(margin: Margin, log_risk: ArrayLike) -> Floats:
    """min_i z_i . w / |w| at these logs of the mean risk: margin * (c - ln max a) / (c + H), up to O(1 / c^2)."""
    largest = float(shares(margin).max())
    height = _height(margin, log_risk)
    return margin.value * (height - math.log(largest)) / (height + entropy(margin))


def _height(margin: Margin, log_risk: ArrayLike) -> Floats:
    """c = -ln(n risk), the height of the support vectors before their offsets."""
    height = -real_array(log_risk, "log_risk") - math.log(len(margin.weights))
    if not np.all((height > 0) & (height < math.inf)):
        raise ValueError("log_risk must be finite and so low that every point is on its right side: n * risk < 1")
    return height


def _rows(margin: Margin, data: ArrayLike) -> Floats:
    _unique(margin)
    rows, wanted = real_array(data, "data"), (len(margin.weights), len(margin.point))
    if rows.shape != wanted or not np.isfinite(rows).all():
        raise ValueError(f"data must be finite and have shape {wanted}, got shape {rows.shape}")
    return rows


def _unique(margin: Margin) -> None:
    if not isinstance(margin, Margin):
        raise ValueError(f"the residual law needs separable data, got {type(margin).__name__}")
    if not margin.nondegenerate:
        raise ValueError("the multipliers are not unique: a tight row has none, or the support vectors are dependent")
