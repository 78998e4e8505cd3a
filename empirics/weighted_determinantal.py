"""Determinantal data for a measure that is not uniform: every subset of 8 points, weighed by density and determinant.

A set D has probability proportional to det K_DD prod_{x in D} p(x) / C: points drawn from p, reweighed by the
determinant, C such that there are n in the mean.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from empirics.determinantal import scale_for_mean_size
from empirics.lab import trial

Floats = NDArray[np.float64]
POINTS = 8


@trial(batch=16, host=True)
def enumerated(rng: np.random.Generator, *, n: int, uniform: bool) -> dict[str, Floats | np.float64]:
    """A random kernel, probabilities p (uniform or not) and a target f on 8 points, all data sets enumerated.

    Observables: gram (8, 8); probabilities (8,); target (8,); mean_fit (8,), the mean of the ridgeless fit of f at
    every point; complexity (), the mean of f(D)^T K_DD^-1 f(D); size (), the mean size; condition (), the worst of all
    K_DD.
    """
    if not 1 <= n < POINTS:
        raise ValueError(f"the mean number of points lies between 1 and {POINTS - 1}, got {n}")
    rotation = np.linalg.qr(rng.standard_normal((POINTS, POINTS)))[0]
    gram = (rotation * np.exp2(rng.uniform(-4.0, 0.0, size=POINTS))) @ rotation.T
    density = np.exp2(rng.uniform(-2.0, 0.0, size=POINTS))
    p = np.full(POINTS, 1 / POINTS) if uniform else density / density.sum()
    target = rng.standard_normal(POINTS)
    values = np.linalg.eigvalsh(np.sqrt(p)[:, None] * gram * np.sqrt(p))
    factors = p / scale_for_mean_size(values, n)
    return {"gram": gram, "probabilities": p, "target": target, **_means(gram, factors, target)}


def _means(gram: Floats, factors: Floats, target: Floats) -> dict[str, Floats | np.float64]:
    """Means over all subsets with weights det K_DD times the factors of its points."""
    total, mean_size, complexity, condition = 1.0, 0.0, 0.0, 1.0  # the empty set has weight 1 and learns 0
    mean_fit = np.zeros(POINTS)
    for size in range(1, POINTS + 1):
        sets = np.array(list(combinations(range(POINTS), size)))
        blocks = gram[sets[:, :, None], sets[:, None, :]]
        weights = np.linalg.det(blocks) * np.prod(factors[sets], axis=1)
        solved = np.linalg.solve(blocks, target[sets][:, :, None])[:, :, 0]
        total += weights.sum()
        mean_size += size * weights.sum()
        complexity += weights @ np.sum(target[sets] * solved, axis=1)
        mean_fit += weights @ np.einsum("xsj,sj->sx", gram[:, sets], solved)
        condition = max(condition, float(np.linalg.cond(blocks).max()))
    return {
        "mean_fit": mean_fit / total,
        "complexity": np.float64(complexity / total),
        "size": np.float64(mean_size / total),
        "condition": np.float64(condition),
    }
