"""Kernel matrices over all corners of a cube, applied to random parities."""

from __future__ import annotations

import itertools

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.kernels import gram
from empirics.lab import trial


@trial(batch=4)
def kernel_on_parities(
    key: Array,
    *,
    kernel: str,
    dimension: int,
    low: Array | float,
    scales: Array,
    weight_variance: Array | float,
    bias_variance: Array | float,
) -> dict[str, Array]:
    """K chi_S for one random S of every size without the first coordinate, and one of every size with it.

    Coordinate i of a corner is scales[i] or low * scales[i], and chi_S its sign: 1 or -1. Shapes (2 d,), S of size
    0 ... d - 1 without the first coordinate, then of size 1 ... d with it: `eigenvalues` E chi_S K chi_S, `residuals`
    max |K chi_S - eigenvalue chi_S|, and `mixing` E K chi_S, the entry of the matrix between chi_S and the constant.
    """
    if dimension < 2 or scales.shape != (dimension,):
        raise ValueError(f"one scale for each of at least 2 coordinates, got {scales.shape} for {dimension}")
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=dimension)))
    corners = jnp.where(signs > 0, 1.0, low) * scales
    matrix = gram(kernel, corners, corners, weight_variance=weight_variance, bias_variance=bias_variance)
    order = 1 + jax.random.permutation(key, dimension - 1)
    others = jnp.cumprod(jnp.asarray(signs)[:, order], axis=1)
    without = jnp.concatenate([jnp.ones((len(signs), 1)), others], axis=1)
    parities = jnp.concatenate([without, without * signs[:, :1]], axis=1)
    image = matrix @ parities / len(signs)
    eigenvalues = jnp.mean(parities * image, axis=0)
    return {
        "eigenvalues": eigenvalues,
        "residuals": jnp.max(jnp.abs(image - eigenvalues * parities), axis=0),
        "mixing": jnp.mean(image, axis=0),
    }
