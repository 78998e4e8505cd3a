"""Networks trained from random starts on the same few labels: what they make of other points."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial
from empirics.networks import Architecture, descend


@trial(batch=512)
def trained_network(
    key: Array, *, width: int, points: Array, labels: Array, data: int, step: Array, steps: int
) -> dict[str, Array]:
    """One network with a hidden layer of erf units, trained by gradient descent; its initial function stays in place.

    points (data + k, d), of which the first `data` bear the labels (data,). `function` (k,) holds the values at the
    other points after `steps` steps on the mean square over 2, `left` the mean square that remains.
    """
    if labels.shape != (data,):
        raise ValueError(f"one label per data point is needed, got shape {labels.shape} for {data} points")
    network = Architecture(points.shape[1], 1, width, "erf", bias_variance=0.0)
    x = points.astype(jnp.float32)
    layers = network.unpack(jax.random.normal(key, (network.parameters,), dtype=jnp.float32))
    away = labels.astype(jnp.float32) - network(layers, x[:data])
    mask = jnp.ones(data, dtype=jnp.float32)
    layers, left = descend(network, layers, x[:data], away, step=step.astype(jnp.float32), steps=steps, mask=mask)
    return {"function": network(layers, x[data:]), "left": left}
