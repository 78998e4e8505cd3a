"""Tangent kernels of a trained first layer at random data: their coefficients, their norms, and the spike.

k(x, y) = x'y E phi'(w'x) phi'(w'y), w ~ N(0, scale^2 I_d / d), at n points x ~ N(0, I_d). `coefficients` averages over
finitely many random units, which leaves all means as they are; `norms` takes the closed form of the average over w.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from empirics.lab import trial

__all__ = ["SLOPES", "coefficients", "kernel", "norms"]

Floats = NDArray[np.float64]


SLOPES: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda z: (z > 0).astype(float),
    "erf": lambda z: 2 / np.sqrt(np.pi) * np.exp(-z * z),
    "gelu": lambda z: special.ndtr(z) + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
}
"""phi' of each activation."""


def kernel(activation: str, x: Floats, y: Floats, scale: ArrayLike) -> Floats:
    """K / d of infinitely many units between the rows of x (n, d) and y (m, d), one for each scale; shape (..., n, m).

    With q = x'y / d: ReLU has q (pi - angle) / (2 pi) at any scale; erf has (4 / pi) q / sqrt((1 + 2v)(1 + 2v') - 4c^2)
    with variances v, v' and covariance c = scale^2 q of the pre-activations. ValueError for other activations.
    """
    if activation not in ("relu", "erf"):
        raise ValueError(f"activation must be relu or erf, which have a closed form; got {activation!r}")
    q, own, other = x @ y.T / x.shape[1], np.mean(x * x, axis=1)[:, None], np.mean(y * y, axis=1)
    twice = 2 * np.asarray(scale)[..., None, None] ** 2
    if activation == "relu":
        found = q * (np.pi - np.arccos(np.clip(q / np.sqrt(own * other), -1.0, 1.0))) / (2 * np.pi)
        return np.broadcast_to(found, (*twice.shape[:-2], *q.shape))
    return (4 / np.pi) * q / np.sqrt((1 + twice * own) * (1 + twice * other) - (twice * q) ** 2)


@trial(batch=64, host=True)
def coefficients(
    rng: np.random.Generator, *, activation: str, n: int, dimensions: tuple[int, ...], width: int, scale: float
) -> dict[str, Floats]:
    """Overlaps of K / d, of `width` random units at n points, with X X' / d, I and the ones; one entry per dimension d.

    "slope": mean of d q k over pairs of points, q = x'y / d and k = K(x, y) / d. "identity": mean of the diagonal of
    K / d less the slope. "spike": sum of K / d over pairs, per point. To have less noise, what adds nothing in the mean
    is taken out: E d q^2 = 1 for pairs and E q = 1 on the diagonal, so c (d q^2 - 1) and c (q - 1) may go, and before
    the sum over pairs a constant may be taken from phi', as E x = 0. The constants c come from numbers of their own.
    """
    derivative, found = _choose(activation), []
    for d in dimensions:
        x, w = rng.standard_normal((n, d)), rng.standard_normal((d, width))
        own = derivative(scale * rng.standard_normal(256))
        mean, square = np.mean(own), np.mean(own**2)
        p, q = derivative(x @ w * (scale / np.sqrt(d))), x @ x.T / d
        moments, centred = p @ p.T / width, p - mean
        slope = mean**2 + d * _off_diagonal(q * q * (moments - mean**2)) / (n * (n - 1))
        diagonal = square + np.mean(np.diag(q) * (np.diag(moments) - square))
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
    found = []
    for n, d in zip(sizes, dimensions, strict=True):
        x = rng.standard_normal((n, d))
        rest = kernel(activation, x, x, 1.0) - b0 * (x @ x.T / d) - b1 * np.eye(n) - spike / d
        found.append(np.abs(np.linalg.eigvalsh(rest)).max())
    return {"norm": np.array(found)}


def _off_diagonal(matrix: Floats) -> float:
    return float(matrix.sum() - np.trace(matrix))


def _choose(activation: str) -> Callable[[Floats], Floats]:
    if activation not in SLOPES:
        raise ValueError(f"activation must be one of {', '.join(SLOPES)}, got {activation!r}")
    return SLOPES[activation]
