"""Spectra seen in Gram matrices: on the whole cube, at random points of sphere and Gaussian, and by integration."""

import itertools

import jax.numpy as jnp
import jax.random
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from empirics.kernels import gram
from empirics.lab import trial


@trial(batch=16)
def whole_cube(key: Array, *, kernel: str, dimension: int, bias_variance: float) -> dict[str, Array]:
    """Eigenvalues of K(x, y) / 2^d, from large to small, over all of {-1, 1}^d, shuffled and reflected at random."""
    points = jnp.asarray(list(itertools.product((-1.0, 1.0), repeat=dimension)))
    draws = jax.random.normal(key, (len(points) + dimension,))
    points = points[jnp.argsort(draws[: len(points)])] * jnp.sign(draws[len(points) :])
    matrix = gram(kernel, points, points, bias_variance=bias_variance)
    return {"eigenvalues": jnp.linalg.eigvalsh(matrix)[::-1] / len(points)}


@trial(batch=4)
def random_points(
    key: Array,
    *,
    inputs: str,
    kernel: str,
    points: int,
    dimension: int,
    levels: int,
    window: int,
    weight_variance: float,
    bias_variance: float,
) -> dict[str, Array]:
    """How many eigenvalues of a Gram matrix at random points lie in each of its top levels.

    inputs "sphere": uniform on the sphere of radius sqrt(d); "gaussian": N(0, I_d). Levels end at the largest ratios of
    successive eigenvalues among the first `window`, so that no theoretical value enters the count.
    """
    x = jax.random.normal(key, (points, dimension))
    if inputs == "sphere":
        x = x * jnp.sqrt(dimension / jnp.sum(x**2, axis=1, keepdims=True))
    elif inputs != "gaussian":
        raise ValueError(f"inputs must be 'sphere' or 'gaussian', got {inputs!r}")
    matrix = gram(kernel, x, x, weight_variance=weight_variance, bias_variance=bias_variance)
    eigenvalues = jnp.linalg.eigvalsh(matrix)[::-1]
    return {"dimensions": level_sizes(eigenvalues[: window + 1], levels), "eigenvalues": eigenvalues[:window] / points}


def level_sizes(eigenvalues: Array, levels: int) -> Array:
    """Sizes of the first `levels` clusters of decreasing positive eigenvalues, cut at the largest ratios."""
    ratios = eigenvalues[:-1] / eigenvalues[1:]
    cuts = jnp.sort(jnp.argsort(-ratios)[:levels]) + 1
    return jnp.diff(cuts, prepend=0).astype(jnp.float64)


@trial(batch=16)
def zonal_ranks(
    key: Array, *, points: int, width: int, rank_below: int, dimensions: Array, degree: float, cube: float
) -> dict[str, Array]:
    """Ranks of the Gram matrices of the zonal polynomial of one degree, at random points of each of several dimensions.

    The polynomial P_k (Gegenbauer on the sphere, Krawtchouk on the cube, `cube` 0 or 1) is the kernel of the projection
    onto the eigenspace of degree k <= 3, up to a factor: at enough points its rank is the dimension of that eigenspace.
    A compression by `rank_below` random directions keeps every smaller rank. On the cube "enough" means that hardly a
    vertex is missed up to its antipode: a product of k differences of coordinates vanishes on all but 2^(d-k) of them.
    """
    draws = jax.random.normal(key, (points, width + rank_below))
    directions = draws[:, width:]

    def rank(dimension: Array) -> Array:
        x = jnp.where(cube > 0, jnp.sign(draws[:, :width]), draws[:, :width])
        x = jnp.where(jnp.arange(width) < dimension, x, 0.0)
        x = x / jnp.sqrt(jnp.sum(x**2, axis=1, keepdims=True))
        compressed = directions.T @ _zonal(x @ x.T, dimension, degree, cube) @ directions
        return jnp.linalg.matrix_rank(compressed, rtol=1e-9, hermitian=True)

    return {"dimensions": jnp.stack([rank(d) for d in dimensions]).astype(jnp.float64)}


def _zonal(cosine: Array, d: Array, degree: Array | float, cube: Array | float) -> Array:
    """P_degree(cosine) with P(1) = 1, degree <= 3, by the three-term recurrences of the two families."""
    rows = [jnp.ones_like(cosine), cosine]
    for k in (1, 2):
        sphere_next = ((2 * k + d - 2) * cosine * rows[k] - k * rows[k - 1]) / (k + d - 2)
        cube_next = (d * cosine * rows[k] - k * rows[k - 1]) / jnp.maximum(d - k, 1)
        rows.append(jnp.where(cube > 0, cube_next, sphere_next))
    return jnp.stack(rows)[jnp.asarray(degree, dtype=jnp.int32)]


