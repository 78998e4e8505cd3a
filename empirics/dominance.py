"""Degrees 0 and 1 of wide networks at their start on the boolean cube of many dimensions."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.special import erf

from empirics.lab import trial
from empirics.networks import ACTIVATIONS

NODES = np.arange(-52, 53) * 0.17  # on [-8.84, 8.84]: erf needs no finer ones for variances up to 4


@trial(batch=4, host=True)
def erf_operator(rng: np.random.Generator, *, dimensions: tuple[int, ...]) -> dict[str, Any]:
    """Eigenvalues of constants and of linear functions for a random erf network, w in [1, 3] and b in [0.1, 1].

    (K u)(x) / u(x) by a sum over Hamming distances h, for u = 1 and u = y_1: C(d - 1, h) of the corners at distance h
    keep the first coordinate and C(d - 1, h - 1) flip it. Observables: `variances` w, b; for each dimension the `ratio`
    of the two eigenvalues and the `share` of the first in the trace K(x, x).
    """
    weight, bias = rng.uniform(1, 3), rng.uniform(0.1, 1)
    ratios, shares = [], []
    for d in dimensions:
        slopes = (weight * (1 - 2 * np.arange(d + 1) / d) + bias) / (weight + bias)
        kernel = np.array([_erf_dual(weight + bias, slope) for slope in slopes])
        keep, flip = (
            np.array([math.comb(d - 1, h - i) / 2**d if h >= i else 0.0 for h in range(d + 1)]) for i in (0, 1)
        )
        constant, linear = (keep + flip) @ kernel, (keep - flip) @ kernel
        ratios.append(constant / linear)
        shares.append(constant / kernel[0])
    return {"variances": [weight, bias], "ratio": ratios, "share": shares}


@trial(batch=64)
def networks(key: Array, *, width: int, points: int, dimension: int, weights: Array, biases: Array) -> dict[str, Array]:
    """The share of the constant in |f|^2 for one network at its start, at random corners of the cube.

    `weights` and `biases` hold the variances for the two activations, "erf" and "relu". (E f)^2 is estimated without
    bias from pairs of different corners, so that a share may come out slightly negative.
    """
    draws = jax.random.normal(key, (dimension + 2, width), dtype=jnp.float32)
    x = jax.random.rademacher(jax.random.fold_in(key, 1), (points, dimension), dtype=jnp.float32)
    linear = x @ draws[:dimension] / dimension**0.5

    def share(activation: str, weight: Array, bias: Array) -> Array:
        root, shift = (jnp.sqrt(v).astype(jnp.float32) for v in (weight, bias))
        f = ACTIVATIONS[activation](root * linear + shift * draws[dimension]) @ draws[-1]
        own = jnp.sum(f**2)
        return ((jnp.sum(f) ** 2 - own) / (points - 1) / own).astype(jnp.float64)

    return {name: share(name, weights[i], biases[i]) for i, name in enumerate(("erf", "relu"))}


def _erf_dual(variance: float, correlation: float) -> float:
    """E erf(u) erf(v) by the trapezoidal rule over u and the part of v that is independent of u."""
    density = np.exp(-(NODES**2) / 2)
    density /= density.sum()
    first = math.sqrt(variance) * NODES
    apart = math.sqrt(max((1 - correlation**2) * variance, 0.0))
    return float((density * erf(first)) @ erf(correlation * first[:, None] + apart * NODES) @ density)
