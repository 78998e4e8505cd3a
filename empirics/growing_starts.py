"""Kernel regression with the tangent kernel of a first layer that starts at N(0, scale^2 I_d / d): its risk, exactly in
the label noise and in the teacher's direction, at fresh inputs.
"""

from __future__ import annotations

import numpy as np

from empirics.gram_plus_identity import kernel
from empirics.lab import trial

__all__ = ["bias_and_variance", "extrapolated"]


def bias_and_variance(
    rng: np.random.Generator, activation: str, n: int, d: int, scales: tuple[float, ...]
) -> np.ndarray:
    """(2, len(scales)): bias and variance at n samples and n fresh points, for |theta| = 1 and unit label noise.

    The predictor is y'K^-1 k(x), y = X theta + noise; over the direction of theta its bias is |x - X'K^-1 k(x)|^2 / d,
    of which |x|^2 / d is averaged analytically.
    """
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((n, d))
    fit = np.linalg.solve(kernel(activation, x, x, scales), kernel(activation, x, fresh, scales))
    missed = (fresh - np.swapaxes(fit, 1, 2) @ x) ** 2 - fresh**2
    return np.stack([1 + missed.sum(axis=(1, 2)) / (n * d), np.sum(fit**2, axis=(1, 2)) / n])


@trial(batch=16, host=True)
def extrapolated(
    rng: np.random.Generator, *, activation: str, n: int, d: int, scales: tuple[float, ...]
) -> dict[str, np.ndarray]:
    """2 R(2n, 2d) - R(n, d) of independent draws, "bias" and "variance": the first order in 1/n is gone."""
    once = bias_and_variance(rng, activation, n, d, scales)
    twice = bias_and_variance(rng, activation, 2 * n, 2 * d, scales)
    return dict(zip(("bias", "variance"), 2 * twice - once, strict=True))
