"""y^T K_DD^-1 y, the squared norm of the interpolant of labels y, by Cholesky factorisation.

Labels are y = f(D). On the cube a factorisation K_DD = R R^T of nested data sets gives all sizes at once: the first n
entries of R^-1 y only see the first n points, and their squares add up to the complexity of these.
"""

from __future__ import annotations

from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.linalg import solve_triangular
from numpy.typing import NDArray
from scipy.linalg import solve_triangular as triangular

from empirics import kernels
from empirics.kernel_regression import CUBE_DEGREES, WALSH
from empirics.lab import trial

FIRST_OF_DEGREE = [0, 1, 3, 7]
PARITIES = np.sqrt(8) * WALSH.T[:, FIRST_OF_DEGREE]


@trial(batch=2, host=True)
def every_subset(rng: np.random.Generator, *, largest: int) -> dict[str, NDArray[np.float64] | np.float64]:
    """All 254 proper subsets of the 3-cube, and a kernel with random integer eigenvalues up to `largest` by degree.

    Observables: levels (4,); complexity (254 * 4,) of one parity of each degree, degrees fastest; condition (), the
    worst of all K_DD.
    """
    levels = rng.integers(1, largest + 1, size=4)
    K = 8 * (WALSH.T * levels[CUBE_DEGREES]) @ WALSH
    found, condition = [], 1.0
    for n in range(1, 8):
        for D in map(list, combinations(range(8), n)):
            root = np.linalg.cholesky(K[np.ix_(D, D)])
            found.append(np.sum(triangular(root, PARITIES[D], lower=True) ** 2, axis=0))
            condition = max(condition, float(np.linalg.cond(root) ** 2))
    return {"levels": levels.astype(float), "complexity": np.ravel(found), "condition": np.float64(condition)}


@trial(batch=64)
def majority(key: Array, *, kernel: str, dimension: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Uniform subsets of n points of the boolean cube, nested, for each n of `sizes`.

    Observable per_point (len(sizes),): y^T K_DD^-1 y / n for the majority of three coordinates as the labels, in the
    mean over all choices of the three.
    """
    points = 2**dimension
    if not sizes or min(sizes) < 1 or max(sizes) > points:
        raise ValueError(f"training set sizes lie between 1 and {points}, got {sizes}")
    signs = 1.0 - 2 * (np.arange(points)[:, None] >> np.arange(dimension) & 1)
    labels = np.sign(signs[:, np.array(list(combinations(range(dimension), 3)))].sum(axis=2))
    weight = np.array([i.bit_count() for i in range(points)])
    by_distance = kernels.profile(kernel, 1 - 2 * np.arange(dimension + 1) / dimension, dimension=dimension)
    data = jnp.argsort(jax.random.uniform(key, (points,)))[: max(sizes)]
    root = jnp.linalg.cholesky(by_distance[jnp.asarray(weight)[data[:, None] ^ data[None, :]]])
    each = jnp.mean(solve_triangular(root, jnp.asarray(labels)[data], lower=True) ** 2, axis=1)
    return {"per_point": jnp.cumsum(each)[np.array(sizes) - 1] / np.array(sizes, dtype=float)}
