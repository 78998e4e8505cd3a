"""Groups of wide networks that differ in their random weights alone: what training makes of their initial functions."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial
from empirics.networks import Architecture, descend, stable_step
from empirics.trained_networks import circle


@trial(batch=4)
def after_training(
    key: Array,
    *,
    activation: str,
    width: int,
    points: int,
    data: tuple[int, ...],
    labels: Array,
    group: int,
    steps: int,
) -> dict[str, Array]:
    """Train `group` networks with one hidden layer on the same labels, their initial functions not subtracted.

    The domain is `points` equidistant points of the circle. At the points outside `data`: the `mean` of the group, its
    sample covariance (`covariance`, the upper triangle row by row), and `mean_square`, the largest that was left.
    """
    network = Architecture(2, 1, width, activation)
    x, D = jnp.asarray(circle(points), dtype=jnp.float32), np.array(data)
    T = np.setdiff1d(np.arange(points), D)
    if len(D) != len(labels) or len(T) != points - len(D):
        raise ValueError(f"one label for each of distinct points is needed, got {len(labels)} labels at {data}")
    weights = jax.random.normal(key, (group, network.parameters), dtype=jnp.float32)

    mask = jnp.ones(len(D), dtype=jnp.float32)

    def fit(flat: Array) -> tuple[Array, Array]:
        layers = network.unpack(flat)
        away, step = labels - network(layers, x[D]), stable_step(network, layers, x[D], mask=mask)
        trained, left = descend(network, layers, x[D], away.astype(jnp.float32), step=step, steps=steps, mask=mask)
        return network(trained, x[T]), left

    functions, left = jax.vmap(fit)(weights)
    functions = functions.astype(jnp.float64)
    around = functions - functions.mean(axis=0)
    covariance = around.T @ around / (group - 1)
    return {
        "mean": functions.mean(axis=0),
        "covariance": covariance[np.triu_indices(len(T))],
        "mean_square": left.max(),
    }
