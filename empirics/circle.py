"""Kernel regression on the circle with eigenvalues 1 / k^2, and the mean as a free constant.

sum_{k >= 1} 2 cos(k x) / k^2 = (pi - x)^2 / 2 - pi^2 / 6 on [0, 2 pi]. The eigenvalue of the constant function is
infinite: it is fitted without penalty, which removes the direction of the constants from K_DD^-1.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.linalg import solve_triangular

from empirics.lab import trial


@trial(batch=16)
def learnability(key: Array, *, n: int, frequencies: tuple[int, ...], sets: int) -> dict[str, Array]:
    """Learnability at each frequency k, in the mean of cos kx and sin kx, shape (frequencies,), from n uniform points.

    One trial is the mean over `sets` independent data sets: a single one has rare wide gaps and is too skew for a mean.
    """
    if sets < 1:
        raise ValueError(f"a trial needs at least one data set, got {sets}")
    curves = jax.vmap(lambda points: _learnability(points, frequencies))(_points(key, (sets, n)))
    return {"learnability": jnp.mean(curves, axis=0)}


@trial(batch=64)
def learnability_and_gaps(key: Array, *, n: int, frequencies: tuple[int, ...]) -> dict[str, Array]:
    """The same for one data set, with its gaps (n,) between neighbours and condition (), a bound on that of K_DD.

    A function on the data that varies has energy sum (y_{j+1} - y_j)^2 / (2 pi l_j) <= 2 |y|^2 / (pi min l), so K_DD^-1
    is at most 2 / (pi min l) on it; K_DD is at most its trace.
    """
    points = _points(key, (n,))
    gaps = jnp.diff(points, append=points[:1] + 2 * jnp.pi)
    condition = n * (jnp.pi**2 / 3 + 1) * 2 / (jnp.pi * jnp.min(gaps))
    return {"learnability": _learnability(points, frequencies), "gaps": gaps, "condition": condition}


def _points(key: Array, shape: tuple[int, ...]) -> Array:
    if shape[-1] < 1:
        raise ValueError(f"the number of points must be at least 1, got {shape[-1]}")
    return 2 * jnp.pi * jnp.sort(jax.random.uniform(key, shape), axis=-1)


def _learnability(points: Array, frequencies: tuple[int, ...]) -> Array:
    """lambda_k phi(D)^T G phi(D), mean over phi = sqrt 2 cos kx, sqrt 2 sin kx; G is K_DD^-1 without the constants."""
    if not frequencies or min(frequencies) < 1:
        raise ValueError(f"frequencies are positive integers, got {frequencies}")
    distance = jnp.abs(points[:, None] - points[None, :])
    gram = (jnp.pi - distance) ** 2 / 2 - jnp.pi**2 / 6 + 1.0  # the constant's eigenvalue drops out: any does
    k = np.array(frequencies, dtype=float)
    phase = points[:, None] * k
    right = jnp.concatenate([jnp.ones((len(points), 1)), jnp.cos(phase), jnp.sin(phase)], axis=1)
    solved = solve_triangular(jnp.linalg.cholesky(gram), right, lower=True)
    unit, waves = solved[:, 0] / jnp.linalg.norm(solved[:, 0]), solved[:, 1:]
    power = jnp.sum(waves**2, axis=0) - (unit @ waves) ** 2
    return (power[: len(k)] + power[len(k) :]) / k**2
