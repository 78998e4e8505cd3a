"""Learnabilities of kernel regression, measured for all eigenmodes and several training set sizes at once.

With K_DD = R R^T (Cholesky), the fit of phi_i on D is K_xD K_DD^-1 phi_i(D), so its inner product with phi_i is

    L_i(D) = sum_j (R^-1 <phi_i, K(., D)>)_j (R^-1 phi_i(D))_j.

Rows of R^-1 up to the n-th only see the first n points: the running sum over j is L_i of the first n points, and one
factorisation gives the learning curves of all modes along nested data sets. <phi_i, K(., x)> = lambda_i phi_i(x) for an
eigenfunction, with lambda_i measured on the kernel itself (Walsh transform on the cube, quadrature on the sphere).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.linalg import solve_triangular
from scipy.linalg import hadamard
from scipy.special import roots_gegenbauer

from empirics import kernels
from empirics.draws import gaussians
from empirics.lab import trial

QUADRATURE = 256


def nested_learnabilities(gram: Array, features: Array, projections: Array, sizes: tuple[int, ...]) -> Array:
    """L_i of the first n points, shape (len(sizes), modes), ridgeless.

    gram (N, N) of the data, features phi_i(x_j) and projections <phi_i, K(., x_j)>, both (N, modes); max(sizes) <= N.
    """
    _check_sizes(sizes, gram.shape[0])
    root = jnp.linalg.cholesky(gram)
    both = solve_triangular(root, jnp.concatenate([features, projections], axis=1), lower=True)
    modes = features.shape[1]
    curves = jnp.cumsum(both[:, :modes] * both[:, modes:], axis=0)
    return curves[np.array(sizes) - 1]


@trial(batch=64)
def cube(key: Array, *, kernel: str, dimension: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Uniform subsets of the boolean cube: mean learnability of the parities of k coordinates, k = 0 ... dimension.

    Observables "n=<size>", each of shape (dimension + 1,).
    """
    _check_sizes(sizes, 2**dimension)
    walsh = hadamard(2**dimension).astype(float)  # walsh[S, x] = (-1)^|S and x|
    weight = np.array([index.bit_count() for index in range(2**dimension)])
    by_distance = kernels.profile(kernel, 1 - 2 * np.arange(dimension + 1) / dimension, dimension=dimension)
    eigenvalues = walsh @ by_distance[weight] / 2**dimension
    points = jnp.argsort(jax.random.uniform(key, (2**dimension,)))[: max(sizes)]
    gram = by_distance[jnp.asarray(weight)[points[:, None] ^ points[None, :]]]
    features = jnp.asarray(walsh)[points]
    curves = nested_learnabilities(gram, features, eigenvalues * features, sizes)
    return _by_size(curves @ _level_average(np.bincount(weight)[weight], weight), sizes)


@trial(batch=64)
def sphere(key: Array, *, kernel: str, dimension: int, degrees: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Uniform points on the unit sphere S^(dimension - 1): mean learnability of the harmonics of degree k < degrees.

    The harmonics of one degree are summed by their addition theorem, mean_i phi_i(x) phi_i(y) = P_k(<x, y>), so that
    nothing is truncated. Observables "n=<size>", each of shape (degrees,). The kernel is that of points of unit norm.
    """
    _check_sizes(sizes)
    directions = jax.random.normal(key, (max(sizes), dimension))
    points = directions / jnp.linalg.norm(directions, axis=1, keepdims=True)
    inverse = solve_triangular(
        jnp.linalg.cholesky(kernels.gram(kernel, points, points)), jnp.eye(max(sizes)), lower=True
    )
    harmonics = _gegenbauer(dimension, degrees, jnp.clip(points @ points.T, -1.0, 1.0))
    curves = jnp.cumsum(jnp.einsum("ji,kil,jl->jk", inverse, harmonics, inverse), axis=0)
    return _by_size(curves[np.array(sizes) - 1] * _funk_hecke(kernel, dimension, degrees), sizes)


@trial(batch=64)
def gaussian(
    key: Array, *, eigenvalues: Array, multiplicities: tuple[int, ...], sizes: tuple[int, ...]
) -> dict[str, Array]:
    """Independent standard normal features, K(x, y) = sum_i lambda_i phi_i(x) phi_i(y): mean learnability by level.

    One entry of `eigenvalues` per level, of dimension `multiplicities`. Observables "n=<size>", shape (levels,).
    """
    _check_sizes(sizes, sum(multiplicities))
    level = np.repeat(np.arange(len(multiplicities)), multiplicities)
    features = gaussians(key, max(sizes) * len(level)).reshape(max(sizes), len(level))
    projections = features * eigenvalues[level]
    curves = nested_learnabilities(features @ projections.T, features, projections, sizes)
    return _by_size(curves @ _level_average(np.array(multiplicities)[level], level), sizes)


def _check_sizes(sizes: tuple[int, ...], most: float = float("inf")) -> None:
    if not sizes or min(sizes) < 1 or max(sizes) > most:
        raise ValueError(f"training set sizes lie between 1 and {most}, got {sizes}")


def _by_size(curves: Array, sizes: tuple[int, ...]) -> dict[str, Array]:
    return {f"n={n}": curve for n, curve in zip(sizes, curves, strict=True)}


def _level_average(size: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Matrix (modes, levels) that averages over the modes of a level."""
    return (level[:, None] == np.arange(level.max() + 1)) / size[:, None]


def _funk_hecke(kernel: str, dimension: int, degrees: int) -> Array:
    """lambda_k = E[K(c) P_k(c)] for the cosine c of two uniform unit vectors, by Gauss-Gegenbauer quadrature."""
    nodes, weights = roots_gegenbauer(QUADRATURE, (dimension - 2) / 2)
    values = kernels.profile(kernel, nodes, dimension=dimension, radius=1.0)
    return _gegenbauer(dimension, degrees, nodes) @ (values * (weights / weights.sum()))


def _gegenbauer(dimension: int, degrees: int, cosine: Array | np.ndarray) -> Array:
    """P_0 ... P_{degrees - 1} of index (dimension - 2) / 2, scaled to P_k(1) = 1, along a new first axis."""
    cosine = jnp.asarray(cosine)
    rows = [jnp.ones_like(cosine), cosine]
    for k in range(1, degrees - 1):
        rows.append(((2 * k + dimension - 2) * cosine * rows[k] - k * rows[k - 1]) / (k + dimension - 2))
    return jnp.stack(rows[:degrees])
