"""Kernel regression on a finite domain, given by its Gram matrix: all eigenmodes at once, one random data set a trial.

Modes are the eigenvectors of K from the largest eigenvalue down, orthonormal in the mean over the M points; lambda is
the eigenvalue of K / M. Host trials: a domain somebody brings along is small, and every one has another shape.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from empirics.determinantal import chance_of_modes, sample_projection
from empirics.lab import trial

Floats = NDArray[np.float64]
STEPS = 8  # of descent; the top mode shrinks to 1e-4 of its start at most, and keeps twelve digits


@trial(batch=16, host=True)
def fitted(rng: np.random.Generator, *, gram: Floats, n: int, ridge: float = 0.0) -> dict[str, Floats | np.float64]:
    """n distinct uniform points, and the fit of every mode on them, read off on the whole domain.

    Observables: learnability (M,) of each mode by its fit; total (), their sum; label_complexity (M,), phi^T (K_DD +
    ridge)^-1 phi on the data; gram_eigenvalues (n,), ascending; condition () of K_DD + ridge.
    """
    modes, _ = _modes(gram)
    data = _subset(rng, len(gram), n)
    block = gram[np.ix_(data, data)] + ridge * np.eye(n)
    weights = cho_solve(cho_factor(block, lower=True), modes[data])
    learned = _product_mean(modes, gram[:, data] @ weights)
    values = np.asarray(np.linalg.eigvalsh(gram[np.ix_(data, data)]), dtype=np.float64)
    return {
        "learnability": learned,
        "total": np.float64(learned.sum()),
        "label_complexity": n * _product_mean(modes[data], weights),
        "gram_eigenvalues": values,
        "condition": np.float64((values[-1] + ridge) / (values[0] + ridge)),
    }


@trial(batch=16, host=True)
def repeated(rng: np.random.Generator, *, gram: Floats, n: int) -> dict[str, Floats | np.float64]:
    """n uniform points with replacement, fitted with the pseudo-inverse; total (), rank () of K_DD and condition ().

    The rank counts eigenvalues above 1e-10 of the largest, the pseudo-inverse's own cut; condition () is over those.
    """
    modes, _ = _modes(gram)
    data = rng.integers(0, len(gram), size=n)
    values, vectors = np.linalg.eigh(gram[np.ix_(data, data)])
    kept = values > 1e-10 * values[-1]
    weights = (vectors[:, kept] / values[kept]) @ (vectors[:, kept].T @ modes[data])
    total = np.sum(modes * (gram[:, data] @ weights)) / len(gram)
    return {
        "total": np.float64(total),
        "rank": np.float64(kept.sum()),
        "condition": np.float64(values[-1] / values[kept].min()),
    }


@trial(batch=16, host=True)
def determinantal(rng: np.random.Generator, *, gram: Floats, n: int) -> dict[str, Floats]:
    """A determinantal sample of n points in the mean: learnability (octaves,), the mean over each octave of modes."""
    modes, eigenvalues = _modes(gram)
    chance = chance_of_modes(len(gram) * eigenvalues, n)
    data = sample_projection(rng, modes[:, rng.random(len(chance)) < chance] / np.sqrt(len(gram)))
    return {"learnability": by_octave(_learnabilities(gram, modes, eigenvalues, data))}


@trial(batch=16, host=True)
def learning_curve(
    rng: np.random.Generator, *, gram: Floats, target: Floats, sizes: tuple[int, ...]
) -> dict[str, Floats | np.float64]:
    """Nested uniform data sets: learnability by octave of modes, and how well the target is learned.

    Observables for each n of sizes: "learnability n=<n>" (octaves,), "target n=<n>" (), the target's own learnability
    <f, fit> / <f, f>, and "risk n=<n>" (), the mean square error over the domain in units of the target's own.
    """
    modes, eigenvalues = _modes(gram)
    order = _subset(rng, len(gram), max(sizes))
    seen: dict[str, Floats | np.float64] = {}
    for n in sizes:
        data = order[:n]
        fit = gram[:, data] @ cho_solve(cho_factor(gram[np.ix_(data, data)], lower=True), target[data])
        seen[f"learnability n={n}"] = by_octave(_learnabilities(gram, modes, eigenvalues, data))
        seen[f"target n={n}"] = target @ fit / (target @ target)
        seen[f"risk n={n}"] = np.sum((fit - target) ** 2) / (target @ target)
    return seen


@trial(batch=16, host=True)
def stepped(rng: np.random.Generator, *, gram: Floats, n: int, fractions: Floats) -> dict[str, Floats]:
    """Descent in function space, r <- r - eta K_DD r / n, with eta the `fractions` of 2 n / k_max, from random r.

    Observable: rate (fractions,), the logarithm of the residual's growth per step along the top eigenvector of K_DD.
    """
    data = _subset(rng, len(gram), n)
    block = gram[np.ix_(data, data)]
    values, vectors = np.linalg.eigh(block)
    residual = np.repeat((vectors[:, -1] + rng.standard_normal(n) / n)[:, None], len(fractions), axis=1)
    before = np.log(np.abs(vectors[:, -1] @ residual))
    for _ in range(STEPS):
        residual = residual - 2 * fractions / values[-1] * (block @ residual)
    return {"rate": (np.log(np.abs(vectors[:, -1] @ residual)) - before) / STEPS}


@trial(batch=16, host=True)
def random_labels(rng: np.random.Generator, *, gram: Floats, n: int) -> dict[str, np.float64]:
    """Interpolation of fair-coin labels y at n uniform points D.

    Observables: residual (), the largest |f(x) - y| on D; complexity (), y^T K_DD^-1 y; trace () of K_DD; condition ().
    """
    data, y = _subset(rng, len(gram), n), rng.choice((-1.0, 1.0), size=n)
    block = gram[np.ix_(data, data)]
    weights = cho_solve(cho_factor(block, lower=True), y)
    values = np.linalg.eigvalsh(block)
    return {
        "residual": np.float64(np.abs(block @ weights - y).max()),
        "complexity": np.float64(y @ weights),
        "trace": np.float64(np.trace(block)),
        "condition": np.float64(values[-1] / values[0]),
    }


def octaves(M: int) -> list[slice]:
    """The modes 1, 2-3, 4-7, 8-15, ... up to M, as slices."""
    if M < 1:
        raise ValueError(f"a domain has at least one point, got {M}")
    return [slice(2**k - 1, min(2 ** (k + 1) - 1, M)) for k in range(M.bit_length())]


def by_octave(values: Floats) -> Floats:
    """The mean of one value per mode (M,) over each octave of modes."""
    return np.array([values[octave].mean() for octave in octaves(len(values))])


def _product_mean(a: Floats, b: Floats) -> Floats:
    """<a_i, b_i>, the mean over the points of the product, for every column."""
    return np.asarray(np.mean(a * b, axis=0), dtype=np.float64)


def _learnabilities(gram: Floats, modes: Floats, eigenvalues: Floats, data: NDArray[np.intp]) -> Floats:
    """lambda_i |projection of phi_i on the data's span|^2, by one triangular solve."""
    if not len(data):
        return np.zeros(len(gram))
    root = np.linalg.cholesky(gram[np.ix_(data, data)])
    return eigenvalues * np.sum(solve_triangular(root, modes[data], lower=True) ** 2, axis=0)


def _subset(rng: np.random.Generator, M: int, n: int) -> NDArray[np.intp]:
    if not 1 <= n <= M:
        raise ValueError(f"the training set size lies between 1 and M = {M}, got {n}")
    return rng.permutation(M)[:n]


def _modes(gram: Floats) -> tuple[Floats, Floats]:
    """Eigenvectors as columns, orthonormal in the mean over the points, and eigenvalues of K / M, largest first."""
    return _decomposed(gram.tobytes(), len(gram))


@functools.lru_cache(maxsize=4)
def _decomposed(gram: bytes, M: int) -> tuple[Floats, Floats]:
    values, vectors = np.linalg.eigh(np.frombuffer(gram).reshape(M, M))
    return np.sqrt(M) * vectors[:, ::-1], np.maximum(values[::-1], 0.0) / M
