"""Training errors of networks whose second layer is fitted with at least as many units as samples."""

from __future__ import annotations

import numpy as np

from empirics.lab import trial
from empirics.random_features import activate

__all__ = ["at_threshold"]


@trial(batch=16, host=True)
def at_threshold(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], noise: float
) -> dict[str, np.ndarray]:
    """Root mean squared training error over that of no fit, one per width, by numpy's least squares.

    Labels are <x, theta> + eps with |theta| = 1, Var eps = noise. ValueError for a width below n.
    """
    if min(widths) < n:
        raise ValueError(f"widths must be at least n = {n}, got {widths}")
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, max(widths)))
    y = x[:, 0] + np.sqrt(noise) * rng.standard_normal(n)
    features = activate(activation, x @ (w / np.linalg.norm(w, axis=0)))
    left = [y - features[:, :h] @ np.linalg.lstsq(features[:, :h], y, rcond=1e-15)[0] for h in widths]
    return {"left": np.linalg.norm(left, axis=1) / np.linalg.norm(y)}
