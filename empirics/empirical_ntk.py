r"""Empirical tangent kernels of fully connected networks, from factors and never from a Jacobian.

A network of L hidden layers maps g_0 = x to g_l = sigma(z_l), z_l = s_l W_l g_{l-1} + t_l b_l, and puts out the entries
of f(x) = s_{L+1} W_{L+1} g_L. The gradient of the output f_o in the matrix W_l is the outer product of s_l g_{l-1} with
B_l = d f_o / d z_l, so that inner products of gradients are products of two inner products:

    Theta(x, y)_{op} = sum_l (s_l^2 <g_{l-1}(x), g_{l-1}(y)> + t_l^2) <B_l(x)_o, B_l(y)_p>.

With P parameters, M units and o outputs, n inputs cost about 4 n o P + 2 n^2 M (1 + o^2) operations and n M (1 + o)
numbers, where the contraction of Jacobians costs 2 n^2 o^2 P and n o P. To multiply vectors with the kernel without
forming it, a pass backward and one forward cost about 6 n P per vector, whatever n: that is cheaper from about P / M
inputs per vector on, for instance in conjugate gradients on more than (width x iterations) inputs. Kernels beyond
memory are written into files by `blocked_gram.write_empirical`.

Parametrisations. "ntk": standard normal weights and biases, s^2 = weight_variance / fan-in and t^2 = bias_variance; the
read-out has s^2 = 1 / fan-in and no bias. "standard": s = t = 1, and these variances are those of the weights and
biases at the start. Without bias variance there are no biases. See Novak, Sohl-Dickstein and Schoenholz (2022), "Fast
finite width neural tangent kernel".
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from empirics.infinite_width import points

Layers = list[tuple[Array, Array | None]]
"""Weights (fan-in, fan-out) and biases (fan-out,) or None; the last layer is the read-out."""
OUTPUTS = ("all", "diagonal", "trace")


@dataclass(frozen=True)
class FullyConnected:
    """Activation (a smooth or piecewise smooth function of an array, by entries), variances and parametrisation."""

    activation: Callable[[Array], Array] = jax.nn.relu
    weight_variance: float = 2.0
    bias_variance: float = 0.0
    parametrization: str = "ntk"

    def __post_init__(self) -> None:
        if not callable(self.activation):
            raise ValueError(f"activation must be a function of arrays, got {self.activation!r}")
        variances = self.weight_variance, self.bias_variance
        real = all(isinstance(v, float | int | np.number) and np.isrealobj(v) for v in variances)
        if not real or not 0 < self.weight_variance < np.inf or not 0 <= self.bias_variance < np.inf:
            raise ValueError(
                "the weight variance must be positive and the bias variance not negative, both finite, "
                f"got {self.weight_variance} and {self.bias_variance}"
            )
        if self.parametrization not in ("ntk", "standard"):
            raise ValueError(f"parametrization must be 'ntk' or 'standard', got {self.parametrization!r}")

    def initialize(self, key: Array, sizes: Sequence[int], dtype: Any = jnp.float64) -> Layers:
        """Random layers for `sizes` = (inputs, width, ..., width, outputs); two sizes give a linear network."""
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes are at least two positive numbers, got {tuple(sizes)}")
        layers: Layers = []
        for layer, (rows, columns) in enumerate(itertools.pairwise(sizes)):
            last = layer == len(sizes) - 2
            first, second = jax.random.split(jax.random.fold_in(key, layer))
            weights, spread = self._deviations(rows, last)
            W = weights * jax.random.normal(first, (rows, columns), dtype)
            has_bias = self.bias_variance > 0 and not last
            layers.append((W, spread * jax.random.normal(second, (columns,), dtype) if has_bias else None))
        return layers

    def __call__(self, layers: Layers, x: Array) -> Array:
        """Outputs (n, o) at inputs x (n, d)."""
        g = x
        for layer in layers[:-1]:
            g = self.activation(self.affine(layer, g, last=False))
        return self.affine(layers[-1], g, last=True)

    def multipliers(self, fan_in: int, last: bool) -> tuple[float, float]:
        """(s, t): what multiplies a layer's weights and its biases."""
        if self.parametrization == "standard":
            return 1.0, 1.0 if self.bias_variance > 0 and not last else 0.0
        return self._variances(fan_in, last)

    def _deviations(self, fan_in: int, last: bool) -> tuple[float, float]:
        return self._variances(fan_in, last) if self.parametrization == "standard" else (1.0, 1.0)

    def _variances(self, fan_in: int, last: bool) -> tuple[float, float]:
        """Standard deviations of a layer's contribution from weights (per unit of input) and from biases."""
        return ((1.0 if last else self.weight_variance) / fan_in) ** 0.5, 0.0 if last else self.bias_variance**0.5

    def affine(self, layer: tuple[Array, Array | None], g: Array, last: bool) -> Array:
        """s W g + t b, from (n, fan-in) to (n, fan-out)."""
        W, b = layer
        s, t = self.multipliers(W.shape[0], last)
        z = s * product(g, W)
        return z if b is None else z + t * b


def product(a: Array, b: Array) -> Array:
    """a @ b in full precision: accelerators round the factors to ten bits or fewer by default."""
    return jnp.matmul(a, b, precision=jax.lax.Precision.HIGHEST)


