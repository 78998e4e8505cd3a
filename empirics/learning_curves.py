"""Mean squared errors of kernel regression, measured for all eigenmodes and several training set sizes at once.

With K_DD = R R^T and B = R^-1 phi(D), the fit of phi_i has coefficients T_ji = lambda_j phi_j(D)^T K_DD^-1 phi_i(D):

    |phi_i - fit|^2 = 1 - 2 T_ii + sum_j T_ji^2,    sum_j T_ji^2 = B_i^T H B_i,    H = R^-1 G R^-T,

where G(x, x') = sum_j lambda_j^2 phi_j(x) phi_j(x') is the kernel's square as an operator. B and the upper left corners
of H belong to the first n points alone: one factorisation gives the errors of every mode along nested data sets. Host
trials: LAPACK on one data set is ten times as fast as XLA's batched factorisations on a CPU.
"""

from __future__ import annotations

import functools
import math

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard, solve_triangular
from scipy.special import roots_gegenbauer

from empirics import kernels
from empirics.lab import trial

Floats = NDArray[np.float64]
QUADRATURE, NODES = 256, 16


def nested_errors(
    gram: Floats, square: Floats, features: Floats, eigenvalues: Floats, sizes: tuple[int, ...]
) -> Floats:
    """|phi_i - fit of phi_i|^2 from the first n points, shape (len(sizes), modes), ridgeless, for |phi_i| = 1.

    gram and square, K and G at the data, are (N, N); features phi_i(x_j) (N, modes); eigenvalues (modes,).
    """
    check_sizes(sizes, len(gram))
    root = np.linalg.cholesky(gram)
    both = solve_triangular(root, features, lower=True)
    turned = solve_triangular(root, solve_triangular(root, square, lower=True).T, lower=True)
    learned = np.cumsum(both**2, axis=0) * eigenvalues
    return np.stack([1 - 2 * learned[n - 1] + np.sum(both[:n] * (turned[:n, :n] @ both[:n]), axis=0) for n in sizes])


@trial(batch=64, host=True)
def cube(rng: np.random.Generator, *, kernel: str, dimension: int, sizes: tuple[int, ...]) -> dict[str, Floats]:
    """Uniform subsets of the boolean cube: mean error over the parities of k coordinates, k = 0 ... dimension.

    Observables "n=<size>", each of shape (dimension + 1,), and the same by degree, "k=<degree>" (len(sizes),). The mean
    is over the whole cube, training points included.
    """
    check_sizes(sizes, 2**dimension)
    walsh, weight, values, eigenvalues, square = cube_tables(kernel, dimension)
    points = rng.permutation(2**dimension)[: max(sizes)]
    apart = points[:, None] ^ points
    errors = nested_errors(values[apart], square[apart], walsh[points], eigenvalues, sizes)
    means = level_means(errors, weight)
    return by_size(means, sizes) | {f"k={k}": means[:, k] for k in range(dimension + 1)}


@trial(batch=64, host=True)
def gaussian(
    rng: np.random.Generator, *, eigenvalues: Floats, multiplicities: tuple[int, ...], sizes: tuple[int, ...]
) -> dict[str, Floats]:
    """Independent standard normal features, K(x, y) = sum_i lambda_i phi_i(x) phi_i(y): mean error by level.

    One entry of `eigenvalues` per level, of dimension `multiplicities`. Observables "n=<size>", shape (levels,).
    """
    check_sizes(sizes, sum(multiplicities))
    level = np.repeat(np.arange(len(multiplicities)), multiplicities)
    features = rng.standard_normal((max(sizes), len(level)))
    projections = features * eigenvalues[level]
    errors = nested_errors(features @ projections.T, projections @ projections.T, features, eigenvalues[level], sizes)
    return by_size(level_means(errors, level), sizes)


@trial(batch=64, host=True)
def sphere(
    rng: np.random.Generator, *, kernel: str, dimension: int, degrees: int, kept: int, sizes: tuple[int, ...]
) -> dict[str, Floats]:
    """Uniform points on the unit sphere S^(dimension - 1): mean error over the harmonics of degree k < degrees.

    The harmonics of one degree are summed by their addition theorem, mean_i phi_i(x) phi_i(y) = P_k(<x, y>). G is
    summed to degree `kept` - 1, beyond which lambda^2 has no weight left. Observables "n=<size>", shape (degrees,).
    """
    check_sizes(sizes)
    directions = rng.standard_normal((max(sizes), dimension))
    points = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    eigenvalues, counts = sphere_tables(kernel, dimension, kept)
    cosine = np.clip(points @ points.T, -1.0, 1.0)
    np.fill_diagonal(cosine, 1.0)
    harmonics = gegenbauer(dimension, kept, cosine)
    square = np.tensordot(counts * eigenvalues**2, harmonics, axes=1)
    inverse = np.linalg.inv(np.linalg.cholesky(np.asarray(_profile(kernel, dimension, 1.0)(cosine))))
    turned, seen = inverse @ square @ inverse.T, inverse @ harmonics[:degrees] @ inverse.T
    learned = np.cumsum(np.einsum("kjj->jk", seen), axis=0) * eigenvalues[:degrees]
    spent = [np.tensordot(seen[:, :n, :n], turned[:n, :n], axes=2) for n in sizes]
    return by_size(1 - 2 * learned[np.array(sizes) - 1] + np.stack(spent), sizes)


