r"""The linearized objective |h0 + Phi^T w - y|^2 / (2 n): its curvature, its flat directions, and its many minimisers.

The Hessian Phi Phi^T / n, shape (p, p), has the nonzero eigenvalues of H / n, H = Phi^T Phi, and p - rank Phi zeros:
convex, and strictly only if rank Phi = p, which more parameters than data exclude. Minimisers form an affine space
along the zeros. Gradient descent never moves along it and ends at the minimiser nearest to its start.
Source: Hadiji, "Theoretical Principles of Deep Learning, Class 5", NTK.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory.gradient_descent import Matrix, Vector, minimum_norm, predictions


def flat_dimension(features: Matrix) -> int:
    """p - rank Phi over the rationals, for features (p, n): the dimension of the kernel of the Hessian."""
    from flint import fmpq, fmpq_mat

    rows = [[Fraction(x) for x in row] for row in features]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError(f"features must be a table of p >= 1 rows of n >= 1 numbers, got {len(rows)} rows")
    entries = [fmpq(x.numerator, x.denominator) for row in rows for x in row]
    return len(rows) - fmpq_mat(len(rows), len(rows[0]), entries).rank()


def hessian_eigenvalues(features: Matrix) -> NDArray[np.float64]:
    """All p eigenvalues of Phi Phi^T / n, ascending: `flat_dimension` exact zeros, then those of H / n."""
    zeros = flat_dimension(features)
    phi = np.array([[float(x) for x in row] for row in features])
    p, n = phi.shape
    curved = np.linalg.eigvalsh(phi.T @ phi)[n - (p - zeros) :] / n
    return np.concatenate([np.zeros(zeros), curved])


def nearest_minimiser(features: Matrix, residual: Vector, start: Vector) -> list[Fraction]:
    """start + Phi H^+ (r - Phi^T start) for r = y - h0: the minimiser nearest to `start` (p,), in rationals."""
    displaced = minimum_norm(features, remaining(features, residual, start))
    return [Fraction(a) + b for a, b in zip(start, displaced, strict=True)]


def remaining(features: Matrix, residual: Vector, weights: Vector) -> list[Fraction]:
    """r - Phi^T w: what is left of the residual r (n,) at the weights w (p,). ValueError where sizes disagree."""
    if len(weights) != len(features):
        raise ValueError(f"weights must be p = {len(features)} numbers, got {len(weights)}")
    fitted = predictions(features, weights, [0] * len(residual))
    return [Fraction(a) - b for a, b in zip(residual, fitted, strict=True)]
