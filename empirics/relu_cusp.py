"""Deep ReLU kernels without biases between two inputs at a random angle, on the host.

Weights have variance 2 in all layers, the read-out too, and inputs are unit vectors: Theta(x, x) = L + 1.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from empirics.dual_activations import expectations
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def nearby(rng: np.random.Generator, *, depth: int) -> dict[str, Floats]:
    """(Theta(x, x) - Theta(x, y)) / angle for networks of 1, ..., depth hidden layers, at an angle of about 1e-5.

    Expectations by quadrature, which has its own nodes on the two arcs where only one of the inputs is active.
    """
    angle = rng.uniform(1e-5, 2e-5)
    apart, together = math.cos(angle), 1.0
    tangents, slopes = [apart, 1.0], []
    for _ in range(depth):
        found, own = expectations("relu", 1.0, apart, 1.0), expectations("relu", 1.0, together, 1.0)
        apart = 2 * found[0]
        tangents = [apart + 2 * found[1] * tangents[0], 2 * own[0] + 2 * own[1] * tangents[1]]
        slopes.append((tangents[1] - tangents[0]) / angle)
    return {"slope": np.array(slopes)}


@trial(batch=8, host=True)
def deep(rng: np.random.Generator, *, depths: tuple[int, ...]) -> dict[str, Floats]:
    """Layer after layer from an angle in [1, pi]: `rate` L^2 (1 - correlation), `share` Theta_L / (L + 1) at depths."""
    angle = rng.uniform(1.0, math.pi)
    gap = 1 - math.cos(angle)
    tangent, rate, share = 1 - gap, [], []
    for layer in range(1, max(depths) + 1):
        slope = 1 - angle / math.pi
        gap -= (math.sin(angle) - angle * math.cos(angle)) / math.pi
        angle = 2 * math.asin(math.sqrt(gap / 2))
        tangent = 1 - gap + slope * tangent
        if layer in depths:
            rate.append(layer**2 * gap)
            share.append(tangent / (layer + 1))
    return {"rate": np.array(rate), "share": np.array(share)}
