r"""First-layer training with more samples than inputs: onto the plateau of least squares, and away from it.

f(x) = sum_i a_i phi(<w_i, x>), a_i = +-1/sqrt(h). Neurons of one sign that start equal stay equal, so networks of any
width h are trained here by their distinct neurons: `groups` of h / groups equal ones. With groups = h all are distinct.
A neuron moves by step a_i X'(r phi'(X w_i)) / n, with the residuals r: gradient descent on |r|^2 / (2n).
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.first_layer_networks import derivative, forward
from empirics.lab import trial

__all__ = ["KINDS", "departure", "growth"]

NAMES = ("erf", "sigmoid", "softplus")
KINDS = {name: np.array(number) for number, name in enumerate(NAMES)}
"""The activation as a traced number: one program serves all of them."""
FRESH = 256


def _network(kind: Array, x: Array, w: Array, a: Array) -> Array:
    """f(x) for w (d, k), the second layer being a (k,)."""
    return jax.lax.switch(kind, [partial(forward, activation=name) for name in NAMES], x, w, a)


def _slope(kind: Array) -> Array:
    """phi'(0)."""
    return jax.lax.switch(kind, [partial(derivative, name) for name in NAMES], 0.0)


def _line(x: Array, y: Array) -> tuple[Array, Array]:
    """The least-squares slope b (d,), of least norm, by conjugate gradients; and 1 / |X'X / n|_F, a stable step."""
    covariance, target = x.T @ x / len(x), x.T @ y / len(x)

    def improve(_: int, state: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        b, r, p = state
        moved = covariance @ p
        going = r @ r > 1e-28 * (target @ target)  # beyond, rounding alone would steer
        alpha = jnp.where(going, r @ r / jnp.where(going, p @ moved, 1.0), 0.0)
        new = r - alpha * moved
        beta = jnp.where(going, new @ new / jnp.where(going, r @ r, 1.0), 0.0)
        return b + alpha * p, new, new + beta * p

    b, _, _ = jax.lax.fori_loop(0, 4 * x.shape[1], improve, (jnp.zeros(x.shape[1]), target, target))
    return b, 1 / jnp.sqrt(jnp.sum(covariance**2))


@jax.custom_batching.sequential_vmap
def _leave(
    kind: Array, x: Array, y: Array, line: Array, w: Array, a: Array, step: Array, most: Array, enough: Array
) -> tuple[Array, Array, Array, Array]:
    """Descend from w (d, k) with step (k,) until the squared residual is `enough`, or for `most` steps.

    Returns w where f(X) was nearest to the line (n,), the last w, and the squared residual one step before that, with
    the number of steps until then.
    """

    def descend(state: tuple[Array, ...]) -> tuple[Array, ...]:
        w, near, gap, _, count = state
        f, pull = jax.vjp(lambda w: _network(kind, x, w, a), w)
        new = jnp.sum((f - line) ** 2)
        (slope,) = pull(y - f)
        near = jnp.where(new < gap, w, near)
        return w + step / len(y) * slope, near, jnp.minimum(gap, new), jnp.sum((y - f) ** 2), count + 1

    def unfinished(state: tuple[Array, ...]) -> Array:
        return (state[3] > enough) & (state[4] < most)

    start = w, w, jnp.array(jnp.inf), jnp.array(jnp.inf), jnp.array(0)
    last, near, _, squared, count = jax.lax.while_loop(unfinished, descend, start)
    return near, last, squared, count - 1


@trial(batch=8)
def departure(
    key: Array,
    *,
    n: int,
    d: int,
    groups: int,
    samples: Array,
    activation: Array,
    widths: Array,
    vanishing: float,
    noise: float,
    level: float,
    horizons: Array,
) -> dict[str, Array]:
    """Train from w ~ N(0, I / (d h^(1 + vanishing))) until the loss is `level` times that of least squares.

    On the first `samples` of n points; theta is the first axis. The end is at the horizon (a time, one for each width)
    at the latest.
    Observables, (len(widths),) or with more axes: "time" of the end; "course" (., 3), the squared residual when f was
    nearest to least squares on the data, the same at the end, and at the former moment the relative L2 distance to
    least squares on fresh points; "distance", that at the end; and the data "x" (n d,), "y" (n,).
    """
    numbers = jax.random.normal(key, (n + d * (n + groups + FRESH),))
    eps, w, x = numbers[:n], numbers[n : n + d * groups], numbers[n + d * groups :].reshape(-1, d)
    used = jnp.arange(n) < samples
    points = x.at[:n].multiply(used[:, None])  # with sum a_i = 0 the network is 0 at x = 0: such rows change nothing
    x = points[:n]
    y = x[:, 0] + jnp.sqrt(noise) * eps * used
    b, step = _line(x, y)
    w, step = w.reshape(d, groups) / jnp.sqrt(d), step / _slope(activation) ** 2
    least = jnp.maximum(jnp.sum((y - x @ b) ** 2), 1e-20 * jnp.sum(y**2))

    def at_width(given: tuple[Array, Array]) -> tuple[Array, ...]:
        h, horizon = given
        a = jnp.where(jnp.arange(groups) % 2 == 0, 1, -1) * jnp.sqrt(h) / groups
        start, most = w * h ** (-(1 + vanishing) / 2), jnp.ceil(horizon / step).astype(int)
        steps = jnp.full(groups, step * groups / h)
        near, last, squared, count = _leave(activation, x, y, x @ b, start, a, steps, most, level * least)
        found = jax.lax.map(lambda w: _network(activation, points, w, a), jnp.stack([near, last]))
        gaps = jnp.sqrt(jnp.sum((found - points @ b)[:, n:] ** 2, axis=1) / jnp.sum((points @ b)[n:] ** 2))
        course = jnp.stack([jnp.sum((y - found[0, :n]) ** 2), squared, gaps[0]])
        return count * step, course, gaps[1]

    seen = dict(zip(("time", "course", "distance"), jax.lax.map(at_width, (widths, horizons)), strict=True))
    return seen | {"x": x.ravel(), "y": y}


@trial(batch=8)
def growth(
    key: Array, *, n: int, d: int, activation: Array, widths: Array, noise: float, settle: Array, steps: Array
) -> dict[str, Array]:
    """How fast d deviating neurons leave the plateau w_i = sign(a_i) b / (phi'(0) sqrt h), b being least squares.

    All neurons start there and settle for `settle` steps of descent. Then d neurons with a_i > 0 are moved by 1e-7
    along the d axes, and what has become of their distances to an unmoved one after `steps` steps (one number for each
    width) is a linear map. Observables: "rate" (len(widths),), the logarithm of its largest eigenvalue over the time;
    "step", and the data "x" (n d,), "y" (n,).
    """
    numbers = jax.random.normal(key, (n + d * n,))
    x = numbers[n:].reshape(n, d)
    y = x[:, 0] + jnp.sqrt(noise) * numbers[:n]
    b, step = _line(x, y)
    step, tiny = step / _slope(activation) ** 2, 1e-7

    def at_width(given: tuple[Array, Array]) -> Array:
        h, count = given
        copies = jnp.concatenate([jnp.ones(d + 1), jnp.stack([h / 2 - d - 1, -h / 2])])  # the last neurons have a_i < 0
        a, w = copies / jnp.sqrt(h), jnp.outer(b, jnp.sign(copies)) / (_slope(activation) * jnp.sqrt(h))
        train = partial(_leave, activation, x, y, x @ b)
        _, w, _, _ = train(w, a, step / jnp.abs(copies), settle, jnp.zeros(()))
        w = w.at[:, :d].add(tiny * jnp.eye(d))
        _, w, _, _ = train(w, a, step / jnp.abs(copies), count, jnp.zeros(()))
        return jnp.log(_largest_eigenvalue((w[:, :d] - w[:, d : d + 1]) / tiny)) / (count * step)

    return {"rate": jax.lax.map(at_width, (widths, steps)), "step": step, "x": x.ravel(), "y": y}


def _largest_eigenvalue(matrix: Array) -> Array:
    """Of a matrix with positive eigenvalues, nearly symmetric, by 20 squarings."""

    def square(_: int, m: Array) -> Array:
        return (s := m @ m) / jnp.max(jnp.abs(s))

    power = jax.lax.fori_loop(0, 20, square, matrix)
    v = power @ jnp.arange(1.0, len(matrix) + 1)
    return (v @ matrix @ v) / (v @ v)
