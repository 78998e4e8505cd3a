"""Learnability of every mode on the circle for networks that are really trained, one training per mode."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial
from empirics.networks import Architecture, train


@trial(batch=32)
def total_learnability(
    key: Array, *, activation: str, depth: int, width: int, points: int, n: int, loss: float, steps: int
) -> dict[str, Array]:
    """Train one network per Fourier mode on n random points of the circle's `points` equidistant ones.

    All trainings of a trial begin at the same random weights. Returns the `learnability` of every mode (points,),
    lowest frequencies first, their `total`, and the largest mean square that was left (`mean_square`). Training is in
    float32, which leaves errors far below those of finite width.
    """
    network = Architecture(2, depth, width, activation)
    weights_key, data_key = jax.random.split(key)
    layers = network.unpack(jax.random.normal(weights_key, (network.parameters,), dtype=jnp.float32))
    D = jax.random.permutation(data_key, points)[:n]
    angles = 2 * np.pi * np.arange(points) / points
    x = jnp.asarray(np.stack([np.cos(angles), np.sin(angles)], axis=1), dtype=jnp.float32)
    start = network(layers, x)

    def fit(mode: Array) -> tuple[Array, Array]:
        trained, mean_square, _ = train(network, layers, x[D], mode[D], loss=loss, steps=steps)
        return ((network(trained, x) - start) * mode).mean(), mean_square

    learned, left = jax.vmap(fit)(jnp.asarray(fourier_modes(points), dtype=jnp.float32))
    return {"learnability": learned, "total": learned.sum(), "mean_square": left.max()}


def fourier_modes(points: int) -> np.ndarray:
    """Rows of an orthogonal matrix times sqrt(points): constant, then cosines and sines by frequency."""
    if points < 2 or points % 2:
        raise ValueError(f"the circle needs an even number of points, got {points}")
    angles = 2 * np.pi * np.arange(points) / points
    waves = [np.sqrt(2) * wave(k * angles) for k in range(1, points // 2) for wave in (np.cos, np.sin)]
    return np.stack([np.ones(points), *waves, np.cos(points // 2 * angles)])
