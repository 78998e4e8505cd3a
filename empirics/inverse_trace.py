"""The trace of the inverse Gram matrix of uniform subsets of the boolean cube."""

from __future__ import annotations

import functools

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from empirics import kernels
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def nested(
    rng: np.random.Generator, *, kernel: str, dimension: int, sizes: tuple[int, ...]
) -> dict[str, Floats | np.float64]:
    """tr K_DD^-1 for the first n points of a random order of the cube, for each n of `sizes`: trace (sizes,).

    With K = R R^T, R lower triangular, the inverse of the first n rows and columns of R is the same block of R^-1, and
    the trace is its sum of squares.
    """
    by_distance = _by_distance(kernel, dimension)
    if not sizes or min(sizes) < 1 or max(sizes) > 2**dimension:
        raise ValueError(f"training set sizes lie between 1 and {2**dimension}, got {sizes}")
    points = rng.permutation(2**dimension)[: max(sizes)]
    gram = by_distance[points[:, None] ^ points]
    inverse = solve_triangular(np.linalg.cholesky(gram), np.eye(len(points)), lower=True)
    running = np.cumsum(np.sum(inverse**2, axis=1))
    return {"trace": running[np.array(sizes) - 1]}


@functools.cache
def _by_distance(kernel: str, dimension: int) -> Floats:
    """K between two points of the cube, by the exclusive or of their numbers."""
    cosine = 1 - 2 * np.arange(dimension + 1) / dimension
    program = jax.jit(lambda c: kernels.profile(kernel, c, dimension=dimension))
    weight = np.array([index.bit_count() for index in range(2**dimension)])
    return np.asarray(program(cosine))[weight]
