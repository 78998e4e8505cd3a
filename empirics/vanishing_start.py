"""First-layer training of two-layer networks from w_i ~ N(0, I / (d h^(1 + exponent))), several h on one data set."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from empirics import first_layer_networks as networks
from empirics.draws import gaussians
from empirics.lab import trial

__all__ = ["train"]
FRESH = 64


@trial(batch=16)
def train(
    key: Array,
    *,
    activation: str,
    n: int,
    d: int,
    widths: tuple[int, ...],
    balanced: bool,
    exponent: ArrayLike,
    signal: ArrayLike,
) -> dict[str, Array]:
    """Train to a residual of 1e-9 |y|, or for 4000 steps, on y = signal (x_1 + noise of variance 1/4), for every width.

    a_i = +-1/sqrt(h), alternating if `balanced`, else of independent signs. Observables: the data "x" (1, n, d),
    "y" (1, n), "fresh" (1, 64, d), the descent's "rate" (1,), and with a first axis for the k widths "prediction" f at
    the fresh inputs (k, 64), "first" W(0) a (k, d), "signs" sum a_i (k,), "moved" |W - W(0)|_F (k,), "start" |W(0)|_F
    (k,), "share" of |W - W(0)|_F^2 along a (k,), "between" the distance of the centres of the neurons of either sign
    over the rms distance moved (k,), "kept" the rms distance of the neurons from the centre of their sign over what it
    was at the start (k,), and "left" |y - f(X)| / |y| (k,).
    """
    most, points = max(widths), n + FRESH
    numbers = gaussians(key, (points + most) * d + n + most)
    inputs, w = numbers[: points * d].reshape(points, d), numbers[points * d : (points + most) * d].reshape(d, most)
    noise, coins = jnp.split(numbers[(points + most) * d :], [n])
    x, fresh = inputs[:n], inputs[n:]
    y = jnp.asarray(signal) * (x[:, 0] + noise / 2)
    signs = jnp.where(jnp.arange(most) % 2 == 0, 1.0, -1.0) if balanced else jnp.sign(coins)
    slope = jnp.max(jnp.abs(networks.derivative(activation, jnp.array([-1.0, 0.0, 1.0]))))
    rate = networks.stable_rate(x, jnp.ones(1), slope)

    def network(h: Array) -> dict[str, Array]:
        """Of width h: the other units are there, but with a_i = 0 they neither act nor move."""
        used = jnp.arange(most) < h
        a, start = (
            jnp.where(used, signs / jnp.sqrt(h), 0.0),
            jnp.where(used, w / jnp.sqrt(d * h ** (1 + exponent)), 0.0),
        )
        end, residual, _ = networks.train(x, y, start, a, activation=activation, rate=rate, limit=4000, tolerance=1e-9)
        return {
            "prediction": networks.forward(fresh, end, a, activation),
            "first": jnp.sum(start * a, axis=1),
            "signs": jnp.sum(a),
            "left": jnp.linalg.norm(residual) / jnp.linalg.norm(y),
            **_geometry(start, end, a, h),
        }

    data = {"x": x[None], "y": y[None], "fresh": fresh[None], "rate": rate[None]}
    return data | jax.lax.map(network, jnp.array(widths, dtype=float))


def _geometry(start: Array, end: Array, a: Array, h: Array) -> dict[str, Array]:
    """How far the neurons moved, and how they lie, where both signs occur."""
    change = end - start
    moved = jnp.linalg.norm(change)
    split, (first, second) = _deviation(end, a)
    return {
        "moved": moved,
        "start": jnp.linalg.norm(start),
        "share": jnp.sum(jnp.sum(change * a, axis=1) ** 2) / (jnp.sum(a**2) * moved**2),
        "between": jnp.linalg.norm(first - second) * jnp.sqrt(h) / moved,
        "kept": split / _deviation(start, a)[0],
    }


def _deviation(w: Array, a: Array) -> tuple[Array, tuple[Array, Array]]:
    """The distance of all neurons from the centre of their sign, in the Frobenius norm, and the two centres."""
    first, second = jnp.mean(w, axis=1, where=a > 0), jnp.mean(w, axis=1, where=a < 0)
    own = jnp.where(a > 0, first[:, None], second[:, None])
    return jnp.sqrt(jnp.sum((w - own) ** 2, where=a != 0)), (first, second)
