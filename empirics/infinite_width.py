"""Gram matrices of infinitely wide fully connected networks, in JAX: fast, and accurate at every angle.

Conventions of `theory.infinite_width`: L hidden layers s(sqrt(weight_variance / fan-in) W g + sqrt(bias_variance) b),
W and b standard normal, a linear read-out of weight variance 1 without bias, all of it trained. With K_0 = w <x, y> / d
+ b the covariance at the start is K_L and the tangent kernel Theta_L,

    K_l = w E[s s] + b,  Theta_l = K_l + w E[s' s'] Theta_{l-1},  Theta_0 = K_0,  (w, b) = (1, 0) in the last layer.

The state of the recursion is the gap 1 - correlation and Theta / sqrt(K(x, x) K(y, y)): rounded covariances cost half
of the digits on a cusp. All that depends on one input is computed once per input; what is left for a pair are a square
root and two polynomials per ReLU layer, fused into one pass behind the matrix product. That product is taken in float64
even for float32 inputs, since a gap has no digits left where the cosine is 1 - 1e-7; of a symmetric matrix half is
computed, which makes up for it. The gaps of close pairs are taken again from differences.

Measured relative errors at angles from 1e-8 to pi, depth 30: ReLU 4e-7 in float32 and 5e-15 in float64.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from empirics import gap_duals
from empirics.activations import RELU, Activation, LeakyRelu

SIDE = {"cpu": 512, "gpu": 16384}
"""Rows and columns of a tile: on a CPU one stays in the cache, a GPU wants large ones."""
CLOSE = {"float32": 1e-9, "float64": 2e-2}
"""Gaps below this come from differences: a product's gap is good to 1e-15 only, and its root must keep its digits."""


@dataclass(frozen=True)
class Network:
    """Architecture and variances, as in `theory.infinite_width`; `depth` hidden layers, 0 for the read-out alone.

    With `branch_variance` = r hidden layers from the second on are residual: h_l = h_{l-1} + sqrt(r) layer(h_{l-1}).
    """

    activation: Activation = RELU
    depth: int = 1
    weight_variance: float = 2.0
    bias_variance: float = 0.0
    branch_variance: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.activation, Activation):
            raise ValueError(f"activation must be one of empirics.activations, got {self.activation!r}")
        if not isinstance(self.depth, int) or self.depth < 0:
            raise ValueError(f"depth is the number of hidden layers, 0 or more, got {self.depth!r}")
        if not 0 < self.weight_variance < np.inf or not 0 <= self.bias_variance < np.inf:
            raise ValueError(
                "weight_variance must be positive and bias_variance not negative, both finite, "
                f"got {self.weight_variance} and {self.bias_variance}"
            )
        if self.branch_variance is not None and not 0 < self.branch_variance < np.inf:
            raise ValueError(f"branch_variance must be positive and finite, got {self.branch_variance}")

    def gains(self, layer: int) -> tuple[float, float]:
        """Weight and bias variance of a layer: (1, 0) for the read-out."""
        return (1.0, 0.0) if layer == self.depth else (self.weight_variance, self.bias_variance)

    def branch(self, layer: int) -> float | None:
        """The branch variance of a layer that is added to its own input, else None."""
        return self.branch_variance if 0 < layer < self.depth else None


class Kernels(NamedTuple):
    """Covariance of the outputs at the start, and tangent kernel."""

    nngp: Array
    ntk: Array


class Units(NamedTuple):
    """Inputs as float64 unit vectors (n, d) and mean squares (n,); the zero vector stays zero."""

    rows: Array
    square: Array


class Side(NamedTuple):
    """What one set of inputs contributes to a layer, row by row; stacked, with the layers in front."""

    variance: Array
    """(n,) of what the activation reads."""
    own: gap_duals.Own
    """Of the activation; for the first layer, which has none, the inputs' mean squares."""
    shares: tuple[Array, Array, Array]
    """(n,) each: the layer's deviation is composed of the kept state, the weights' and the biases' part."""
    scales: Array
    """(2,) what the weights' and the biases' part count in the tangent kernel: 1 in the NTK parametrization."""


class Sides(NamedTuple):
    """The layers of one set of inputs, and the deviation sqrt(K_L(x, x)), (n,)."""

    first: Side
    hidden: Side | None
    deviation: Array


def kernels(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
    nan_policy: str = "raise",
) -> Kernels:
    """Both kernels between the rows of x (n, d) and y (m, d), by default x: two (n, m) matrices of x's precision.

    float32 and float64 are kept, other numbers become float64. Without y the matrices are exactly symmetric and their
    diagonals exact up to rounding. `parametrization` "standard" gives weights of variance weight_variance / fan-in and
    needs the `width` of all hidden layers, with which the tangent kernel grows. Inside jit or under derivatives the
    gaps of close pairs are not taken again; where the kernel has a cusp, at coinciding inputs, the derivative is that
    of its smooth part.

    Raises ValueError for arrays that are not rows of equal dimension, for NaN or infinity (with nan_policy "propagate"
    they spoil their rows and columns only), for an unknown option, and where the result overflows.
    """
    return Kernels(*_gram(network, x, y, parametrization, width, nan_policy, Kernels._fields))


