"""One gradient step of a small network on the logistic loss, and of a linear function on the squared loss."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "tanh": jnp.tanh,
    "softplus": jax.nn.softplus,
    "erf": jax.scipy.special.erf,
    "relu": jax.nn.relu,
}


@trial(batch=64)
def network(key: Array, *, width: int, inputs: int, n: int, m: int, halvings: tuple[int, ...]) -> dict[str, Array]:
    """The change of f(x) = sum_j a_j sigma(<w_j, x>) / sqrt(width) at m test points after one step on n data points.

    Every activation takes the same normal weights and points, and labels +-1. Steps are 2^-k for k in `halvings`, and
    for ReLU multiples of them that begin with a quarter of the step at which the first unit changes its side at some
    point (`room`, at most 1).
    Returns the `weights` (width, inputs), `readout`, `points` (n + m, inputs; the data first), `labels`, `room`, and
    by activation the coefficients of step and step^2 in the change, from a polynomial without constant through all
    steps (`tanh`, 2 m), and by how many powers of 2 the distance from the linear term falls, in root mean square, per
    halving of the step (`tanh order`, one less than halvings).
    """
    draw = jax.random.normal(key, (width * (inputs + 1) + (n + m) * inputs + n,))
    w, a = draw[: width * inputs].reshape(width, inputs), draw[width * inputs : width * (inputs + 1)]
    x = draw[width * (inputs + 1) : -n].reshape(n + m, inputs)
    y = jnp.sign(draw[-n:])
    halves = 2.0 ** -np.asarray(halvings, dtype=float)
    fit = np.linalg.inv(halves[:, None] ** np.arange(1, len(halves) + 1))[:2]

    def forward(params: tuple[Array, Array], points: Array, name: str) -> Array:
        return ACTIVATIONS[name](points @ params[0].T) @ params[1] / jnp.sqrt(width)

    def risk(params: tuple[Array, Array], name: str) -> Array:
        return jnp.logaddexp(0.0, -y * forward(params, x[:n], name)).mean()

    speed = jnp.abs(x @ jax.grad(risk)((w, a), "relu")[0].T)
    room = jnp.minimum(1.0, (jnp.abs(x @ w.T) / jnp.maximum(speed, 1e-9)).min() / 4)
    observed = {"weights": w, "readout": a, "points": x, "labels": y, "room": room}
    for name in ACTIVATIONS:
        unit = room * 2.0 ** halvings[0] if name == "relu" else jnp.ones(())
        slope = jax.grad(risk)((w, a), name)
        before, linear = jax.jvp(lambda p, name=name: forward(p, x[n:], name), ((w, a),), ((-slope[0], -slope[1]),))
        steps = unit * halves
        after = jax.vmap(
            lambda step, name=name, slope=slope: forward((w - step * slope[0], a - step * slope[1]), x[n:], name)
        )(steps)
        left = jnp.sqrt(((after - before - steps[:, None] * linear) ** 2).mean(axis=1))
        powers = fit @ (after - before) / jnp.stack([unit, unit**2])[:, None]
        observed |= {name: powers.ravel(), f"{name} order": jnp.log2(left[:-1] / left[1:]) / np.diff(halvings)}
    return observed


@trial(batch=16, host=True)
def linear(rng: np.random.Generator, *, inputs: int, n: int, m: int, sizes: tuple[float, ...]) -> dict[str, np.ndarray]:
    """<w, x> at m test points after one step on the mean of (<w, x_i> - y_i)^2 / 2, for integers and n a power of 2.

    Nothing is rounded where the sizes are powers of 2 as well. Returns `weights`, `points` (n + m, inputs), `labels`
    and `after` (sizes times m).
    """
    w, x, y = (rng.integers(-4, 5, shape).astype(float) for shape in (inputs, (n + m, inputs), n))
    slope = (x[:n] @ w - y) @ x[:n] / n
    after = np.concatenate([x[n:] @ (w - size * slope) for size in sizes])
    return {"weights": w, "points": x, "labels": y, "after": after}
