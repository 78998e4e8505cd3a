"""The constant, metered by data sets of growing size, and learnabilities along data sets that grow point by point."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root_scalar

from empirics.lab import trial

Floats = NDArray[np.float64]
STEP = 0.01  # of the way to the nearer end of the range of n
STENCIL = np.array([1.0, -8.0, 8.0, -1.0]) / 12  # the first derivative from f(-2), f(-1), f(1), f(2), to fourth order


@trial(batch=4, host=True)
def metered(rng: np.random.Generator, *, eigenvalues: Floats, sizes: Floats) -> dict[str, Floats]:
    """A kernel on 8 points with these eigenvalues (8,), zeros included, and random eigenfunctions.

    All data sets are weighed by det K_DD / s^|D|, with s such that their mean size is n. With P the projection on the
    functions that the kernel reaches, of dimension R, (R - n) / (8 E tr K_DD^-1 P_DD) meters the constant. Observables
    for n in `sizes`: constant (sizes,) and its slope in n; rise (sizes * 8,), the slopes of the mean learnabilities.
    """
    functions = np.sqrt(8) * np.linalg.qr(rng.standard_normal((8, 8)))[0]
    reached = functions[:, eigenvalues > 0]
    rank = reached.shape[1]
    gram, projection = (functions * eigenvalues) @ functions.T, reached @ reached.T / 8
    weight, inverse, learned = np.eye(rank + 1)[0], np.zeros(rank + 1), np.zeros((rank + 1, 8))  # sums by size of D
    for size in range(1, rank + 1):
        sets = np.array(list(combinations(range(8), size)))
        grams = gram[sets[:, :, None], sets[:, None, :]]
        determinants, inverses = np.linalg.det(grams), np.linalg.inv(grams)
        weight[size] = determinants.sum()
        inverse[size] = determinants @ np.einsum("sij,sji->s", inverses, projection[sets[:, :, None], sets[:, None, :]])
        phi = functions[sets]
        learned[size] = determinants @ np.einsum("sim,sij,sjm->sm", phi, inverses, phi) * eigenvalues
    count = np.arange(rank + 1)

    def at(n: float) -> Floats:
        """The metered constant, and the learnabilities, at mean size n."""

        def mean(values: Floats, log_scale: float) -> Floats:
            odds = np.exp(-count * log_scale)
            return odds @ values / (odds @ weight)

        scale = root_scalar(lambda log: mean(weight * count, log) - n, bracket=(-40, 40), xtol=1e-15).root
        return np.array([(rank - n) / (8 * mean(inverse, scale)), *mean(learned, scale)])

    steps = STEP * np.minimum(sizes, rank - sizes)
    slopes = np.array(
        [STENCIL @ [at(n + k * h) for k in (-2, -1, 1, 2)] / h for n, h in zip(sizes, steps, strict=True)]
    )
    return {"constant": np.array([at(n)[0] for n in sizes]), "slope": slopes[:, 0], "rise": slopes[:, 1:].ravel()}


@trial(batch=8, host=True)
def grown(rng: np.random.Generator, *, points: int) -> dict[str, Floats | np.float64]:
    """A random kernel without symmetry on `points` points, fitted afresh after each of them has been added.

    Observables: eigenvalues (points,), log-uniform in [1/64, 1]; functions (points, points), points by modes;
    increments (points * points,), what each point adds to each learnability; condition (), that of K.
    """
    functions = np.sqrt(points) * np.linalg.qr(rng.standard_normal((points, points)))[0]
    eigenvalues = np.exp2(rng.uniform(-6.0, 0.0, size=points))
    gram = (functions * eigenvalues) @ functions.T
    learned = [np.zeros(points)]
    for n in range(1, points + 1):
        fits = gram[:, :n] @ np.linalg.solve(gram[:n, :n], functions[:n])
        learned.append((functions * fits).mean(axis=0))
    return {
        "eigenvalues": eigenvalues,
        "functions": functions,
        "increments": np.diff(learned, axis=0).ravel(),
        "condition": np.float64(eigenvalues.max() / eigenvalues.min()),
    }


@trial(batch=8, host=True)
def with_ridge(
    rng: np.random.Generator, *, eigenvalues: Floats, sizes: tuple[int, ...], ridge: float
) -> dict[str, Floats]:
    """Independent standard normal features, K = sum_i lambda_i phi_i phi_i^T: the meter of C at the first n points.

    Observable: meter (sizes,), n / tr (K_DD + ridge)^-1, which is n C in the limit of large n, and at least the ridge.
    """
    features = rng.standard_normal((max(sizes), len(eigenvalues))) * np.sqrt(eigenvalues)
    gram = features @ features.T
    return {"meter": np.array([n / np.sum(1 / (np.linalg.eigvalsh(gram[:n, :n]) + ridge)) for n in sizes])}
