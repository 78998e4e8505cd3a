"""Gram matrices of infinitely wide convolutional ReLU networks (CNTK), in JAX: fast, and accurate at every angle.

Conventions of `theory.convolutional`: L convolutional layers of stride 1, read out at every pixel or,
if pooled, from the mean over pixels.

- A filter couples pixel pairs (p, p') of one offset p' - p with each other and with no others. Without pooling only the
  offset 0 is read, so that one map of the image's size does. With pooling the offsets, taken modulo the image's sides,
  are planes that never meet; a plane in which both images' borders are cut has exactly as many pairs as an image has
  pixels. A program works on as many planes as a cache holds, through all layers.
- The state of a pair is E (u - v)^2 / 2, which adds up over a filter like a covariance and does not lose the angle of
  nearly coinciding patches. Where only one of the two pixels lies beyond a border it is half of the other's variance.
- ReLU duals are one square root and two polynomials. What depends on one image alone is computed once per image.
- Blocks of pairs run side by side on all cores; of a symmetric matrix half is computed.

Measured relative errors against `theory.convolutional` up to depth 30: 3e-7 in float32 and 3e-15 in float64, near
duplicates and blank patches included.
"""

from __future__ import annotations

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import ArrayLike, NDArray

from empirics.arc_series import angle_and_excess

PADDINGS = ("zeros", "circular")
BLOCK = 2**15
"""Pixel pairs that a program holds at once: a few arrays of so many numbers stay in the cache."""


@dataclass(frozen=True)
class ConvolutionalNetwork:
    """Architecture and variances, as in `theory.convolutional`, with ReLU. Raises ValueError for what is none."""

    depth: int
    filter_size: int = 3
    padding: str = "zeros"
    pooled: bool = False
    weight_variance: float = 2.0
    bias_variance: float = 0.0

    def __post_init__(self) -> None:
        sizes = self.depth, self.filter_size
        whole = all(isinstance(size, int | np.integer) and not isinstance(size, bool) for size in sizes)
        if not whole or self.depth < 0 or self.filter_size < 1 or self.filter_size % 2 == 0:
            raise ValueError(
                f"a depth of 0 or more and an odd filter_size are wanted, got {self.depth} and {self.filter_size}"
            )
        if self.padding not in PADDINGS:
            raise ValueError(f"padding must be one of {', '.join(PADDINGS)}; got {self.padding!r}")
        if not 0 < self.weight_variance < np.inf or not 0 <= self.bias_variance < np.inf:
            raise ValueError(
                "weight_variance must be positive and bias_variance not negative, both finite, "
                f"got {self.weight_variance} and {self.bias_variance}"
            )


class Kernels(NamedTuple):
    """Covariance of the outputs at the start, and tangent kernel: two matrices in float64."""

    nngp: NDArray[np.float64]
    ntk: NDArray[np.float64]


class Maps(NamedTuple):
    """What each layer needs of single images, (images, layers, rows, columns): the standard deviations of its outputs,

    half of the variances of its inputs, and these summed along the columns that a filter reaches.
    """

    deviation: Any
    half: Any
    column: Any


def cntk(x: ArrayLike, y: ArrayLike | None = None, **network: Any) -> NDArray[np.float64]:
    """The tangent kernel between images x (n, rows, columns, channels) and y (m, ...), by default x: (n, m).

    Keywords are those of ConvolutionalNetwork: depth, filter_size, padding, pooled, weight_variance, bias_variance.
    """
    return kernels(ConvolutionalNetwork(**network), x, y).ntk


