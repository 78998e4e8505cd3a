"""Networks whose first layer starts at N(0, I_d / d) and is trained to the end, beside regression with their kernel.

f(x) = a' phi(W'x), a_i = +-1/sqrt(h) of random sign and fixed, on y = <x, theta> + noise, |theta| = 1. Networks are
doubled, so that f = 0 at the start; h counts the distinct units. Widths are nested: width h takes the first h units.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.first_layer_networks import derivative, doubled, forward, stable_rate, train
from empirics.gram_plus_identity import kernel
from empirics.lab import trial

__all__ = ["movement", "start", "trained", "undoubled"]

LIMIT, TOLERANCE, SLOPE = 4000, 1e-6, 0.75  # SLOPE^2 is about E phi'^2 of erf and ReLU: the rate is near the best


@trial(batch=8)
def trained(
    key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...], fresh: int, noise: float
) -> dict[str, Array]:
    """One data set, one network per width; "residual" (widths,), |y - f(X)| / |y|, and two tables (3, widths).

    "distance": relative L2 distance, over fresh inputs, of the trained function from regression with the network's own
    initial kernel, with that of infinitely many erf units, and with XX', which gives the minimum-norm linear function.
    "length": |W - W(0)|_F, the root of y'K^-1 y with the own kernel, and |W(0)|_F.
    """
    x, y, w, sign = _draw(key, n, d, max(widths), fresh, noise)
    seen, target = x[:n], jnp.broadcast_to(y[:, None], (len(widths) + 2, n, 1))
    outer = jnp.stack([jnp.where(jnp.arange(len(sign)) < h, sign / np.sqrt(h), 0.0) for h in widths])  # 0: not there
    others = jnp.stack([_infinite(x, seen), x @ seen.T])
    kernels = jnp.concatenate([_empirical(activation, x, seen, w, outer), others])
    solved = jnp.linalg.solve(kernels[:, :n], target)
    regression = (kernels[:, n:] @ solved)[..., 0]

    def one(once: Array) -> tuple[Array, Array, Array]:
        both, a = doubled(w, once)
        end, residual, _ = _train(activation, seen, y, both, a)
        return forward(x[n:], end, a, activation), jnp.linalg.norm(end - both), jnp.linalg.norm(residual)

    f, moved, residual = jax.vmap(one)(outer)
    functions = (regression[:-2], regression[-2], regression[-1])
    first = jnp.stack([jnp.sqrt(2.0) * jnp.linalg.norm(w[:, :h]) for h in widths])
    return {
        "distance": jnp.stack([_distance(f, g) for g in functions]),
        "length": jnp.stack([moved, jnp.sqrt(solved[:-2, :, 0] @ y), first]),
        "residual": residual / jnp.linalg.norm(y),
    }


@trial(batch=8)
def undoubled(key: Array, *, activation: str, n: int, d: int, h: int, fresh: int, noise: float) -> dict[str, Array]:
    """The same h units trained once doubled and once alone, at fresh inputs: "pair", two mean squares.

    The first is of the difference of the two functions; the second of what f_0, the initial function of the units
    alone, has there beyond its regression from its values at the data, with the initial kernel.
    """
    x, y, w, sign = _draw(key, n, d, h, fresh, noise)
    seen, once = x[:n], sign / jnp.sqrt(h)
    both, a = doubled(w, once)
    twice = forward(x[n:], _train(activation, seen, y, both, a)[0], a, activation)
    alone = forward(x[n:], _train(activation, seen, y, w, once)[0], once, activation)
    first, k = forward(x, w, once, activation), _empirical(activation, x, seen, w, once[None])[0]
    kept = first[n:] - k[n:] @ jnp.linalg.solve(k[:n], first[:n])
    return {"pair": jnp.stack([jnp.mean((alone - twice) ** 2), jnp.mean(kept**2)])}


@trial(batch=32)
def start(key: Array, *, activation: str, n: int, d: int, h: int) -> dict[str, Array]:
    """A doubled network before training: "first", the largest |f(x)|; its tangent kernel by automatic differentiation.

    "kernel" (n^2,) beside the data: "x" (n d,) and the distinct units "w" (d h,).
    """
    x, _, w, sign = _draw(key, n, d, h, 0, 0.0)
    both, a = doubled(w, sign / jnp.sqrt(h))
    gradient = jax.jacrev(lambda v: forward(x, v, a, activation))(both).reshape(n, -1)
    return {
        "first": jnp.max(jnp.abs(forward(x, both, a, activation))),
        "kernel": (gradient @ gradient.T).ravel(),
        "x": x.ravel(),
        "w": w.ravel(),
    }


@trial(batch=16, host=True)
def movement(rng: np.random.Generator, *, n: int, ratios: tuple[float, ...]) -> dict[str, np.ndarray]:
    """Infinitely many erf units, at each d / n: 2 R(2n) - R(n) of independent draws, so that the order 1/n is gone.

    "signal", "noise": the parts of y'K^-1 y from the teacher and from unit label noise, means over both given X.
    "excess": the mean square at a fresh input of f_0 less its regression from the data, over Gaussian f_0.
    """
    once, twice = (np.array([_movement(rng, m, round(g * m)) for g in ratios]) for m in (n, 2 * n))
    return dict(zip(("signal", "noise", "excess"), (2 * twice - once).T, strict=True))


def _movement(rng: np.random.Generator, n: int, d: int) -> tuple[float, float, float]:
    x = rng.standard_normal((2 * n, d))
    k, inverse = d * kernel("erf", x, x[:n], 1.0), np.linalg.inv(d * kernel("erf", x[:n], x[:n], 1.0))
    own = 1 + 2 * np.mean(x * x, axis=1)
    first = 2 / np.pi * np.arcsin(2 * (x @ x.T / d) / np.sqrt(np.outer(own, own)))  # the covariance of f_0
    missed = np.hstack([-k[n:] @ inverse, np.eye(n)])  # from f_0 at all points to what the n fresh ones miss
    excess = np.sum((missed @ first) * missed) / n
    return float(np.sum(x[:n] * (inverse @ x[:n])) / d), float(np.trace(inverse)), float(excess)


def _draw(key: Array, n: int, d: int, h: int, fresh: int, noise: float) -> tuple[Array, Array, Array, Array]:
    """n + fresh inputs, n labels of the teacher along the first axis, weights (d, h) and signs (h,)."""
    many = n + fresh
    numbers = jax.random.normal(key, (many * d + n + d * h + h,))
    x, eps, w, sign = jnp.split(numbers, np.cumsum([many * d, n, d * h]))
    x = x.reshape(many, d)
    return x, x[:n, 0] + jnp.sqrt(noise) * eps, w.reshape(d, h) / jnp.sqrt(d), jnp.where(sign > 0, 1.0, -1.0)


def _train(activation: str, x: Array, y: Array, w: Array, a: Array) -> tuple[Array, Array, Array]:
    rate = stable_rate(x, a, SLOPE)
    return train(x, y, w, a, activation=activation, rate=rate, limit=LIMIT, tolerance=TOLERANCE)


def _empirical(activation: str, x: Array, seen: Array, w: Array, outer: Array) -> Array:
    """x'y times the sum of a_i^2 phi' phi' over the columns of w, for each row a of outer."""
    p = derivative(activation, x @ w)
    return (x @ seen.T) * ((p * outer[:, None, :] ** 2) @ p[: len(seen)].T)


def _infinite(x: Array, seen: Array) -> Array:
    """Its mean over w ~ N(0, I_d / d), for erf: x'y (4 / pi) / sqrt((1 + 2v)(1 + 2v') - 4 c^2), with c = x'y / d."""
    cross, own = x @ seen.T, 1 + 2 * jnp.mean(x * x, axis=1)
    return cross * (4 / jnp.pi) / jnp.sqrt(own[:, None] * own[: len(seen)] - (2 * cross / x.shape[1]) ** 2)


def _distance(f: Array, g: Array) -> Array:
    return jnp.linalg.norm(f - g, axis=-1) / jnp.linalg.norm(g, axis=-1)
