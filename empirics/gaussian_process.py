"""Random functions on the boolean cube: samples of a Gaussian process, and networks at their start."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
NODES_PER_ARC = 12


@trial(batch=64, host=True)
def covariance_at_a_pair(
    rng: np.random.Generator, *, dimension: int, weight_variance: float, bias_variance: float
) -> dict[str, Any]:
    """E f(x) f(y) of a ReLU network with one hidden layer at two random corners, and their Hamming distance.

    By quadrature over the directions of a neuron in the plane of the extended inputs (sqrt(w / d) x, sqrt(b)), where
    the mean square length is 2: Gauss nodes on each of the arcs on which neither unit switches.
    """
    corners = rng.choice([-1.0, 1.0], size=(2, dimension))
    distance = int(rng.integers(dimension + 1))
    corners[1] = corners[0] * np.where(rng.permutation(dimension) < distance, -1, 1)
    x, y = _extended(corners, weight_variance, bias_variance)
    angle = 2 * np.arctan2(np.linalg.norm(x - y), np.linalg.norm(x + y))  # of two vectors of one length
    kinks = np.sort(np.concatenate([np.array([0, angle]) + side * np.pi / 2 for side in (1, -1)]) % (2 * np.pi))
    sizes = np.diff(kinks, append=kinks[:1] + 2 * np.pi)
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_ARC)
    turn = (kinks[:, None] + sizes[:, None] * (nodes + 1) / 2).ravel()
    share = (sizes[:, None] * weights / (4 * np.pi)).ravel()
    units = np.maximum(np.cos(turn), 0) * np.maximum(np.cos(turn - angle), 0)
    return {"distance": distance, "covariance": 2 * (x @ x) * (share @ units)}


@trial(batch=64, host=True)
def functions(
    rng: np.random.Generator, *, width: int, samples: int, dimension: int, weight_variance: float, bias_variance: float
) -> dict[str, Any]:
    """Coefficients <f, chi_S> of independent random functions f on the whole cube, S by size.

    `width` 0: samples of the process with the network's covariance, f = L z for its Cholesky factor L at the corners;
    else networks of this width with one hidden ReLU layer. `squares`: means over samples and over the S of each size of
    the squared coefficients; `first`: those of the first sample at S = {}, {1} and {1, 2}.
    """
    corners, parities, sizes = _cube(dimension)
    if width == 0:
        values = _factor(dimension, weight_variance, bias_variance) @ rng.standard_normal((len(corners), samples))
    else:
        inputs = _extended(corners, weight_variance, bias_variance)
        hidden = np.maximum(inputs @ rng.standard_normal((dimension + 1, samples * width)), 0)
        outputs = rng.standard_normal(samples * width) / np.sqrt(width)
        values = (hidden * outputs).reshape(len(corners), samples, width).sum(axis=2)
    coefficients = parities.T @ values / len(corners)
    squares = (coefficients**2).mean(axis=1)
    by_size = np.array([squares[sizes == k].mean() for k in range(dimension + 1)])
    return {"squares": by_size, "first": coefficients[[0, 1, 3], 0]}


@functools.lru_cache
def _cube(dimension: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """All corners, all parities at them (columns, S as the bits of the column's number), and the sizes of the S."""
    corners = np.array(list(itertools.product((-1.0, 1.0), repeat=dimension)))
    sets = (np.arange(2**dimension)[:, None] >> np.arange(dimension)) & 1
    parities = np.prod(np.where(sets[None] == 1, corners[:, None, :], 1.0), axis=2)
    return corners, parities, sets.sum(axis=1)


@functools.lru_cache
def _factor(dimension: int, weight_variance: float, bias_variance: float) -> Floats:
    """The Cholesky factor of E f f' at all corners, by the angle t: |x|^2 (sin t + (pi - t) cos t) / (2 pi)."""
    inputs = _extended(_cube(dimension)[0], weight_variance, bias_variance)
    square = float(inputs[0] @ inputs[0])
    cosine = np.clip(inputs @ inputs.T / square, -1, 1)
    angle = np.arccos(cosine)
    np.fill_diagonal(angle, 0.0)
    covariance = square * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / (2 * np.pi)
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


def _extended(corners: Floats, weight_variance: float, bias_variance: float) -> Floats:
    """Rows whose inner products are the covariances of the pre-activations."""
    constant = np.full((len(corners), 1), np.sqrt(bias_variance))
    return np.concatenate([np.sqrt(weight_variance / corners.shape[1]) * corners, constant], axis=1)
