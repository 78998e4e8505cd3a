"""Tangent kernels of deep ReLU networks at one input, by backpropagation through explicit weight matrices."""

from __future__ import annotations

import math

import numpy as np

from empirics.lab import trial

Floats = np.ndarray


@trial(batch=16, host=True)
def diagonal(rng: np.random.Generator, *, shapes: tuple[tuple[int, int], ...], nets: int) -> dict[str, Floats]:
    """k(x, x) of random networks of every shape (width, depth), `nets` networks of each, for an input of mean square 1.

    Hidden layers are relu(sqrt(2 / fan-in) W g) without biases, the read-out is divided by sqrt(width), and all weights
    are standard normal (in float32: half of the time goes into drawing them). Returns means over the networks of the
    first two powers of k, `kernel` (shapes, 2).
    """
    drawn = [_kernels(rng, nets, width, depth) for width, depth in shapes]
    return {"kernel": np.array([[kernel.mean(), (kernel**2).mean()] for kernel in drawn])}


def _kernels(rng: np.random.Generator, nets: int, width: int, depth: int) -> Floats:
    """k(x, x) of `nets` networks: (nets,)."""
    fan_in = [2] + [width] * (depth - 1)
    weights = [rng.standard_normal((nets, width, n), dtype=np.float32) for n in fan_in]
    read_out = rng.standard_normal((nets, width), dtype=np.float32)
    return kernel_at(weights, read_out, np.ones((nets, 2), dtype=np.float32))


def kernel_at(weights: list[Floats], read_out: Floats, x: Floats) -> Floats:
    """k(x, x) of every network, (nets,).

    Shapes: one array of weights (nets, m, fan-in) per hidden layer, read-outs (nets, m) and inputs x (nets, d).
    """
    g, layers = x, []
    for W in weights:
        z = math.sqrt(2 / g.shape[1]) * (W @ g[..., None])[..., 0]
        layers.append((g, z > 0))
        g = np.maximum(z, 0.0)
    kernel, gradient = (g**2).mean(axis=1), read_out / math.sqrt(g.shape[1])
    for W, (g, active) in zip(reversed(weights), reversed(layers), strict=True):
        gradient = gradient * active
        kernel += 2 * (g**2).mean(axis=1) * (gradient**2).sum(axis=1)
        gradient = math.sqrt(2 / g.shape[1]) * (gradient[:, None] @ W)[:, 0]
    return kernel
