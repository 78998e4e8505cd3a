"""Gradient flow and descent on deep linear networks from starts that are worse than the zero map, in plain time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp

from empirics.deep_linear import end_to_end, split
from empirics.deep_linear_starts import Floats, Sizes, orthonormal
from empirics.lab import trial


@trial(batch=2, host=True)
def opposed(rng: np.random.Generator, *, sizes: Sizes, sign: int, times: Floats) -> dict[str, Any]:
    """Flow on one random point z from rank-one layers of equal length that face each other; `sign` is the last one's.

    Observables: margin (times,); length (), of z; scale (), of each layer at the start.
    """
    length, scale = rng.uniform(0.7, 1.4), rng.uniform(0.8, 1.1)
    weights, point = _facing(rng, sizes, [scale] * (len(sizes) - 2) + [sign * scale], length)
    path = solve_ivp(
        _velocity(sizes, point), (0, times[-1]), _flat(weights), t_eval=times, method="DOP853", rtol=1e-11, atol=1e-13
    )
    margins = [float(point @ end_to_end(split(y, sizes))) for y in path.y.T]
    return {"margin": np.array(margins), "length": np.float64(length), "scale": np.float64(scale)}


@trial(batch=2, host=True)
def perturbed(rng: np.random.Generator, *, sizes: Sizes, gaps: tuple[float, ...]) -> dict[str, Any]:
    """When two opposed layers, the last longer or shorter by these relative gaps, reach margin 0.

    Observables: crossing (gaps,), the time; length (), of z; first (), and last (gaps,), the layers' lengths.
    """
    length, first = rng.uniform(0.7, 1.4), rng.uniform(0.8, 1.2)
    lasts, found = first * (1 + rng.choice([-1, 1], len(gaps)) * np.array(gaps)), []
    for last in lasts:
        weights, point = _facing(rng, sizes, [first, -last], length)

        def margin(_: float, flat: Floats, point: Floats = point) -> float:
            return float(point @ end_to_end(split(flat, sizes)))

        margin.terminal = True  # type: ignore[attr-defined]
        path = solve_ivp(
            _velocity(sizes, point), (0, 1e3), _flat(weights), events=margin, method="DOP853", rtol=1e-10, atol=1e-13
        )
        found.append(path.t_events[0][0])
    return {"crossing": np.array(found), "length": np.float64(length), "first": np.float64(first), "last": lasts}


@trial(batch=2, host=True)
def descended(rng: np.random.Generator, *, width: int, step: float, steps: int) -> dict[str, Any]:
    """Descent on one input z > 0 from W_1 = w and W_2 = -w^T, w Gaussian (width,).

    Observables: asymmetry (), the largest |W_1 + W_2^T| that was met; risk (), at the end.
    """
    point, first = rng.uniform(0.7, 1.4), rng.standard_normal(width) / np.sqrt(width)
    last, worst = -first, 0.0
    for _ in range(steps):
        pull = step * point / (1 + np.exp(point * (last @ first)))
        first, last = first + pull * last, last + pull * first
        worst = max(worst, float(np.abs(first + last).max()))
    return {"asymmetry": np.float64(worst), "risk": np.logaddexp(0.0, -point * (last @ first))}


@trial(batch=4, host=True)
def partly_zero(rng: np.random.Generator, *, sizes: Sizes, zero: tuple[int, ...], count: int) -> dict[str, Any]:
    """Gradients of the risk on Gaussian data where the layers `zero` (the first is 1) vanish, by complex steps.

    Observables: weights, flat; data (count d,); speed (L,), the norm of the gradient of each layer.
    """
    weights = [np.zeros(s) if k in zero else rng.standard_normal(s) for k, s in _shapes(sizes)]
    data, flat = rng.standard_normal((count, sizes[0])), _flat(weights)

    def slope(direction: Floats) -> float:
        complex_step: Any = flat + 1e-20j * direction
        moved = split(complex_step, sizes)
        return float(np.imag(np.log(1 + np.exp(-data @ end_to_end(moved))).mean()) / 1e-20)

    gradient = split(np.array([slope(row) for row in np.eye(len(flat))]), sizes)
    speed = np.array([np.linalg.norm(part) for part in gradient])
    return {"weights": flat, "data": data.ravel(), "speed": speed}


def _shapes(sizes: Sizes) -> list[tuple[int, tuple[int, int]]]:
    return [(k + 1, (sizes[k + 1], sizes[k])) for k in range(len(sizes) - 1)]


def _facing(rng: np.random.Generator, sizes: Sizes, lengths: list[float], norm: float) -> tuple[list[Floats], Floats]:
    """Rank-one layers of these lengths whose facing singular vectors agree, and a point along the first."""
    if len(sizes) < 3 or sizes[-1] != 1 or min(sizes) < 1:
        raise ValueError(f"sizes must be three or more positive widths that end in one output, got {sizes}")
    axes = [orthonormal(rng, 1, width)[0] for width in sizes[:-1]] + [np.ones(1)]
    layers = [length * np.outer(axes[k + 1], axes[k]) for k, length in enumerate(lengths)]
    return layers, norm * axes[0]


def _velocity(sizes: Sizes, point: Floats) -> Callable[[float, Floats], Floats]:
    """-dR/dW in plain time, flat, for one point: each layer is the outer product of what lies above and below it."""

    def field(_: float, flat: Floats) -> Floats:
        layers, below = split(flat, sizes), [point]
        for layer in layers:
            below.append(layer @ below[-1])
        above, parts = np.ones(1) / (1 + np.exp(below[-1][0])), list[Floats]()
        for layer, unit in zip(reversed(layers), reversed(below[:-1]), strict=True):
            parts.insert(0, np.outer(above, unit).ravel())
            above = above @ layer
        return np.concatenate(parts)

    return field


def _flat(weights: list[Floats]) -> Floats:
    return np.concatenate([w.ravel() for w in weights])
