"""Tangent kernels of infinitely wide convolutional networks on small images, with and without pooling.

Filters are 3 x 3, units are ReLU, all layers are trained; weights have variance 2 / (9 channels), those of the read-out
1. Beyond the edges lie `zeros`, or the opposite edge (`wrap`). Without pooling (`vanilla`) the read-out has a weight
for each pixel and channel, over the square root of the number of pixels; with global average pooling (`pooled`) it sees
the mean over pixels. A convolution couples pairs of pixels of equal offset alone, so that the vanilla kernel needs the
offset 0 and the pooled kernel as many planes as there are pixels: offsets that differ by a side share a plane.
"""

from __future__ import annotations

import functools
from itertools import product

import numpy as np
from numpy.typing import NDArray

from empirics.images import load, one_versus_rest, split, vectors
from empirics.lab import trial
from empirics.linearized_images import exact_kernel

Floats = NDArray[np.float64]
Links = tuple[Floats, Floats]
KERNELS = ("fully connected", "vanilla", "pooled")
PADDINGS = ("zeros", "wrap")
CHUNK = 2**14  # numbers per array: what the caches hold


@trial(batch=16, host=True)
def shares(
    generator: np.random.Generator,
    *,
    images: str,
    count: int,
    depth: int,
    sizes: tuple[int, ...],
    kernels: int,
    padding: str,
) -> dict[str, Floats]:
    """A random order of `count` images spread evenly over the collection: the first n are learned, the rest is tested.

    For each of the first `kernels` kernels the share of the test images in the right class, (sizes,), and from the
    second on its `gain` over the fully connected one.
    """
    order = generator.permutation(count)
    labels = spread(images, count)[1][order]
    targets = one_versus_rest(labels)
    found: dict[str, Floats] = {}
    for kernel in KERNELS[:kernels]:
        K = gram_of(images, count, depth, kernel, padding)[np.ix_(order, order)]
        outputs = (K[n:, :n] @ np.linalg.solve(K[:n, :n], targets[:n]) for n in sizes)
        pairs = zip(sizes, outputs, strict=True)
        found[kernel] = np.array([(f.argmax(axis=1) == labels[n:]).mean() for n, f in pairs])
    return found | {f"gain of {kernel}": found[kernel] - found[KERNELS[0]] for kernel in KERNELS[1:kernels]}


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
    K = gram(x, depth, "pooled", "wrap")
    outputs = K[train:, :train] @ np.linalg.solve(K[:train, :train], targets)
    condition = float(np.linalg.cond(K[:train, :train]))
    return {"outputs": outputs.ravel(), "pixels": x, "targets": targets.ravel(), "condition": condition}


def spread(images: str, count: int) -> tuple[Floats, NDArray[np.int64]]:
    """`count` images at equal distances in the collection, of mean square 1, and their labels.

    Raises ValueError for fewer than 2 or more than there are.
    """
    every, labels = load(images)
    if not 2 <= count <= len(labels):
        raise ValueError(f"{images} has {len(labels)} images, from 2 to all of them can be asked, got {count}")
    chosen = np.linspace(0, len(labels) - 1, count).round().astype(int)
    return _normalised(every[chosen]), labels[chosen]


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
    if kernel not in KERNELS or padding not in PADDINGS or x.ndim != 3 or depth < 1:
        raise ValueError(
            f"images (n, rows, columns), a depth, a kernel of {', '.join(KERNELS)} and a padding of "
            f"{', '.join(PADDINGS)} are wanted; got {x.shape}, {depth}, {kernel!r}, {padding!r}"
        )
    if kernel == "fully connected":
        flat = vectors(x)
        return exact_kernel(flat @ flat.T / flat.shape[1], depth)
    rows, columns = x.shape[1:]
    first, second = np.triu_indices(len(x))
    maps = [x, *deviations(x, depth, padding)]
    total = np.zeros(len(first))
    size = max(1, CHUNK // (rows * columns))
    for shift in product(range(rows), range(columns)) if kernel == "pooled" else [(0, 0)]:
        links = [_links(n, s, padding) for n, s in zip((rows, columns), shift, strict=True)]
        moved = [np.roll(one, (-shift[0], -shift[1]), axis=(1, 2)) for one in maps]
        for start in range(0, len(first), size):
            part = slice(start, start + size)
            pairs = [(one[first[part]], other[second[part]]) for one, other in zip(maps, moved, strict=True)]
            total[part] += _plane(pairs, links)
    found = np.zeros((len(x), len(x)))
    found[first, second] = found[second, first] = total / (rows * columns) ** (2 if kernel == "pooled" else 1)
    return found


def deviations(x: Floats, depth: int, padding: str) -> list[Floats]:
    """Standard deviations of the pre-activations of each layer at each pixel: depth times (n, rows, columns)."""
    links = [_links(n, 0, padding) for n in x.shape[1:]]
    variances = [2 * _box(x**2, links)]
    for _ in range(depth - 1):
        variances.append(_box(variances[-1], links))
    return [np.sqrt(v) for v in variances]


def _plane(pairs: list[tuple[Floats, Floats]], links: list[Links]) -> Floats:
    """Sum of the tangent kernel over the pixel pairs of one offset, (b,), from the pixels and the deviations.

    With t the angle of two pre-activations of deviations r and s, K = r s (sin t + (pi - t) cos t) / pi, the slope is
    (pi - t) / pi, and the tangent kernel T becomes K + slope T. Then both are filtered. The read-out has half of it.
    """
    covariance = 2 * _box(pairs[0][0] * pairs[0][1], links)
    tangent = covariance
    for layer, (r, s) in enumerate(pairs[1:], start=1):
        size = r * s
        cosine = np.clip(covariance / np.where(size > 0, size, 1.0), -1.0, 1.0)
        rest = np.pi - np.arccos(cosine)
        covariance = size * (np.sqrt(1 - cosine**2) + rest * cosine) / np.pi
        tangent = covariance + tangent * rest / np.pi
        if layer < len(pairs) - 1:
            covariance, tangent = _box(covariance, links), _box(tangent, links)
    return tangent.sum(axis=(1, 2)) / 2


def _links(n: int, shift: int, padding: str) -> Links:
    """Whether pixel i and its partner i + shift, modulo n, both have a neighbour before them, and one after them."""
    if padding == "wrap":
        return np.ones(n), np.ones(n)
    here = np.arange(n)
    there = (here + shift) % n
    return ((here > 0) & (there > 0)).astype(float), ((here < n - 1) & (there < n - 1)).astype(float)


def _box(x: Floats, links: list[Links]) -> Floats:
    """Sum over the 3 x 3 pixel pairs around each that are linked to it, over 9."""
    for axis, (before, after) in zip((-2, -1), links, strict=True):
        shape = (-1, 1) if axis == -2 else (-1,)
        x = x + np.roll(x, 1, axis) * before.reshape(shape) + np.roll(x, -1, axis) * after.reshape(shape)
    return x / 9
