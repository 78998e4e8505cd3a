"""Regression on small images with the tangent kernels of infinitely wide networks: fully connected and convolutional.

Convolutional networks have 3 x 3 filters, ReLU units and stride 1. Without pooling (`vanilla`) the read-out has a
weight for each pixel and channel, with global average pooling (`pooled`) it sees the mean over pixels. Beyond the edges
lie zeros, or the opposite edge (`circular`).
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from empirics.convolutional import cntk
from empirics.images import load, one_versus_rest, split, vectors
from empirics.lab import trial
from empirics.linearized_images import exact_kernel

Floats = NDArray[np.float64]
KERNELS = ("fully connected", "vanilla", "pooled")


@trial(batch=16, host=True)
def shares(
    generator: np.random.Generator,
    *,
    images: str,
    count: int,
    depth: int,
    sizes: tuple[int, ...],
    kernels: tuple[str, ...],
    padding: str,
) -> dict[str, Floats]:
    """A random order of `count` images spread evenly over the collection: the first n are learned, the rest is tested.

    For the fully connected kernel and each of `kernels` the share of the test images in the right class, (sizes,), and
    for the latter the `gain` over the former.
    """
    order = generator.permutation(count)
    labels = spread(images, count)[1][order]
    targets = one_versus_rest(labels)
    found: dict[str, Floats] = {}
    for kernel in (KERNELS[0], *kernels):
        K = gram_of(images, count, depth, kernel, padding)[np.ix_(order, order)]
        outputs = (K[n:, :n] @ np.linalg.solve(K[:n, :n], targets[:n]) for n in sizes)
        pairs = zip(sizes, outputs, strict=True)
        found[kernel] = np.array([(f.argmax(axis=1) == labels[n:]).mean() for n, f in pairs])
    return found | {f"gain of {kernel}": found[kernel] - found[KERNELS[0]] for kernel in kernels}


@trial(batch=4, host=True)
def pooled_regression(
    generator: np.random.Generator, *, images: str, train: int, test: int, depth: int
) -> dict[str, Floats | float]:
    """Regression with the pooled kernel on random images, halved in size, whose edges wrap around.

    `outputs` (10 test,) are those at the test images, `pixels` (train + test, rows, columns) all images, the learned
    ones first, `targets` (10 train,) what was learned, and `condition` belongs to the Gram matrix of the latter.
    """
    every, labels = split(generator, images, train, test)
    x, targets = _normalised(_halved(every)), one_versus_rest(labels[:train])
    K = gram(x, depth, "pooled", "circular")
    outputs = K[train:, :train] @ np.linalg.solve(K[:train, :train], targets)
    condition = float(np.linalg.cond(K[:train, :train]))
    return {"outputs": outputs.ravel(), "pixels": x, "targets": targets.ravel(), "condition": condition}


@functools.lru_cache(maxsize=8)
def spread(images: str, count: int) -> tuple[Floats, NDArray[np.int64]]:
    """`count` images at equal distances in the collection, of mean square 1, and their labels.

    Raises ValueError for fewer than 2 or more than there are.
    """
    every, labels = load(images)
    if not 2 <= count <= len(labels):
        raise ValueError(f"{images} has {len(labels)} images, from 2 to all of them can be asked, got {count}")
    chosen = np.linspace(0, len(labels) - 1, count).round().astype(int)
    found = _normalised(every[chosen]), labels[chosen]
    for array in found:
        array.flags.writeable = False
    return found


def _normalised(images: Floats) -> Floats:
    """Images of mean square 1."""
    return vectors(images).reshape(images.shape)


def _halved(images: Floats) -> Floats:
    """Images of half the rows and columns: means over 2 x 2 pixels."""
    n, rows, columns = images.shape
    return images.reshape(n, rows // 2, 2, columns // 2, 2).mean(axis=(2, 4))


@functools.lru_cache(maxsize=32)
def gram_of(images: str, count: int, depth: int, kernel: str, padding: str) -> Floats:
    """The Gram matrix of `spread(images, count)`."""
    found = gram(spread(images, count)[0], depth, kernel, padding)
    found.flags.writeable = False
    return found


def gram(x: Floats, depth: int, kernel: str, padding: str = "zeros") -> Floats:
    """Gram matrix (n, n) of images (n, rows, columns) under one of KERNELS; fully connected images have mean square 1.

    Raises ValueError for another kernel, padding or shape, or a depth below 1.
    """
    if kernel not in KERNELS or x.ndim != 3 or depth < 1:
        raise ValueError(
            f"images, a depth and one of {', '.join(KERNELS)} are wanted; got {x.shape}, {depth}, {kernel!r}"
        )
    if kernel == "fully connected":
        flat = vectors(x)
        return exact_kernel(flat @ flat.T / flat.shape[1], depth)
    return cntk(x[..., None], depth=depth, pooled=kernel == "pooled", padding=padding)
