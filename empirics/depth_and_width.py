"""The tangent kernel at one input of a deep ReLU network without biases, as wide as its input is long."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.draws import gaussians
from empirics.lab import trial


@trial(batch=256)
def kernel(key: Array, *, width: int, depth: int, power: float) -> dict[str, Array]:
    """One initialisation, at an input of equal coordinates.

    Layers are g' = relu(sqrt(2 / m) W g), the read-out is a . g / |x|, and all weights are standard normal.
    Observables, both raised to `power`: last (), the read-out's part |g_L|^2 / |x|^2 of the tangent kernel, and
    whole (), the sum of the parts of all depth + 1 layers, divided by their number. Each part has mean 1.
    """
    if width < 1 or depth < 1:
        raise ValueError(f"width and depth are at least 1, got {width} and {depth}")
    draw = gaussians(key, depth * width**2 + width)
    weights, readout = draw[:-width].reshape(depth, width, width), draw[-width:]
    scale = jnp.sqrt(2 / width)

    def forward(g: Array, w: Array) -> tuple[Array, tuple[Array, Array]]:
        h = scale * (w @ g)
        return jax.nn.relu(h), (jnp.sum(g**2), h > 0)

    last, (norms, active) = jax.lax.scan(forward, jnp.ones(width), weights)

    def backward(delta: Array, layer: tuple[Array, Array]) -> tuple[Array, Array]:
        w, on = layer
        at_h = delta * on
        return scale * (w.T @ at_h), jnp.sum(at_h**2)

    start = readout / jnp.sqrt(float(width))
    gradients = jax.lax.scan(backward, start, (weights, active), reverse=True)[1]
    own = jnp.sum(last**2) / width
    whole = (own + jnp.sum(scale**2 * norms * gradients)) / (depth + 1)
    return {"last": own**power, "whole": whole**power}
