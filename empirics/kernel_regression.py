"""Kernel regression of every mode of a basis on random data sets, fitted mode by mode from its values on the data."""

from __future__ import annotations

from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.kernels import gram
from empirics.lab import trial

BASES = ("points", "kernel", "random")
CUBE_DEGREES = np.array([s.bit_count() for s in range(8)])
WALSH = np.array([[1.0 - 2 * ((x & s).bit_count() % 2) for x in range(8)] for s in range(8)]) / np.sqrt(8)


@trial(batch=32)
def total_learnability(
    key: Array, *, kernel: str, domain: int, dimension: int, sizes: tuple[int, ...]
) -> dict[str, Array]:
    """Ridgeless regression of all `domain` modes of three orthonormal bases on the first n of random points.

    The domain is `domain` uniform points of the unit sphere in R^dimension. Returns `total`, the sum of learnabilities
    for every basis of BASES and every n of `sizes` (bases vary slowest), and `condition`, cond K[D, D] for the same.
    """
    draw = jax.random.normal(key, (domain * (dimension + domain),))
    points = _on_sphere(draw[: domain * dimension].reshape(domain, dimension))
    K = gram(kernel, points, points)
    rotation = jnp.linalg.qr(draw[domain * dimension :].reshape(domain, domain))[0]
    bases = [jnp.eye(domain), jnp.linalg.eigh(K)[1], rotation]
    totals = [learnabilities(K, n, basis).sum() for basis in bases for n in sizes]
    conditions = [_condition(K[:n, :n]) for n in sizes]
    return {"total": jnp.stack(totals), "condition": jnp.stack(conditions * len(bases))}


@trial(batch=32)
def total_learnability_with_ridge(
    key: Array, *, kernel: str, domain: int, dimension: int, n: int, ridge: float
) -> dict[str, Array]:
    """The same with a ridge, in a random basis; also returns `gram_eigenvalues`, the spectrum of K[D, D] (n,)."""
    draw = jax.random.normal(key, (domain * (dimension + domain),))
    points = _on_sphere(draw[: domain * dimension].reshape(domain, dimension))
    K = gram(kernel, points, points)
    basis = jnp.linalg.qr(draw[domain * dimension :].reshape(domain, domain))[0]
    total = learnabilities(K, n, basis, ridge).sum()
    return {"total": total, "gram_eigenvalues": jnp.linalg.eigvalsh(K[:n, :n])}


@trial(batch=32)
def total_learnability_with_repeats(
    key: Array, *, kernel: str, domain: int, dimension: int, n: int
) -> dict[str, Array]:
    """Data drawn with replacement, fitted with the pseudo-inverse; also returns the number of `distinct` points."""
    points_key, data_key = jax.random.split(key)
    draw = jax.random.normal(points_key, (domain * (dimension + domain),))
    points = _on_sphere(draw[: domain * dimension].reshape(domain, dimension))
    basis = jnp.linalg.qr(draw[domain * dimension :].reshape(domain, domain))[0]
    D = jax.random.randint(data_key, (n,), 0, domain)
    K = gram(kernel, points, points)
    fits = K[:, D] @ (jnp.linalg.pinv(K[D][:, D], rtol=1e-10, hermitian=True) @ basis[D])
    distinct = (jnp.zeros(domain).at[D].set(1.0)).sum()
    return {"total": (basis * fits).sum(), "distinct": distinct}


@trial(batch=4, host=True)
def totals_on_cube(rng: np.random.Generator, *, largest: int) -> dict[str, np.ndarray]:
    """All 254 proper subsets of the 3-cube, with four random integer eigenvalue `levels` between 1 and `largest`.

    Returns `levels` (4,), `total` (254,), the sum of learnabilities over the parities, and `condition` (254,).
    """
    levels = rng.integers(1, largest + 1, size=4)
    K = 8 * (WALSH.T * levels[CUBE_DEGREES]) @ WALSH
    totals, conditions = [], []
    for n in range(1, 8):
        for D in combinations(range(8), n):
            block = K[np.ix_(D, D)]
            fits = K[:, D] @ np.linalg.solve(block, WALSH.T[list(D)])
            totals.append((WALSH.T * fits).sum())
            conditions.append(np.linalg.cond(block))
    return {"levels": levels, "total": np.array(totals), "condition": np.array(conditions)}


def learnabilities(K: Array, n: int, basis: Array, ridge: float = 0.0) -> Array:
    """<phi_i, fit of phi_i> for every column phi_i of an orthonormal `basis` (M, M), trained on the first n points."""
    M = K.shape[0]
    if not 1 <= n <= M:
        raise ValueError(f"the training set size lies between 1 and M = {M}, got {n}")
    if basis.shape != (M, M):
        raise ValueError(f"a basis of {M} points has shape {(M, M)}, got {basis.shape}")
    factor = jax.scipy.linalg.cho_factor(K[:n, :n] + ridge * jnp.eye(n))
    fits = K[:, :n] @ jax.scipy.linalg.cho_solve(factor, basis[:n])
    return (basis * fits).sum(axis=0)


def learn_one_by_one(gram: Array, targets: Array, points: Array) -> tuple[Array, Array]:
    """Ridgeless regression of all targets (M, modes) on the first 1, 2, ... N of `points`, from the kernel (M, M).

    Each point adds the multiple of its column that fits it and leaves, of the kernel, what is uncorrelated with it:
    Gaussian elimination on the whole domain, which gives all sizes at once. Returns the means over the domain of
    learned function times target and of squared error, both (N, modes).
    """

    def learn(state: tuple[Array, Array], point: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        kernel, left = state
        share = kernel[:, point] / kernel[point, point]
        left = left - share[:, None] * left[point]
        kernel = kernel - share[:, None] * kernel[point]
        return (kernel, left), (1 - (left * targets).mean(axis=0), (left**2).mean(axis=0))

    return jax.lax.scan(learn, (gram, targets), points)[1]


def _on_sphere(points: Array) -> Array:
    return points / jnp.linalg.norm(points, axis=1, keepdims=True)


def _condition(K: Array) -> Array:
    k = jnp.linalg.eigvalsh(K)
    return k[-1] / k[0]
