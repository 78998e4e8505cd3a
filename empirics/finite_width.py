"""Tangent kernels of deep ReLU networks at one input, drawn with O(width) numbers per layer, many networks at once.

The law is exact. Forwards, W g is |g| times a normal vector; backwards, W acts along g as the forward pass has seen it,
and afresh at right angles to it.
"""

from __future__ import annotations

import math

import numpy as np

from empirics.lab import trial

Floats = np.ndarray


@trial(batch=8, host=True)
def spread(rng: np.random.Generator, *, widths: tuple[int, ...], depth: int, units: int) -> dict[str, Floats]:
    """Means over `units // width` networks of the relative error e = k(x, x) / ((depth + 1) |x|^2) - 1 at every width.

    Observables (widths,): error, of e; square, of e^2.
    """
    errors = [relative_errors(rng, units // width, width, depth) for width in widths]
    return {"error": np.array([e.mean() for e in errors]), "square": np.array([(e**2).mean() for e in errors])}


@trial(batch=64, host=True)
def largest(rng: np.random.Generator, *, widths: tuple[int, ...], depth: int, nets: int) -> dict[str, Floats]:
    """The largest |e| of `nets` networks, at every width: `distance` (widths,)."""
    errors = [relative_errors(rng, nets, width, depth) for width in widths]
    return {"distance": np.array([np.abs(e).max() for e in errors])}


def relative_errors(rng: np.random.Generator, nets: int, width: int, depth: int) -> Floats:
    """k(x, x) / ((depth + 1) |x|^2) - 1 of `nets` networks with all layers of this width: (nets,)."""
    if min(nets, width, depth) < 1:
        raise ValueError(f"networks, width and depth are at least 1, got {nets}, {width} and {depth}")
    norm, layers = np.ones(nets), []  # mean square of what a layer reads
    for _ in range(depth):
        normals = rng.standard_normal((nets, width), dtype=np.float32)
        layers.append((norm, normals))
        active = np.maximum(normals, 0)
        norm = norm * (_dot(active, active) * (2 / width))
    kernel = norm.copy()
    gradient = rng.standard_normal((nets, width), dtype=np.float32) / np.float32(math.sqrt(width))
    for layer in reversed(range(depth)):
        norm, normals = layers[layer]
        gradient *= normals > 0
        length = _dot(gradient, gradient)
        kernel += 2 * norm * length
        if layer > 0:
            gradient = _below(rng, gradient, length, normals, np.maximum(layers[layer - 1][1], 0))
    return kernel / (depth + 1) - 1


def _below(rng: np.random.Generator, gradient: Floats, length: Floats, normals: Floats, read: Floats) -> Floats:
    """sqrt(2 / m) W^T gradient, given that W has sent what it reads, a multiple of `read`, to one of `normals`."""
    fresh = rng.standard_normal(read.shape, dtype=np.float32)
    fresh *= np.sqrt(length * (2 / read.shape[1]))[:, None].astype(np.float32)
    square = _dot(read, read)
    square[square == 0] = 1  # a dead layer reads nothing and passes nothing
    along = np.sqrt(2 * square / read.shape[1]) * _dot(gradient, normals) - _dot(fresh, read)
    fresh += (along / square)[:, None].astype(np.float32) * read
    return fresh


def _dot(a: Floats, b: Floats) -> Floats:
    return np.einsum("ij,ij->i", a, b).astype(np.float64)
