"""Eigenvalues belong to the measure of the data: exact ones on the sphere, and those of weighted points.

On S^2 with uniform data the eigenfunctions of a zonal kernel are the spherical harmonics, and mu_k = E[K(c) P_k(c)] for
c uniform in [-1, 1] and the Legendre polynomial P_k. For the tangent kernel of one hidden ReLU layer without bias,

    K(c) = c (pi - arccos c) / pi + sqrt(1 - c^2) / (2 pi),  K(1) = 1,

all moments are rational: with A_m = (m - 1)!! / m!! for even m and 0 for odd m, integration by parts gives
int c^m (pi - arccos c) / pi dc = (1 - A_{m+1}) / (m + 1) and int c^m sqrt(1 - c^2) / pi dc = A_m - A_{m+2}.
mu_k vanishes for odd k from 3 on: K is c / 2 plus an even function.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning, finite_spectra

Floats = NDArray[np.float64]


def relu_eigenvalue_on_the_sphere(k: int) -> Fraction:
    """mu_k of the bias-free ReLU tangent kernel on S^2, exactly: 1/4, 1/6, 5/128, 0, 1/384, 0, ...

    Raises ValueError for a negative degree.
    """
    if k < 0:
        raise ValueError(f"a degree is not negative, got {k}")
    terms = enumerate(_legendre(k))
    return sum((p * _moment(j) for j, p in terms), Fraction(0)) / 2


def learnabilities(n: float, K: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """lambda / (lambda + C) for all M modes of the points' measure, largest eigenvalue first, shape (M,).

    `weights` are the probabilities of the points (default 1 / M). Raises ValueError as `finite_spectra.from_gram` and
    `eigenlearning.constant` do.
    """
    return eigenlearning.learnabilities(n, finite_spectra.from_gram(K, weights).expanded)


def _legendre(k: int) -> list[Fraction]:
    """Coefficients of P_k, lowest power first, by (j + 1) P_{j+1} = (2 j + 1) c P_j - j P_{j-1}."""
    before, now = [Fraction(0)], [Fraction(1)]
    for j in range(k):
        shifted = [Fraction(0), *now]
        padded = [*before, *[Fraction(0)] * (len(shifted) - len(before))]
        before, now = now, [((2 * j + 1) * a - j * b) / (j + 1) for a, b in zip(shifted, padded, strict=True)]
    return now


def _moment(j: int) -> Fraction:
    """int_{-1}^{1} c^j K(c) dc."""
    return (1 - _chebyshev(j + 2)) / (j + 2) + (_chebyshev(j) - _chebyshev(j + 2)) / 2


def _chebyshev(m: int) -> Fraction:
    """A_m = int c^m / (pi sqrt(1 - c^2)) dc."""
    if m % 2:
        return Fraction(0)
    value = Fraction(1)
    for i in range(2, m + 1, 2):
        value *= Fraction(i - 1, i)
    return value
