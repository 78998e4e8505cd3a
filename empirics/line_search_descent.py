"""Gradient descent with Armijo line search on deep linear networks, many data sets at a time, in the log domain.

F = -ln(risk), the risk being the mean of ln(1 + exp(-z_i . w)) over the rows, and w = W_L ... W_1. A step adds size
times grad F to the weights: twice the size of the step before, halved until the risk falls by a quarter of what its
slope promises; by the rule `log`, until F grows by that. Weights are lists of arrays (sets, d_k, d_{k-1}).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from empirics.deep_linear import beating_zero, log_loss
from empirics.deep_linear_starts import Floats, Sizes, gaussian
from empirics.lab import trial
from empirics.planted_margins import planted

SUFFICIENT = 0.25  # Armijo's constant
RULES = ("risk", "log")
Layers = list[Floats]


@trial(batch=1, host=True)
def descended(rng: np.random.Generator, *, sizes: Sizes, sets: int, count: int, stops: Floats) -> dict[str, Floats]:
    """Descent with line search on the risk, from Gaussian weights redrawn until they beat the zero map.

    The data are planted: as many support vectors as dimensions. Observables: data
    (sets, count, d_0), initial (sets, P), and those of `descend`.
    """
    data = planted(rng, sets=sets, count=count, dimension=sizes[0], supports=sizes[0]).rows
    starts = [beating_zero(lambda: gaussian(rng, sizes, 1.0), table) for table in data]
    W = [np.stack(layer) for layer in zip(*starts, strict=True)]
    initial = np.concatenate([w.reshape(sets, -1) for w in W], axis=1)
    return {"data": data, "initial": initial, **descend(W, data, stops, "risk")}


@trial(batch=1, host=True)
def two_points(rng: np.random.Generator, *, sets: int, stops: Floats, rule: str) -> dict[str, Floats]:
    """One layer on the points (1, a) and (1, -a), with random a in (0.3, 0.7), from a Gaussian map. `height` is a."""
    height = rng.uniform(0.3, 0.7, sets)
    rows = np.stack([np.ones((sets, 2)), np.stack([height, -height], axis=1)], axis=2)
    return {"height": height, **descend([rng.standard_normal((sets, 1, 2))], rows, stops, rule)}


def descend(W: Layers, rows: Floats, stops: Floats, rule: str) -> dict[str, Floats]:
    """Descent by a rule, `risk` or `log`, for rows of shape (sets, n, d_0).

    After each of the increasing numbers of steps in `stops`, of shape (sets, stops, ...): log_risk, normalised_margin
    and map; squared, spectral and excess_rank (L): |W_k|_F^2, |W_k|_2^2 and their quotient less 1; misalignment
    (L - 1): 1 - <v_{k+1}, u_k>^2; moved (L): the sum of the squared lengths of all steps in W_k. And per step, of shape
    (sets, T): growth of F, and promised, size times |grad F|^2. Raises ValueError for stops or rules that are none.
    """
    last = _stops(stops)
    if rule not in RULES:
        raise ValueError(f"the rule must be one of {RULES}, got {rule!r}")
    seen: dict[str, list[Floats]] = {}
    moved, size, growth, promised = np.zeros((len(rows), len(W))), np.full(len(rows), 0.05), [], []
    F, G = height_and_gradient(W, rows)
    for t in range(1, last[-1] + 1):
        squares = np.stack([(g * g).sum(axis=(1, 2)) for g in G], axis=1)
        size = longest(W, G, rows, F, 2 * size, rule)
        W, before = ahead(W, G, size), F
        F, G = height_and_gradient(W, rows)
        moved = moved + size[:, None] ** 2 * squares
        growth.append(F - before)
        promised.append(size * squares.sum(axis=1))
        if t in last:
            for name, value in {"log_risk": -F, "moved": moved, **observed(W, rows)}.items():
                seen.setdefault(name, []).append(value)
    at_stops = {name: np.stack(values, axis=1) for name, values in seen.items()}
    return {**at_stops, "growth": np.stack(growth, axis=1), "promised": np.stack(promised, axis=1)}


def longest(W: Layers, G: Layers, rows: Floats, F: Floats, size: Floats, rule: str) -> Floats:
    """The first of size, size / 2, ... with enough growth of F, for each set."""
    slope = sum((g * g).sum(axis=(1, 2)) for g in G)
    while True:
        growth = height(ahead(W, G, size), rows) - F
        if rule == "risk":
            growth = -np.expm1(-growth)  # the share of the risk that the step takes off
        short = growth < SUFFICIENT * size * slope
        if not short.any():
            return size
        size = np.where(short, size / 2, size)


def ahead(W: Layers, G: Layers, size: Floats) -> Layers:
    return [w + size[:, None, None] * g for w, g in zip(W, G, strict=True)]


def height(W: Layers, rows: Floats) -> Floats:
    """F = -ln of the mean loss, shape (sets,)."""
    logs = log_loss((rows @ _product(W).transpose(0, 2, 1))[:, :, 0])
    top = logs.max(axis=1, keepdims=True)
    return np.log(rows.shape[1]) - top[:, 0] - np.log(np.exp(logs - top).sum(axis=1))


def height_and_gradient(W: Layers, rows: Floats) -> tuple[Floats, Layers]:
    """F and its gradient by each layer, by back-propagation."""
    units = [rows.transpose(0, 2, 1)]
    for w in W:
        units.append(w @ units[-1])
    margins = units[-1][:, 0]
    logs = log_loss(margins)
    top = logs.max(axis=1, keepdims=True)
    losses = np.exp(logs - top)
    total = losses.sum(axis=1, keepdims=True)
    back, G = (np.exp(-np.logaddexp(0.0, margins) - top) / total)[:, None], []
    for w, unit in zip(reversed(W), reversed(units[:-1]), strict=True):
        G.append(back @ unit.transpose(0, 2, 1))
        back = w.transpose(0, 2, 1) @ back
    return np.log(rows.shape[1]) - (top + np.log(total))[:, 0], G[::-1]


def observed(W: Layers, rows: Floats) -> dict[str, Floats]:
    """What is read off the weights at one time: the map, its margin, and each layer's norms, rank and alignment."""
    w = _product(W)[:, 0]
    parts = [np.linalg.svd(layer, full_matrices=False) for layer in W]
    tops = np.stack([s[:, 0] ** 2 for _, s, _ in parts], axis=1)
    wasted = np.stack([(s[:, 1:] ** 2).sum(axis=1) for _, s, _ in parts], axis=1)
    left, right = [u[:, :, 0] for u, _, _ in parts], [v[:, 0] for _, _, v in parts]
    off = [u - (u * v).sum(axis=1, keepdims=True) * v for u, v in zip(left, right[1:], strict=False)]
    least = np.einsum("snd,sd->sn", rows, w).min(axis=1)
    return {
        "map": w,
        "normalised_margin": least / np.linalg.norm(w, axis=1),
        "squared": tops + wasted,
        "spectral": tops,
        "excess_rank": wasted / tops,
        "misalignment": np.stack([(part**2).sum(axis=1) for part in off] or [np.zeros(len(w))], axis=1),
    }


def _product(W: Layers) -> Floats:
    """W_L ... W_1, shape (sets, 1, d_0)."""
    row = W[-1]
    for w in reversed(W[:-1]):
        row = row @ w
    return row


def _stops(stops: Floats) -> list[int]:
    last = [int(stop) for stop in np.atleast_1d(stops)]
    if not last or last[0] < 1 or any(b <= a for a, b in pairwise(last)) or last != list(stops):
        raise ValueError(f"stops must be increasing positive numbers of steps, got {stops}")
    return last
