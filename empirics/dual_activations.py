"""Gaussian expectations of products of activations by quadrature, at random covariances, on the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, ndtr

from empirics.lab import trial

Floats = NDArray[np.float64]
Function = Callable[[Floats], Any]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
REACH = 9.5
RADII = REACH * (np.polynomial.legendre.leggauss(80)[0] + 1) / 2
RADIAL = REACH / 2 * np.polynomial.legendre.leggauss(80)[1] * RADII * np.exp(-(RADII**2) / 2) / (2 * np.pi)


def _density(x: Floats) -> Floats:
    return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)


ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: 1.0 * (x > 0)),
    "leaky relu": (lambda x: np.where(x > 0, x, x / 4), lambda x: np.where(x > 0, 1.0, 0.25)),
    "absolute value": (np.abs, np.sign),
    "erf": (erf, lambda x: 2 / np.sqrt(np.pi) * np.exp(-(x**2))),
    "gelu": (lambda x: x * ndtr(x), lambda x: ndtr(x) + x * _density(x)),
    "sine": (lambda x: np.sin(1.5 * x + 0.5), lambda x: 1.5 * np.cos(1.5 * x + 0.5)),
    "bump": (lambda x: np.exp(-(x**2) / 2), lambda x: -x * np.exp(-(x**2) / 2)),
    "exponential": (lambda x: np.exp(x / 2), lambda x: np.exp(x / 2) / 2),
    "cubic": (lambda x: 1 + x / 2 + x**3 / 4, lambda x: 1 / 2 + 3 * x**2 / 4),
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
}


def expectations(activation: str, q1: float, q12: float, q2: float) -> tuple[float, float]:
    """E[s(u) s(v)] and E[s'(u) s'(v)] for E u^2 = q1, E u v = q12, E v^2 = q2, in polar coordinates.

    Gauss-Legendre nodes on the radius and on each arc between the directions where u or v changes its sign, so that
    kinks at zero do no harm. Raises ValueError for an unknown activation or what is no covariance matrix.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {activation!r}")
    if not (q1 > 0 and q2 > 0 and q12 * q12 <= q1 * q2 * (1 + 1e-12)):
        raise ValueError(f"covariances need q1, q2 > 0 and q12^2 <= q1 q2, got {q1}, {q12}, {q2}")
    deviations, angle = np.sqrt([q1, q2]), np.arccos(np.clip(q12 / np.sqrt(q1 * q2), -1, 1))
    cuts = np.sort(np.mod(np.array([0.5, 1.5, 0.5 + angle / np.pi, 1.5 + angle / np.pi]) * np.pi, 2 * np.pi))
    ends = np.append(cuts, cuts[0] + 2 * np.pi)
    half = np.diff(ends)[:, None] / 2
    direction = ((ends[1:] + ends[:-1])[:, None] / 2 + half * NODES).ravel()
    weights = (half * WEIGHTS).ravel()
    u = deviations[0] * np.cos(direction)[:, None] * RADII
    v = deviations[1] * np.cos(direction - angle)[:, None] * RADII
    value, slope = (float(weights @ (f(u) * f(v)) @ RADIAL) for f in ACTIVATIONS[activation])
    return value, slope


@trial(batch=16, host=True)
def random_covariances(rng: np.random.Generator, *, activation: str) -> dict[str, Floats]:
    """Both expectations at a random covariance matrix, variances in [1/4, 9/4] and any correlation.

    Observables: covariances (q1, q12, q2); duals (value, slope).
    """
    deviations, correlation = rng.uniform(0.5, 1.5, 2), rng.uniform(-1, 1)
    q1, q2, q12 = deviations[0] ** 2, deviations[1] ** 2, correlation * deviations.prod()
    return {"covariances": np.array([q1, q12, q2]), "duals": np.array(expectations(activation, q1, q12, q2))}
