r"""Why pooling is augmentation: regression with pooled convolutional kernels, by regression on translated images.

On a torus let K be the tangent kernel of an infinitely wide convolutional network without pooling. It does not change
if both images are translated alike, and pooling averages it over the translations t of one of them,

    K_pool(x, x') = (1 / |G|) sum_t K(x, t x').

Learn with K from all translations of the training images, each with the label of its image: the coefficients are
constant on orbits, the sums over an orbit make |G| K_pool out of K, and what is learned is K_pool(x, X) K_pool(X, X)^-1
y. Here K comes from the duals of ReLU and from sums over padded images. Source: Im, "18.408 Project", section on the
convolutional kernel; derived here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activations import RELU
from theory.dual_activations import duals

Floats = NDArray[np.float64]
Shift = tuple[int, int]


def vanilla_kernel(x: ArrayLike, y: ArrayLike, depth: int) -> Floats:
    """K (n, m) of images (n, rows, columns) and (m, rows, columns) on a torus, 3 x 3 filters, `depth` hidden layers.

    Weights have variance 2 / (9 channels), the read-out has a weight of variance 1 for each pixel and channel, over the
    square root of the number of pixels. Raises ValueError for other shapes or a depth below 1.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 3 or y.ndim != 3 or x.shape[1:] != y.shape[1:] or depth < 1:
        raise ValueError(f"images of one size and a depth are wanted, got {x.shape}, {y.shape} and {depth}")
    own1, own2 = (2 * _filtered(z**2)[..., None] for z in (x, y))
    own1, own2 = np.moveaxis(own1, -1, 1), np.moveaxis(own2, -1, 0)
    covariance = 2 * _filtered(x[:, None] * y)
    tangent = covariance
    for layer in range(1, depth + 1):
        value, slope = duals(RELU, own1, covariance, own2)
        tangent = value + slope * tangent
        if layer < depth:
            covariance, tangent = 2 * _filtered(value), 2 * _filtered(tangent)
            own1, own2 = _filtered(own1), _filtered(own2)
    return tangent.mean(axis=(2, 3))


def all_shifts(rows: int, columns: int) -> list[Shift]:
    """The translations of a torus. Raises ValueError for an empty one."""
    if min(rows, columns) < 1:
        raise ValueError(f"a torus has rows and columns, got {rows} and {columns}")
    return list(product(range(rows), range(columns)))


def augmented_regression(
    images: ArrayLike, targets: ArrayLike, tests: ArrayLike, depth: int, shifts: Sequence[Shift]
) -> Floats:
    """Outputs (m, outputs) at `tests` of vanilla regression on the images under all `shifts`, targets (n, outputs).

    Raises ValueError for targets that do not fit the images.
    """
    x, y = np.asarray(images, dtype=float), np.asarray(targets, dtype=float)
    if y.ndim != 2 or len(x) != len(y):
        raise ValueError(f"a row of targets for each image is wanted, got {y.shape} for {len(x)} images")
    many = np.concatenate([np.roll(x, shift, axis=(1, 2)) for shift in shifts])
    labels = np.tile(y, (len(shifts), 1))
    weights = np.linalg.solve(vanilla_kernel(many, many, depth), labels)
    return vanilla_kernel(tests, many, depth) @ weights


def _filtered(x: Floats) -> Floats:
    """Sum over the 3 x 3 pixels around each, over 9, on a torus."""
    rows, columns = x.shape[-2:]
    edges = [(0, 0)] * (x.ndim - 2) + [(1, 1), (1, 1)]
    wide = np.pad(x, edges, mode="wrap")
    return np.sum([wide[..., a : a + rows, b : b + columns] for a, b in product(range(3), repeat=2)], axis=0) / 9
