"""Kernel regression on one data set, for all eigenmodes at once, as accurately as the spectrum is known.

With B = sqrt(lambda_i) phi_i(x_j), modes by points, K_DD = B^T B is never formed: from B = U S V^T,

    L_i(D) = sum_a U_ia^2 S_a^2 / (S_a^2 + delta),        T = sqrt(lambda) U S / (S^2 + delta) V^T Phi_D

is the operator that takes the coefficients of a target to those of the fit. Without ridge the L_i are the squared rows
of orthonormal columns, so that they add up to the rank to the last digits however ill-conditioned K_DD is, where a
Cholesky factorisation of it fails from condition 1e16 on. Repeated points lower the rank; their labels are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.finite_spectra import FiniteSpectrum

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """Regression on the points with indices `data`; `rank` is that of K_DD, `condition` the ratio of its eigenvalues
    that count for it."""

    spectrum: FiniteSpectrum
    data: tuple[int, ...]
    ridge: float
    rank: int
    condition: float
    left: Floats  # U, shape (M, rank)
    singular: Floats
    right: Floats  # V^T, shape (rank, n)

    @property
    def learnabilities(self) -> Floats:
        """L_i(D) of every eigenfunction, shape (M,); without ridge their sum is the rank."""
        return self.left**2 @ (self.singular**2 / (self.singular**2 + self.ridge))

    def fit(self, labels: ArrayLike) -> Floats:
        """Values of the fit on all points, shape (M,), from labels of shape (n,)."""
        y = np.asarray(labels, dtype=np.float64)
        if y.shape != (len(self.data),) or not np.all(np.isfinite(y)):
            raise ValueError(f"n = {len(self.data)} finite labels are needed, got {y}")
        return self.spectrum.functions @ self._coefficients(y)

    @property
    def operator(self) -> Floats:
        """T (M, M): column i holds the coefficients of the fit of phi_i."""
        return self._coefficients(self.spectrum.functions[list(self.data)])

    @property
    def mode_mse(self) -> Floats:
        """|phi_i - T phi_i|^2 of every eigenfunction, shape (M,), in the mean over the weights of the points."""
        return np.sum((np.eye(len(self.spectrum.weights)) - self.operator) ** 2, axis=0)

    def _coefficients(self, labels: Floats) -> Floats:
        gain = self.singular / (self.singular**2 + self.ridge)
        roots = np.sqrt(self.spectrum.expanded)
        return (roots * (self.left * gain @ (self.right @ labels)).T).T


def regress(spectrum: FiniteSpectrum, data: Sequence[int], *, ridge: float = 0.0) -> Regression:
    """Regression on the points with indices `data`, which may repeat.

    Singular values up to max(M, n) 2^-52 times the largest count as zero. Raises ValueError for indices that are no
    points, an empty data set and a negative ridge.
    """
    points = len(spectrum.weights)
    chosen = tuple(int(i) for i in data)
    if not chosen or any(i != j for i, j in zip(chosen, data, strict=True)):
        raise ValueError(f"a data set is a nonempty list of indices, got {data}")
    if min(chosen) < 0 or max(chosen) >= points:
        raise ValueError(f"points have indices 0 to {points - 1}, got {chosen}")
    if not (ridge >= 0 and np.isfinite(ridge)):
        raise ValueError(f"the ridge must be finite and not negative, got {ridge}")
    B = (np.sqrt(spectrum.expanded) * spectrum.functions[list(chosen)]).T
    left, singular, right = np.linalg.svd(B, full_matrices=False)
    rank = int(np.sum(singular > max(B.shape) * 2.0**-52 * singular[0]))
    condition = float((singular[0] / singular[rank - 1]) ** 2)
    return Regression(spectrum, chosen, ridge, rank, condition, left[:, :rank], singular[:rank], right[:rank])
