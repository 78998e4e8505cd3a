"""Learning curves of parities on the d-cube, for the tangent kernels of fully connected networks.

A parity of degree k, the product of k of the d coordinates, is an eigenfunction of every kernel that depends on the
angle alone. From n corners it is learned to L_k = lambda_k / (lambda_k + C), with mean squared error E_0 (1 - L_k)^2;
see `theory.learning_curves`.
Source: Simon, Dickens and DeWeese, "A First-Principles Theory of Neural Network Generalization", Fig 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from theory import kernels, learning_curves, spectra

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """By training set size and degree, shape (sizes, d + 1): learnability L, 1 - L and E_0 (1 - L)^2.

    By size: the constant C, and `squares`, the sum of L^2 over the degrees with no regard to their multiplicity.
    """

    learned: Floats
    unlearned: Floats
    mse: Floats
    constant: Floats
    squares: Floats


def learnability(kernel: str, d: int, degree: int, sizes: Sequence[int]) -> Floats:
    """L_k for each training set size, shape (sizes,). Raises ValueError for a degree outside 0 ... d."""
    _check_degree(degree, d)
    return curves(kernel, d, sizes).learned[:, degree]


def mse(kernel: str, d: int, degree: int, sizes: Sequence[int]) -> Floats:
    """E_0 (1 - L_k)^2 for each training set size, the mean over the whole cube, training points included."""
    _check_degree(degree, d)
    return curves(kernel, d, sizes).mse[:, degree]


def curves(kernel: str, d: int, sizes: Sequence[int], *, multiplicities: bool = True) -> Curves:
    """All degrees at once; without multiplicities, as a counterclaim, every degree counts as one mode."""
    spectrum = spectra.cube(partial(kernels.profile, kernel, dimension=d), d)
    counts = spectrum.multiplicities if multiplicities else None
    found = [learning_curves.levels(n, spectrum.eigenvalues, counts) for n in sizes]
    learned = np.array([one.learned for one in found])
    return Curves(
        learned,
        np.array([one.unlearned for one in found]),
        np.array([one.mode_mse for one in found]),
        np.array([one.constant for one in found]),
        np.sum(learned**2, axis=1),
    )


def _check_degree(degree: int, d: int) -> None:
    if not 0 <= degree <= d:
        raise ValueError(f"the degree of a parity lies between 0 and d = {d}, got {degree}")
