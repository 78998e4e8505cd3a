"""Random starts of deep linear networks, and random data whose largest margin is known to be strict.

Weights are lists W_1 ... W_L with W_k of shape (d_k, d_{k-1}) for sizes (d_0, ..., d_L), d_L = 1.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Sizes = tuple[int, ...]
LAST = 0.8  # norm of the last layer where the imbalances are prescribed


def gaussian(rng: np.random.Generator, sizes: Sizes, gain: float) -> list[Floats]:
    """Independent Gaussian entries of variance gain^2 / fan-in."""
    _one_output(sizes, 1)
    if not (np.isfinite(gain) and gain > 0):
        raise ValueError(f"gain must be positive and finite, got {gain}")
    flat = gain * rng.standard_normal(sum(a * b for a, b in pairwise(sizes)))
    weights, begin = [], 0
    for rows, columns in zip(sizes[1:], sizes, strict=False):
        weights.append(flat[begin : begin + rows * columns].reshape(rows, columns) / np.sqrt(columns))
        begin += rows * columns
    return weights


def imbalanced(rng: np.random.Generator, sizes: Sizes, spectra: tuple[tuple[float, ...], ...]) -> list[Floats]:
    """Weights with W_{k+1}^T W_{k+1} - W_k W_k^T = O_k diag(spectra_k) O_k^T for Haar O_k and right singular frames.

    The eigenvalues must not be positive and the widths must not grow, so that the square roots exist.
    """
    _one_output(sizes, 2)
    if len(spectra) != len(sizes) - 2 or any(len(s) != d for s, d in zip(spectra, sizes[1:], strict=False)):
        raise ValueError(f"sizes {sizes} need one eigenvalue per unit of each hidden layer, got {spectra}")
    if not all(np.all(np.asarray(s) <= 0) for s in spectra) or any(b > a for a, b in pairwise(sizes)):
        raise ValueError(f"eigenvalues must not be positive and widths must not grow, got {spectra} for {sizes}")
    weights = [LAST * orthonormal(rng, 1, sizes[-2])]
    for width, before, spectrum in zip(sizes[-2:0:-1], sizes[-3::-1], spectra[::-1], strict=True):
        frame = orthonormal(rng, width, width)
        square = weights[0].T @ weights[0] - (frame.T * np.asarray(spectrum)) @ frame
        values, vectors = np.linalg.eigh((square + square.T) / 2)
        root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
        weights.insert(0, root @ orthonormal(rng, width, before))
    return weights


def crossed(rng: np.random.Generator, sizes: Sizes, angle: float) -> list[Floats]:
    """Facing singular vectors of W_2 and of the rank-one W_1 enclose `angle`, where the alignment bound is attained.

    Two layers: W_2 = v^T and W_1 = u x^T with <u, v> = cos(angle). Three layers, hidden widths 2 and at least 2:
    W_2 has singular values 1 and 0.6 and W_1 the norm sqrt(1 - 0.36); W_3 lies along the first singular vector of W_2.
    """
    _one_output(sizes, 2)
    if len(sizes) not in (3, 4) or sizes[1] < 2 or (len(sizes) == 4 and (sizes[1] != 2 or sizes[2] < 2)):
        raise ValueError(f"sizes must be (d, h, 1) with h >= 2 or (d, 2, h, 1) with h >= 2, got {sizes}")
    if not 0 < angle < np.pi / 2:
        raise ValueError(f"angle must lie strictly between 0 and pi / 2, got {angle}")
    first, second = orthonormal(rng, 2, sizes[1])
    point = orthonormal(rng, 1, sizes[0])[0]
    facing = np.cos(angle) * first + np.sin(angle) * second
    if len(sizes) == 3:
        return [np.outer(facing, point), first[None]]
    left, other = orthonormal(rng, 2, sizes[2])
    middle = np.outer(left, first) + 0.6 * np.outer(other, second)
    return [0.8 * np.outer(facing, point), middle, 1.1 * left[None]]


def planted_margin(rng: np.random.Generator, count: int, dimension: int) -> Floats:
    """`count` random integer rows over a power of two, the first `dimension` of which are the support vectors.

    Row i <= d is |v|^2 v + t_i with integer t_i orthogonal to v, linearly dependent with positive integer coefficients
    alone, so that |v|^2 v lies inside their simplex; the other rows lie strictly beyond its face.
    """
    if dimension < 2 or count < dimension:
        raise ValueError(f"needs count >= dimension >= 2, got {count} and {dimension}")
    while True:
        v = rng.integers(-2, 3, dimension)
        steps = rng.integers(-2, 3, (count - 1, dimension))
        beyond = rng.integers(1, 3, count - dimension)
        coefficients = rng.integers(1, 3, dimension - 1)
        square = int(v @ v)
        across = steps * square - np.outer(steps @ v, v)
        face = np.vstack([across[: dimension - 1], -coefficients @ across[: dimension - 1]])
        far = across[dimension - 1 :] + np.outer(square * (1 + beyond), v)
        rows = np.vstack([face + square * v, far]).astype(float)
        radius = np.linalg.norm(rows, axis=1).max()
        shares = np.append(coefficients, 1.0) / (1 + coefficients.sum())
        spread = np.linalg.svd(face * np.sqrt(shares)[:, None], compute_uv=False)[dimension - 2]
        if coefficients.max() > 1 and square and min(square**1.5 / (0.25 * radius), spread / (0.7 * square**1.5)) >= 1:
            # Uneven multipliers; support vectors well apart and none too far, so that the flow is soon near its limit.
            return rows / 2.0 ** np.ceil(np.log2(radius))


def orthonormal(rng: np.random.Generator, rows: int, columns: int) -> Floats:
    """Haar-distributed orthonormal rows."""
    q, r = np.linalg.qr(rng.standard_normal((columns, rows)))
    return (q * np.sign(np.diag(r))).T


def _one_output(sizes: Sizes, least: int) -> None:
    if len(sizes) - 1 < least or min(sizes) < 1 or sizes[-1] != 1:
        raise ValueError(f"sizes must be {least + 1} or more positive widths that end in one output, got {sizes}")