def tangent_kernel(
    network: FullyConnected, layers: Layers, x: ArrayLike, y: ArrayLike | None = None, *, outputs: str = "all"
) -> Array:
    """The kernel between inputs x (n, d) and y (m, d); y = None stands for x and saves half of the passes.

    outputs: "all" (n, m, o, o) between all pairs of outputs, "diagonal" (n, m, o) between equal ones, "trace" (n, m)
    their sum, which for one output is the kernel. The dtype is that of layers and inputs: in float32 the error is about
    1e-6 of (Theta(x, x) Theta(y, y))^{1/2} at any width, unless a pre-activation lies so near to a kink of the
    activation that rounding moves it across; that unit's share of the kernel is then lost or gained.
    Raises ValueError for inputs that do not fit the first layer or are not finite, or another `outputs`.
    """
    return _tangent_kernel(network, layers, *checked(layers, outputs, x, y), outputs=outputs)


@functools.partial(jax.jit, static_argnames=("network", "outputs"))
def _tangent_kernel(network: FullyConnected, layers: Layers, x: Array, y: Array | None, *, outputs: str) -> Array:
    first = factors(network, layers, x)
    return contracted(network, layers, first, first if y is None else factors(network, layers, y), outputs)


def contracted(
    network: FullyConnected, layers: Layers, first: list[Factors], second: list[Factors], outputs: str
) -> Array:
    """The sum over layers of products of inner products."""
    total = None
    for layer, (one, two) in enumerate(zip(first, second, strict=True)):
        W, b = layers[layer]
        s, t = network.multipliers(W.shape[0], layer == len(layers) - 1)
        inputs = s * s * product(one.inputs, two.inputs.T) + (0 if b is None else t * t)
        share = _gradients(one.gradients, two.gradients, W.shape[1], outputs)
        share = inputs.reshape(inputs.shape + (1,) * (share.ndim - 2)) * share
        total = share if total is None else total + share
    assert total is not None
    return total


class Factors(NamedTuple):
    """What a layer reads, (n, fan-in), and the outputs' gradients in what it makes, (n, o, units); None: identity."""

    inputs: Array
    gradients: Array | None


def factors(network: FullyConnected, layers: Layers, x: Array) -> list[Factors]:
    """Both factors of every layer's gradients, by one pass forward and one backward for all outputs."""
    inputs, slopes, g = [], [], x
    for layer in layers[:-1]:
        inputs.append(g)
        z = network.affine(layer, g, last=False)
        g, slope = jax.jvp(network.activation, (z,), (jnp.ones_like(z),))
        slopes.append(slope)
    found, back = [Factors(g, None)], None
    for layer in range(len(layers) - 1, 0, -1):
        W, _ = layers[layer]
        s, _ = network.multipliers(W.shape[0], layer == len(layers) - 1)
        back = s * (W.T[None] if back is None else product(back, W.T))
        back = back * slopes[layer - 1][:, None, :]
        found.append(Factors(inputs[layer - 1], back))
    return found[::-1]


def _gradients(one: Array | None, two: Array | None, width: int, outputs: str) -> Array:
    """<B(x)_o, B(y)_p> over a layer's units, for the outputs asked; None stands for the read-out's identity."""
    if one is None or two is None:
        identity = {"all": jnp.eye(width), "diagonal": jnp.ones(width), "trace": jnp.asarray(float(width))}
        return identity[outputs][None, None]
    n, o, m = one.shape
    if outputs == "trace":
        return product(one.reshape(n, o * m), two.reshape(-1, o * m).T)
    if outputs == "diagonal":
        return product(one.swapaxes(0, 1), two.transpose(1, 2, 0)).transpose(1, 2, 0)
    return product(one.reshape(n * o, m), two.reshape(-1, m).T).reshape(n, o, -1, o).swapaxes(1, 2)


def vector_product(
    network: FullyConnected, layers: Layers, x: ArrayLike, vector: ArrayLike, y: ArrayLike | None = None
) -> Array:
    """sum over j, p of Theta(x_i, y_j)_{op} v_{jp}, (n, o), for inputs x (n, d), y (m, d) and a vector v (m, o).

    y = None stands for x. One pass backward at y and one forward at x; no kernel is formed. jax.vmap over vectors
    shares what does not depend on them. Raises ValueError as `tangent_kernel`, and for a vector of another shape.
    """
    points, others = checked(layers, "all", x, y)
    shape = (len(points if others is None else others), layers[-1][0].shape[1])
    if np.shape(vector) != shape:
        raise ValueError(f"the vector needs shape {shape}, got {np.shape(vector)}")
    return _vector_product(network, layers, points, jnp.asarray(vector), others)


@functools.partial(jax.jit, static_argnames=("network",))
def _vector_product(network: FullyConnected, layers: Layers, x: Array, vector: Array, y: Array | None) -> Array:
    second = x if y is None else y
    _, pull = jax.vjp(lambda weights: network(weights, second), layers)
    return jax.jvp(lambda weights: network(weights, x), (layers,), pull(vector))[1]


def checked(layers: Layers, outputs: str, x: ArrayLike, y: ArrayLike | None) -> tuple[Array, Array | None]:
    """The inputs as arrays. Raises ValueError as `tangent_kernel`; what is being traced has no values to look at."""
    if outputs not in OUTPUTS:
        raise ValueError(f"outputs must be one of {', '.join(OUTPUTS)}; got {outputs!r}")
    return _rows(layers, x, "x"), None if y is None else _rows(layers, y, "y")


def _rows(layers: Layers, z: ArrayLike, name: str) -> Array:
    fan_in = layers[0][0].shape[0]
    if np.ndim(z) != 2 or np.shape(z)[1] != fan_in or not np.shape(z)[0]:
        raise ValueError(f"{name} must be one or more rows of {fan_in} inputs, got shape {np.shape(z)}")
    rows = points(z, name)
    if not isinstance(rows, Tracer) and not np.isfinite(np.asarray(rows)).all():
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return rows
