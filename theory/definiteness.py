"""Certificates for a Gram matrix: positive definite, indefinite, or without full rank.

Each answer carries its proof. Indefinite: a vector v with v^T K v < 0 by more than the rounding error of that number.
Coinciding points: two equal rows, hence v = e_i - e_j with v^T K v = 0. Positive definite: the Cholesky factorisation
of K - s runs to its end in floating point, where s exceeds the backward error that it can have made.
Source of the last test: Rump (2006), "Verification of positive definiteness", BIT 46.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
EPS = float(np.finfo(np.float64).eps)
WORST_CONDITION = 1e10  # beyond it a solve in float64 keeps fewer than six digits
ROUND_OFF = 1e-12  # a negative eigenvalue this small beside the largest is round-off of the kernel


@dataclass(frozen=True)
class Certificate:
    """Whether a property holds, and the proof in one sentence."""

    holds: bool
    certificate: str


def positive_definite(gram: ArrayLike) -> Certificate:
    """Whether K (M, M) is positive definite and far enough from singular for float64, with the proof either way.

    Raises ValueError where K is not a square, symmetric matrix of finite numbers.
    """
    K = checked(gram)
    twins = coinciding(K)
    if twins:
        i, j = twins
        return Certificate(False, f"points {i} and {j} coincide: their rows of K are equal, so K is singular")
    values, vectors = np.linalg.eigh(K)
    if values[0] < -ROUND_OFF * values[-1]:
        form, error = quadratic_form(K, vectors[:, 0])
        return Certificate(False, f"the kernel is indefinite: v^T K v = {form:.6g} +- {error:.1g} for a unit vector v")
    rank = int(np.sum(values > values[-1] * ROUND_OFF))
    if rank < len(K):
        return Certificate(False, f"the kernel has rank {rank} on {len(K)} points, to a relative precision of 1e-12")
    condition = values[-1] / values[0]
    if condition > WORST_CONDITION:
        return Certificate(False, f"K is singular to working precision: its condition number is {condition:.2g}")
    shift = _backward_error(K)
    if not _factorises(K - shift * np.eye(len(K))):
        return Certificate(False, f"positive definiteness is not proven: Cholesky fails on K - {shift:.2g}")
    return Certificate(True, f"K - {shift:.2g} has a Cholesky factor; the condition number of K is {condition:.2g}")


def positive_semidefinite(gram: ArrayLike) -> Certificate:
    """Whether K (M, M) has no negative eigenvalue beyond round-off, 1e-12 of the largest."""
    K = checked(gram)
    values, vectors = np.linalg.eigh(K)
    if values[0] >= -ROUND_OFF * values[-1]:
        return Certificate(True, f"the smallest eigenvalue of K is {values[0]:.3g}, the largest {values[-1]:.3g}")
    form, error = quadratic_form(K, vectors[:, 0])
    return Certificate(False, f"the kernel is indefinite: v^T K v = {form:.6g} +- {error:.1g} for a unit vector v")


def quadratic_form(gram: Floats, v: Floats) -> tuple[float, float]:
    """v^T K v, and a bound on its rounding error: (M + 2) eps |v|^T |K| |v|."""
    return float(v @ gram @ v), float((2 * len(v) + 2) * EPS * (np.abs(v) @ np.abs(gram) @ np.abs(v)))


def coinciding(gram: Floats) -> tuple[int, int] | None:
    """The first two points whose rows of K are equal, or None."""
    seen: dict[bytes, int] = {}
    for j, row in enumerate(np.ascontiguousarray(gram) + 0.0):  # -0.0 and 0.0 are the same number
        i = seen.setdefault(row.tobytes(), j)
        if i != j:
            return i, j
    return None


def checked(gram: ArrayLike) -> Floats:
    """K as float64, symmetrised. Raises ValueError unless it is square, finite and symmetric up to 1e-12."""
    K = np.asarray(gram, dtype=np.float64)
    if K.ndim != 2 or K.shape[0] != K.shape[1] or not K.size:
        raise ValueError(f"a Gram matrix has shape (M, M), got {K.shape}")
    if not np.all(np.isfinite(K)):
        i, j = np.argwhere(~np.isfinite(K))[0]
        raise ValueError(f"a Gram matrix must be finite, but K[{i}, {j}] is {K[i, j]}")
    gap = np.abs(K - K.T)
    if gap.max() > ROUND_OFF * np.abs(K).max():
        i, j = np.unravel_index(np.argmax(gap), gap.shape)
        raise ValueError(f"a kernel is symmetric, but K[{i}, {j}] = {K[i, j]} and K[{j}, {i}] = {K[j, i]}")
    return (K + K.T) / 2


def _backward_error(K: Floats) -> float:
    """More than a floating-point Cholesky factorisation can be off: 2 (M + 1) eps / (1 - (M + 1) eps) tr K."""
    share = (len(K) + 1) * EPS
    return float(2 * share / (1 - share) * np.trace(K))


def _factorises(K: Floats) -> bool:
    try:
        np.linalg.cholesky(K)
    except np.linalg.LinAlgError:
        return False
    return True
