"""Surroundings of pixels in arrays (..., pixels, channels), by which convolutions are products of matrices."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


def patch_products(around: NDArray[np.intp], x: Floats, y: Floats) -> Floats:
    """<patch_p(x_a), patch_p'(y_b)>, as (p, p', a, b)."""
    x, y = _with_zero(x), _with_zero(y)
    pixels = (x.reshape(-1, x.shape[2]) @ y.reshape(-1, y.shape[2]).T).reshape(len(x), x.shape[1], len(y), y.shape[1])
    pixels = pixels.transpose(1, 3, 0, 2)
    return sum((pixels[k[:, None], k] for k in around.T), np.zeros((), x.dtype))


def contract(inner: Floats, one: Floats, two: Floats) -> Floats:
    """sum over p, p' of inner[p, p', a, b] <one[a, i, p], two[b, j, p']>, as (a, i, b, j)."""
    n, outputs, pixels, channels = one.shape
    m = len(two)
    products = (one.reshape(-1, channels) @ two.reshape(-1, channels).T).reshape(n, outputs, pixels, m, outputs, pixels)
    return (products * inner.transpose(2, 0, 3, 1)[:, None, :, :, None, :]).sum(axis=(2, 5))


def patches(around: NDArray[np.intp], x: Floats) -> Floats:
    """(..., pixels, q^2 channels): the surroundings of each pixel."""
    return _with_zero(x)[..., around, :].reshape(*x.shape[:-1], -1)


def transposed(around: NDArray[np.intp], filters: Floats, back: Floats) -> Floats:
    """The adjoint of a layer: gradients at its inputs, from those behind its filters, (n, outputs, pixels, channels).

    The input at p is seen by the pixels p - shift: the same filters, mirrored, act on the gradients.
    """
    mirrored = filters.reshape(around.shape[1], -1, back.shape[-1])[::-1].transpose(0, 2, 1)
    return patches(around, back) @ mirrored.reshape(-1, mirrored.shape[2])


def _with_zero(x: Floats) -> Floats:
    """One more pixel, which is zero."""
    return np.concatenate([x, np.zeros_like(x[..., :1, :])], axis=-2)


@functools.lru_cache(maxsize=64)
def surroundings(rows: int, columns: int, filter_size: int, padding: str) -> NDArray[np.intp]:
    """For each pixel the q^2 around it, (pixels, q^2), with the number of pixels for what lies beyond a border."""
    shift = np.arange(filter_size) - filter_size // 2
    i, j = (np.arange(n)[:, None] + shift for n in (rows, columns))
    if padding == "circular":
        i, j = i % rows, j % columns
    inside = ((i >= 0) & (i < rows))[:, None, :, None] & ((j >= 0) & (j < columns))[None, :, None, :]
    found = np.where(inside, i[:, None, :, None] * columns + j[None, :, None, :], rows * columns)
    return found.reshape(rows * columns, filter_size**2)