def nngp(network: Network, x: ArrayLike, y: ArrayLike | None = None, *, nan_policy: str = "raise") -> Array:
    """The covariance at the start, as in `kernels`."""
    return _gram(network, x, y, "ntk", None, nan_policy, ("nngp",))[0]


def ntk(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
    nan_policy: str = "raise",
) -> Array:
    """The tangent kernel, as in `kernels`."""
    return _gram(network, x, y, parametrization, width, nan_policy, ("ntk",))[0]


def _gram(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None,
    parametrization: str,
    width: int | None,
    nan_policy: str,
    wanted: tuple[str, ...],
) -> Sequence[Array]:
    check_parametrization(parametrization, width)
    x, same = _rows(x, "x", nan_policy), y is None
    y = x if y is None else _rows(y, "y", nan_policy)
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    dtype = jnp.promote_types(x.dtype, y.dtype)
    if isinstance(x, Tracer) or isinstance(y, Tracer):
        one, two = units(x), units(y)
        fan_ins = width and (x.shape[1], width)
        sides = _sides(network, one.square, fan_ins), _sides(network, two.square, fan_ins)
        return _tile(network, wanted, str(dtype), same, one.rows, sides[0], two.rows, sides[1])[0]
    tiles = Tiles(network, x, None if same else y, width, str(dtype), wanted)
    if nan_policy == "raise":
        tiles.check_overflow()
    if len(tiles.pieces) == 1:
        return tiles.compute(*tiles.pieces[0])
    found = [np.empty((x.shape[0], y.shape[0]), dtype=dtype) for _ in wanted]
    tiles.fill(found)
    return [jnp.asarray(k) for k in found]


def check_parametrization(parametrization: str, width: int | None) -> None:
    """Raises ValueError unless it is "ntk", or "standard" with a positive width."""
    if parametrization not in ("ntk", "standard") or (parametrization == "standard") != (width is not None):
        raise ValueError(
            f'parametrization is "ntk", or "standard" with a width, got {parametrization!r} and width {width}'
        )
    if width is not None and width < 1:
        raise ValueError(f"the width of hidden layers must be at least 1, got {width}")


