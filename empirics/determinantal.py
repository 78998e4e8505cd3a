"""Learnabilities under determinantal sampling: every subset weighed by its determinant, or exact samples.

A set D is drawn with probability proportional to det K_DD: among the sets of n points ("fixed size"), or among all
sets after the kernel has been scaled to n points in the mean. Host trials: sets differ in size from trial to trial.
"""

from __future__ import annotations

import functools
from itertools import combinations

import jax
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard, solve_triangular
from scipy.optimize import root_scalar

from empirics import kernels
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def enumerated(rng: np.random.Generator, *, n: int, fixed_size: bool, basis: str) -> dict[str, Floats | np.float64]:
    """A random kernel on the 3-cube; mean learnabilities over all its subsets, weighed by their determinants.

    basis "walsh": eigenfunctions are the parities, K is invariant under the cube's translations; "random": an
    orthonormal basis without any symmetry. Observables: eigenvalues (8,), learnability (8,), inverse_trace (), the mean
    of tr K_DD^-1, and condition (), the worst of all K_DD.
    """
    points = 8
    if not 1 <= n <= points:
        raise ValueError(f"the number of points lies between 1 and {points}, got {n}")
    functions = _basis(rng, basis, points)
    eigenvalues = np.exp2(rng.uniform(-6.0, 0.0, size=points))
    gram = (functions * eigenvalues) @ functions.T
    spectrum = points * eigenvalues
    scale = 1.0 if fixed_size else scale_for_mean_size(spectrum, n)
    total = 0.0 if fixed_size else 1.0  # the empty set: its determinant is 1, and it learns nothing
    learned, inverse_trace, condition = np.zeros(points), 0.0, 1.0
    for size in [n] if fixed_size else range(1, points + 1):
        sets = np.array(list(combinations(range(points), size)))
        grams = gram[sets[:, :, None], sets[:, None, :]]
        weights = np.linalg.det(grams / scale)
        fits = gram[:, sets].swapaxes(0, 1) @ np.linalg.solve(grams, functions[sets])
        total += weights.sum()
        learned += weights @ (fits * functions).mean(axis=1)
        inverse_trace += weights @ np.trace(np.linalg.inv(grams), axis1=1, axis2=2)
        condition = max(condition, np.linalg.cond(grams).max())
    return {
        "eigenvalues": eigenvalues,
        "learnability": learned / total,
        "inverse_trace": np.float64(inverse_trace / total),
        "condition": np.float64(condition),
    }


@trial(batch=16, host=True)
def sampled(
    rng: np.random.Generator, *, domain: str, kernel: str, n: int, fixed_size: bool
) -> dict[str, Floats | np.float64]:
    """One determinantal sample of 256 points: learnability of each level of eigenfunctions, and the sample's size.

    domain "cube": the 8-cube, levels are the parities of k = 0 ... 8 coordinates; "circle": equidistant points on the
    unit circle, levels are the frequencies 0 ... 128. Observables: learnability (levels,); at_mean_size (levels,), the
    same less a fixed multiple of size - n, which has mean 0 (a control variate); size (), the number of points.
    """
    gram, functions, eigenvalues, level = _domain(domain, kernel)
    chance = chance_of_modes(len(gram) * eigenvalues, n)
    chosen = rng.random(len(chance)) < chance
    while fixed_size and chosen.sum() != n:  # the ensemble given that it has n points
        chosen = rng.random(len(chance)) < chance
    data = sample_projection(rng, functions[:, chosen] / np.sqrt(len(gram)))
    learned = np.zeros(len(chance))
    if len(data):
        root = np.linalg.cholesky(gram[np.ix_(data, data)])
        learned = eigenvalues * np.sum(solve_triangular(root, functions[data], lower=True) ** 2, axis=0)
    response = chance * (1 - chance) / np.sum(chance * (1 - chance))
    count = np.bincount(level)
    return {
        "learnability": np.bincount(level, learned) / count,
        "at_mean_size": np.bincount(level, learned - response * (len(data) - n)) / count,
        "size": np.float64(len(data)),
    }


