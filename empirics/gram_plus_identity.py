"""Tangent kernels of a trained first layer at random data: their coefficients, their norms, and the spike.

k(x, y) = x'y E phi'(w'x) phi'(w'y), w ~ N(0, scale^2 I_d / d), at n points x ~ N(0, I_d). `coefficients` averages over
finitely many random units, which leaves all means as they are; `norms` takes the closed form of the average over w.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from empirics.lab import trial

__all__ = ["KERNELS", "SLOPES", "coefficients", "norms"]

T = TypeVar("T")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slope:
    """phi' of an activation, with round numbers near E phi'(G) and E phi'(G)^2 that only serve to quieten averages."""

    derivative: Callable[[Floats], Floats]
    mean: float
    square: float


SLOPES = {
    "relu": Slope(lambda z: (z > 0).astype(float), 0.5, 0.5),
    "erf": Slope(lambda z: 2 / np.sqrt(np.pi) * np.exp(-z * z), 0.65, 0.57),
    "gelu": Slope(lambda z: special.ndtr(z) + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), 0.5, 0.46),
    "tanh": Slope(lambda z: 1 - np.tanh(z) ** 2, 0.6, 0.46),
}


def _relu_kernel(q: Floats, scale: float) -> Floats:
    """q (pi - angle) / (2 pi), whatever the scale."""
    length = np.sqrt(np.diag(q))
    return q * (np.pi - np.arccos(np.clip(q / np.outer(length, length), -1.0, 1.0))) / (2 * np.pi)


def _erf_kernel(q: Floats, scale: float) -> Floats:
    """q (4 / pi) / sqrt((1 + 2 v) (1 + 2 v') - 4 c^2) with variances v, v' and covariance c of the pre-activations."""
    own = 1 + 2 * scale**2 * np.diag(q)
    return q * (4 / np.pi) / np.sqrt(np.outer(own, own) - (2 * scale**2 * q) ** 2)


KERNELS: dict[str, Callable[[Floats, float], Floats]] = {"relu": _relu_kernel, "erf": _erf_kernel}
"""K / d of infinitely many units from q = X X' / d, with closed form."""


@trial(batch=64, host=True)
def coefficients(
    rng: np.random.Generator, *, activation: str, n: int, dimensions: tuple[int, ...], width: int, scale: float
) -> dict[str, Floats]:
    """Overlaps of K / d, of `width` random units at n points, with X X' / d, I and the ones; one entry per dimension d.

    "slope": mean of d q k over pairs of points, q = x'y / d and k = K(x, y) / d. "identity": mean of the diagonal of
    K / d less the slope. "spike": sum of K / d over pairs, per point. To have less noise, constants that add nothing
    in the mean are taken out: E d q^2 = 1 for pairs and E q = 1 on the diagonal, so c (d q^2 - 1) and c (q - 1) may go;
    and a constant may be taken from phi' before the sum over pairs, as E x = 0.
    """
    phi, found = _choose(SLOPES, activation), []
    for d in dimensions:
        x, w = rng.standard_normal((n, d)), rng.standard_normal((d, width))
        p, q = phi.derivative(x @ w * (scale / np.sqrt(d))), x @ x.T / d
        moments, centred = p @ p.T / width, p - phi.mean
        pairs = d * _off_diagonal(q * q * (moments - phi.mean**2)) / (n * (n - 1))
        slope = phi.mean**2 + pairs
        diagonal = phi.square + np.mean(np.diag(q) * (np.diag(moments) - phi.square))
        found.append([slope, diagonal - slope, _off_diagonal(q * (centred @ centred.T)) / (n * width)])
    return dict(zip(("slope", "identity", "spike"), np.array(found).T, strict=True))


@trial(batch=16, host=True)
def norms(
    rng: np.random.Generator,
    *,
    activation: str,
    sizes: tuple[int, ...],
    dimensions: tuple[int, ...],
    b0: float,
    b1: float,
    spike: float,
) -> dict[str, Floats]:
    """Spectral norm of K / d - b0 X X' / d - b1 I - (spike / d) 1 1', of infinitely many units, at each (n, d)."""
    kernel, found = _choose(KERNELS, activation), []
    for n, d in zip(sizes, dimensions, strict=True):
        x = rng.standard_normal((n, d))
        q = x @ x.T / d
        rest = kernel(q, 1.0) - b0 * q - b1 * np.eye(n) - spike / d
        found.append(np.abs(np.linalg.eigvalsh(rest)).max())
    return {"norm": np.array(found)}


def _off_diagonal(matrix: Floats) -> float:
    return float(matrix.sum() - np.trace(matrix))


def _choose(table: dict[str, T], activation: str) -> T:
    if activation not in table:
        raise ValueError(f"activation must be one of {tuple(table)}, got {activation!r}")
    return table[activation]
