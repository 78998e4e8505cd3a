"""Covariance of the learned coefficients over data sets: independent Gaussian features, and the whole 3-cube counted.

A trial with Gaussian features draws two independent data sets: half the product of the differences of two coefficients
has the covariance as its mean. Features within a level are alike, so that every choice of modes is another sample.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from empirics.kernel_regression import CUBE_DEGREES, WALSH
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def gaussian(
    rng: np.random.Generator, *, n: int, eigenvalues: Floats, multiplicities: tuple[int, ...], ridge: float
) -> dict[str, Floats]:
    """Levels of eigenvalues with `multiplicities`; the target is phi_i + phi_j, i of the first level, j of the second.

    Observable "covariance" (5,), means over all choices of modes: variances of fit_i, of fit_j and of the coefficient
    of an unused mode of the third level; covariances of fit_i with fit_j, and of fit_i with the unused mode.
    """
    counts = np.array(multiplicities)
    ends = np.cumsum(counts)
    first, second, third = (np.arange(end - m, end) for end, m in zip(ends[:3], counts[:3], strict=True))
    lam = np.repeat(eigenvalues, counts)
    used = np.concatenate([first, second])
    change = np.zeros((ends[2], len(used)))  # rows: learned modes of three levels; columns: targets
    for sign in (1, -1):
        features = rng.standard_normal((n, ends[-1]))
        gram = (features * lam) @ features.T + ridge * np.eye(n)
        fits = np.linalg.solve(gram, features[:, used])
        change += sign * lam[: ends[2], None] * (features[:, : ends[2]].T @ fits) / np.sqrt(2)
    to_first, to_second = change[:, : len(first)], change[:, len(first) :]
    fit_i = np.diag(to_first[first])[:, None] + to_second[first]  # by i and j
    fit_j = to_first[second].T + np.diag(to_second[second])
    unused = to_first[third][:, :, None] + to_second[third][:, None, :]  # by mode, i and j
    return {
        "covariance": np.array(
            [
                np.mean(fit_i**2),
                np.mean(fit_j**2),
                np.mean(unused**2),
                np.mean(fit_i * fit_j),
                np.mean(unused * fit_i),
            ]
        )
    }


@trial(batch=8, host=True)
def counted(rng: np.random.Generator, *, n: int, largest: int) -> dict[str, Floats | np.float64]:
    """All sets of n points of the 3-cube, for a target x_1 + x_2 and random integer eigenvalues by degree.

    Observables: levels (4,), between 1 and `largest`; covariance (5,), of the learned coefficients: variances for
    x_1, x_2 and the unused x_3, covariances of x_1 with x_2 and with x_3; condition (), the worst K_DD.
    """
    levels = rng.integers(1, largest + 1, size=4)
    parities = WALSH.T * np.sqrt(8)
    K = (parities * levels[CUBE_DEGREES]) @ parities.T
    target = parities[:, 1] + parities[:, 2]
    sets = np.array(list(combinations(range(8), n)))
    blocks = K[sets[:, :, None], sets[:, None, :]]
    fits = (K[:, sets].swapaxes(0, 1) @ np.linalg.solve(blocks, target[sets][:, :, None]))[:, :, 0]
    learned = fits @ parities[:, [1, 2, 4]] / 8
    found = np.cov(learned.T, bias=True)
    return {
        "levels": levels.astype(float),
        "covariance": np.array([*np.diag(found), found[0, 1], found[0, 2]]),
        "condition": np.float64(np.linalg.cond(blocks).max()),
    }