class Tiles:
    """A Gram matrix cut into equal square or oblong tiles, of a symmetric one those on and below the diagonal.

    The last rows and columns are padded with zero vectors: one program computes all tiles, another those on the
    diagonal.
    """

    def __init__(
        self,
        network: Network,
        x: Array,
        y: Array | None,
        width: int | None,
        dtype: str,
        wanted: tuple[str, ...],
        side: int | None = None,
    ) -> None:
        self.network, self.dtype, self.same = network, dtype, y is None
        backend = "cpu" if jax.default_backend() == "cpu" else "gpu"
        self.threads = (os.cpu_count() or 1) if backend == "cpu" else 1
        self._rows = _padded(network, x, width, side or SIDE[backend])
        self._columns = self._rows if y is None else _padded(network, y, width, side or SIDE[backend])
        self._call = functools.partial(_program, network, wanted, dtype)
        counts = [range(-(-points.count // points.length)) for points in (self._rows, self._columns)]
        self.pieces = [(i, j) for i in counts[0] for j in counts[1] if not self.same or j <= i]

    def check_overflow(self) -> None:
        """Raises ValueError where the largest diagonal entry, which no other exceeds, is beyond the largest number."""
        largest = float(self._rows.sides.deviation.max() * self._columns.sides.deviation.max()) * (
            self.network.depth + 1
        )
        if not largest <= float(jnp.finfo(self.dtype).max):
            raise ValueError(
                f"the kernel overflows {self.dtype}, it is about {largest:.1e}: lower the weight variance or the depth"
            )

    def compute(self, i: int, j: int) -> list[Array]:
        """The wanted kernels on the tile in the i-th row and j-th column of tiles."""
        one, two, diagonal = self._rows.cut(i), self._columns.cut(j), self.same and i == j
        found, least = self._call(diagonal, *one, *two, None)
        if float(least) < CLOSE[self.dtype]:
            found, _ = self._call(diagonal, *one, *two, gaps(np.asarray(one[0]), np.asarray(two[0]), CLOSE[self.dtype]))
        height, length = (min(p.length, p.count - k * p.length) for p, k in ((self._rows, i), (self._columns, j)))
        return [tile[:height, :length] for tile in found]

    def fill(
        self,
        found: Sequence[np.ndarray],
        pieces: Sequence[tuple[int, int]] | None = None,
        done: Callable[[tuple[int, int]], None] = lambda piece: None,
    ) -> None:
        """Write tiles (default: all) into the matrices (n, m), mirrored where they are symmetric.

        `done` hears of each tile, in order.
        """

        def work(piece: tuple[int, int]) -> tuple[int, int]:
            top, left = piece[0] * self._rows.length, piece[1] * self._columns.length
            for matrix, tile in zip(found, self.compute(*piece), strict=True):
                tile = np.asarray(tile)
                matrix[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
                if self.same:
                    matrix[left : left + tile.shape[1], top : top + tile.shape[0]] = tile.T
            return piece

        with ThreadPoolExecutor(self.threads) as pool:
            for piece in pool.map(work, self.pieces if pieces is None else pieces):
                done(piece)


class _Padded(NamedTuple):
    """Unit vectors and recursion of `count` inputs, padded to a multiple of `length`."""

    rows: Array
    sides: Sides
    count: int
    length: int

    def cut(self, k: int) -> tuple[Array, Sides]:
        """Unit vectors and recursion of the k-th tile's inputs."""
        part = slice(k * self.length, (k + 1) * self.length)
        first, hidden, deviation = self.sides
        first = jax.tree.map(lambda z: z if z.shape == (2,) else z[part], first)
        hidden = jax.tree.map(lambda z: z if z.shape[1:] == (2,) else z[:, part], hidden)
        return self.rows[part], Sides(first, hidden, deviation[part])


def _padded(network: Network, x: Array, width: int | None, side: int) -> _Padded:
    count = x.shape[0]
    pieces = -(-count // side)
    length = -(-count // pieces)
    rows, square = units(jnp.pad(x, ((0, pieces * length - count), (0, 0))))
    sides = _sides(network, square, width and (x.shape[1], width))
    return _Padded(*jax.tree.map(np.asarray, (rows, sides)), count, length)


def gaps(u: np.ndarray, v: np.ndarray, below: float) -> tuple[np.ndarray, np.ndarray]:
    """1 - <u_i, v_j> and 1 + <u_i, v_j> for unit vectors (n, d) and (m, d), where small from |u_i -+ v_j|^2 / 2."""
    cosine, found = u @ v.T, []
    for sign in (1, -1):
        gap = np.clip(1 - sign * cosine, 0, 2)
        first, second = np.nonzero(gap < below)
        for start in range(0, len(first), 4096):
            i, j = first[start : start + 4096], second[start : start + 4096]
            gap[i, j] = ((u[i] - sign * v[j]) ** 2).sum(axis=1) / 2
        found.append(gap)
    return found[0], found[1]


def units(x: Array) -> Units:
    """The rows of x as unit vectors, and |x|^2 / d, in float64."""
    x = x.astype(jnp.float64)
    norms = gap_duals.root((x**2).sum(axis=1))
    return Units(x / jnp.where(norms > 0, norms, 1)[:, None], norms**2 / x.shape[1])


def _sides(network: Network, square: Array, fan_ins: tuple[int, int] | None) -> Sides:
    """The recursion of the variances, with everything that a layer needs to know of one set of inputs."""
    sides, variance, empty = [], square, jnp.zeros((square.shape[0], 0))
    for layer in range(network.depth + 1):
        weight, bias = network.gains(layer)
        branch, read = network.branch(layer), variance
        empty_own = gap_duals.Own(square, empty, empty)
        own = gap_duals.own(network.activation, read) if layer > 0 else empty_own
        scale = 1.0 if branch is None else branch
        parts = read * (0 if branch is None else 1), scale * weight * own.square, scale * bias * jnp.ones_like(read)
        variance = parts[0] + parts[1] + parts[2]
        safe = jnp.where(variance > 0, variance, 1)
        shares = gap_duals.root(parts[0] / safe), gap_duals.root(parts[1] / safe), gap_duals.root(parts[2] / safe)
        scales = (1.0, 1.0) if fan_ins is None else (fan_ins[min(layer, 1)] / weight, 1 / bias if bias > 0 else 0.0)
        sides.append(Side(read, own, shares, jnp.asarray(scales)))
    hidden = jax.tree.map(lambda *z: jnp.stack(z), *sides[1:]) if network.depth else None
    return Sides(sides[0], hidden, gap_duals.root(variance))


def _tile(
    network: Network,
    wanted: tuple[str, ...],
    dtype: str,
    diagonal: bool,
    u: Array,
    one: Sides,
    v: Array,
    two: Sides,
    known: tuple[ArrayLike, ArrayLike] | None = None,
) -> tuple[list[Array], Array]:
    """The kernels of unit vectors u (n, d) and v (m, d), and the least gap to the other or its opposite.

    The diagonal of a diagonal tile does not count. `known` holds 1 - cosine and 1 + cosine where they are known better.
    """
    cosine = u @ v.T
    near, far = (jnp.clip(1 - cosine, 0, 2), jnp.clip(1 + cosine, 0, 2)) if known is None else known
    equal = jnp.eye(u.shape[0], dtype=bool) if diagonal else None
    least = jnp.minimum(near if equal is None else jnp.where(equal, 2, near), far).min()
    inner = dtype if isinstance(network.activation, LeakyRelu) else "float64"  # smooth units magnify roundings
    gap = (near if equal is None else jnp.where(equal, 0, near)).astype(inner)
    one, two = jax.tree.map(lambda z: z.astype(inner), (one, two))
    state, tangent = _layer(network, one.first, two.first, (gap, gap), jnp.zeros_like(gap), gap)
    if one.hidden is not None and two.hidden is not None:
        sides = one.hidden, two.hidden
        head, tail = (jax.tree.map(lambda z, part=part: z[part], sides) for part in (0, slice(1, None)))
        rest = _rest(network, one.first, two.first, far.astype(inner))
        state, tangent = _hidden(network, (state, tangent), head, rest)
        acute = _is_acute(network)
        (state, tangent), _ = jax.lax.scan(
            lambda kernel, layer: (_hidden(network, kernel, layer, None if acute else 2 - kernel[0]), None),
            (state, tangent),
            tail,
        )
    scale = one.deviation[:, None] * two.deviation[None, :]
    both = {"nngp": (scale * (1 - state)).astype(dtype), "ntk": (scale * tangent).astype(dtype)}
    return [both[name] for name in wanted], least


_program = jax.jit(_tile, static_argnums=(0, 1, 2, 3))


def _is_acute(network: Network) -> bool:
    """Whether all angles behind the first activation are acute."""
    unit = network.activation
    return network.branch_variance is None and isinstance(unit, LeakyRelu) and unit.negative * unit.positive <= 0


def _rest(network: Network, one: Side, two: Side, far: Array) -> Array:
    """2 - gap of what the first activation reads, from 2 - gap of the inputs.

    Products of shares add to 1 less half of their squared differences, so that no digit is lost near opposite inputs.
    """
    if network.bias_variance == 0:
        return far
    _, weights, biases = (p[:, None] * q[None, :] for p, q in zip(one.shares, two.shares, strict=True))
    apart = sum((p[:, None] - q[None, :]) ** 2 for p, q in zip(one.shares, two.shares, strict=True)) / 2
    return weights * far + 2 * biases + apart


def _hidden(
    network: Network, kernel: tuple[Array, Array], sides: tuple[Side, Side], rest: Array | None
) -> tuple[Array, Array]:
    """A hidden layer or the read-out behind one; `rest` as in `gap_duals.pairs`."""
    (state, tangent), (one, two) = kernel, sides
    forward, slope = gap_duals.pairs(network.activation, one.variance, two.variance, one.own, two.own, state, rest)
    return _layer(network, one, two, (state, forward), slope, tangent)


def _layer(
    network: Network, one: Side, two: Side, gaps: tuple[Array, Array], slope: Array, tangent: Array
) -> tuple[Array, Array]:
    """New gap and Theta / sqrt(K K), from the gaps of the state and of what the layer makes of it.

    The gap of a sum is the sum of the gaps, weighed by the products of shares, and half of the shares' squared
    differences.
    """
    state, forward = gaps
    new, own = forward, one.scales[0] * (1 - forward)
    passed = slope
    if network.bias_variance > 0 or network.branch_variance is not None:
        kept, weights, biases = (p[:, None] * q[None, :] for p, q in zip(one.shares, two.shares, strict=True))
        apart = sum((p[:, None] - q[None, :]) ** 2 for p, q in zip(one.shares, two.shares, strict=True)) / 2
        new, own = kept * state + weights * forward + apart, weights * own + one.scales[1] * biases
        passed = kept + weights * slope
    return new, own + passed * tangent


def _rows(x: ArrayLike, name: str, nan_policy: str) -> Array:
    if nan_policy not in ("raise", "propagate"):
        raise ValueError(f"nan_policy is 'raise' or 'propagate', got {nan_policy!r}")
    x = jnp.asarray(x)
    if x.dtype not in (jnp.float32, jnp.float64):
        x = x.astype(jnp.float64)
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(f"{name} must be a matrix whose rows are points, got shape {x.shape}")
    if nan_policy == "raise" and not isinstance(x, Tracer) and not bool(jnp.isfinite(x).all()):
        raise ValueError(f"{name} must be finite, but it holds NaN or infinity")
    return x
