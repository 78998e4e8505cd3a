"""Every boolean target on the 3-cube, learned from every data set of n points by one random kernel."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from empirics.kernel_regression import CUBE_DEGREES, WALSH
from empirics.lab import trial

Floats = NDArray[np.float64]
TARGETS = np.array(list(product((-1.0, 1.0), repeat=8))).T  # (8, 256), one target a column
TIE = 1e-9  # a prediction this small has no sign


@trial(batch=4, host=True)
def every_target(rng: np.random.Generator, *, n: int, largest: int) -> dict[str, Floats | np.float64]:
    """A kernel with random integer eigenvalues up to `largest` by degree, fitted without ridge.

    Means over all 256 targets and all sets of n points. Observables: levels (4,), zero_one_off (), the share of wrong
    signs off the data, ties counted one half; zero_one (), the same on all points; mse_off () and mse (), squares off
    the data and on all points; learnability (), <f, fit> / 8; condition (), the worst of all K_DD.
    """
    levels = rng.integers(1, largest + 1, size=4)
    if not 1 <= n <= 7:
        raise ValueError(f"some points are seen and some are not: 1 <= n <= 7, got n = {n}")
    K = 8 * (WALSH.T * levels[CUBE_DEGREES]) @ WALSH
    found, condition = [], 1.0
    for D in map(list, combinations(range(8), n)):
        rest = np.setdiff1d(np.arange(8), D)
        fit = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], TARGETS[D])
        wrong = np.where(np.abs(fit) < TIE, 0.5, (fit * TARGETS < 0).astype(float))
        square = (fit - TARGETS) ** 2
        found.append([wrong[rest].mean(), wrong.mean(), square[rest].mean(), square.mean(), (fit * TARGETS).mean()])
        condition = max(condition, float(np.linalg.cond(K[np.ix_(D, D)])))
    names = ("zero_one_off", "zero_one", "mse_off", "mse", "learnability")
    means = dict(zip(names, np.mean(found, axis=0), strict=True))
    return {"levels": levels.astype(float), **means, "condition": np.float64(condition)}