@trial(batch=16)
def sphere_integrals(
    key: Array, *, kernel: str, dimension: int, degrees: int, bias_variance: float
) -> dict[str, Array]:
    """(K H)(x) / H(x) on the sphere S^(d-1) of radius sqrt(d), for harmonics H of degree 0 ... degrees and a random x.

    H(y) = Re (x.y + i t.y)^k / d^k with a random t orthogonal to x: harmonic, because x + i t is isotropic, and no
    zonal function. The integral runs over the angle from x and over the part of y along t; the kernel is even around
    both.
    """
    frame = jnp.linalg.qr(jax.random.normal(key, (dimension, 3)))[0].T
    angle, weight, along, share = _polar_rule(dimension, degrees)
    y = _sphere_points(frame, angle[:, None], along[None, :]) * jnp.sqrt(dimension)
    x = frame[:1] * jnp.sqrt(dimension)
    values = gram(kernel, x, y.reshape(-1, dimension), bias_variance=bias_variance).reshape(len(angle), len(along))
    harmonics = _harmonics(angle, along, degrees)
    return {"eigenvalues": jnp.einsum("as,kas,a,s->k", values, harmonics, weight, share)}


@trial(batch=4)
def radial_operators(
    key: Array,
    *,
    kernel: str,
    dimension: int,
    degrees: int,
    weight_variance: float,
    bias_variance: float,
) -> dict[str, Array]:
    """Top eigenvalues of a kernel on Gaussian inputs, per degree k of the harmonic in the direction of x: (k, j), j <
    2.

    Points r e and r' (cos a e + sin a t) in a random frame; the radius is integrated by Gauss-Legendre quadrature
    against the chi density, the direction as in sphere_integrals.
    """
    frame = jnp.linalg.qr(jax.random.normal(key, (dimension, 3)))[0].T
    radius, mass = _chi_rule(dimension)
    angle, weight, along, share = _polar_rule(dimension, degrees)
    zonal = jnp.einsum("kas,s->ka", _harmonics(angle, along, degrees), share)
    directions = _sphere_points(frame, angle, jnp.ones_like(angle))
    first = radius[:, None] * frame[0]
    second = (radius[:, None, None] * directions).reshape(-1, dimension)
    values = gram(kernel, first, second, weight_variance=weight_variance, bias_variance=bias_variance)
    values = values.reshape(len(radius), len(radius), len(angle))
    root = jnp.sqrt(mass)
    operators = jnp.einsum("p,q,pqa,ka,a->kpq", root, root, values, zonal, weight)
    return {"eigenvalues": jnp.linalg.eigvalsh(operators)[:, ::-1][:, :2].ravel()}


def _sphere_points(frame: Array, angle: ArrayLike, along: ArrayLike) -> Array:
    """cos(angle) e + sin(angle) (along t + sqrt(1 - along^2) u) for the orthonormal rows e, t, u of the frame."""
    angle, along = jnp.broadcast_arrays(jnp.asarray(angle), jnp.asarray(along))
    parts = jnp.stack([jnp.cos(angle), jnp.sin(angle) * along, jnp.sin(angle) * jnp.sqrt(1 - along**2)], axis=-1)
    return parts @ frame


def _harmonics(angle: np.ndarray, along: np.ndarray, degrees: int) -> np.ndarray:
    """Re (cos angle + i sin angle along)^k for k = 0 ... degrees, shape (degrees + 1, angles, alongs)."""
    base = np.cos(angle)[:, None] + 1j * np.sin(angle)[:, None] * along
    return np.stack([(base**k).real for k in range(degrees + 1)])


def _polar_rule(dimension: int, degrees: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Nodes and probabilities for the angle from a pole of S^(d-1), and for one coordinate of the equator S^(d-2)."""
    nodes, weights = np.polynomial.legendre.leggauss(56)
    angle = np.pi / 2 * (1 + nodes)
    weight = weights * np.sin(angle) ** (dimension - 2)
    # Gauss nodes of the weight (1 - s^2)^((d-4)/2) from its Jacobi matrix (Golub and Welsch), exact to degree 2n - 1.
    index, half = np.arange(1, degrees // 2 + 2), (dimension - 3) / 2
    with np.errstate(invalid="ignore"):
        square = index * (index + 2 * half - 1) / (4 * (index + half) * (index + half - 1))
    square[0] = 1 / (2 * (1 + half))
    along, vectors = np.linalg.eigh(np.diag(np.sqrt(square), 1) + np.diag(np.sqrt(square), -1))
    return angle, weight / weight.sum(), np.clip(along, -1.0, 1.0), vectors[0] ** 2


def _chi_rule(dimension: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and probabilities for the norm of a standard Gaussian vector."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    radius = (np.sqrt(dimension) + 9) / 2 * (1 + nodes)
    mass = weights * np.exp((dimension - 1) * np.log(radius / np.sqrt(dimension)) - (radius**2 - dimension) / 2)
    return radius, mass / mass.sum()
