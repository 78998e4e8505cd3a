"""Regression on the first p population components of D, by dense draws; minimum norm where p exceeds the samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial
from empirics.minimum_norm import fit

__all__ = ["risks"]

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def risks(
    rng: np.random.Generator,
    *,
    n: int,
    used: tuple[int, ...],
    variances: Floats,
    theta: Floats,
    noise: float,
    draws: int,
    thresholds: Floats,
) -> dict[str, Floats]:
    """`draws` data sets with components of these variances (D,), labels by the teacher theta (D,), and label noise.

    The coordinates are the population's own components; regression uses the first p, for each p of `used`.
    Observables: mean (len(used),), the mean risk; share (len(used), len(thresholds)), the share of risks at most each
    threshold. Raises ValueError for shapes that do not fit, or p beyond D.
    """
    if variances.shape != theta.shape or variances.ndim != 1 or not 1 <= min(used) <= max(used) <= len(theta):
        raise ValueError(f"variances {variances.shape} and theta {theta.shape} want one shape (D,), and used p <= D")
    x = rng.standard_normal((draws, n, len(theta))) * np.sqrt(variances)
    y = x @ theta[:, None] + np.sqrt(noise) * rng.standard_normal((draws, n, 1))
    found = []
    for p in used:
        beta = np.zeros((draws, len(theta)))
        beta[:, :p] = fit(x[..., :p], y)[..., 0]
        found.append((beta - theta) ** 2 @ variances)
    risk = np.stack(found)
    return {"mean": risk.mean(axis=1), "share": (risk[..., None] <= thresholds).mean(axis=1)}
