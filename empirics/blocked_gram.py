"""Gram matrices beyond memory: tile by tile into a memory-mapped .npy file, as `empirics.tiled_file` does it.

    >>> write("theta.npy", Network("relu", depth=3, weight_variance=2.0), x)
    >>> theta = np.load("theta.npy", mmap_mode="r")

A progress bar goes to `progress` (None: to nowhere). Finished tiles survive a kill: a second call with the same inputs
goes on where the first was stopped, with others it is refused. Memory: both sets of inputs twice, and a few tiles; the
pages of the matrix belong to the operating system and are given back as they are written.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import Any, TextIO

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from empirics import convolutional_networks, empirical_ntk, tiled_file
from empirics import infinite_width as infinite
from empirics import layered_gaps as layered
from empirics.convolutional import ConvolutionalNetwork
from empirics.infinite_width import Network


def write(
    path: str | os.PathLike[str],
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    kernel: str = "ntk",
    parametrization: str = "ntk",
    width: int | None = None,
    dtype: str | None = None,
    progress: TextIO | None = sys.stderr,
) -> np.memmap:
    """The matrix of `infinite_width.ntk` (or, with kernel="nngp", of `nngp`) in the .npy file `path`, mapped read-only.

    Entries are those of the unblocked matrix up to the order of sums, 1e-15 in float64 before depth magnifies it.

    Raises ValueError for bad input as `infinite_width.kernels`, another kernel, and for a file that was begun with
    other inputs or options, or by something else.
    """
    if kernel not in ("ntk", "nngp"):
        raise ValueError(f'kernel is "ntk" or "nngp", got {kernel!r}')
    same = y is None
    x = infinite.points(x, "x")
    y = x if same else infinite.points(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    kind = infinite.precision(dtype, x, y)
    wanted = (kernel == "nngp", kernel == "ntk")
    plan = layered.plan(network, x.shape[1], kind, parametrization, width, wanted, same)
    left, right = infinite.checked(plan, network, x, y)
    entries = len(x) * len(y)
    size = (infinite.tile_size(len(x), entries), infinite.tile_size(len(y), entries))

    def compute(i: int, j: int) -> np.ndarray:
        (block,) = infinite.tile(plan, left, right, i, j, *size)
        return block

    depends_on = [*_described(plan, network), x, y]
    return tiled_file.fill(
        path, compute, shape=(len(x), len(y)), dtype=kind, tile=size, same=same, depends_on=depends_on,
        progress=progress,
    )  # fmt: skip


def write_empirical(
    path: str | os.PathLike[str],
    network: empirical_ntk.FullyConnected,
    layers: empirical_ntk.Layers,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    outputs: str = "all",
    tile: int = 1024,
    progress: TextIO | None = sys.stderr,
) -> np.memmap:
    """The array of `empirical_ntk.tangent_kernel` in the .npy file `path`, mapped read-only, by tiles of this side.

    The device holds layers, inputs and the factors of two tiles. These cost 2 n^2 o P / tile operations in all, beside
    the 2 n^2 M (1 + o^2) of the kernel. With y = None half of the tiles are computed, and the matrix is symmetric.
    Entries are those of `tangent_kernel` up to the order of sums: 1e-14 (1e-6 in float32) of
    (Theta(x, x) Theta(y, y))^{1/2}.

    Raises ValueError as `tangent_kernel`, for a tile below 1, NaN or infinity, and for a file that was begun with other
    weights, inputs or options, or by something else.
    """
    x, other = empirical_ntk.checked(layers, outputs, x, y)
    same, right = other is None, x if other is None else other
    _check(tile, x, right)
    high, wide = (-(-len(z) // -(-len(z) // tile)) for z in (x, right))  # equal tiles
    factors = jax.jit(empirical_ntk.factors, static_argnames="network")
    contract = jax.jit(empirical_ntk.contracted, static_argnames=("network", "outputs"))

    @functools.lru_cache(maxsize=1)
    def row(i: int) -> list[empirical_ntk.Factors]:
        return factors(network, layers, _rows(x, i, high))

    def compute(i: int, j: int) -> np.ndarray:
        column = row(i) if same and i == j else factors(network, layers, _rows(right, j, wide))
        return np.asarray(contract(network, layers, row(i), column, outputs=outputs))

    shaped = functools.partial(empirical_ntk.tangent_kernel, network, outputs=outputs)
    like = jax.eval_shape(shaped, layers, x, other)
    grid = network.activation(jnp.linspace(-3.0, 3.0, 61))
    options = [network.weight_variance, network.bias_variance, network.parametrization, outputs]
    return tiled_file.fill(
        path, compute, shape=like.shape, dtype=like.dtype.name, tile=(high, wide), same=same,
        depends_on=[*options, grid, *jax.tree.leaves(layers), x, right], progress=progress,
    )  # fmt: skip


def write_convolutional(
    path: str | os.PathLike[str],
    network: ConvolutionalNetwork,
    weights: convolutional_networks.Weights,
    x: np.ndarray,
    y: np.ndarray | None = None,
    *,
    tile: int = 64,
    progress: TextIO | None = sys.stderr,
) -> np.memmap:
    """The kernel of `convolutional_networks.tangent_kernel`, with its axes in the order (n, m, outputs, outputs).

    By tiles of this side, in numpy: memory is (tile pixels outputs)^2 numbers. Otherwise as `write_empirical`.
    Raises ValueError as `convolutional_networks.tangent_kernel`, and as `write_empirical`.
    """
    same, right = y is None, x if y is None else y
    _check(tile, x, right)
    convolutional_networks.tangent_kernel(network, weights, x[:1], right[:1])  # complains before there is a file
    high, wide = (-(-len(z) // -(-len(z) // tile)) for z in (x, right))

    def compute(i: int, j: int) -> np.ndarray:
        columns = None if same and i == j else right[j : j + wide]
        block = convolutional_networks.tangent_kernel(network, weights, x[i : i + high], columns)
        return block.transpose(0, 2, 1, 3)

    ends = (weights.read_out.shape[1],) * 2
    options = [getattr(network, name) for name in ("depth", "filter_size", "padding", "pooled")]
    options += [float(network.weight_variance), float(network.bias_variance)]
    return tiled_file.fill(
        path, compute, shape=(len(x), len(right), *ends), dtype=weights.read_out.dtype.name, tile=(high, wide),
        same=same, depends_on=[*options, *jax.tree.leaves(tuple(weights)), x, right], progress=progress,
    )  # fmt: skip


def _check(tile: int, x: np.ndarray | jax.Array, y: np.ndarray | jax.Array) -> None:
    if tile < 1:
        raise ValueError(f"a tile holds at least one input, got {tile}")
    for name, z in (("x", x), ("y", y)):
        if not np.isfinite(np.asarray(z)).all():
            raise ValueError(f"{name} must be finite, got NaN or infinity")


def _rows(z: jax.Array, start: int, size: int) -> jax.Array:
    """Rows start ... start + size; beyond the end the last one again, so that all tiles share a program."""
    return z[np.minimum(np.arange(start, start + size), len(z) - 1)]


def _described(plan: layered.Plan, network: Network) -> list[Any]:
    """Options and variances; of an activation its kind and its values on a grid."""
    options = {k: v for k, v in vars(plan).items() if k != "activation"}
    kind = [type(plan.activation).__name__, getattr(plan.activation, "terms", 0)]
    return [options, kind, [float(v) for v in network.variances], np.asarray(plan.activation(np.linspace(-3, 3, 61)))]
