"""Infinitely wide fully connected networks in JAX: Gram matrices of the NNGP and of the tangent kernel, fast and exact.

A network of depth L has L hidden layers s(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b), W and b standard
normal, and a linear read-out of weight variance 1 without bias; all of it is trained. With K_0 = w <x, y> / d + b,
    K_l = w E[s s] + b,   Theta_l = K_l + w E[s' s'] Theta_{l-1},   Theta_0 = K_0,   (w, b) = (1, 0) in the last layer,
expectations over Gaussians of covariance K_{l-1}. Depth 0 is the read-out alone: K = Theta = <x, y> / d. With
`branch_variance` = r the hidden layers from the second on are residual: h_l = h_{l-1} + sqrt(r) (layer of s(h_{l-1})).

    >>> K = ntk(Network("relu", depth=3, weight_variance=2.0), x)

Errors relative to sqrt(Theta(x, x) Theta(y, y)), at every angle and up to depth 30, measured: ReLU and its kin 7e-7 in
float32 and 2e-15 in float64 (4e-7 and 1e-15 against 60 digits without biases). All others are computed in float64 and
rounded: 2e-15 at depth 3; at depth 30 1e-14 (GELU, bump), 9e-14 (erf), and what a chaotic network makes of roundings
(1e-10 for a sine at weight variance 2.5). Series, such as tanh, add what `hermite_rows.unresolved` tells. See
`empirics.layered_gaps` for how, and `empirics.blocked_gram` for matrices larger than memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from empirics import layered_gaps as layered
from empirics.layered_gaps import Network, Plan

__all__ = ["Kernels", "Network", "kernels", "nngp", "ntk"]

TILE = 512  # rows of a tile: its intermediate results stay in a core's cache
WHOLE = 2**28  # entries that an accelerator takes in one piece


class Kernels(NamedTuple):
    """Covariance of the outputs at the start, and tangent kernel."""

    nngp: Array
    ntk: Array


def kernels(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
    dtype: str | None = None,
    nan_policy: str = "raise",
) -> Kernels:
    """Both kernels between the rows of x (n, d) and y (m, d), by default x: two (n, m) matrices of `dtype`.

    `dtype` is float32 or float64; by default float32 if all inputs are, else float64. For y = None the matrices are
    symmetric, with the exact diagonal, and cost half. In the parametrization "standard" the tangent kernel grows with
    the `width` of all hidden layers: its leading terms are returned for that width. Nothing is NaN at vanishing inputs.

    Inside jit, vmap and grad the same numbers come from one program, unchecked. Where two inputs coincide the kernels
    of networks with kinks have a cusp: differentiation gives the mean of the two one-sided derivatives, never NaN.

    Raises ValueError for arrays that are no rows of equal dimension, unknown options, results beyond the range of
    `dtype`, and NaN or infinity; with nan_policy="propagate" these spoil their own rows and columns only.
    """
    return Kernels(*_compute(network, x, y, parametrization, width, dtype, nan_policy, (True, True)))


def ntk(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
    dtype: str | None = None,
    nan_policy: str = "raise",
) -> Array:
    """The tangent kernel alone, otherwise as `kernels`."""
    return _compute(network, x, y, parametrization, width, dtype, nan_policy, (False, True))[0]


def nngp(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    dtype: str | None = None,
    nan_policy: str = "raise",
) -> Array:
    """The covariance of the outputs at the start alone, otherwise as `kernels`."""
    return _compute(network, x, y, "ntk", None, dtype, nan_policy, (True, False))[0]


def _compute(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None,
    parametrization: str,
    width: int | None,
    dtype: str | None,
    nan_policy: str,
    wanted: tuple[bool, bool],
) -> tuple[Array, ...]:
    if nan_policy not in ("raise", "propagate"):
        raise ValueError(f'nan_policy is "raise" or "propagate", got {nan_policy!r}')
    x, same = points(x, "x"), y is None
    y = x if y is None else points(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    kind = precision(dtype, x, y)
    plan = layered.plan(network, x.shape[1], kind, parametrization, width, wanted, same)
    if any(isinstance(a, Tracer) for a in (x, y, *network.variances)):
        left = layered.prepare(plan, network.variances, x)
        right = left if same else layered.prepare(plan, network.variances, y)
        return layered.tile(plan, left, right, 0, 0)
    if len(x) == 0 or len(y) == 0:
        return tuple(jnp.zeros((len(x), len(y)), kind) for wanted in plan.wanted if wanted)
    left, right = checked(plan, network, x, y, nan_policy)
    found = tiled(plan, left, right, len(x), len(y))
    for matrix in found if nan_policy == "raise" else ():
        if not (np if isinstance(matrix, np.ndarray) else jnp).isfinite(matrix).all():
            raise ValueError(f"the kernels of {network} overflow {plan.dtype}")
    return tuple(jax.device_put(matrix, may_alias=True) for matrix in found)


def checked(plan: Plan, network: Network, x: Array, y: Array, nan_policy: str = "raise") -> tuple[layered.Side, ...]:
    """Both sides of a Gram matrix, in whole tiles. Raises ValueError for NaN and infinity."""
    sides = []
    for name, z in (("x", x), ("y", y))[: 1 if plan.same else 2]:
        finite = np.isfinite(np.asarray(z)).all(axis=1)
        if nan_policy == "raise" and not finite.all():
            raise ValueError(f"{name} must be finite, got NaN or infinity in row {int(np.argmin(finite))}")
        size = tile_size(z.shape[0], x.shape[0] * y.shape[0])
        padding = -z.shape[0] % size
        side = layered.prepare(plan, network.variances, jnp.pad(z, ((0, padding), (0, 0))))
        sides.append(side)
    return sides[0], sides[-1]


def tile_size(rows: int, entries: int) -> int:
    """Rows of a tile: equal tiles, of at most TILE rows on a CPU."""
    if jax.default_backend() != "cpu" and entries <= WHOLE:
        return max(rows, 1)
    most = TILE if jax.default_backend() == "cpu" else 16 * TILE
    return -(-rows // -(-rows // most)) if rows else 1


def tiled(plan: Plan, left: layered.Side, right: layered.Side, n: int, m: int) -> Sequence[np.ndarray | Array]:
    """The wanted matrices (n, m) from their tiles: of a symmetric matrix those on and above the diagonal."""
    high, wide = tile_size(n, n * m), tile_size(m, n * m)
    if high >= n and wide >= m:
        return list(layered.tile(plan, left, right, 0, 0))
    out = [_empty(n, m, np.dtype(plan.dtype)) for wanted in plan.wanted if wanted]
    for i in range(0, n, high):
        for j in range(i if plan.same else 0, m, wide):
            for matrix, block in zip(out, tile(plan, left, right, i, j, high, wide), strict=True):
                place(matrix, block, i, j, mirrored=plan.same and i != j)
    return out


def tile(plan: Plan, left: layered.Side, right: layered.Side, i: int, j: int, high: int, wide: int) -> list[np.ndarray]:
    """The tile of rows i ... i + high and columns j ... j + wide; on the diagonal of a symmetric matrix symmetric."""
    found = [np.asarray(block) for block in layered.tile(plan, left, right, i, j, high, wide)]
    return [symmetric(block) for block in found] if plan.same and i == j else found


def place(matrix: np.ndarray, block: np.ndarray, i: int, j: int, *, mirrored: bool) -> None:
    """Write a tile, without its padding, at (i, j), and with both inputs (and outputs, if all) exchanged at (j, i)."""
    block = block[: len(matrix) - i, : matrix.shape[1] - j]
    matrix[i : i + block.shape[0], j : j + block.shape[1]] = block
    if mirrored:
        matrix[j : j + block.shape[1], i : i + block.shape[0]] = _turned(block)


def symmetric(block: np.ndarray) -> np.ndarray:
    """A tile on the diagonal with what rounding has left of its lower triangle replaced by the upper one."""
    below = np.tri(len(block), k=-1, dtype=bool).reshape(block.shape[:2] + (1,) * (block.ndim - 2))
    return np.where(below, _turned(block), block)


def _turned(block: np.ndarray) -> np.ndarray:
    """The first two axes exchanged, and of four the last two as well."""
    return block.transpose((1, 0, 3, 2)[: block.ndim]) if block.ndim != 3 else block.transpose(1, 0, 2)


def _empty(n: int, m: int, dtype: np.dtype) -> np.ndarray:
    """A matrix whose memory JAX can take over without a copy on a CPU: it starts at a multiple of 64 bytes."""
    raw = np.empty(n * m * dtype.itemsize + 64, dtype=np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + n * m * dtype.itemsize].view(dtype).reshape(n, m)


def precision(dtype: str | None, x: Array, y: Array) -> str:
    """The name of `dtype`, or what the inputs make of None. Raises ValueError for what is no dtype."""
    try:
        return np.dtype(dtype or ("float32" if x.dtype == y.dtype == np.float32 else "float64")).name
    except TypeError as error:
        raise ValueError(f"dtype is float32 or float64, got {dtype!r}") from error


def points(x: ArrayLike, name: str) -> Array:
    """x as a matrix in float32 or float64. Raises ValueError for what is none."""
    try:
        x = jnp.asarray(x)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be a matrix of real numbers whose rows are points, got a {_kind(x)}") from error
    if x.ndim != 2 or x.shape[1] == 0:
        raise ValueError(f"{name} must be a matrix whose rows are points, got shape {x.shape}")
    if not jnp.issubdtype(x.dtype, jnp.floating) and not jnp.issubdtype(x.dtype, jnp.integer):
        raise ValueError(f"{name} must hold real numbers, got {x.dtype}")
    return x if x.dtype == np.float32 else x.astype(np.float64)


def _kind(x: object) -> str:
    return f"{type(x).__name__} of {x.dtype}" if isinstance(x, np.ndarray) else type(x).__name__