@trial(batch=32, host=True)
def circle(rng: np.random.Generator, *, n: int, frequencies: tuple[int, ...]) -> dict[str, Floats]:
    """n uniform points on the circle, joined by straight lines: what the kernel with eigenvalues 1 / k^2 does.

    Observable "error" (frequencies,), the mean of |e^{ikx} - fit|^2, by Gauss-Legendre quadrature on every arc.
    """
    check_sizes((n,))
    corners = np.sort(rng.random(n)) * 2 * np.pi
    arcs = np.diff(corners, append=corners[0] + 2 * np.pi)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    along = (1 + nodes) / 2
    errors = []
    for k in frequencies:
        turn = np.exp(1j * k * arcs)[:, None]  # from one corner to the next
        miss = np.exp(1j * k * arcs[:, None] * along) - (1 - along + along * turn)
        errors.append(arcs @ (np.abs(miss) ** 2 @ weights) / (4 * np.pi))
    return {"error": np.array(errors)}


@functools.lru_cache(maxsize=8)
def cube_tables(kernel: str, dimension: int) -> tuple[Floats, NDArray[np.int64], Floats, Floats, Floats]:
    """Parities (2^d, 2^d), numbers of coordinates (2^d,), K and G by the difference x xor y, eigenvalues by parity."""
    walsh = hadamard(2**dimension).astype(float)  # walsh[S, x] = (-1)^|S and x|
    weight = np.array([index.bit_count() for index in range(2**dimension)])
    cosines = 1 - 2 * np.arange(dimension + 1) / dimension
    values = np.asarray(_profile(kernel, dimension, None)(cosines))[weight]
    eigenvalues = walsh @ values / 2**dimension
    return walsh, weight, values, eigenvalues, walsh @ eigenvalues**2


@functools.lru_cache(maxsize=8)
def sphere_tables(kernel: str, dimension: int, degrees: int) -> tuple[Floats, Floats]:
    """Eigenvalues E[K(c) P_k(c)] by Gauss-Gegenbauer quadrature, and the numbers of harmonics, k < degrees."""
    nodes, weights = roots_gegenbauer(QUADRATURE, (dimension - 2) / 2)
    values = np.asarray(_profile(kernel, dimension, 1.0)(nodes)) * weights / weights.sum()
    counts = [
        math.comb(dimension + k - 1, k) - (math.comb(dimension + k - 3, k - 2) if k > 1 else 0) for k in range(degrees)
    ]
    return gegenbauer(dimension, degrees, nodes) @ values, np.array(counts, dtype=float)


def gegenbauer(dimension: int, degrees: int, cosine: Floats) -> Floats:
    """P_0 ... P_{degrees - 1} of index (dimension - 2) / 2, scaled to P_k(1) = 1, along a new first axis."""
    rows = [np.ones_like(cosine), cosine]
    for k in range(1, degrees - 1):
        rows.append(((2 * k + dimension - 2) * cosine * rows[k] - k * rows[k - 1]) / (k + dimension - 2))
    return np.stack(rows[:degrees])


def level_means(values: Floats, level: NDArray[np.int64]) -> Floats:
    """Means over the modes of a level, (..., modes) to (..., levels)."""
    members = level[:, None] == np.arange(level.max() + 1)
    return values @ (members / members.sum(axis=0))


def by_size(curves: Floats, sizes: tuple[int, ...]) -> dict[str, Floats]:
    return {f"n={n}": curve for n, curve in zip(sizes, curves, strict=True)}


def check_sizes(sizes: tuple[int, ...], most: float = math.inf) -> None:
    if not sizes or min(sizes) < 1 or max(sizes) > most:
        raise ValueError(f"training set sizes lie between 1 and {most}, got {sizes}")


@functools.lru_cache(maxsize=8)
def _profile(kernel: str, dimension: int, radius: float | None):
    return jax.jit(lambda cosine: kernels.profile(kernel, cosine, dimension=dimension, radius=radius))
