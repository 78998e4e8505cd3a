"""Margins, norms and errors of ReLU networks trained on digits with true, noisy or random labels, while they train."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics import images
from empirics.lab import trial
from empirics.relu_networks import (
    Trained,
    cross_entropy,
    forward,
    frobenius_norm,
    initial,
    margins_of,
    row_norm_sum,
    spectral_norm,
    train,
)

LEVELS = tuple(level / 10 for level in range(11))
"""Levels of the quantiles of the margins, from the smallest to the largest."""


DESCENT = {2: (0.7, 0.9), 3: (0.4, 0.7)}
"""Rate at 64 units and momentum by the number of layers: much faster ones throw networks far away at first."""


def setting(
    layers: int,
    *,
    noise: Sequence[float],
    width: int,
    points: int,
    tests: int,
    stops: tuple[float, ...],
    widths: Sequence[int] | None = None,
    decay: Sequence[float] | None = None,
    slower: float = 1.0,
    limit: int = 4000,
) -> dict[str, Any]:
    """Parameters of `trained` for networks of 2 or 3 layers; `slower` divides the rate, and leaves momentum out.

    One network for each entry of `noise`; `widths` (as a rule all `width`) and `decay` (as a rule 0) are as long.
    Rates are inversely proportional to the width beyond 64 units, where the curvature grows with it.
    Raises ValueError for another number of layers, or lists of different lengths.
    """
    if layers not in DESCENT:
        raise ValueError(f"networks have 2 or 3 layers, got {layers}")
    hidden = np.asarray([width] * len(noise) if widths is None else widths)
    decays = np.asarray([0.0] * len(noise) if decay is None else decay, dtype=float)
    if not len(noise) == len(hidden) == len(decays) or not 1 <= hidden.min() <= hidden.max() <= width:
        raise ValueError(f"{len(noise)} networks need as many widths up to {width} and decays, got {widths}, {decay}")
    rate, momentum = DESCENT[layers]
    return {
        "sizes": (64, *[width] * (layers - 1), images.CLASSES),
        "points": points,
        "tests": tests,
        "stops": stops,
        "noise": np.asarray(noise, dtype=float),
        "widths": hidden,
        "decay": decays,
        "rate": rate / slower * np.minimum(1.0, 64 / hidden),
        "momentum": np.array(momentum if slower == 1 else 0.0),
        "limit": np.array(limit),
    }


@trial(batch=1)
def trained(
    key: Array,
    *,
    sizes: tuple[int, ...],
    points: int,
    tests: int,
    stops: tuple[float, ...],
    noise: Array,
    decay: Array,
    widths: Array,
    rate: Array,
    momentum: Array,
    limit: Array,
) -> dict[str, Array]:
    """One network for every entry of `noise` (k,), each from its own start, on one random split of the digits.

    Images are vectors of length 1. Every label, of training and of test images, is replaced with probability `noise` by
    a uniformly random class. Networks have the `sizes` d_0, ..., d_L, except that the hidden layers of the j-th have
    `widths[j]` units (the others are zero, and stay zero); `rate` and `decay` (k,) are theirs, too.

    Observables, with one row for each network and in it one entry for the start and for each of the `stops`: loss,
    steps, "train error" and "test error" (k, 1 + stops); margins at LEVELS (k, 1 + stops, 11), and "normalized", the
    same divided by the product of the spectral norms; by layer (k, 1 + stops, L): spectral, frobenius, "row sums",
    and ratios, frobenius over spectral.
    """
    split_key, *keys = jax.random.split(key, 1 + len(noise))
    x, y = _split(split_key, points + tests)
    labels, starts = _noisy(keys, y, noise), _starts(keys, sizes, widths)

    def one(start: list[Array], labels: Array, rate: Array, decay: Array) -> dict[str, Array]:
        descent = {"rate": rate, "momentum": momentum, "decay": decay, "stops": stops, "limit": limit}
        found = train(start, x[:points], labels[:points], **descent)
        return _observe(start, found, x, labels, points)

    # One network after the other: each stops on its own, and stays in the cache; side by side they take twice as long.
    return jax.lax.map(lambda network: one(*network), (starts, labels, rate, decay))


def _split(key: Array, count: int) -> tuple[Array, Array]:
    pictures, labels = images.load("digits")
    if not 1 < count <= len(labels):
        raise ValueError(f"there are {len(labels)} digits, got {count} points and tests")
    pixels = images.vectors(pictures) / pictures[0].size ** 0.5
    chosen = jax.random.permutation(key, len(labels))[:count]
    return jnp.asarray(pixels, jnp.float32)[chosen], jnp.asarray(labels)[chosen]


def _noisy(keys: list[Array], labels: Array, noise: Array) -> Array:
    def one(key: Array, share: Array) -> Array:
        draw = jax.random.uniform(jax.random.fold_in(key, 1), (2, len(labels)))
        return jnp.where(draw[0] < share, jnp.floor(images.CLASSES * draw[1]).astype(labels.dtype), labels)

    return jax.vmap(one)(jnp.stack(keys), noise)


def _starts(keys: list[Array], sizes: tuple[int, ...], widths: Array) -> list[Array]:
    """He's start for hidden layers of `widths` units: the rest of the rows and columns is zero."""

    def one(key: Array, width: Array) -> list[Array]:
        layers, last = initial(key, sizes), len(sizes) - 2
        for k in range(len(layers)):
            if k > 0:
                layers[k] = jnp.where(jnp.arange(sizes[k]) < width, layers[k], 0) * jnp.sqrt(sizes[k] / width)
            if k < last:
                layers[k] = jnp.where(jnp.arange(sizes[k + 1])[:, None] < width, layers[k], 0)
        return [w.astype(jnp.float32) for w in layers]

    return jax.vmap(one)(jnp.stack(keys), widths)


def _observe(start: list[Array], found: Trained, x: Array, labels: Array, points: int) -> dict[str, Array]:
    """Everything measured of one network, in float64, at its start and at its stops."""
    weights = [jnp.concatenate([w[None], kept]).astype(float) for w, kept in zip(start, found.weights, strict=True)]
    outputs = jax.vmap(lambda layers: forward(layers, x.astype(float)))(weights)
    margins = margins_of(outputs, labels)
    order = jnp.sort(margins[:, :points], axis=1)
    quantiles = order[:, jnp.asarray([max(math.ceil(level * points) - 1, 0) for level in LEVELS])]
    spectral = jnp.stack([spectral_norm(w) for w in weights], axis=1)
    frobenius = jnp.stack([frobenius_norm(w) for w in weights], axis=1)
    return {
        "loss": jax.vmap(lambda values: cross_entropy(values[:points], labels[:points]))(outputs),
        "steps": jnp.concatenate([jnp.zeros(1), found.steps]),
        "train error": jnp.mean(margins[:, :points] <= 0, axis=1),
        "test error": jnp.mean(margins[:, points:] <= 0, axis=1),
        "margins": quantiles,
        "normalized": quantiles / spectral.prod(axis=1)[:, None],
        "spectral": spectral,
        "frobenius": frobenius,
        "ratios": frobenius / spectral,
        "row sums": jnp.stack([row_norm_sum(w) for w in weights], axis=1),
    }
