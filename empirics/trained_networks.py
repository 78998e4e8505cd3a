"""Learnability of every mode on the circle for networks that are really trained, one training per mode."""

from __future__ import annotations

from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.kernel_regression import learn_one_by_one
from empirics.kernels import gram
from empirics.lab import trial
from empirics.networks import Architecture, descend, stable_step


@trial(batch=4)
def learnabilities(
    key: Array, *, activation: str, depth: int, width: int, points: int, sizes: tuple[int, ...], steps: int
) -> dict[str, Array]:
    """Train a network for every Fourier mode on n random points of the circle's `points` equidistant ones.

    All trainings of a trial begin at the same random weights, in float32. For each n of `sizes`: "learnability n=<n>"
    (points,), lowest frequencies first, with the luck of the data set taken out: the learnability by regression with
    the network's infinitely wide tangent kernel on the same data is subtracted, and its mean over all data sets added;
    "excess n=<n>", what is left without adding; "total n=<n>", the sum of all learnabilities of the networks;
    "mean_square n=<n>", the largest mean square that was left.
    """
    if not sizes or not 1 <= min(sizes) <= max(sizes) <= points:
        raise ValueError(f"training set sizes lie between 1 and {points}, got {sizes}")
    network = Architecture(2, depth, width, activation)
    weights_key, data_key = jax.random.split(key)
    layers = network.unpack(jax.random.normal(weights_key, (network.parameters,), dtype=jnp.float32))
    modes, x = fourier_modes(points), circle(points)
    kernel = gram(f"{activation}_ntk" + ("_4" if depth == 4 else ""), x, x)
    x, targets = jnp.asarray(x, dtype=jnp.float32), jnp.asarray(modes, dtype=jnp.float32)
    start, found = network(layers, x), dict[str, Array]()

    def fit(D: Array, mask: Array) -> tuple[Array, Array]:
        step = stable_step(network, layers, x[D], mask=mask)

        def one(mode: Array) -> tuple[Array, Array]:
            trained, left = descend(network, layers, x[D], mode[D], step=step, steps=steps, mask=mask)
            return ((network(trained, x) - start) * mode).mean(), left

        return jax.vmap(one)(targets)

    sets = [jnp.asarray(list(combinations(range(points), n))) for n in sizes]
    uniform = jax.random.uniform(data_key, (len(sizes),))
    chosen = [jnp.floor(uniform[at] * len(of)).astype(int) for at, of in enumerate(sets)]
    most = max(sizes)
    padded = jnp.stack([jnp.pad(of[i], (0, most - n)) for of, i, n in zip(sets, chosen, sizes, strict=True)])
    mask = jnp.asarray(np.arange(most) < np.array(sizes)[:, None], dtype=jnp.float32)
    learned, left = jax.vmap(fit)(padded, mask)
    for at, n in enumerate(sizes):
        regression = jax.vmap(lambda D: learn_one_by_one(kernel, jnp.asarray(modes.T), D)[0][-1])(sets[at])
        excess = learned[at] - regression[chosen[at]]
        found |= {f"learnability n={n}": excess + regression.mean(axis=0), f"excess n={n}": excess}
        found |= {f"total n={n}": learned[at].sum(), f"mean_square n={n}": left[at].max()}
    return found


def circle(points: int) -> np.ndarray:
    """Equidistant points on the unit circle, (points, 2)."""
    angles = 2 * np.pi * np.arange(points) / points
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def fourier_modes(points: int) -> np.ndarray:
    """Rows of an orthogonal matrix times sqrt(points): constant, then cosines and sines by frequency."""
    if points < 2 or points % 2:
        raise ValueError(f"the circle needs an even number of points, got {points}")
    angles = 2 * np.pi * np.arange(points) / points
    waves = [np.sqrt(2) * wave(k * angles) for k in range(1, points // 2) for wave in (np.cos, np.sin)]
    return np.stack([np.ones(points), *waves, np.cos(points // 2 * angles)])
