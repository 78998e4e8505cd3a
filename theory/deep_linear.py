"""Deep linear networks x -> W_L ... W_1 x under gradient flow: what the start decides about every later layer.

`sizes` is (d_0, ..., d_L) with d_L = 1 and W_k of shape (d_k, d_{k-1}); weights travel as one vector, layer after
layer, each row by row. Gradient flow on any loss conserves the imbalances D_k = W_{k+1}^T W_{k+1} - W_k W_k^T,
k = 1 ... L-1. All bounds below follow from that by Weyl's and Davis-Kahan's inequalities and hold at every time.
Write s_k for the largest singular value of W_k, u_k and v_k for its left and right singular vectors.
Source: Ji and Telgarsky, Gradient descent aligns the layers of deep linear networks (2019); these make its limits
explicit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating]
Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Imbalance:
    """Largest and smallest eigenvalue and trace of D_1 ... D_{L-1}, each of shape (..., L-1)."""

    largest: Floats
    smallest: Floats
    trace: Floats


def layers(weights: ArrayLike, sizes: Sizes) -> list[Floats]:
    """The matrices W_1 ... W_L, shapes (..., d_k, d_{k-1}), from weight vectors of shape (..., P).

    Raises ValueError for fewer than two sizes, sizes below 1, another number of weights, or NaN.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must be two or more positive layer widths, got {sizes}")
    flat = np.asarray(weights, dtype=np.float64)
    ends = np.cumsum([a * b for a, b in pairwise(sizes)])
    if flat.ndim < 1 or flat.shape[-1] != ends[-1] or not np.isfinite(flat).all():
        raise ValueError(f"sizes {sizes} take {ends[-1]} finite weights, got an array of shape {flat.shape}")
    parts = np.split(flat, ends[:-1], axis=-1)
    shapes = zip(sizes[1:], sizes, strict=False)
    return [part.reshape(*flat.shape[:-1], *shape) for part, shape in zip(parts, shapes, strict=False)]


def imbalances(weights: ArrayLike, sizes: Sizes) -> list[Floats]:
    """The conserved matrices D_k = W_{k+1}^T W_{k+1} - W_k W_k^T, k = 1 ... L-1, shapes (..., d_k, d_k)."""
    matrices = layers(weights, sizes)
    pairs = pairwise(matrices)
    return [np.swapaxes(after, -1, -2) @ after - before @ np.swapaxes(before, -1, -2) for before, after in pairs]


def imbalance(weights: ArrayLike, sizes: Sizes) -> Imbalance:
    """Extreme eigenvalues and traces of the imbalances at the start; needs two layers or more and one output."""
    _deep(sizes)
    spectra = [np.linalg.eigvalsh(d) for d in imbalances(weights, sizes)]
    largest, smallest, trace = (np.stack([f(e) for e in spectra], axis=-1) for f in (_last, _first, _sum))
    return Imbalance(largest, smallest, trace)


def prescribed(spectra: Sequence[Sequence[float]]) -> Imbalance:
    """The same for starts whose D_1 ... D_{L-1} were built with these eigenvalues."""
    if not spectra or any(len(s) == 0 or not np.isfinite(s).all() for s in spectra):
        raise ValueError(f"spectra must be one non-empty list of finite eigenvalues per hidden layer, got {spectra}")
    return Imbalance(*(np.array([f(s) for s in spectra], dtype=np.float64) for f in (max, min, sum)))


def wasted_norm_ceiling(start: Imbalance) -> Floats:
    """C_k with |W_k|_F^2 - s_k^2 <= C_k for k = 1 ... L, shape (..., L).

    C_k = sum_{j=k}^{L-1} (largest(D_j) - trace(D_j)): |W_k|_F^2 = |W_{k+1}|_F^2 - trace(D_k), and by Weyl
    s_k^2 >= s_{k+1}^2 - largest(D_k); the last layer is a row and wastes nothing. Attained for all time where every
    D_k is a multiple of the identity.
    """
    waste = (start.largest - start.trace)[..., ::-1]
    partial = np.cumsum(waste, axis=-1)[..., ::-1]
    return np.concatenate([partial, np.zeros_like(partial[..., :1])], axis=-1)


