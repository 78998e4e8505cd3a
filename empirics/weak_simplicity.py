"""Eigenvalues of random kernels on small cubes, by brute force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.functions_on_the_cube import walsh
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def random_series(rng: np.random.Generator, *, dimension: int, terms: int) -> dict[str, Floats]:
    """K = sum_n a_n <x, y>^n / d^n with a random half of the a_n exponentially distributed and the others zero.

    `falls`: the eigenvalue of degree k less that of degree k + 2, k = 0 ... d - 2, and `steps`: less that of k + 1,
    k = 0 ... d - 1, each the mean over the degree's parities; `coefficients` (terms,).
    """
    corners, parities, of_degree = (table.astype(np.float64) for table in walsh(dimension))
    coefficients = rng.exponential(size=terms) * (rng.uniform(size=terms) < 0.5)
    row = np.polynomial.polynomial.polyval(corners.T @ corners[:, 0] / dimension, coefficients)
    eigenvalues = (row @ parities) @ of_degree / of_degree.sum(axis=0)
    return {
        "falls": eigenvalues[:-2] - eigenvalues[2:],
        "steps": eigenvalues[:-1] - eigenvalues[1:],
        "coefficients": coefficients,
    }
