"""The linearised network whose first layer is trained, with h units: regression on the h d features phi'(<w_i, x>) x.

The kernel and the risk are those of `empirics.tangent_risk`. Networks of several widths are nested: one draw of X and W
serves all, width h taking the first h units.
"""

from __future__ import annotations

import numpy as np

from empirics.lab import trial
from empirics.tangent_risk import CONTROLS, SLOPES, Floats, control, risk, solve

__all__ = ["at_widths", "in_proportion", "linearised", "with_fixed_widths"]


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
    """Bias and variance at the sizes themselves, "bias" and "variance", one value per h."""
    bias, variance = _at_widths(rng, activation, n, d, widths, points).T
    return {"bias": bias, "variance": variance}


def _at_widths(
    rng: np.random.Generator, activation: str, n: int, d: int, widths: tuple[int, ...], points: int
) -> Floats:
    """[bias, variance] of the first h of max(widths) units, one row per width."""
    x, fresh = rng.standard_normal((n, d)), rng.standard_normal((points, d))
    w, known = rng.standard_normal((d, max(widths))), control(activation, x, fresh)
    slope, of_weights = SLOPES[activation], CONTROLS[activation][-1]
    seen, new = slope(x @ w / np.sqrt(d)), slope(fresh @ w / np.sqrt(d))
    lengths = [np.array([0.0, of_weights * (np.mean(w[:, :h] ** 2) - 1)]) for h in widths]
    found = [linearised(x, fresh, seen[:, :h], new[:, :h]) for h in widths]
    return np.array(found) - np.array(lengths) - known


def linearised(x: Floats, fresh: Floats, seen: Floats, new: Floats) -> Floats:
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
