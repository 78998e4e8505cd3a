"""Tangent kernels of one ReLU network on the line under changes of what is trained and how, by differentiation."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.arc_cosine import direction
from empirics.draws import gaussians
from empirics.lab import trial

Weights = dict[str, Array]
NODES_PER_ARC = 12


@trial(batch=32)
def placed(key: Array, *, points: int, width: int, weight_variance: float, bias_variance: float) -> dict[str, Array]:
    """Upper triangles of the tangent kernels at random points, for one hidden layer placed by quadrature.

    (w, beta) of a neuron is Gaussian in the plane; what matters is its direction. Between the directions in which some
    point x or -x switches it, Gauss nodes integrate every kernel to round-off: a node of probability p stands for
    `width` p equal neurons, a factor sqrt(width p) before its output. One observable for each change, and `points`.
    """
    draws = jax.random.uniform(key, (2, points))
    x = jnp.where(draws[0] < 0.5, -1, 1) * (0.4 + 1.6 * draws[1])
    x = x.at[0].set(jnp.abs(x[0]))
    root, shift = jnp.sqrt(weight_variance), jnp.sqrt(bias_variance)
    both = jnp.concatenate([x, -x])
    place = jnp.arctan2(shift, root * both)
    kinks = jnp.sort((place[:, None] + jnp.array([0.5, -0.5]) * jnp.pi).ravel() % (2 * jnp.pi))
    sizes = jnp.diff(kinks, append=kinks[:1] + 2 * jnp.pi)
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_ARC)
    turn = (kinks[:, None] + sizes[:, None] * (nodes + 1) / 2).ravel()
    copies = jnp.sqrt(width * (sizes[:, None] * weights / (4 * jnp.pi)).ravel())
    w, beta = jnp.sqrt(2.0) * direction(turn).T
    a = jnp.ones_like(w)

    def net(p: Weights, at: Array) -> Array:
        """m^(-1/2) sum a relu(sqrt(w) w x + sqrt(b) beta)."""
        given = {"a": a, "w": w, "beta": beta} | p
        return (copies * given["a"]) @ jax.nn.relu(root * given["w"] * at + shift * given["beta"]) / jnp.sqrt(width)

    def plain(p: Weights, at: Array) -> Array:
        """sum a relu(w x + b), with the variances in the weights themselves."""
        return (copies * p["a"]) @ jax.nn.relu(p["w"] * at + p["bias"])

    def direct(p: Weights, at: Array) -> Array:
        return (copies * p["a"]) @ jax.nn.relu(root * p["w"] * at + p["bias"]) / jnp.sqrt(width)

    def skipped(p: Weights, at: Array) -> Array:
        return net({name: p[name] for name in ("a", "w", "beta")}, at) + p["c"] * at

    def pooled(p: Weights, at: Array) -> Array:
        return (net(p, at) + net(p, -at)) / jnp.sqrt(2.0)

    everything = {"a": a, "w": w, "beta": beta}
    standard = {"a": a / jnp.sqrt(width), "w": root * w, "bias": shift * beta}
    changes: dict[str, tuple[Callable[[Weights, Array], Array], Weights]] = {
        "all trained": (net, everything),
        "read-out alone": (net, {"a": a}),
        "hidden layers alone": (net, {"w": w, "beta": beta}),
        "biases fixed": (net, {"a": a, "w": w}),
        "biases trained as such": (direct, {"a": a, "w": w, "bias": shift * beta}),
        "standard": (plain, standard),
        "skip connection": (skipped, everything | {"c": jnp.ones(())}),
        "pooled": (pooled, everything),
    }
    upper = np.triu_indices(points)
    return {name: _gram(f, p, x)[upper] for name, (f, p) in changes.items()} | {"points": x}


def _gram(net: Callable[[Weights, Array], Array], weights: Weights, x: Array) -> Array:
    """Inner products of the gradients of net(weights, x_i) in all of `weights`."""
    gradients = jax.vmap(jax.grad(net), (None, 0))(weights, x)
    flat = jnp.concatenate([g.reshape(len(x), -1) for g in gradients.values()], axis=1)
    return flat @ flat.T


@trial(batch=64)
def deep(
    key: Array, *, depth: int, width: int, weight_variance: float, bias_variance: float, point: float
) -> dict[str, Array]:
    """Squared length of the gradient at one point of the line, for a random network with several hidden layers.

    `shares`: in the weights of the read-out, in the other weights, and in the normal parameters beta of the biases.
    """
    root, shift = jnp.sqrt(weight_variance), jnp.sqrt(bias_variance)
    sizes = (width, (depth - 1) * width**2, depth * width, width)
    draws = gaussians(key, sum(sizes))
    first, middle, biases, output = jnp.split(draws, np.cumsum(sizes[:-1]))

    def net(p: Weights) -> Array:
        g = jax.nn.relu(root * p["first"] * point + shift * p["biases"][0])
        for layer in range(depth - 1):
            g = jax.nn.relu(root * (p["middle"][layer] @ g) / jnp.sqrt(width) + shift * p["biases"][layer + 1])
        return p["output"] @ g / jnp.sqrt(width)

    weights = {"first": first, "middle": middle.reshape(-1, width, width)}
    slope = jax.grad(net)(weights | {"biases": biases.reshape(depth, width), "output": output})
    squares = {name: jnp.sum(s**2) for name, s in slope.items()}
    return {"shares": jnp.stack([squares["output"], squares["first"] + squares["middle"], squares["biases"]])}
