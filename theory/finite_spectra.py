"""Spectrum of a kernel on finitely many points, from its Gram matrix.

On points x_1 ... x_M with probabilities p, the eigenfunctions are orthonormal in L^2(p) and the eigenvalues those of
sqrt(p_i) K(x_i, x_j) sqrt(p_j): if V are its eigenvectors, phi_i(x_j) = V_ji / sqrt(p_j). Their sum is sum_j p_j K_jj.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import definiteness

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FiniteSpectrum:
    """Levels of a kernel on M points, from the largest eigenvalue to the smallest.

    eigenvalues     one per level, shape (levels,); the last is 0 if the rank is below M
    multiplicities  their dimensions, which add up to M
    functions       eigenfunctions as columns, shape (M, M), level after level, orthonormal in L^2(weights)
    weights         probabilities of the points, shape (M,)
    floor           eigenvalues up to this size could not be told from 0 and were set to 0
    """

    eigenvalues: Floats
    multiplicities: tuple[int, ...]
    functions: Floats
    weights: Floats
    floor: float

    @property
    def rank(self) -> int:
        """The number of positive eigenvalues: below M if points repeat, or where round-off hides the others."""
        return sum(m for m, value in zip(self.multiplicities, self.eigenvalues, strict=True) if value > 0)

    @property
    def expanded(self) -> Floats:
        """Every eigenvalue as often as its multiplicity says, shape (M,), in the order of `functions`."""
        return np.repeat(self.eigenvalues, self.multiplicities)

    def coefficients(self, target: ArrayLike) -> Floats:
        """v_i = <phi_i, f> for the values f of shape (M,) or (M, k). Raises ValueError for NaN or a wrong shape."""
        f = np.asarray(target, dtype=np.float64)
        if f.ndim not in (1, 2) or len(f) != len(self.weights):
            raise ValueError(f"a target on M = {len(self.weights)} points needs as many values, got shape {f.shape}")
        bad = np.argwhere(~np.isfinite(f))
        if len(bad):
            raise ValueError(f"target value {bad[0][0]} is {f[tuple(bad[0])]}; all must be finite")
        return self.functions.T @ (f.T * self.weights).T

    def powers(self, target: ArrayLike) -> Floats:
        """Sum of v_i^2 over each level, shape (levels,) or (levels, k); <f, f> in total."""
        starts = np.concatenate([[0], np.cumsum(self.multiplicities)[:-1]])
        return np.add.reduceat(self.coefficients(target) ** 2, starts, axis=0)


def from_gram(K: ArrayLike, weights: ArrayLike | None = None) -> FiniteSpectrum:
    """Spectrum of the symmetric Gram matrix K (M, M) for the probabilities `weights` (default 1/M).

    Eigenvalues that cannot be told from 0 are set to 0: those up to M eps times the largest, the round-off of an
    eigensolver, or up to twice the most negative one, which betrays the round-off in K itself. Equal eigenvalues (to
    the same accuracy) are one level, with their mean. eps is 2^-52, and 2^-23 for a K in float32, which is refused
    unless all eigenvalues stand out. Raises ValueError for a matrix that is not square, symmetric and finite (naming
    the entry), zero, or indefinite beyond M eps or 1e-12 of the trace (naming the eigenvalue), and for weights that are
    not positive numbers with sum 1.
    """
    single = np.asarray(K).dtype in (np.float32, np.float16)
    eps = 2.0**-23 if single else 2.0**-52
    gram = definiteness.checked(K)
    p = _checked_weights(weights, len(gram))
    root = np.sqrt(p)
    values, vectors = np.linalg.eigh(root[:, None] * gram * root)
    values, vectors = values[::-1], vectors[:, ::-1]
    least, grain = float(values[-1]), float(len(gram) * eps * values[0])
    if least < -max(grain, definiteness.ROUND_OFF * float(p @ np.diag(gram))):
        raise ValueError(f"eigenvalue {len(values) - 1} is {least:.6g}: a kernel must be positive semi-definite")
    if not values[0] > 0:
        raise ValueError("a kernel needs at least one positive eigenvalue, got none")
    floor = max(grain, -2 * least)
    if single and least <= floor:
        raise ValueError(f"eigenvalues below {floor:.2g} are lost in float32; compute the Gram matrix in float64")
    values = np.where(values > floor, values, 0.0)
    eigenvalues, multiplicities = _merged(values, grain)
    return FiniteSpectrum(eigenvalues, multiplicities, vectors / root[:, None], p, floor)


def _merged(values: Floats, grain: float) -> tuple[Floats, tuple[int, ...]]:
    """Levels of decreasing eigenvalues: a level ends where one falls by more than `grain` below its first, or to 0."""
    starts = [0]
    for i, value in enumerate(values):
        first = values[starts[-1]]
        if first - value > grain or (value == 0 < first):
            starts.append(i)
    sizes = np.diff([*starts, len(values)])
    return np.add.reduceat(values, starts) / sizes, tuple(int(size) for size in sizes)


def _checked_weights(weights: ArrayLike | None, points: int) -> Floats:
    if weights is None:
        return np.full(points, 1 / points)
    p = np.asarray(weights, dtype=np.float64)
    if p.shape != (points,):
        raise ValueError(f"one weight per point is needed, got shape {p.shape} for M = {points}")
    bad = np.flatnonzero(~((p > 0) & np.isfinite(p)))
    if len(bad):
        raise ValueError(f"weight {bad[0]} is {p[bad[0]]}; all must be positive and finite")
    if abs(p.sum() - 1) > 1e-9:
        raise ValueError(f"weights are probabilities and add up to 1, got {p.sum()}")
    return p / p.sum()
