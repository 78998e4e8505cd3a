"""Fits from a data set on a finite domain, as operators: on every subset of the 3-cube, and on larger domains."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from empirics.kernel_regression import CUBE_DEGREES, WALSH
from empirics.lab import trial
from empirics.label_complexity import PARITIES

Floats = NDArray[np.float64]


@trial(batch=2, host=True)
def every_subset(rng: np.random.Generator, *, largest: int) -> dict[str, Floats | np.float64]:
    """All 254 proper subsets of the 3-cube, and a kernel with random integer eigenvalues up to `largest` by degree.

    Observables: levels (4,); learnability (254 * 4,) of one parity of each degree, by its fit, degrees fastest;
    condition (), the worst of all K_DD.
    """
    levels = rng.integers(1, largest + 1, size=4)
    K = 8 * (WALSH.T * levels[CUBE_DEGREES]) @ WALSH
    learned, condition = [], 1.0
    for n in range(1, 8):
        for D in map(list, combinations(range(8), n)):
            fits = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], PARITIES[D])
            learned.append(np.mean(fits * PARITIES, axis=0))
            condition = max(condition, float(np.linalg.cond(K[np.ix_(D, D)])))
    return {"levels": levels.astype(float), "learnability": np.ravel(learned), "condition": np.float64(condition)}


@trial(batch=16, host=True)
def operator(rng: np.random.Generator, *, domain: int, n: int) -> dict[str, Floats | np.float64]:
    """A random kernel without symmetry on `domain` points, with eigenvalues from 1/64 to 1, and its first n points.

    Observables: gram (domain, domain); operator (domain * domain,), row after row, of the ridgeless fit.
    """
    if not 1 <= n < domain:
        raise ValueError(f"some points are seen and some are not: 1 <= n < {domain}, got {n}")
    rotation = np.linalg.qr(rng.standard_normal((domain, domain)))[0]
    gram = (rotation * np.exp2(rng.uniform(-6.0, 0.0, size=domain))) @ rotation.T
    fit = np.zeros((domain, domain))
    fit[:, :n] = np.linalg.solve(gram[:n, :n], gram[:n]).T
    return {"gram": gram, "operator": np.ravel(fit)}