def kernels(network: ConvolutionalNetwork, x: ArrayLike, y: ArrayLike | None = None) -> Kernels:
    """Both kernels between images x (n, rows, columns, channels) and y (m, ...), by default x: two (n, m) matrices.

    Computed in float32 if both arrays are, else in float64. Raises ValueError for arrays that are not finite images of
    one shape, or for filters that reach beyond a whole image.
    """
    x, same = _images(x, "x"), y is None
    y = x if y is None else _images(y, "y")
    if x.shape[1:] != y.shape[1:]:
        raise ValueError(f"x and y need images of one shape, got {x.shape[1:]} and {y.shape[1:]}")
    rows, columns = x.shape[1:3]
    if network.filter_size // 2 > min(rows, columns):
        raise ValueError(f"a filter of {network.filter_size} reaches beyond an image of {rows} x {columns} pixels")
    dtype = np.float32 if x.dtype == y.dtype == np.float32 else np.float64
    first = x.astype(dtype), _maps(network, x, dtype)
    second = first if same else (y.astype(dtype), _maps(network, y, dtype))
    one, other = np.triu_indices(len(x)) if same else np.indices((len(x), len(y))).reshape(2, -1)
    found = np.zeros((2, len(x), len(y)))
    found[:, one, other] = _all_pairs(network, first, second, one, other)
    if not np.all(np.isfinite(found)):
        raise ValueError(f"the kernels of {network} overflow {np.dtype(dtype).name}")
    if same:
        found[:, other, one] = found[:, one, other]
    return Kernels(*found)


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

    def run(block: tuple[NDArray[np.intp], NDArray[np.intp]]) -> NDArray[np.float64]:
        return np.asarray(_block(network, first, second, *block))

    if jax.default_backend() == "cpu" and count > 1:
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            found = list(pool.map(run, zip(*padded, strict=True)))
    else:
        found = [run(block) for block in zip(*padded, strict=True)]
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
            scale = network.weight_variance / network.filter_size**2
            apart = scale * _box(network, apart, (inside, partner), (here, there))
            tangent = scale * _box(network, tangent, (inside, partner)) + network.bias_variance
            return _relu(apart, tangent, here.deviation, there.deviation), None

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
    reach, cut = network.filter_size // 2, network.padding == "zeros" and network.pooled
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


def _relu(apart: Array, tangent: Array, one: Array, two: Array) -> tuple[Array, Array, Array]:
    """E (s(u) - s(v))^2 / 2, E[s(u) s(v)] and E[s(u) s(v)] + E[s'(u) s'(v)] Theta, from E (u - v)^2 / 2 and Theta.

    With r = sqrt(q1 q2), g = 1 - cos t and e = (sin t - t cos t) / pi, E[s(u) s(v)] = r (1 - g + e) / 2, and the first
    is (E (u - v)^2 / 2 - r e) / 2, whose second term is of the third order in t.
    """
    size = one * two
    lack = apart - (one - two) ** 2 / 2
    gap = jnp.where(size > 0, jnp.clip(lack / jnp.where(size > 0, size, 1), 0, 2), 0)
    wide = gap > 1
    small = jnp.where(wide, 2 - gap, gap)  # of u and v, or of u and -v
    angle, excess = angle_and_excess(small)
    angle, excess = angle * float(1 / np.pi), excess * float(1 / np.pi)
    excess = jnp.where(wide, excess + 1 - small, excess)
    angle = jnp.where(wide, 1 - angle, angle)
    covariance = size / 2 * (1 - gap + excess)
    return (apart - size * excess) / 2, covariance, covariance + (1 - angle) / 2 * tangent


@np.errstate(over="ignore", invalid="ignore")
def _maps(network: ConvolutionalNetwork, x: NDArray[Any], dtype: Any) -> Maps:
    """The maps of single images, computed in float64: variances are averaged over the filter and halved by ReLU."""
    n, rows, columns, _ = x.shape
    reach = network.filter_size // 2
    mode = "wrap" if network.padding == "circular" else "constant"

    def along(z: NDArray[Any], axis: int) -> NDArray[Any]:
        padded = np.pad(z, [(reach, reach) if a == axis else (0, 0) for a in range(3)], mode=mode)
        return sum(np.take(padded, range(k, k + z.shape[axis]), axis=axis) for k in range(2 * reach + 1))  # type: ignore[return-value]

    inputs, found = (x.astype(np.float64) ** 2).mean(axis=-1), []
    for _ in range(network.depth):
        column = along(inputs, 1)
        variance = network.weight_variance / network.filter_size**2 * along(column, 2) + network.bias_variance
        found.append(Maps(np.sqrt(variance), inputs / 2, column / 2))
        inputs = variance / 2
    empty = np.zeros((n, 0, rows, columns), dtype)
    return (
        Maps(*(np.stack(z, axis=1).astype(dtype) for z in zip(*found, strict=True))) if found else Maps(*3 * (empty,))
    )


def _images(x: ArrayLike, name: str) -> NDArray[Any]:
    x = np.asarray(x)
    if x.ndim != 4 or 0 in x.shape[1:]:
        raise ValueError(f"{name} must be images (n, rows, columns, channels), got shape {x.shape}")
    if x.dtype.kind not in "fiu":
        raise ValueError(f"{name} must hold real numbers, got {x.dtype}")
    if not np.all(np.isfinite(x)):
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return x
