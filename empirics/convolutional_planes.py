"""Kernels of infinitely wide convolutional networks of kinked units: pixel pairs in planes, in float32 or float64.

- A filter couples pixel pairs (p, p') of one offset p' - p with each other and with no others. Without pooling only the
  offset 0 is read, so that one map of the image's size does. With pooling the offsets, taken modulo the image's sides,
  are planes that never meet; a plane in which both images' borders are cut has exactly as many pairs as an image has
  pixels. A program works on as many planes as a cache holds, through all layers.
- The duals are one square root and two polynomials. What depends on one image alone is computed once per image.
- Blocks of pairs run side by side on all cores; of a symmetric matrix half is computed.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from empirics.activations import LeakyRelu
from empirics.convolutional_layers import ConvolutionalNetwork, side_by_side
from empirics.gap_duals import relu_dual

BLOCK = 2**15
"""Pixel pairs that a program holds at once: a few arrays of so many numbers stay in the cache."""
ROUNDINGS = 8
"""Gaps that so many roundings can make are none: patches of one direction have their cusp whatever their norms."""


class Maps(NamedTuple):
    """What each layer needs of single images, (images, layers, rows, columns): the standard deviations of its outputs,

    half of the variances of its inputs, and these summed along the columns that a filter reaches.
    """

    deviation: Any
    half: Any
    column: Any


def matrices(
    network: ConvolutionalNetwork, x: NDArray[Any], y: NDArray[Any] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Covariance and tangent kernel of images x (n, rows, columns, channels) and y (m, ...), or x: (n, m) each."""
    same = y is None
    dtype = np.float32 if x.dtype == (x if y is None else y).dtype == np.float32 else np.float64
    first = x.astype(dtype), _maps(network, x, dtype)
    second = first if y is None else (y.astype(dtype), _maps(network, y, dtype))
    n, m = len(x), len(second[0])
    one, other = np.triu_indices(n) if same else np.indices((n, m)).reshape(2, -1)
    found = np.zeros((2, n, m))
    found[:, one, other] = _all_pairs(network, first, second, one, other)
    if same:
        found[:, other, one] = found[:, one, other]
    return found[0], found[1]


