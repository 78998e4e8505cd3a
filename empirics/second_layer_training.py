"""Gradient descent on the second layer of nonlinear networks, by JAX: several activations and widths on the same data.

Hidden weights are frozen unit vectors, each turned so that z = <w, x> is positive for at least half of the samples: a
ReLU that is off nearly everywhere would take as good as for ever to train. The data are y = <x, theta> + noise with
x ~ N(0, I_d). Narrower networks are padded with features that are zero, whose coefficients start at zero and never
move. All of it is in float64: in float32 a pseudo-inverse drops singular values below about 1e-6 of the largest, and
random features near h = n have such.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.first_layer_networks import activate
from empirics.lab import trial

__all__ = ["ACTIVATIONS", "train"]

ACTIVATIONS = ("relu", "erf", "tanh")


@trial(batch=16)
def train(
    key: Array, *, n: int, d: int, widths: tuple[int, ...], checkpoints: tuple[int, ...], size: float
) -> dict[str, Array]:
    """Train every activation and width from a_0 = size * N(0, 1); shapes with A activations, W widths, H = max(widths).

    Observables: "features" (A, W, n, H), "y" (n,), "start" (W, H), "rate" (A, W), "probe" (A, W, H), the features of
    one more input, and "prediction" (A, W, len(checkpoints)), the network's value there after so many steps.
    """
    most = max(widths)
    numbers = jax.random.normal(key, ((n + 1) * d + d * most + n + most,))
    x, w, eps, start = jnp.split(numbers, ((n + 1) * d, (n + 1) * d + d * most, (n + 1) * d + d * most + n))
    x, w = x.reshape(n + 1, d), w.reshape(d, most)
    inside = jnp.arange(most) < jnp.array(widths)[:, None]
    z = x @ (w / jnp.linalg.norm(w, axis=0))
    z = jnp.where(jnp.mean(z[:n] > 0, axis=0) < 0.5, -z, z)
    hidden = jnp.stack([activate(name, z) for name in ACTIVATIONS])
    every = jnp.where(inside[:, None, :], hidden[:, None], 0.0)
    features, probe, y = every[:, :, :n], every[:, :, n], x[:n, 0] + 0.5 * eps
    gram = jnp.abs(jnp.einsum("awnh,awmh->awnm", features, features))
    rate = n / jnp.max(jnp.sum(gram, axis=3), axis=2)  # at most n / s_max^2, for no row sum is below s_max^2

    def loss(a: Array) -> Array:
        return jnp.sum((y - jnp.einsum("awnh,awh->awn", features, a)) ** 2) / (2 * n)

    def onwards(a: Array, steps: Array) -> tuple[Array, Array]:
        a = jax.lax.fori_loop(0, steps, lambda _, a: a - rate[:, :, None] * jax.grad(loss)(a), a)
        return a, jnp.einsum("awh,awh->aw", probe, a)

    start = jnp.where(inside, size * start, 0.0)
    steps = jnp.diff(jnp.array((0, *checkpoints)))
    _, seen = jax.lax.scan(onwards, jnp.broadcast_to(start, probe.shape), steps)
    return {
        "features": features,
        "y": y,
        "start": start,
        "rate": rate,
        "probe": probe,
        "prediction": jnp.moveaxis(seen, 0, 2),
    }
