"""Kernels of infinitely wide convolutional networks of smooth units: pixels are points of a Gram matrix, in float64.

The duals of `empirics.gap_duals` join rows of points to matrices of pairs. With pooling the points are all pixels of
all images of a tile, in one matrix; without it there is a matrix of images for each pixel, and a loop over these. Only
the filters, between two duals, see what is a row and what is a column.
"""

from __future__ import annotations

import functools
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from empirics.convolutional_layers import ConvolutionalNetwork, side_by_side
from empirics.gap_duals import dual, rows
from empirics.infinite_width import place

TILE = 2**18
"""Pixel pairs of a tile with pooling, and sixteen times as many without, where a pixel's are in work at a time."""

State = tuple[Array, Array, Array, Array, Array]
"""E s(u)^2 of the pixels of both sides (images, rows, columns); E (s(u) - s(v))^2 / 2, E[s(u) s(v)] and the tangent

kernel of pairs, (images, rows, columns, images, rows, columns) if pooled, else (images, images, rows, columns).
"""


def matrices(
    network: ConvolutionalNetwork, x: NDArray[Any], y: NDArray[Any] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Covariance and tangent kernel of images x (n, rows, columns, channels) and y (m, ...), or x: (n, m) each."""
    sides = [_in_tiles(network, z.astype(np.float64)) for z in ((x,) if y is None else (x, y))]
    left, right = sides[0], sides[-1]
    n, m = len(x), len(x if y is None else y)
    jobs = [(i, j) for i, j in product(range(len(left)), range(len(right))) if y is not None or i <= j]
    blocks = side_by_side(lambda i, j: _tile(network, left[i], right[j]), jobs)
    found = np.zeros((2, n, m))
    for (i, j), block in zip(jobs, blocks, strict=True):
        if y is None and i == j:
            block = np.triu(block) + np.triu(block, 1).transpose(0, 2, 1)
        for matrix, part in zip(found, block, strict=True):
            place(matrix, part, i * len(left[0]), j * len(right[0]), mirrored=y is None and i != j)
    return found[0], found[1]


def _in_tiles(network: ConvolutionalNetwork, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """(tiles, images, rows, columns, channels): tiles of one size, blank images at their end."""
    pixels = x.shape[1] * x.shape[2]
    most = max(1, int(np.sqrt(TILE) / pixels if network.pooled else np.sqrt(16 * TILE / pixels)))
    tiles = -(-len(x) // most)
    size = -(-len(x) // tiles) if tiles else 1
    return np.concatenate([x, np.zeros((tiles * size - len(x), *x.shape[1:]))]).reshape(tiles, size, *x.shape[1:])


@functools.partial(jax.jit, static_argnums=0)
def _tile(network: ConvolutionalNetwork, x: Array, y: Array) -> Array:
    """Both kernels between images x (n, rows, columns, channels) and y (m, ...), (2, n, m)."""
    u, v = (x[:, :, :, None, None, None], y) if network.pooled else (x[:, None], y[None])
    covariance = (u * v).mean(axis=-1)
    apart = ((u - v) ** 2).mean(axis=-1) / 2
    state = (x**2).mean(axis=-1), (y**2).mean(axis=-1), apart, covariance, covariance

    def layer(state: State, _: Any) -> tuple[State, None]:
        one, two, apart, _, tangent = state
        apart = network.scale * _box(network, apart, _beyond(network, one, two))
        tangent = network.scale * _box(network, tangent) + network.bias_variance
        one, two = (network.scale * _box(network, own, axes=(1, 2)) + network.bias_variance for own in (one, two))
        return _activate(network, one, two, apart, tangent), None

    _, _, _, *found = jax.lax.scan(layer, state, length=network.depth)[0]
    return jnp.stack(found).mean(axis=(2, 3, 5, 6) if network.pooled else (3, 4))


def _box(
    network: ConvolutionalNetwork, z: Array, beyond: Array | None = None, *, axes: tuple[int, ...] | None = None
) -> Array:
    """The sum over the common shifts of pixels; what lies `beyond` the borders are zeros, or in the middle of this."""
    axes = axes or ((1, 4, 2, 5) if network.pooled else (2, 3))
    reach, size = network.reach, z.shape
    mode = "wrap" if network.padding == "circular" else "constant"
    padded = jnp.pad(z, [(reach, reach) if axis in axes else (0, 0) for axis in range(z.ndim)], mode=mode)
    if beyond is not None:
        padded = padded + beyond
    for together in (axes[: len(axes) // 2], axes[len(axes) // 2 :]):
        taps = range(2 * reach + 1)
        shifted = [tuple(slice(t, t + n) if a in together else slice(None) for a, n in enumerate(size)) for t in taps]
        padded = sum((padded[at] for at in shifted), jnp.zeros(()))
    return padded


def _beyond(network: ConvolutionalNetwork, one: Array, two: Array) -> Array | None:
    """E (u - v)^2 / 2 where u or v is a zero beyond the border: half of the variance of the other one, 0 inside."""
    if network.padding == "circular" or not network.pooled:  # without pooling both pixels leave their images together
        return None
    around = [(0, 0), (network.reach, network.reach), (network.reach, network.reach)]
    outside = jnp.pad(jnp.zeros(one.shape[1:]), around[1:], constant_values=1.0)
    outside = outside[:, :, None, None, None] * jnp.ones(outside.shape)
    one, two = (jnp.pad(own / 2, around) for own in (one, two))
    lonely = jnp.maximum(outside, outside.transpose(3, 4, 2, 0, 1))
    return lonely * (one[..., None, None, None] + two)


def _activate(network: ConvolutionalNetwork, one: Array, two: Array, apart: Array, tangent: Array) -> State:
    """What the units make of variances `one` and `two`, of E (u - v)^2 / 2 and of the tangent kernel before them."""
    if network.pooled:
        pairs = (z.reshape(one.size, two.size) for z in (apart, tangent))
        found = _pairs(network, one.ravel(), two.ravel(), *pairs)
    else:  # one pixel after the other
        sides = (z.reshape(len(z), -1).T for z in (one, two))
        pairs = (jnp.moveaxis(z.reshape(len(one), len(two), -1), -1, 0) for z in (apart, tangent))
        found = jax.lax.map(lambda at: _pairs(network, *at), (*sides, *pairs))
        found = [jnp.moveaxis(z, 0, -1) for z in found]
    one, two, apart, covariance, tangent = (
        z.reshape(like.shape) for z, like in zip(found, (one, two, apart, apart, apart), strict=True)
    )
    return one, two, apart, covariance, tangent


def _pairs(network: ConvolutionalNetwork, q1: Array, q2: Array, apart: Array, tangent: Array) -> State:
    """The same for variances (n,) and (m,) and matrices (n, m)."""
    one = jax.tree.map(lambda z: z[..., :, None], rows(network.activation, q1))
    two = jax.tree.map(lambda z: z[..., None, :], rows(network.activation, q2))
    size = one["deviation"] * two["deviation"]
    lack = apart - (one["deviation"] - two["deviation"]) ** 2 / 2
    live = size > 0
    gap = jnp.where(live, jnp.clip(lack / jnp.where(live, size, 1), 0, 2), 0)
    gap, slope = dual(network.activation, one, two, gap)
    roots = [jnp.sqrt(jnp.where(side["own"] > 0, side["own"], 0)) for side in (one, two)]
    product_ = roots[0] * roots[1]
    covariance = product_ * (1 - gap)
    slope = slope * product_ / jnp.where(live, size, 1)  # where a patch is blank its tangent kernel is zero
    apart = (roots[0] - roots[1]) ** 2 / 2 + product_ * gap
    return one["own"][:, 0], two["own"][0], apart, covariance, covariance + slope * tangent
