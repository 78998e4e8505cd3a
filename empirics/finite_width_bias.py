r"""Means of the kernels of ReLU networks of finite width, at two inputs, without weight matrices.

Weight variance 2, no biases, inputs of mean square 1. The law is exact: W acts on what a layer reads through its two
coordinates in an orthonormal frame of these features, which are standard normal. Given the units of all layers, the
mean of the tangent kernel over the read-out, and over what the forward pass has not seen of the weights, is taken
exactly: with D = diag s', the matrix M_l of mean products of gradients at the features of layer l obeys

    M_L = 1 / m,    M_{l-1} = (2 / m) E[W^T D(x) M_l D(y) W | seen] = alpha + frame B frame^T,

as the unseen part of W is fresh at right angles to the frame. Its noise is then reduced by regression on variables
of mean zero: what a layer adds to the conditional means of its Gram matrix and of its share of active units.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.floating[Any]]


class Layer(NamedTuple):
    """Units of all networks, (nets, 2, m) each: their normal coordinates, slopes at the two inputs, and an orthonormal

    frame of their features; and the Gram matrix (xx, xy, yy) of these over m, (3, nets).
    """

    normals: Floats
    slopes: Floats
    frame: Floats
    gram: Floats


@trial(batch=4, host=True)
def means(rng: np.random.Generator, *, width: int, depth: int, angles: Floats, nets: int) -> dict[str, Floats]:
    """Means over `nets` networks of the `conjugate` and the `tangent` kernel at inputs at these angles, (angles,) each.

    The angles share their random numbers. Raises ValueError for fewer than 64 networks, width or depth below 1.
    """
    if nets < 64 or min(width, depth) < 1:
        raise ValueError(f"64 networks of width and depth 1 are wanted at least, got {nets}, {width} and {depth}")
    normals = rng.standard_normal((depth, nets, 2, width), dtype=np.float32)
    found = np.array([regressed(*kernels(normals, angle)) for angle in angles]).T
    return dict(zip(("conjugate", "tangent"), found, strict=True))


def kernels(normals: Floats, angle: float) -> tuple[Floats, Floats]:
    """Both kernels, (nets, 2), and variables of mean zero, (nets, 5 depth), from coordinates (depth, nets, 2, m).

    Units are of the type of the coordinates, sums over them float64.
    """
    _, nets, _, width = normals.shape
    one = np.ones(nets)
    length, along, rest = one, np.cos(angle) * one, np.sin(angle) * one  # x = (length, 0), y = (along, rest)
    gram = np.stack([one, along, one])
    layers, controls = [], []
    for drawn in normals:
        a, b = drawn[:, 0], drawn[:, 1]
        on_x, on_y, fresh = (_column(2**0.5 * z, drawn) for z in (length, along, rest))
        u, v = on_x * a, on_y * a + fresh * b
        g, other = np.maximum(u, 0), np.maximum(v, 0)
        slopes = np.stack([u > 0, v > 0], axis=1).astype(drawn.dtype)
        first, length = _unit(g)
        along = _dot(first, other)
        second, rest = _unit(other - _column(along, drawn) * first)  # Gram and Schmidt; zero where nothing is left
        length, along, rest = (z / width**0.5 for z in (length, along, rest))
        new = np.stack([length**2, length * along, along**2 + rest**2])
        surplus = np.stack([*new, _dot(slopes[:, 0], slopes[:, 1]) / width]) - _expected(gram)
        controls += [*surplus, surplus[3] * gram[1]]
        layers.append(Layer(drawn, slopes, np.stack([first, second], axis=1), new))
        gram = new
    return np.stack([gram[1], _tangent(layers, np.cos(angle))], axis=1), np.stack(controls, axis=1)


def regressed(values: Floats, controls: Floats) -> Floats:
    """Means of the columns of `values` after regression on `controls` of mean zero.

    Each half of the sample takes its coefficients from the other one, so that the mean is unbiased.
    """
    half, total = len(values) // 2, np.zeros(values.shape[1])
    for fit, use in ((slice(half), slice(half, None)), (slice(half, None), slice(half))):
        z, y = (a[fit] - a[fit].mean(axis=0) for a in (controls, values))
        coefficients = np.linalg.lstsq(z.T @ z, z.T @ y, rcond=1e-10)[0]
        total += (values[use] - controls[use] @ coefficients).sum(axis=0)
    return total / len(values)


def _tangent(layers: list[Layer], cosine: float) -> Floats:
    """The mean of the tangent kernel given the units: (nets,)."""
    nets, _, width = layers[0].slopes.shape
    kernel = layers[-1].gram[1].copy()
    alpha, inner = np.full(nets, 1 / width), np.zeros((nets, 2, 2))
    for number in reversed(range(len(layers))):
        normals, slopes, frame, _ = layers[number]
        both = slopes[:, :1] * slopes[:, 1:]
        seen_by = (both * frame) @ frame.swapaxes(1, 2)
        trace = alpha * both.sum(axis=(1, 2)) + (inner * seen_by).sum(axis=(1, 2))
        kernel += 2 * (layers[number - 1].gram[1] if number else cosine) * trace
        if number:
            left, right = (normals @ (slopes[:, i : i + 1] * frame).swapaxes(1, 2) for i in (0, 1))
            passed = alpha[:, None, None] * ((both * normals) @ normals.swapaxes(1, 2))
            passed = passed + left @ inner @ right.swapaxes(1, 2)
            alpha = 2 / width * trace
            inner = 2 / width * passed - alpha[:, None, None] * np.eye(2)
    return kernel


def _expected(gram: Floats) -> Floats:
    """Means of the Gram matrix of the next layer and of its share of units active at both inputs, (4, nets)."""
    xx, xy, yy = gram
    root = np.sqrt(np.maximum(xx * yy - xy**2, 0))
    both = np.where((xx > 0) & (yy > 0), (np.pi - np.arctan2(root, xy)) / (2 * np.pi), 0)
    return np.stack([xx, root / np.pi + 2 * both * xy, yy, both])


def _unit(vectors: Floats) -> tuple[Floats, Floats]:
    length = np.sqrt(_dot(vectors, vectors))
    return vectors / _column(np.where(length > 0, length, 1), vectors), length


def _dot(a: Floats, b: Floats) -> Floats:
    return np.einsum("nm,nm->n", a, b).astype(np.float64)


def _column(numbers: Floats, like: Floats) -> Floats:
    return numbers[:, None].astype(like.dtype)
