"""Every data set of one point, and of all points but one, with and without a transitive symmetry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from empirics.lab import trial

Floats = NDArray[np.float64]
POINTS = 16


@trial(batch=8, host=True)
def every_set(rng: np.random.Generator, *, domain: str, all_but_one: bool) -> dict[str, Floats | np.float64]:
    """A kernel on 16 points with random eigenvalues from 1/16 to 1; means over all 16 data sets of 1 or 15 points.

    domain "cube": every parity has its own eigenvalue; "circle": equidistant points, cosine and sine of one frequency
    share theirs. Observables: eigenvalues (16,); outcome (272,), the 16 learnabilities of the eigenfunctions, their 16
    squared errors in the mean over all points, and the 240 mean coefficients of the fits on the other eigenfunctions;
    condition (), the worst of all K_DD.
    """
    functions, level = _functions(domain)
    eigenvalues = np.exp2(rng.uniform(-4.0, 0.0, size=POINTS))[level]
    K = (functions * eigenvalues) @ functions.T
    mean, error, condition = np.zeros((POINTS, POINTS)), np.zeros(POINTS), 1.0
    for x in range(POINTS):
        D = np.delete(np.arange(POINTS), x) if all_but_one else np.array([x])
        fits = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], functions[D])
        mean += functions.T @ fits / POINTS**2
        error += np.mean((fits - functions) ** 2, axis=0) / POINTS
        condition = max(condition, float(np.linalg.cond(K[np.ix_(D, D)])))
    return {
        "eigenvalues": eigenvalues,
        "outcome": np.concatenate([np.diag(mean), error, mean[~np.eye(POINTS, dtype=bool)]]),
        "condition": np.float64(condition),
    }


def _functions(domain: str) -> tuple[Floats, NDArray[np.intp]]:
    """Functions as columns, orthonormal in the mean over the points, and the level of each."""
    index = np.arange(POINTS)
    if domain == "cube":
        return hadamard(POINTS).astype(float), index
    if domain == "circle":
        frequency = (index + 1) // 2  # 1, cos, sin, cos 2, sin 2, ..., cos 8
        phase = 2 * np.pi * index[:, None] * frequency / POINTS
        functions = np.where(index % 2, np.cos(phase), np.sin(phase)) * np.sqrt(2)
        functions[:, 0], functions[:, -1] = 1.0, np.cos(np.pi * index)
        return functions, frequency
    raise ValueError(f"domain must be cube or circle, got {domain!r}")


@trial(batch=8, host=True)
def three_points(rng: np.random.Generator, *, largest: int) -> dict[str, Floats | np.float64]:
    """A kernel on 3 points that no symmetry exchanges, all data sets of one point and all of two.

    The eigenfunctions are (1, 1, 1), (1, -1, 0) and (1, 1, -2), of random integer eigenvalues up to `largest`.
    Observables: eigenvalues (3,); learnability (6,), from one point and then from two.
    """
    functions = np.sqrt(3) * np.array([[1, 1, 1], [1, -1, 1], [1, 0, -2]]) / np.sqrt([3, 2, 6])
    eigenvalues = rng.integers(1, largest + 1, size=3).astype(float)
    K = (functions * eigenvalues) @ functions.T
    learned = np.zeros((2, 3))
    for x in range(3):
        for row, D in enumerate([np.array([x]), np.delete(np.arange(3), x)]):
            fits = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], functions[D])
            learned[row] += np.mean(fits * functions, axis=0) / 3
    return {"eigenvalues": eigenvalues, "learnability": np.ravel(learned)}
