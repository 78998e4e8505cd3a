"""Minimum-norm linear regression: dense draws of inputs, teacher and label noise, in nested dimensions.

One trial holds many data sets, fitted at once. `scalar_risks` is not an experiment: it is what the exact law costs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

from empirics.lab import trial

__all__ = ["averages", "fit", "fresh_labels", "risks", "scalar_risks", "two_clocks"]

Floats = NDArray[np.float64]


def fit(x: Floats, y: Floats) -> NDArray[np.floating[Any]]:
    """X^+ Y for each of many data sets of full rank: x (..., n, d), columns y (..., n, k), result (..., d, k)."""
    n, d = x.shape[-2:]
    across = np.swapaxes(x, -1, -2)
    if d > n:
        return across @ np.linalg.solve(x @ across, y)
    if d < n:
        return np.linalg.solve(across @ x, across @ y)
    return np.linalg.solve(x, y)  # near the peak, normal equations would square the condition


def _draw(rng: np.random.Generator, draws: int, n: int, d: int) -> tuple[Floats, Floats, Floats]:
    """Inputs (draws, n, d), teachers (draws, d, 1) of any length, and unit noise (draws, n, 1)."""
    x, theta, eps = np.split(rng.standard_normal(draws * (n * d + d + n)), np.cumsum([draws * n * d, draws * d]))
    return x.reshape(draws, n, d), theta.reshape(draws, d, 1), eps.reshape(draws, n, 1)


def _unit(theta: Floats) -> Floats:
    return theta / np.linalg.norm(theta, axis=1, keepdims=True)


@trial(batch=8, host=True)
def risks(
    rng: np.random.Generator,
    *,
    n: int,
    dimensions: tuple[int, ...],
    noise: Floats,
    signal: Floats,
    draws: int,
    thresholds: Floats,
) -> dict[str, Floats]:
    """`draws` data sets for k pairs (noise, signal) at once; dimension d uses the first d coordinates of all.

    Observables: mean (k, len(dimensions)), the mean risk; share (k, len(dimensions), len(thresholds)), the share of
    risks at most each threshold.
    """
    x, theta, eps = _draw(rng, draws, n, max(dimensions))
    found = []
    for d in dimensions:
        teachers = _unit(theta[:, :d]) * np.sqrt(signal)
        y = x[..., :d] @ teachers + np.sqrt(noise) * eps
        found.append(np.sum((fit(x[..., :d], y) - teachers) ** 2, axis=1).T)
    risk = np.stack(found, axis=1)  # (k, len(dimensions), draws)
    return {"mean": risk.mean(axis=2), "share": (risk[..., None] <= thresholds).mean(axis=2)}


@trial(batch=8, host=True)
def averages(
    rng: np.random.Generator, *, n: int, repetitions: tuple[int, ...], draws: int, thresholds: Floats
) -> dict[str, Floats]:
    """`draws` data sets with d = n and unit noise, in groups of M for each M of `repetitions`.

    Observable: share (len(repetitions), len(thresholds)), the share of groups whose mean risk is at most M times each
    threshold.
    """
    x, theta, eps = _draw(rng, draws, n, n)
    risk = np.sum((fit(x, x @ theta + eps) - theta) ** 2, axis=(1, 2))
    means = [risk.reshape(-1, m).mean(axis=1) / m for m in repetitions]
    return {"share": np.array([np.mean(mean[:, None] <= thresholds, axis=0) for mean in means])}


@trial(batch=8, host=True)
def fresh_labels(
    rng: np.random.Generator, *, n: int, d: int, noise: float, fits: int, points: int
) -> dict[str, Floats]:
    """Means over `fits` fits: the risk |beta - theta|^2, and (y - <x, beta>)^2 over `points` fresh labelled points."""
    x, theta, eps = _draw(rng, fits, n + points, d)
    theta = _unit(theta)
    y = x @ theta + np.sqrt(noise) * eps
    beta = fit(x[:, :n], y[:, :n])
    error = np.mean((y[:, n:] - x[:, n:] @ beta) ** 2)
    return {"errors": np.array([np.mean(np.sum((beta - theta) ** 2, axis=1)), error])}


@trial(batch=8, host=True)
def two_clocks(rng: np.random.Generator, *, n: int, d: int, noise: float, times: Floats) -> dict[str, Floats]:
    """Gradient flow from zero on |y - X b|^2 / (2n) and on |y - X b|^2 / 2, by matrix exponentials.

    Observables: risks (2 len(times),), the first flow at each time t and then the second at t / n; x, y and theta.
    """
    x, theta, eps = _draw(rng, 1, n, d)
    x, theta = x[0], _unit(theta)[0]
    y = x @ theta + np.sqrt(noise) * eps[0]
    flow, found = np.zeros((d + 1, d + 1)), []
    flow[:d, :d], flow[:d, d:] = -x.T @ x, x.T @ y  # of (b, 1)
    for factor, clock in ((1 / n, times), (1.0, times / n)):
        ends = [expm(factor * t * flow)[:d, d:] for t in clock]
        found += [np.sum((b - theta) ** 2) for b in ends]
    return {"risks": np.array(found), "x": x, "y": y[:, 0], "theta": theta[:, 0]}


def scalar_risks(
    rng: np.random.Generator, n: int, d: int, *, draws: int, noise: float = 1.0, signal: float = 1.0
) -> Floats:
    """`draws` risks of minimum-norm regression from three chi-squares and a Beta each, without any matrix.

    The same law as of dense data sets, at a cost that does not depend on n and d. Raises ValueError for sizes below 1,
    and for negative noise or signal.
    """
    if min(n, d, draws) < 1 or not min(noise, signal) >= 0:
        raise ValueError(f"sizes are positive, noise and signal not negative; got {n}, {d}, {draws}, {noise}, {signal}")
    amplified = noise * rng.chisquare(min(n, d), draws) / rng.chisquare(abs(n - d) + 1, draws)
    return amplified if d <= n else amplified + signal * rng.beta((d - n) / 2, n / 2, draws)