def chance_of_modes(spectrum: Floats, n: int) -> Floats:
    """The chance of each eigenvector to span the sample's projection, one coin each; they sum to n."""
    return spectrum / (spectrum + scale_for_mean_size(spectrum, n))


def sample_projection(rng: np.random.Generator, vectors: Floats) -> NDArray[np.intp]:
    """Points of the determinantal process of a projection with these orthonormal columns, one point per column.

    The chain rule: each point by the variance that the former ones leave, then one step of the Cholesky factorisation.
    """
    size = vectors.shape[1]
    left, factor = np.sum(vectors**2, axis=1), np.zeros(vectors.shape)
    data = np.empty(size, dtype=np.intp)
    for j, uniform in enumerate(rng.random(size)):
        mass = np.cumsum(left)
        x = data[j] = min(int(np.searchsorted(mass, uniform * mass[-1], side="right")), len(left) - 1)
        column = vectors @ vectors[x] - factor[:, :j] @ factor[x, :j]
        factor[:, j] = column / np.sqrt(left[x])
        left = np.maximum(left - factor[:, j] ** 2, 0.0)
        left[data[: j + 1]] = 0.0
    return data


def scale_for_mean_size(spectrum: Floats, n: int) -> float:
    """s with sum k_i / (k_i + s) = n: the kernel K / s then draws n points in the mean."""
    if not 0 < n < len(spectrum):
        raise ValueError(f"the mean number of points lies strictly between 0 and {len(spectrum)}, got {n}")
    bracket = np.log([spectrum.min() * 1e-6, spectrum.sum() * 1e6])
    found = root_scalar(lambda log: np.sum(spectrum / (spectrum + np.exp(log))) - n, bracket=bracket, xtol=1e-15)
    return float(np.exp(found.root))


def _basis(rng: np.random.Generator, basis: str, points: int) -> Floats:
    """Functions as columns, orthonormal in the mean over the points."""
    if basis == "walsh":
        return hadamard(points).astype(float)
    if basis == "random":
        return np.sqrt(points) * np.linalg.qr(rng.standard_normal((points, points)))[0]
    raise ValueError(f"basis must be walsh or random, got {basis!r}")


@functools.lru_cache(maxsize=8)
def _domain(domain: str, kernel: str) -> tuple[Floats, Floats, Floats, NDArray[np.intp]]:
    """Gram matrix of 256 points, eigenfunctions as columns, their eigenvalues, and the level of each."""
    index = np.arange(256)
    if domain == "cube":
        functions = hadamard(256).astype(float)
        level = np.array([int(i).bit_count() for i in index])
        row = _profile(kernel, 1 - level / 4, dimension=8)
        gram, eigenvalues = row[index[:, None] ^ index], functions @ row / 256
    elif domain == "circle":
        level = (index + 1) // 2  # 1, cos, sin, cos 2, sin 2, ..., cos 128
        phase = 2 * np.pi * index[:, None] * level / 256
        functions = np.where(index % 2, np.cos(phase), np.sin(phase)) * np.sqrt(2)
        functions[:, 0], functions[:, 255] = 1.0, np.cos(np.pi * index)
        row = _profile(kernel, np.cos(2 * np.pi * index / 256), dimension=2, radius=1.0)
        gram, eigenvalues = row[(index[:, None] - index) % 256], np.fft.fft(row).real[level] / 256
    else:
        raise ValueError(f"domain must be cube or circle, got {domain!r}")
    return gram, functions, eigenvalues, level


def _profile(kernel: str, cosine: Floats, dimension: int, radius: float | None = None) -> Floats:
    """The kernel by the cosine, as one compiled program rather than one for every operation in it."""
    program = jax.jit(lambda c: kernels.profile(kernel, c, dimension=dimension, radius=radius))
    return np.asarray(program(cosine))
