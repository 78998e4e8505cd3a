r"""Gradient descent on least squares, exactly: every iterate, its limit, and the largest stable step.

Features Phi (p, n) hold one column per data point, the model predicts Phi^T (w - w0) + h0 on the data, and the
objective is |h0 + Phi^T (w - w0) - y|^2 / (2 n). With H = Phi^T Phi and residual r = y - h0, t steps of size eta
from w0 give

    w_t - w0 = Phi sum_{s<t} (I - eta H / n)^s (eta / n) r  ->  Phi H^+ r,

the minimum-norm solution, whenever 0 < eta < 2 n / lambda_max(H); it interpolates if H is invertible. All functions
on rationals use exact arithmetic. Source: Hadiji, "Theoretical Principles of Deep Learning, Class 5", GD and
least-squares regression; re-derived by diagonalising H.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rational = Fraction | int | float
"""Exact numbers; a float is taken as the dyadic rational that it is."""
Vector = Sequence[Rational] | NDArray[Any]
Matrix = Sequence[Sequence[Rational]] | NDArray[Any]


def displacement(features: Matrix, residual: Vector, step: Rational, steps: int) -> list[Fraction]:
    """w_t - w0 after `steps` steps, from the closed form Phi H^-1 (I - (I - eta H / n)^t) r, in rational arithmetic.

    `features` is (p, n), `residual` y - h0 of length n. Raises ValueError where H is singular (use `recursion`), sizes
    disagree, or `steps` is negative.
    """
    phi, r = _problem(features, residual)
    _check_steps(steps)
    H = _invertible_gram(phi)
    identity = _identity(phi.ncols())
    contraction = identity - H * _q(Fraction(step) / phi.ncols())
    return _column(phi * H.solve((identity - _power(contraction, steps)) * r))


def squared_distance(features: Matrix, residual: Vector, step: Rational, steps: int) -> Fraction:
    """|w_t - w0|^2 = r^T H^-1 (I - (I - eta H / n)^t)^2 r after `steps` steps, in rational arithmetic.

    Increases with t if eta <= n / lambda_max(H); above, modes overshoot. Shapes and errors as for `displacement`.
    """
    phi, r = _problem(features, residual)
    _check_steps(steps)
    H = _invertible_gram(phi)
    identity = _identity(phi.ncols())
    moved = (identity - _power(identity - H * _q(Fraction(step) / phi.ncols()), steps)) * r
    return _column(moved.transpose() * H.solve(moved))[0]


def label_complexity(features: Matrix, residual: Vector) -> Fraction:
    """r^T H^-1 r, the squared distance |w_inf - w0|^2 to the limit, in rational arithmetic; ValueError if singular."""
    phi, r = _problem(features, residual)
    return _column(r.transpose() * _invertible_gram(phi).solve(r))[0]


def recursion(features: Matrix, residual: Vector, step: Rational, steps: int) -> list[Fraction]:
    """w_t - w0 by running the recursion w <- w + (eta / n) Phi (r - Phi^T (w - w0)) itself, in rational arithmetic."""
    phi, r = _problem(features, residual)
    _check_steps(steps)
    rate = _q(Fraction(step) / phi.ncols())
    w = phi * r * 0
    for _ in range(steps):
        w = w + phi * (r - phi.transpose() * w) * rate
    return _column(w)


def minimum_norm(features: Matrix, residual: Vector) -> list[Fraction]:
    """Phi H^+ r, the limit of gradient descent from w0 at any stable step, whatever the rank, in rational arithmetic.

    With the pivot columns B of Phi and its reduced rows C, Phi = B C has full-rank factors, and the minimiser of least
    norm is B (B^T B)^-1 (C C^T)^-1 C r.
    """
    phi, r = _problem(features, residual)
    reduced, rank = phi.rref()
    if rank == 0:
        return [Fraction(0)] * phi.nrows()
    pivots = [next(j for j in range(phi.ncols()) if reduced[i, j] != 0) for i in range(rank)]
    B = _matrix([[phi[i, j] for j in pivots] for i in range(phi.nrows())])
    C = _matrix([[reduced[i, j] for j in range(phi.ncols())] for i in range(rank)])
    inner = (C * C.transpose()).solve(C * r)
    return _column(B * (B.transpose() * B).solve(inner))


def predictions(features: Matrix, displaced: Vector, start: Vector) -> list[Fraction]:
    """start + Phi^T (w - w0): what the model predicts at points with these features and initial values `start`."""
    phi, values = _problem(features, start)
    change = phi.transpose() * _matrix([[_q(x)] for x in displaced])
    return [a + b for a, b in zip(_column(values), _column(change), strict=True)]


def largest_stable_step(eigenvalue: float, n: int) -> float:
    """2 n / lambda_max(H) for the objective with 1 / (2 n): above it the residual grows, below it shrinks.

    Raises ValueError unless lambda_max and n are positive and finite.
    """
    if not (0 < eigenvalue < math.inf) or n < 1:
        raise ValueError(f"the largest eigenvalue and n must be positive, got {eigenvalue} and {n}")
    return 2 * n / eigenvalue


def top_mode_log_rate(fractions_of_threshold: ArrayLike) -> np.ndarray:
    """log |1 - 2 c|: logarithmic growth per step of the residual along the top eigenvector at c times the threshold.

    Negative for 0 < c < 1, positive above 1; c = 1/2 kills the mode in one step and raises ValueError.
    """
    c = np.asarray(fractions_of_threshold, dtype=float)
    if not np.isfinite(c).all() or np.any(c <= 0) or np.any(c == 0.5):
        raise ValueError(f"fractions of the threshold must be positive and not 1/2, got {fractions_of_threshold}")
    return np.log(np.abs(1 - 2 * c))


def interpolant(
    K_test: ArrayLike, K_train: ArrayLike, y: ArrayLike, h_test: ArrayLike, h_train: ArrayLike
) -> np.ndarray:
    """h0(x) + K(x, X) K(X, X)^-1 (y - h0(X)), in floating point: the limit at test points for a kernel.

    Shapes: K_test (m, n), K_train (n, n), y and h_train (n,), h_test (m,). Raises ValueError for other shapes, NaN, and
    a kernel matrix that is not positive definite.
    """
    across, gram, labels, start, initial = (np.asarray(a, dtype=float) for a in (K_test, K_train, y, h_test, h_train))
    n = len(labels)
    if gram.shape != (n, n) or across.shape != (len(start), n) or initial.shape != (n,):
        raise ValueError(f"shapes do not fit: K_test {across.shape}, K_train {gram.shape}, y {labels.shape}")
    if not all(np.isfinite(a).all() for a in (across, gram, labels, start, initial)):
        raise ValueError("kernel matrices, labels and initial values must be finite")
    try:
        factor = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        raise ValueError("the kernel matrix of the data is not positive definite") from None
    return start + across @ np.linalg.solve(factor.T, np.linalg.solve(factor, labels - initial))


def _problem(features: Matrix, values: Vector) -> tuple[Any, Any]:
    rows = [list(row) for row in features]
    n = len(list(values))
    if not rows or n == 0 or any(len(row) != n for row in rows):
        raise ValueError(f"features must be (p, n) with one column per value, got {len(rows)} rows and {n} values")
    return _matrix([[_q(x) for x in row] for row in rows]), _matrix([[_q(x)] for x in values])


def _invertible_gram(phi: Any) -> Any:
    H = phi.transpose() * phi
    if H.det() == 0:
        raise ValueError("the Gram matrix is singular: the closed form needs rank n, the limit is `minimum_norm`")
    return H


def _check_steps(steps: int) -> None:
    if steps < 0:
        raise ValueError(f"the number of steps must not be negative, got {steps}")


def _q(x: Rational) -> Any:
    from flint import fmpq

    if isinstance(x, float) and not math.isfinite(x):
        raise ValueError(f"features and values must be finite, got {x}")
    x = Fraction(x)
    return fmpq(int(x.numerator), int(x.denominator))


def _matrix(rows: list[list[Any]]) -> Any:
    from flint import fmpq_mat

    return fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])


def _identity(n: int) -> Any:
    return _matrix([[_q(int(i == j)) for j in range(n)] for i in range(n)])


def _power(A: Any, exponent: int) -> Any:
    result = _identity(A.nrows())
    while exponent:
        if exponent % 2:
            result = result * A
        A, exponent = A * A, exponent // 2
    return result


def _column(x: Any) -> list[Fraction]:
    return [Fraction(int(x[i, 0].p), int(x[i, 0].q)) for i in range(x.nrows())]
