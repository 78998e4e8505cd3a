"""Regression with the tangent kernel of the first layer of f(x) = sum_i a_i phi(<w_i, x>), a_i = +-1/sqrt(h) fixed.

    K(x, x') = <x, x'> mean_i phi'(<w_i, x>) phi'(<w_i, x'>),    w_i ~ N(0, I / d),

at a finite number h of hidden units, or at h = infinity, where the mean over w has a closed form. Training the
linearised network ends at f(x) = k(x)' K^-1 y. With a = K^-1 k(x) the risk, averaged over the direction of theta
(|theta| = 1) and over unit label noise, given (X, W), is

    bias = E |x - X' a|^2 / d,    variance = E |a|^2

over fresh inputs x. They are drawn; what is known exactly, the same two means for ridge regression on the same X, is
used as a control variate and changes no expectation. `empirics.tangent_width` has finite h.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg, special

from empirics.lab import trial

__all__ = ["SLOPES", "control", "exchange", "infinitely_wide", "kernel", "relative_variance", "risk", "solve"]

Floats = np.ndarray

SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda z: (z > 0).astype(float),
    "erf": lambda z: 2 / np.sqrt(np.pi) * np.exp(-(z**2)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: special.expit(z) * special.expit(-z),
}
"""phi' of each activation."""
CONTROLS = {"relu": (1.0, -0.2, 0.0, 0.0), "erf": (0.34, -0.55, -0.25, -0.4)}
"""The control's ridge over d, and how the variance answers to the mean square of data, fresh inputs and weights.

By regression on a pilot's trials; other numbers would change no expectation, only the number of trials.
"""


def relative_variance(activation: str) -> float:
    """Var phi'(G) / (E phi'(G))^2 at G ~ N(0, 1), by Gauss-Legendre quadrature on either side of 0."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z = np.concatenate([6 * (nodes - 1), 6 * (nodes + 1)])
    density = np.tile(6 * weights, 2) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    slope = SLOPES[activation](z)
    return float(density @ slope**2 / (density @ slope) ** 2 - 1)


def kernel(activation: str, x: Floats, others: Floats) -> Floats:
    """K(x_i, x'_j) at h = infinity for rows x (n, d) and others (m, d); ValueError unless phi is "relu" or "erf"."""
    d, products = x.shape[1], x @ others.T
    if activation == "relu":
        lengths = np.linalg.norm(x, axis=1)[:, None] * np.linalg.norm(others, axis=1)
        return products * (0.5 - np.arccos(np.clip(products / lengths, -1, 1)) / (2 * np.pi))
    if activation == "erf":
        left, right = 1 + 2 * np.sum(x**2, axis=1)[:, None] / d, 1 + 2 * np.sum(others**2, axis=1) / d
        return products * (4 / np.pi) / np.sqrt(left * right - (2 * products / d) ** 2)
    raise ValueError(f"the kernel has a closed form for 'relu' and 'erf', got {activation!r}")


def risk(gram: Floats, cross: Floats, x: Floats, fresh: Floats) -> Floats:
    """[bias, variance] by the mean over fresh inputs: gram = K(X, X) (n, n), cross = K(X, fresh) (n, m)."""
    a = solve(gram, cross)
    return np.array([np.sum((fresh.T - x.T @ a) ** 2) / fresh.size, np.sum(a**2) / len(fresh)])


def solve(gram: Floats, right: Floats) -> Floats:
    """gram^+ right for a positive semidefinite matrix; its eigenvalues below 1e-10 of the largest count as zero."""
    try:
        root = linalg.cholesky(gram, lower=True)
        if np.diag(root).min() > 1e-6 * np.diag(root).max():
            return linalg.cho_solve((root, True), right)
    except linalg.LinAlgError:
        pass
    return np.linalg.pinv(gram, rcond=1e-10, hermitian=True) @ right


def ridge(x: Floats, fresh: Floats, shift: float) -> tuple[Floats, Floats]:
    """[bias, variance] of the kernel X X' + shift I by the mean over fresh inputs, and exactly."""
    d = x.shape[1]
    gram = x @ x.T
    a = solve(gram + shift * np.eye(len(x)), np.hstack([x @ fresh.T, x]))
    seen, exact = a[:, : len(fresh)], a[:, len(fresh) :]
    sample = np.array([np.sum((fresh.T - x.T @ seen) ** 2) / fresh.size, np.sum(seen**2) / len(fresh)])
    return sample, np.array([np.sum((np.eye(d) - x.T @ exact) ** 2) / d, np.sum(exact**2)])


def control(activation: str, x: Floats, fresh: Floats) -> Floats:
    """[bias, variance] of mean zero, to be subtracted: the test error of the ridge, and the lengths of the inputs.

    Raises ValueError for an activation without weights in CONTROLS.
    """
    if activation not in CONTROLS:
        raise ValueError(f"activation must be one of {', '.join(CONTROLS)}, got {activation!r}")
    zeta, of_data, of_fresh, _ = CONTROLS[activation]
    sample, exact = ridge(x, fresh, zeta * x.shape[1])
    return sample - exact + np.array([0.0, of_data * (np.mean(x**2) - 1) + of_fresh * (np.mean(fresh**2) - 1)])


@trial(batch=16, host=True)
def infinitely_wide(
    rng: np.random.Generator, *, activation: str, n: int, dimensions: tuple[int, ...], points: int
) -> dict[str, Floats]:
    """2 R(2n, 2d) - R(n, d) at h = infinity: "bias" and "variance", one value per d."""
    out = []
    for d in dimensions:
        once, twice = (_infinitely_wide(rng, activation, size * n, size * d, points) for size in (1, 2))
        out.append(2 * twice - once)
    bias, variance = np.array(out).T
    return {"bias": bias, "variance": variance}


def _infinitely_wide(rng: np.random.Generator, activation: str, n: int, d: int, points: int) -> Floats:
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((points, d))
    return risk(kernel(activation, x, x), kernel(activation, x, fresh), x, fresh) - control(activation, x, fresh)


@trial(batch=32, host=True)
def exchange(rng: np.random.Generator, *, largest: int) -> dict[str, Floats]:
    """A ridge against the minimum norm on one X (n, d) of any shape and spectrum, n and d up to `largest`.

    Rows and columns of X have random scales, theta and the ridge are random. Observables: "exchange" (2,), what the
    bias gains in units of the squared length of theta within the row space, and the share of the variance that is lost;
    "top" and "bottom", the extreme nonzero eigenvalues of X X'; "ridge".
    """
    n, d = rng.integers(1, largest + 1, 2)
    rows, columns = np.exp(rng.standard_normal(n) / 2), np.exp(rng.standard_normal(d) / 2)
    x, theta = rows[:, None] * rng.standard_normal((n, d)) * columns, rng.standard_normal(d)
    shift = float(np.sum(x**2) / min(n, d) * np.exp(rng.uniform(-3, 3)))
    plain, ridged = np.linalg.pinv(x), solve(x.T @ x + shift * np.eye(d), x.T)
    within = plain @ (x @ theta)
    gain = np.sum((theta - ridged @ (x @ theta)) ** 2) - np.sum((theta - within) ** 2)
    values = np.linalg.svd(x, compute_uv=False) ** 2
    return {
        "exchange": np.array([gain / np.sum(within**2), 1 - np.sum(ridged**2) / np.sum(plain**2)]),
        "top": values[0],
        "bottom": values[-1],
        "ridge": np.array(shift),
    }
