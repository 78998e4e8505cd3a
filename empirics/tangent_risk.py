"""Regression with the tangent kernel of the first layer of f(x) = sum_i a_i phi(<w_i, x>), a_i = +-1/sqrt(h) fixed.

    K(x, x') = <x, x'> mean_i phi'(<w_i, x>) phi'(<w_i, x'>),    w_i ~ N(0, I / d),

at a finite number h of hidden units, or at h = infinity, where the mean over w has a closed form. Training the
linearised network ends at f(x) = k(x)' K^-1 y. With a = K^-1 k(x) the risk, averaged over the direction of theta
(|theta| = 1) and over unit label noise, given (X, W), is

    bias = E |x - X' a|^2 / d,    variance = E |a|^2

over fresh inputs x. They are drawn; what is known exactly, the same two means for ridge regression on the same X, is
used as a control variate and changes no expectation.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import linalg, special

from empirics.lab import trial

__all__ = [
    "SLOPES",
    "at_widths",
    "exchange",
    "in_proportion",
    "infinitely_wide",
    "kernel",
    "relative_variance",
    "risk",
    "with_fixed_widths",
]

Floats = np.ndarray

SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda z: (z > 0).astype(float),
    "erf": lambda z: 2 / np.sqrt(np.pi) * np.exp(-(z**2)),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: special.expit(z) * special.expit(-z),
}
"""phi' of each activation."""
CONTROLS = {"relu": (1.0, -0.2, 0.0), "erf": (0.34, -0.55, -0.25)}
"""The control's ridge over d, and how the variance answers to the mean square of the data and of the fresh inputs.

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


@trial(batch=16, host=True)
def infinitely_wide(
    rng: np.random.Generator, *, activation: str, n: int, dimensions: tuple[int, ...], points: int
) -> dict[str, Floats]:
    """2 R(2n, 2d) - R(n, d) at h = infinity: "bias" and "variance", one value per d.

    The variance has two more controls of mean zero, the mean squares of the inputs in the data and of the fresh ones.
    """
    out = []
    for d in dimensions:
        once, twice = (_infinitely_wide(rng, activation, size * n, size * d, points) for size in (1, 2))
        out.append(2 * twice - once)
    bias, variance = np.array(out).T
    return {"bias": bias, "variance": variance}


def _infinitely_wide(rng: np.random.Generator, activation: str, n: int, d: int, points: int) -> Floats:
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((points, d))
    zeta, of_data, of_fresh = CONTROLS[activation]
    sample, exact = ridge(x, fresh, zeta * d)
    found = risk(kernel(activation, x, x), kernel(activation, x, fresh), x, fresh) - sample + exact
    return found - np.array([0.0, of_data * (np.mean(x**2) - 1) + of_fresh * (np.mean(fresh**2) - 1)])


@trial(batch=16, host=True)
def in_proportion(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], points: int
) -> dict[str, Floats]:
    """2 R(2n, 2d, 2h) - R(n, d, h): "bias" and "variance", one value per h."""
    once = _at_widths(rng, activation, n, d, widths, points)
    twice = _at_widths(rng, activation, 2 * n, 2 * d, tuple(2 * h for h in widths), points)
    bias, variance = (2 * twice - once).T
    return {"bias": bias, "variance": variance}


@trial(batch=16, host=True)
def with_fixed_widths(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], points: int
) -> dict[str, Floats]:
    """2 R(2n, 2d, h) - R(n, d, h): "bias" and "variance", one value per h, at a fixed number of units."""
    once = _at_widths(rng, activation, n, d, widths, points)
    twice = _at_widths(rng, activation, 2 * n, 2 * d, widths, points)
    bias, variance = (2 * twice - once).T
    return {"bias": bias, "variance": variance}


@trial(batch=32, host=True)
def at_widths(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], points: int
) -> dict[str, Floats]:
    """ "bias" and "variance" at the sizes themselves, one value per h."""
    bias, variance = _at_widths(rng, activation, n, d, widths, points).T
    return {"bias": bias, "variance": variance}


def _at_widths(
    rng: np.random.Generator, activation: str, n: int, d: int, widths: tuple[int, ...], points: int
) -> Floats:
    """[bias, variance] of the first h of max(widths) units, one row per width."""
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((points, d))
    w = rng.standard_normal((d, max(widths))) / np.sqrt(d)
    sample, exact = ridge(x, fresh, d)
    seen, new = SLOPES[activation](x @ w), SLOPES[activation](fresh @ w)
    return np.array([_linearised(x, fresh, seen[:, :h], new[:, :h]) for h in widths]) - sample + exact


def _linearised(x: Floats, fresh: Floats, seen: Floats, new: Floats) -> Floats:
    """Minimum-norm least squares on the features phi'(<w_i, x>) x: h d of them, from slopes (n, h) and (m, h)."""
    n, parameters = len(x), seen.shape[1] * x.shape[1]
    if parameters >= n:
        gram = (x @ x.T) * (seen @ seen.T)
        silent = np.diag(gram) == 0  # no unit is active: the sample teaches nothing
        return risk(gram + np.diag(silent.astype(float)), (x @ fresh.T) * (seen @ new.T), x, fresh)
    features = (seen[:, :, None] * x[:, None, :]).reshape(n, parameters)
    tests = (new[:, :, None] * fresh[:, None, :]).reshape(len(fresh), parameters)
    a = features @ solve(features.T @ features, tests.T)
    return np.array([np.sum((fresh.T - x.T @ a) ** 2) / fresh.size, np.sum(a**2) / len(fresh)])


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
