"""Fully connected networks in NTK parametrisation, trained by full-batch gradient descent until they interpolate.

A hidden layer is sigma(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b) and the read-out is a sum of the
last layer's units divided by sqrt(width); all weights are standard normal at the start and all are trained.
Networks are centred: the function at the start is subtracted, so training begins at zero. The loss is |f - y|^2 /
(2 n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {"relu": jax.nn.relu, "tanh": jnp.tanh, "erf": jax.scipy.special.erf}
WEIGHT_VARIANCE = {"relu": 2.0, "tanh": 2.25, "erf": 2.0}
Params = list[tuple[Array, Array]]


@dataclass(frozen=True)
class Architecture:
    """Input dimension, number and width of hidden layers, activation, and the variances of weights and biases."""

    inputs: int
    depth: int
    width: int
    activation: str
    bias_variance: float = 0.01

    def __post_init__(self) -> None:
        if min(self.inputs, self.depth, self.width) < 1:
            raise ValueError(f"inputs, depth and width must be positive, got {self.inputs}, {self.depth}, {self.width}")
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {self.activation!r}")

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """(fan_in + 1 for the bias, fan_out) of every hidden layer, then of the read-out, which has no bias."""
        hidden = [(self.inputs + 1, self.width)] + [(self.width + 1, self.width)] * (self.depth - 1)
        return [*hidden, (self.width, 1)]

    @property
    def parameters(self) -> int:
        return sum(rows * columns for rows, columns in self.shapes)

    def unpack(self, flat: Array) -> list[Array]:
        """Cut one flat vector of `parameters` standard normals into the layers' matrices."""
        layers, start = [], 0
        for rows, columns in self.shapes:
            layers.append(flat[start : start + rows * columns].reshape(rows, columns))
            start += rows * columns
        return layers

    def __call__(self, layers: list[Array], x: Array) -> Array:
        """The network's values (n,) at inputs x (n, inputs)."""
        weight_variance = WEIGHT_VARIANCE[self.activation]
        shift = jnp.full((x.shape[0], 1), self.bias_variance**0.5, dtype=x.dtype)
        g = x
        for layer in layers[:-1]:
            scale = (weight_variance / g.shape[1]) ** 0.5
            g = ACTIVATIONS[self.activation](jnp.concatenate([scale * g, shift], axis=1) @ layer)
        return (g @ layers[-1])[:, 0] / jnp.sqrt(jnp.asarray(self.width, dtype=x.dtype))


def tangent_kernel(network: Architecture, layers: list[Array], x: Array) -> Array:
    """Empirical neural tangent kernel (n, n): inner products of the gradients of the outputs."""
    jacobian = jax.jacrev(network)(layers, x)
    flat = jnp.concatenate([j.reshape(x.shape[0], -1) for j in jacobian], axis=1)
    return flat @ flat.T


def train(
    network: Architecture, layers: list[Array], x: Array, y: Array, *, loss: float, steps: int, caution: float = 0.6
) -> tuple[list[Array], Array, Array]:
    """Gradient descent on |f(x) - f_0(x) - y|^2 / (2 n) until the mean square is below `loss`, at most `steps` times.

    The step is `caution` times 2 n / (largest row sum of |K|), K the tangent kernel at the start. The row sum is at
    least lambda_max (Gershgorin), so the step is stable for the linearised network wherever caution < 1. Returns the
    layers, the mean square reached and the number of steps.
    """
    start, n = network(layers, x), len(x)
    largest = jnp.abs(tangent_kernel(network, layers, x)).sum(axis=1).max()
    step = (caution * 2 * n / largest).astype(x.dtype)

    def error(layers: list[Array]) -> Array:
        return ((network(layers, x) - start - y) ** 2).mean() / 2

    def unfinished(state: tuple[list[Array], Array, Array]) -> Array:
        return (2 * state[1] > loss) & (state[2] < steps)

    def descend(state: tuple[list[Array], Array, Array]) -> tuple[list[Array], Array, Array]:
        layers, _, taken = state
        value, slope = jax.value_and_grad(error)(layers)
        return [w - step * g for w, g in zip(layers, slope, strict=True)], value, taken + 1

    layers, value, taken = jax.lax.while_loop(unfinished, descend, (layers, error(layers), jnp.asarray(0)))
    return layers, 2 * value, taken


def stable_step(network: Architecture, layers: list[Array], x: Array, *, mask: Array, caution: float = 0.8) -> Array:
    """`caution` times 2 n / lambda, lambda an upper bound on the largest eigenvalue of the tangent kernel at the start.

    Gradient descent on the mean square over 2 is stable for the linearised network wherever caution < 1. The bound is
    (tr K^16)^(1/16), at most 1.25 times too large for n = 32. Points with mask 0 do not count.
    """
    K = tangent_kernel(network, layers, x) * mask[:, None] * mask
    trace = jnp.trace(K)
    power = K / trace
    for _ in range(4):
        power = power @ power
    return caution * 2 * mask.sum() / (trace * jnp.trace(power) ** (1 / 16))


def descend(
    network: Architecture, layers: list[Array], x: Array, y: Array, *, step: Array, steps: int | Array, mask: Array
) -> tuple[list[Array], Array]:
    """`steps` steps of gradient descent on the mean of (f(x) - f_0(x) - y)^2 / 2 over the points with mask 1.

    x (n, inputs), y and mask (n,). Returns the layers and the mean square that is left. Every network of a batch takes
    equally many steps: a loop that ends earlier for some of them would copy all weights at each step.
    """
    target = network(layers, x) + y

    def error(layers: list[Array]) -> Array:
        return (mask * (network(layers, x) - target) ** 2).sum() / (2 * mask.sum())

    def one_step(_: Array, layers: list[Array]) -> list[Array]:
        return [w - step * g for w, g in zip(layers, jax.grad(error)(layers), strict=True)]

    layers = jax.lax.fori_loop(0, steps, one_step, layers)
    return layers, 2 * error(layers)
