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
        g = x
        for layer in layers[:-1]:
            scale = jnp.sqrt(jnp.asarray(weight_variance / g.shape[1], dtype=x.dtype))
            g = scale * (g @ layer[:-1]) + jnp.sqrt(jnp.asarray(self.bias_variance, dtype=x.dtype)) * layer[-1]
            g = ACTIVATIONS[self.activation](g)
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
