"""Points of unequal probability, learned from determinantal data; the integral operator of a kernel on the sphere."""

from __future__ import annotations

import functools
from itertools import combinations

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.special import eval_legendre

from empirics import kernels
from empirics.determinantal import scale_for_mean_size
from empirics.lab import trial

Floats = NDArray[np.float64]
POINTS = 8


@trial(batch=8, host=True)
def weighted(rng: np.random.Generator, *, n: int) -> dict[str, Floats | np.float64]:
    """Laplace kernel on 8 random points of random probabilities p; every data set, weighed by det (p K)_DD.

    The ensemble is scaled to n points in the mean. Observables: gram (8, 8), weights (8,), learnability (8,) of the
    eigenfunctions of K with respect to p, largest eigenvalue first, and condition (), the worst of all K_DD.
    """
    x = rng.standard_normal((POINTS, 3))
    gram = np.exp(-np.linalg.norm(x[:, None] - x[None], axis=2))
    weights = rng.dirichlet(np.ones(POINTS)) * 0.9 + 0.1 / POINTS
    root = np.sqrt(weights)
    values, vectors = np.linalg.eigh(root[:, None] * gram * root)
    functions = vectors[:, ::-1] / root[:, None]
    scale = scale_for_mean_size(values, n)
    total, learned, condition = 1.0, np.zeros(POINTS), 1.0
    for size in range(1, POINTS + 1):
        sets = np.array(list(combinations(range(POINTS), size)))
        grams = gram[sets[:, :, None], sets[:, None, :]]
        chance = np.linalg.det(grams / scale) * np.prod(weights[sets], axis=1)
        fits = gram[:, sets].swapaxes(0, 1) @ np.linalg.solve(grams, functions[sets])
        total += chance.sum()
        learned += chance @ (fits * functions * weights[:, None]).sum(axis=1)
        condition = max(condition, float(np.linalg.cond(grams).max()))
    return {
        "gram": gram,
        "weights": weights,
        "learnability": learned / total,
        "condition": np.float64(condition),
    }


@trial(batch=8, host=True)
def operator(rng: np.random.Generator, *, degrees: int) -> dict[str, Floats | np.float64]:
    """The mean of K(x, x') P_k(<x', z>) over the sphere S^2, at a random x, for a random axis z and k < degrees.

    K is the tangent kernel of one hidden ReLU layer without bias, K(x, x) = 1. Gauss-Legendre nodes in the angle to x
    and equidistant ones around it. Observables: image (degrees,), and cosine (), <x, z>.
    """
    cosine = rng.uniform(-1.0, 1.0)
    angle, density, kernel = _seen_from_a_point()
    turn = 2 * np.pi * np.arange(64) / 64
    other = np.cos(angle)[:, None] * cosine + np.sin(angle)[:, None] * np.sqrt(1 - cosine**2) * np.cos(turn)
    images = [np.sum(density * kernel * eval_legendre(k, other).mean(axis=1)) for k in range(degrees)]
    return {"image": np.array(images), "cosine": np.float64(cosine)}


@trial(batch=4, host=True)
def learned(rng: np.random.Generator, *, n: int, degrees: int) -> dict[str, Floats | np.float64]:
    """Harmonics P_k(<., z>), k < degrees, learned from n uniform points of S^2 with the same kernel, z random.

    The fit is known by its coefficients at the points, and its product with the harmonic by the mean of the kernel and
    the harmonic over the sphere, as seen from each point. Observables: learnability (degrees,); complexity (degrees,),
    y^T K_DD^-1 y for the harmonic scaled to mean square 1; condition ().
    """
    points = rng.standard_normal((n, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    cosine = points[:, 2]
    angle, density, kernel = _seen_from_a_point()
    turn = 2 * np.pi * np.arange(64) / 64
    tilt = np.sin(angle)[:, None] * np.cos(turn)
    other = np.cos(angle)[:, None] * cosine[:, None, None] + tilt * np.sqrt(1 - cosine**2)[:, None, None]
    harmonics = np.stack([eval_legendre(k, cosine) for k in range(degrees)], axis=1)
    images = np.stack([eval_legendre(k, other).mean(axis=2) @ (density * kernel) for k in range(degrees)], axis=1)
    between = np.clip(points @ points.T, -1.0, 1.0)
    gram = between * (np.pi - np.arccos(between)) / np.pi + np.sqrt(1 - between**2) / (2 * np.pi)
    np.fill_diagonal(gram, 1.0)
    weights = (2 * np.arange(degrees) + 1) * np.linalg.solve(gram, harmonics)
    return {
        "learnability": np.sum(weights * images, axis=0),
        "complexity": np.sum(weights * harmonics, axis=0),
        "condition": np.float64(np.linalg.cond(gram)),
    }


@functools.cache
def _seen_from_a_point() -> tuple[Floats, Floats, Floats]:
    """Angles from a point of S^2, the weights of uniform points at them, and the kernel, scaled to K(1) = 1."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    angle = np.pi / 2 * (1 + nodes)
    program = jax.jit(lambda c: kernels.profile("relu_ntk", c, dimension=3, radius=1.5**0.5, bias_variance=0.0))
    return angle, weights * np.sin(angle) * np.pi / 4, np.asarray(program(np.cos(angle)))
