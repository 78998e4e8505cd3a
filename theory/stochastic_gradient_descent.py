r"""Single-sample stochastic gradient descent on least squares: exact mean, second moments, stationary covariance.

Phi (p, n) holds one column of features per data point and r = y - h0. A step draws i uniformly and moves

    w <- w + eta phi_i (r_i - phi_i^T (w - w0)),

so that e = w - w_inf, with w_inf - w0 = Phi H^+ r the limit of full gradient descent, obeys

    e <- (I - eta P_i) e + eta xi_i phi_i,   P_i = phi_i phi_i^T,

where xi = r - Phi^T (w_inf - w0) is what no weights can fit. As Phi xi = 0, mean and second moment obey

    E e     <- mean_i (I - eta P_i) E e,
    E e e^T <- mean_i [(I - eta P_i) E e e^T (I - eta P_i) + eta^2 xi_i^2 P_i + cross_i + cross_i^T],
    cross_i  = eta xi_i (I - eta P_i) E e phi_i^T,

closed linear recursions. Where data can be interpolated xi = 0 and e dies out. Otherwise the covariance S has the fixed
point S = mean_i [(I - eta P_i) S (I - eta P_i) + eta^2 xi_i^2 P_i], solved here over the rationals on the span of Phi.
Source: the limit of SGD in Hadiji, "Theoretical Principles of Deep Learning, Class 5"; recursions derived here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.flat_directions import remaining
from theory.gradient_descent import Matrix, Rational, Vector, minimum_norm

Floats = NDArray[np.float64]
Exact = Any
"""An array of exact rationals: flint's inside, Fractions outside."""


def moments(features: Matrix, residual: Vector, step: Rational, steps: int) -> tuple[Exact, Exact]:
    """E e (p,) and E e e^T (p, p) after `steps` steps from w0, arrays of Fractions, e = w - w_inf.

    Raises ValueError for a negative number of steps and where sizes disagree.
    """
    if steps < 0:
        raise ValueError(f"the number of steps must not be negative, got {steps}")
    phi, noise, eta, limit = _problem(features, residual, step)
    pairs = list(zip(phi.T, noise, strict=True))
    mean, second = -limit, np.outer(limit, limit)
    for _ in range(steps):
        second = sum(_moved(second, mean, v, xi, eta) for v, xi in pairs) / len(pairs)
        mean = sum(mean - eta * v * (v @ mean) for v, _ in pairs) / len(pairs)
    return _fractions(mean), _fractions(second)


def stationary_covariance(features: Matrix, residual: Vector, step: Rational) -> Exact:
    """S (p, p), an array of Fractions: the covariance that constant steps keep, zero where data can be interpolated.

    Raises ValueError where the step is not stable in mean square, see `mean_square_growth`.
    """
    phi, noise, eta, _ = _problem(features, residual, step)
    if (growth := mean_square_growth(features, step)) >= 1:
        raise ValueError(f"second moments grow by {growth:.6g} per step: nothing is stationary at this step")
    B, C = _factors(phi)
    rank, gram = B.shape[1], B.T @ B
    system, source = _rationals(np.eye(rank * rank)), _rationals(np.zeros(rank * rank))
    for xi, c in zip(noise, C.T, strict=True):  # in coordinates of B, S = B A B^T
        contraction = _rationals(np.eye(rank)) - eta * np.outer(c, gram @ c)
        system = system - np.kron(contraction, contraction) / C.shape[1]
        source = source + (eta * xi) ** 2 * np.outer(c, c).ravel() / C.shape[1]
    solution = _flint(system).solve(_flint(source[:, None])).tolist()
    return _fractions(B @ np.array(solution, dtype=object).reshape(rank, rank) @ B.T)


def stationary_variance(features: Matrix, residual: Vector, step: Rational) -> Floats:
    """Stationary variance of the prediction at every data point, (n,): phi_i^T S phi_i."""
    S = stationary_covariance(features, residual, step).astype(float)
    phi = np.array([[float(x) for x in row] for row in features])
    return np.einsum("pi,pq,qi->i", phi, S, phi)


def small_step_variance(features: Matrix, residual: Vector, step: Rational) -> Floats:
    """Its limit for small steps, (n,): S of order eta with mean_i (P_i S + S P_i) = eta mean_i xi_i^2 P_i."""
    exact_phi, exact_noise, *_ = _problem(features, residual, step)
    phi, noise = _fractions(exact_phi).astype(float), _fractions(exact_noise).astype(float)
    values, vectors = np.linalg.eigh(phi @ phi.T)
    source = vectors.T @ (phi * noise**2) @ phi.T @ vectors
    sums = values[:, None] + values
    inside = sums > 1e-9 * values[-1]  # the rest is across the span, where nothing moves
    S = vectors @ np.divide(float(Fraction(step)) * source, sums, out=np.zeros_like(sums), where=inside) @ vectors.T
    return np.einsum("pi,pq,qi->i", phi, S, phi)


def mean_square_growth(features: Matrix, step: Rational) -> float:
    """Spectral radius of S -> mean_i (I - eta P_i) S (I - eta P_i) on the span of the features; stable below one."""
    phi = np.array([[float(x) for x in row] for row in features])
    if not np.isfinite(phi).all() or not phi.any():
        raise ValueError("features must be finite and not all zero: no step would move anything")
    left, scales, _ = np.linalg.svd(phi)
    span = left[:, : len(scales)][:, scales > 1e-12 * scales[0]].T @ phi
    contractions = [np.eye(len(span)) - float(Fraction(step)) * np.outer(v, v) for v in span.T]
    operator = sum(np.kron(A, A) for A in contractions) / len(contractions)
    return float(np.abs(np.linalg.eigvals(operator)).max())


def _moved(second: Exact, mean: Exact, v: Exact, xi: Any, eta: Any) -> Exact:
    """E e e^T after a step on the data point with features v and residual xi."""
    contraction = _rationals(np.eye(len(v))) - eta * np.outer(v, v)
    cross = eta * xi * np.outer(contraction @ mean, v)
    return contraction @ second @ contraction + cross + cross.T + (eta * xi) ** 2 * np.outer(v, v)


def _problem(features: Matrix, residual: Vector, step: Rational) -> tuple[Exact, Exact, Any, Exact]:
    """Phi, xi, eta and w_inf - w0 in flint's rationals, which are faster than Fractions."""
    limit = minimum_norm(features, residual)
    noise = remaining(features, residual, limit)
    return _rationals(features), _rationals(noise), _rationals([step])[0], _rationals(limit)


def _factors(phi: Exact) -> tuple[Exact, Exact]:
    """B, some columns of Phi, and C, with Phi = B C of full rank (p, r) and (r, n)."""
    reduced, rank = _flint(phi).rref()
    rows = np.array(reduced.tolist(), dtype=object)[:rank]
    return phi[:, [int(np.flatnonzero(row != 0)[0]) for row in rows]], rows


def _flint(table: Exact) -> Any:
    from flint import fmpq_mat

    rows, columns = table.shape
    return fmpq_mat(rows, columns, list(table.ravel()))


def _rationals(table: Any) -> Exact:
    from flint import fmpq

    array = np.array(table, dtype=object)
    entries = [Fraction(x) for x in array.ravel()]
    values = [fmpq(int(x.numerator), int(x.denominator)) for x in entries]
    return np.array(values, dtype=object).reshape(array.shape)


def _fractions(table: Exact) -> Exact:
    values = [Fraction(int(x.p), int(x.q)) for x in table.ravel()]
    return np.array(values, dtype=object).reshape(table.shape)
