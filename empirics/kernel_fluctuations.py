"""One entry of the tangent kernel of ReLU networks, at many initialisations and several widths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
BIAS_VARIANCE, WEIGHT_VARIANCE = 0.01, 2.0


@trial(batch=8, host=True)
def spread(
    rng: np.random.Generator, *, depth: int, widths: tuple[int, ...], angle: float, group: int
) -> dict[str, Floats]:
    """Sample variance of the entry over `group` initialisations, times the width: `variance`; and their `mean`.

    Inputs are two points of the unit circle at this angle. Shapes (widths,).
    """
    if group < 2:
        raise ValueError(f"a spread needs two initialisations, got {group}")
    x = np.array([[1.0, 0.0], [np.cos(angle), np.sin(angle)]])
    entries = np.array([[_entry(rng, depth, width, x) for _ in range(group)] for width in widths])
    return {"variance": np.array(widths) * entries.var(axis=1, ddof=1), "mean": entries.mean(axis=1)}


def _entry(rng: np.random.Generator, depth: int, width: int, x: Floats) -> float:
    """The tangent kernel between the two rows of x: activations forwards, gradients backwards, layer by layer."""
    inputs, slopes, weights = [], [], []
    g = x
    for _ in range(depth):
        fan_in = g.shape[1]
        w = rng.standard_normal((fan_in, width)) * (WEIGHT_VARIANCE / fan_in) ** 0.5
        before = g @ w + BIAS_VARIANCE**0.5 * rng.standard_normal(width)
        inputs.append(WEIGHT_VARIANCE / fan_in * (g[0] @ g[1]) + BIAS_VARIANCE)
        slopes.append(before > 0)
        weights.append(w)
        g = np.maximum(before, 0)
    total = g[0] @ g[1] / width
    back = rng.standard_normal(width) / width**0.5 * np.ones((2, 1))
    for layer in reversed(range(depth)):
        back = back * slopes[layer]
        total += inputs[layer] * (back[0] @ back[1])
        back = back @ weights[layer].T
    return float(total)
