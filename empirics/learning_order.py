"""Which modes are learned first on the 3-cube, from every data set of n points."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from empirics.kernel_regression import CUBE_DEGREES, WALSH
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def masked(rng: np.random.Generator, *, n: int, largest: int) -> dict[str, Floats | np.float64]:
    """Eigenvalues (r, 1, 40 r, 1) by degree, r a random integer from 2 to `largest`; all sets of n points alike.

    Observables: ratio (), which is r; learnability (4,), means by degree; condition (), the worst of all K_DD.
    """
    ratio = int(rng.integers(2, largest + 1))
    levels = np.array([ratio, 1, 40 * ratio, 1])
    K = 8 * (WALSH.T * levels[CUBE_DEGREES]) @ WALSH
    sets = np.array(list(combinations(range(8), n)))
    blocks, functions = K[sets[:, :, None], sets[:, None, :]], WALSH.T[sets]
    projections = 8 * levels[CUBE_DEGREES] * functions  # <phi_i, K(., x)> on the data
    learned = np.sum(projections * np.linalg.solve(blocks, functions), axis=1).mean(axis=0)
    return {
        "ratio": np.float64(ratio),
        "learnability": np.bincount(CUBE_DEGREES, learned) / np.bincount(CUBE_DEGREES),
        "condition": np.float64(np.linalg.cond(blocks).max()),
    }


@trial(batch=8, host=True)
def random_target(rng: np.random.Generator, *, n: int) -> dict[str, Floats | np.float64]:
    """A random target for a random kernel on 8 points without symmetry, fitted from every set D of n points.

    The eigenvalues are log-uniform in [1/64, 1], the target has coefficients of any order of magnitude, so that some
    targets are nearly eigenfunctions. Observables by D, (sets,), in units of |f|^2: learnability <f, fit>, mse
    |f - fit|^2 and fitted |fit|^2; and condition (), the worst of all K_DD.
    """
    functions = np.linalg.qr(rng.standard_normal((8, 8)))[0]
    K = (functions * np.exp2(rng.uniform(-6.0, 0.0, size=8))) @ functions.T
    target = functions @ (rng.standard_normal(8) * np.exp2(rng.uniform(-6.0, 0.0, size=8)))
    target /= np.linalg.norm(target)
    sets = np.array(list(combinations(range(8), n)))
    blocks = K[sets[:, :, None], sets[:, None, :]]
    fits = (K[:, sets].swapaxes(0, 1) @ np.linalg.solve(blocks, target[sets][:, :, None]))[:, :, 0]
    return {
        "learnability": fits @ target,
        "mse": np.sum((fits - target) ** 2, axis=1),
        "fitted": np.sum(fits**2, axis=1),
        "condition": np.float64(np.linalg.cond(blocks).max()),
    }