def _all_pairs(
    network: ConvolutionalNetwork, first: Any, second: Any, one: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Both kernels of the pairs (one[k], other[k]), (2, pairs): in blocks of one size, on all cores."""
    rows, columns = first[0].shape[1:3]
    size = max(1, BLOCK // (rows * columns * (columns if network.pooled else 1)))
    count = max(1, -(-len(one) // size))
    size = -(-len(one) // count)
    padded = (np.resize(k, count * size).reshape(count, size) for k in (one, other))
    first, second = jax.device_put((first, second))

    found = side_by_side(functools.partial(_block, network, first, second), zip(*padded, strict=True))
    return np.concatenate(found, axis=1)[:, : len(one)] if len(one) else np.zeros((2, 0))


@functools.partial(jax.jit, static_argnums=0)
def _block(network: ConvolutionalNetwork, first: Any, second: Any, one: Array, other: Array) -> Array:
    """Both kernels of some pairs of images, (2, pairs). Lanes are pairs, or if pooled pairs x offsets of columns."""
    x, maps = jax.tree.map(lambda z: z[one], first)
    y, others = jax.tree.map(lambda z: z[other], second)
    size, rows, columns, channels = x.shape
    shifts = np.arange(columns if network.pooled else 1)
    turn = ((np.arange(columns)[:, None] + shifts) % columns).astype(
        np.int32
    )  # the second image's column for a column and an offset

    def lanes(z: Array) -> Array:
        """(pairs, maps, rows, columns) -> (maps, rows, columns, pairs x offsets), the same for all offsets."""
        z = jnp.moveaxis(z, 0, -1)[..., None]
        return jnp.broadcast_to(z, (*z.shape[:-1], len(shifts))).reshape(*z.shape[:3], size * len(shifts))

    def turned(z: Array) -> Array:
        """The same with the columns shifted by the offsets, twice below one another."""
        z = jnp.moveaxis(z[..., turn], 0, -2).reshape(*z.shape[1:], size * len(shifts))
        return jnp.concatenate([z, z], axis=1)

    pixels, partners = lanes(jnp.moveaxis(x, -1, 1)), turned(jnp.moveaxis(y, -1, 1))
    mine, theirs = jax.tree.map(lanes, maps), jax.tree.map(turned, others)
    partner = jnp.asarray(np.tile(turn, (1, size)))

    def plane(shift: Array) -> Array:
        moved = jax.lax.dynamic_slice_in_dim(partners, shift, rows, 1)
        channel_by_channel = list(zip(pixels, moved, strict=True))  # a reduction by XLA is ten times as slow
        apart = sum((u - v) ** 2 for u, v in channel_by_channel) / (2 * channels)
        covariance = sum(u * v for u, v in channel_by_channel) / channels
        inside = (shift + jnp.arange(rows, dtype=jnp.int32)) % rows

        def layer(state: tuple[Array, Array, Array], at: tuple[Maps, Maps]) -> tuple[tuple[Array, Array, Array], None]:
            apart, _, tangent = state
            here, there = at
            there = jax.tree.map(lambda z: jax.lax.dynamic_slice_in_dim(z, shift, rows, 0), there)
            apart = network.scale * _box(network, apart, (inside, partner), (here, there))
            tangent = network.scale * _box(network, tangent, (inside, partner)) + network.bias_variance
            return _activate(network, apart, tangent, here.deviation, there.deviation), None

        (_, covariance, tangent), _ = jax.lax.scan(layer, (apart, covariance, covariance), (mine, theirs))
        sums = jnp.stack([covariance, tangent]).sum(axis=1).sum(axis=1, dtype=jnp.float64)
        return sums.reshape(2, size, len(shifts)).sum(axis=2)

    sums = jax.lax.map(plane, jnp.arange(rows if network.pooled else 1, dtype=jnp.int32)).sum(axis=0)
    return sums / (rows * columns) ** (2 if network.pooled else 1)


def _box(
    network: ConvolutionalNetwork, z: Array, partner: tuple[Array, Array], maps: tuple[Maps, Maps] | None = None
) -> Array:
    """The sum over the common shifts of two pixels, one axis after the other, (rows, columns, lanes).

    `partner` are the rows (rows,) and columns (columns, lanes) of the second image's pixels. With `maps` it is a sum of
    E (u - v)^2 / 2, where zeros beyond a border are no neighbours of distance 0.
    """
    reach, cut = network.reach, network.padding == "zeros" and network.pooled
    for axis in (0, 1):
        size, lone = z.shape[axis], jnp.zeros(())
        part = functools.partial(jax.lax.slice_in_dim, axis=axis)
        around = z
        if network.padding == "zeros":
            around = jnp.zeros_like(z)
            if cut and maps is not None:  # at offset 0 both pixels leave their images together
                lone, around = (m.half if axis == 0 else m.column for m in maps)
                lone = jnp.pad(lone, [(reach, reach) if a == axis else (0, 0) for a in range(3)])
        ends = part(around, size - reach, size), part(around, 0, reach)
        padded = jax.lax.optimization_barrier(jnp.concatenate([ends[0], z, ends[1]], axis=axis))  # not once per tap
        z = jnp.zeros((), z.dtype)
        for tap in range(2 * reach + 1):
            neighbour = part(padded, tap, tap + size)
            if cut and tap != reach:
                there = partner[axis] + (tap - reach)
                inside = (there >= 0) & (there < size)
                alone = 0 if lone.ndim == 0 else part(lone, tap, tap + size)
                neighbour = jnp.where(inside[:, None, None] if axis == 0 else inside, neighbour, alone)
            z = z + neighbour
    return z


def _activate(
    network: ConvolutionalNetwork, apart: Array, tangent: Array, one: Array, two: Array
) -> tuple[Array, Array, Array]:
    """E (s(u) - s(v))^2 / 2, E[s(u) s(v)] and E[s(u) s(v)] + E[s'(u) s'(v)] Theta, from E (u - v)^2 / 2 and Theta."""
    kind, size, difference = jnp.finfo(apart.dtype), one * two, one - two
    noise, unlike = ROUNDINGS * float(kind.eps), difference**2 / 2
    lack = apart - unlike
    resolved = lack > noise * jnp.abs(difference) * (one + two)
    gap = jnp.where(resolved, lack / jnp.maximum(size, float(kind.tiny)), 0)
    rest = 2 - gap
    signed = jnp.where(gap > 1, jnp.where(rest * size > noise * apart, -rest, -0.0), gap)
    new, slope = relu_dual(_unit(network), signed)
    mean = _mean(network)
    covariance = mean * size * (1 - new)
    return mean * (unlike + size * new), covariance, covariance + mean * slope * tangent


def _unit(network: ConvolutionalNetwork) -> LeakyRelu:
    assert isinstance(network.activation, LeakyRelu)
    return network.activation


def _mean(network: ConvolutionalNetwork) -> float:
    """E s(u)^2 / E u^2."""
    return (_unit(network).negative ** 2 + _unit(network).positive ** 2) / 2


@np.errstate(over="ignore", invalid="ignore")
def _maps(network: ConvolutionalNetwork, x: NDArray[Any], dtype: Any) -> Maps:
    """The maps of single images, computed in float64: filters average variances, units scale them."""
    n, rows, columns, _ = x.shape
    reach = network.reach
    mode = "wrap" if network.padding == "circular" else "constant"

    def along(z: NDArray[Any], axis: int) -> NDArray[Any]:
        padded = np.pad(z, [(reach, reach) if a == axis else (0, 0) for a in range(3)], mode=mode)
        return sum(np.take(padded, range(k, k + z.shape[axis]), axis=axis) for k in range(2 * reach + 1))  # type: ignore[return-value]

    inputs, found = (x.astype(np.float64) ** 2).mean(axis=-1), []
    for _ in range(network.depth):
        column = along(inputs, 1)
        variance = network.scale * along(column, 2) + network.bias_variance
        found.append(Maps(np.sqrt(variance), inputs / 2, column / 2))
        inputs = _mean(network) * variance
    empty = np.zeros((n, 0, rows, columns), dtype)
    return (
        Maps(*(np.stack(z, axis=1).astype(dtype) for z in zip(*found, strict=True))) if found else Maps(*3 * (empty,))
    )
