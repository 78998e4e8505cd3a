"""The learned function in the mean over data sets: coefficients of the fit of a target with several modes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from empirics.determinantal import scale_for_mean_size
from empirics.lab import trial
from empirics.learning_curves import check_sizes, cube_tables

Floats = NDArray[np.float64]
POINTS = 8
WALSH = hadamard(POINTS).astype(float)  # walsh[S, x] = (-1)^|S and x|
DEGREE = np.array([index.bit_count() for index in range(POINTS)])
TARGET, UNUSED = (0b0, 0b1, 0b11, 0b111), (0b10000000, 0b11000000, 0b11100000, 0b11110000)


@trial(batch=16, host=True)
def determinantal(rng: np.random.Generator, *, n: int) -> dict[str, Floats | np.float64]:
    """All subsets of 8 points, weighed by det (K_DD / scale) so that n points are drawn in the mean.

    K has random eigenvalues and an orthonormal basis without symmetry. Observables: eigenvalues (8,), target (8,), its
    random coefficients, mean_fit (8,), those of the fit in the mean, and condition (), the worst of all K_DD.
    """
    eigenvalues = np.exp2(rng.uniform(-6.0, 0.0, size=POINTS))
    functions = np.linalg.qr(rng.standard_normal((POINTS, POINTS)))[0] * np.sqrt(POINTS)
    gram = (functions * eigenvalues) @ functions.T
    scale, total, operator, condition = scale_for_mean_size(POINTS * eigenvalues, n), 1.0, 0.0, 1.0
    for size in range(1, POINTS + 1):
        operators, grams = _operators(gram, functions, size)
        weights = np.linalg.det(grams / scale)
        total, operator = total + weights.sum(), operator + np.tensordot(weights, operators, axes=1)
        condition = max(condition, np.linalg.cond(grams).max())
    target = rng.standard_normal(POINTS)
    fit = operator @ target / total
    return {"eigenvalues": eigenvalues, "target": target, "mean_fit": fit, "condition": np.float64(condition)}


@trial(batch=4, host=True)
def uniform(rng: np.random.Generator, *, n: int, largest: int) -> dict[str, Floats | np.float64]:
    """All subsets of n points of the 3-cube alike, for a kernel with one integer eigenvalue per degree.

    Observables: levels (4,), between 1 and `largest`, target (8,), mean_fit (8,) by parity, and condition ().
    """
    levels = rng.integers(1, largest + 1, size=4).astype(float)
    operators, grams = _operators((WALSH * levels[DEGREE]) @ WALSH, WALSH, n)
    target = rng.standard_normal(POINTS)
    condition = np.float64(np.linalg.cond(grams).max())
    return {"levels": levels, "target": target, "mean_fit": operators.mean(axis=0) @ target, "condition": condition}


@trial(batch=64, host=True)
def cube(
    rng: np.random.Generator, *, kernel: str, dimension: int, coefficients: Floats, sizes: tuple[int, ...]
) -> dict[str, Floats]:
    """A target on the parities of no, one, two and three given coordinates, learned from uniform points of the cube.

    Observables "n=<size>" (8,): coefficients of the fit on these four parities and on four others, of degrees 1 to 4
    and of other coordinates, which the target lacks.
    """
    check_sizes(sizes, 2**dimension)
    if dimension < 8:
        raise ValueError(f"the parities looked at need 8 coordinates, got {dimension}")
    walsh, _, values, eigenvalues, _ = cube_tables(kernel, dimension)
    points = rng.permutation(2**dimension)[: max(sizes)]
    labels, seen = coefficients @ walsh[list(TARGET)][:, points], list(TARGET + UNUSED)
    fits = {}
    for n in sizes:
        weights = np.linalg.solve(values[points[:n, None] ^ points[:n]], labels[:n])
        fits[f"n={n}"] = eigenvalues[seen] * (walsh[seen][:, points[:n]] @ weights)
    return fits


def _operators(gram: Floats, functions: Floats, n: int) -> tuple[Floats, Floats]:
    """Coefficients to coefficients, (sets, modes, modes), and K_DD, for all sets of n points; functions are columns."""
    sets = np.array(list(combinations(range(len(gram)), n)))
    grams = gram[sets[:, :, None], sets[:, None, :]]
    fits = gram[:, sets].swapaxes(0, 1) @ np.linalg.solve(grams, functions[sets])
    return functions.T @ fits / len(gram), grams