def end_to_end_floor(log_risk: ArrayLike, count: int, margin: float) -> Floats:
    """The least norm of w = W_L ... W_1 that `count` points of this margin allow at this log of the logistic risk.

    count * risk >= ln(1 + exp(-min_i z_i . w)) and min_i z_i . w <= margin |w|, hence
    |w| >= -ln(expm1(count * risk)) / margin, or 0 where that is negative.
    """
    if count < 1 or not margin > 0 or not np.isfinite(margin):
        raise ValueError(f"needs count >= 1 points of positive finite margin, got {count} and {margin}")
    log_total = np.asarray(log_risk, dtype=np.float64) + math.log(count)
    if np.isnan(log_total).any():
        raise ValueError("log_risk must not be NaN")
    near = np.exp(np.clip(log_total, -36.0, 6.0))
    least = np.where(log_total < -36.0, -log_total, -np.log(np.expm1(near)))
    return np.maximum(least, 0.0) / margin


def norm_floor(start: Imbalance, end_to_end: ArrayLike) -> Floats:
    """Floor of s_k^2 for k = 1 ... L wherever |w| >= end_to_end; shape end_to_end.shape + (L,), batches broadcast.

    Weyl gives s_j^2 <= s_k^2 + shift_jk with shift_jk = sum_{i=k}^{j-1} largest(D_i) for j > k and
    -sum_{i=j}^{k-1} smallest(D_i) for j < k. With |w| <= s_1 ... s_L, s_k^2 is at least the largest root of
    prod_j (x + shift_jk) = end_to_end^2. Attained where every D_k is a multiple of the identity and w points along v_1.
    """
    target = np.asarray(end_to_end, dtype=np.float64)
    if not np.all((target >= 0) & np.isfinite(target)):
        raise ValueError("end_to_end must be finite and not negative")
    depth = start.largest.shape[-1] + 1
    floors = [_root(np.stack([_shift(start, j, k) for j in range(depth)], axis=-1), target) for k in range(depth)]
    return np.stack(floors, axis=-1)


def excess_rank_ceiling(start: Imbalance, norms: ArrayLike) -> Floats:
    """Ceiling of |W_k|_F^2 / s_k^2 - 1, zero for rank one, k = 1 ... L, given floors of s_k^2, shape (..., L)."""
    squares = np.asarray(norms, dtype=np.float64)
    if not np.all(squares > 0):
        raise ValueError("squared norms must be positive")
    return wasted_norm_ceiling(start) / squares


def misalignment_ceiling(start: Imbalance, norms: ArrayLike) -> Floats:
    """Ceiling of 1 - <v_{k+1}, u_k>^2, k = 1 ... L-1, given s_k^2 or a floor of it, shape (..., L).

    u = u_k obeys (s_k^2 - M) P u = -P D_k u, with M = W_{k+1}^T W_{k+1} and P the projection off v_{k+1}, where M is
    at most C_{k+1}. Shifting D_k by its mid-range leaves half its spread: |P u| <= half / (s_k^2 + mid - C_{k+1}).
    Where that denominator is not positive the ceiling is 1. Attained by two layers crossing on one direction.
    """
    squares = np.asarray(norms, dtype=np.float64)
    half = (start.largest - start.smallest) / 2
    middle = (start.largest + start.smallest) / 2
    if squares.shape[-1:] != (half.shape[-1] + 1,) or np.isnan(squares).any():
        raise ValueError(f"needs one squared norm per layer, {half.shape[-1] + 1}, got shape {squares.shape}")
    gap = squares[..., :-1] + middle - wasted_norm_ceiling(start)[..., 1:]
    sine = half / np.where(gap > 0, gap, np.inf)
    return np.where(gap > 0, np.minimum(sine, 1.0) ** 2, 1.0)


def _shift(start: Imbalance, j: int, k: int) -> Floats:
    if j >= k:
        return start.largest[..., k:j].sum(axis=-1)
    return -start.smallest[..., j:k].sum(axis=-1)


def _root(shifts: Floats, target: Floats) -> Floats:
    """Largest x with prod_j (x + shifts_j) = target^2, by bisection on the interval that must hold it."""
    depth = shifts.shape[-1]
    low = np.broadcast_to((-shifts).max(axis=-1), np.broadcast_shapes(shifts.shape[:-1], target.shape))
    high = low + target ** (2.0 / depth)
    with np.errstate(divide="ignore"):
        wanted = 2 * np.log(target)
        for _ in range(100):
            middle = (low + high) / 2
            enough = np.log(np.maximum(middle[..., None] + shifts, 0.0)).sum(axis=-1) >= wanted
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return (low + high) / 2


def _deep(sizes: Sizes) -> None:
    if len(sizes) < 3 or sizes[-1] != 1:
        raise ValueError(f"needs two layers or more and one output, got sizes {sizes}")


def _last(eigenvalues: Floats) -> Floats:
    return eigenvalues[..., -1]


def _first(eigenvalues: Floats) -> Floats:
    return eigenvalues[..., 0]


def _sum(eigenvalues: Floats) -> Floats:
    return eigenvalues.sum(axis=-1)
