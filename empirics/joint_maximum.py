"""The largest smallest margin over the layers of a deep linear network, found by optimisation from random starts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from scipy.optimize import minimize

from empirics.deep_linear import end_to_end, split, unit
from empirics.deep_linear_starts import Floats, Sizes
from empirics.lab import trial
from empirics.planted_margins import planted


@trial(batch=2, host=True)
def maximised(rng: np.random.Generator, *, sizes: Sizes, count: int, constraint: str, restarts: int) -> dict[str, Any]:
    """max t with z_i . W_L ... W_1 >= t by sequential quadratic programming, on planted data, best of `restarts`
    that separate.

    The constraint is `layers`, |W_k|_F = 1 for each k, or `total`, sum_k |W_k|_F^2 = 1. Observables: data (count d,);
    value (); and shape (2 L - 1 + d,): for each layer 1 - (largest singular value / |W_k|_F)^2, for each pair 1 minus
    the squared product of the facing singular vectors, and the direction of the whole map.
    """
    if constraint not in ("layers", "total") or restarts < 1:
        raise ValueError(f"constraint is `layers` or `total` and restarts >= 1, got {constraint!r} and {restarts}")
    data = planted(rng, sets=1, count=count, dimension=sizes[0], supports=sizes[0]).rows[0]
    found = list[tuple[float, Floats]]()
    while len(found) < restarts:
        start = rng.standard_normal(sum(a * b for a, b in pairwise(sizes)))
        climbed = _climb(start, data, sizes, constraint)
        if climbed[0] > 1e-3:  # else it ended at a saddle, where the map is zero
            found.append(climbed)
    best = max(found, key=lambda one: one[0])
    return {"data": data.ravel(), "value": np.float64(best[0]), "shape": _shape(split(best[1], sizes))}


def _climb(start: Floats, data: Floats, sizes: Sizes, constraint: str) -> tuple[float, Floats]:
    """The smallest margin reached from here, and the flat weights."""
    parts = split(np.arange(len(start), dtype=float), sizes)
    groups = [part.astype(int).ravel() for part in parts] if constraint == "layers" else [np.arange(len(start))]

    def margins(x: Floats) -> Floats:
        return data @ end_to_end(split(x[:-1], sizes)) - x[-1]

    def slopes(x: Floats) -> Floats:
        layers = split(x[:-1], sizes)
        below, above = [data.T], [np.ones(1)]
        for layer in layers:
            below.append(layer @ below[-1])
        for layer in reversed(layers):
            above.insert(0, above[0] @ layer)
        blocks = [np.einsum("o,in->noi", above[k + 1], below[k]).reshape(len(data), -1) for k in range(len(layers))]
        return np.hstack([*blocks, -np.ones((len(data), 1))])

    def lengths(x: Floats) -> Floats:
        return np.array([x[group] @ x[group] - 1 for group in groups])

    def length_slopes(x: Floats) -> Floats:
        table = np.zeros((len(groups), len(x)))
        for row, group in zip(table, groups, strict=True):
            row[group] = 2 * x[group]
        return table

    for group in groups:
        start[group] /= np.linalg.norm(start[group])
    inside = [{"type": "ineq", "fun": margins, "jac": slopes}, {"type": "eq", "fun": lengths, "jac": length_slopes}]
    goal = -np.eye(len(start) + 1)[-1]
    first = np.append(start, (data @ end_to_end(split(start, sizes))).min())
    options = {"maxiter": 100, "ftol": 1e-10}
    x = minimize(lambda x: -x[-1], first, jac=lambda _: goal, constraints=inside, method="SLSQP", options=options).x[
        :-1
    ]
    for group in groups:
        x[group] /= np.linalg.norm(x[group])
    return float((data @ end_to_end(split(x, sizes))).min()), x


def _shape(layers: list[Floats]) -> Floats:
    """Waste of each layer, misalignment of each pair, direction of the whole map."""
    found = [np.linalg.svd(layer, full_matrices=False) for layer in layers]
    waste = [1 - s[0] ** 2 / (s @ s) for _, s, _ in found]
    misalignment = [1 - (after[2][0] @ before[0][:, 0]) ** 2 for before, after in pairwise(found)]
    return np.array([*waste, *misalignment, *unit(end_to_end(layers))])
