"""Kernel regression on the points of a cube, all of them known, and on a continuous domain of Gaussian features."""

from __future__ import annotations

import functools

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from empirics import kernels
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def cube(
    rng: np.random.Generator, *, kernel: str, dimension: int, n: int, ridge: float
) -> dict[str, Floats | np.float64]:
    """n different points of the cube, drawn uniformly: every parity fitted with a ridge, and white noise.

    Observables, means by degree (dimension + 1,): learned, which is L; mse over all points; train_error, the mean
    square of the residual on the training points; without_ridge, L for the kernel K + ridge 1[x = x'] and no ridge.
    And excess (), what noise of variance 1 on the labels adds to the mean squared error; norm (), that of K_DD + ridge.
    """
    gram, functions, degree = _cube(kernel, dimension)
    M = len(gram)
    D = rng.permutation(M)[:n]
    block = gram[np.ix_(D, D)] + ridge * np.eye(n)
    dual = np.linalg.solve(block, np.concatenate([functions[D], np.eye(n)], axis=1))
    fits, weights = gram[:, D] @ dual[:, :M], gram[:, D] @ dual[:, M:]
    lifted = fits.copy()
    lifted[D] += ridge * dual[:, :M]  # K' is larger on the diagonal alone

    def by_degree(values: Floats) -> Floats:
        return np.bincount(degree, values) / np.bincount(degree)

    return {
        "learned": by_degree(np.mean(fits * functions, axis=0)),
        "without_ridge": by_degree(np.mean(lifted * functions, axis=0)),
        "mse": by_degree(np.mean((fits - functions) ** 2, axis=0)),
        "train_error": by_degree(np.mean((fits - functions)[D] ** 2, axis=0)),
        "excess": np.float64(np.sum(weights**2) / M),
        "norm": np.float64(np.linalg.norm(block, ord=np.inf)),
    }


@trial(batch=8, host=True)
def gaussian(
    rng: np.random.Generator, *, eigenvalues: Floats, n: int, ridge: float, sets: int
) -> dict[str, np.float64]:
    """Independent standard normal features: means over `sets` data sets, for white noise of variance 1.

    Observables: excess (), what the noise adds to the error; train (), the mean square of the residual for labels that
    are noise alone; both are means over the noise as well.
    """
    features = rng.standard_normal((sets, n, len(eigenvalues))) * np.sqrt(eigenvalues)
    inverse = np.linalg.inv(features @ features.swapaxes(1, 2) + ridge * np.eye(n))
    weights = features.swapaxes(1, 2) @ inverse * np.sqrt(eigenvalues)[:, None]  # of the labels in each coefficient
    return {
        "excess": np.float64(np.sum(weights**2) / sets),
        "train": np.float64(ridge**2 * np.sum(inverse**2) / (n * sets)),
    }


@trial(batch=16, host=True)
def with_replacement(rng: np.random.Generator, *, kernel: str, dimension: int, n: int) -> dict[str, np.float64]:
    """n points of the cube drawn with replacement, fitted with the pseudo-inverse: the total learnability ()."""
    gram, _, _ = _cube(kernel, dimension)
    D = rng.integers(len(gram), size=n)
    block = gram[np.ix_(D, D)]
    return {"total": np.sum(np.linalg.pinv(block, rcond=1e-10, hermitian=True) * block)}


@functools.lru_cache(maxsize=4)
def _cube(kernel: str, dimension: int) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Gram matrix of all points, parities as columns, and the degree of each."""
    index = np.arange(2**dimension)
    degree = np.array([int(i).bit_count() for i in index])
    profile = jax.jit(lambda cosine: kernels.profile(kernel, cosine, dimension=dimension))
    row = np.asarray(profile(1 - 2 * degree / dimension))
    return row[index[:, None] ^ index], hadamard(2**dimension).astype(float), degree
