"""Tangent kernels of two-layer networks h(x) = m^(-1/2) sum_i a_i s(b_i . x), by automatic differentiation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.arc_cosine import direction
from empirics.draws import gaussians
from empirics.lab import trial
from empirics.networks import ACTIVATIONS

NODES_PER_ARC = 12


def contributions(activation: str, neurons: Array, x: Array, y: Array) -> Array:
    """Inner products of the gradients of a s(b . x) and a s(b . y), for each row (a, b) of neurons (m, 1 + d).

    Their mean over the neurons is the tangent kernel of the network.
    """
    act = ACTIVATIONS[activation]
    slopes = jax.vmap(jax.grad(lambda neuron, point: neuron[0] * act(neuron[1:] @ point)), (0, None))
    return jnp.sum(slopes(neurons, x) * slopes(neurons, y), axis=1)


@trial(batch=64)
def growing(key: Array, *, neurons: int, first: int, widths: tuple[int, ...], x: Array, y: Array) -> dict[str, Array]:
    """One sequence of standard normal neurons, added one by one: the tangent kernel between two points on its way.

    relu, erf: the kernel of all neurons. highest, lowest: of the ReLU kernel at every width from `first` to `neurons`.
    spread: for each of the `widths` the sample variance of the kernels of disjoint groups of so many neurons.
    """
    draws = gaussians(key, neurons * (1 + x.shape[0])).reshape(neurons, -1)
    each = contributions("relu", draws, x, y)
    path = (jnp.cumsum(each) / jnp.arange(1, neurons + 1))[first - 1 :]
    spread = [jnp.var(each.reshape(-1, width).mean(axis=1), ddof=1) for width in widths]
    return {
        "relu": path[-1],
        "erf": contributions("erf", draws, x, y).mean(),
        "highest": path.max(),
        "lowest": path.min(),
        "spread": jnp.stack(spread),
    }


@trial(batch=32)
def placed(key: Array, *, dimension: int) -> dict[str, Array]:
    """Mean and variance of a ReLU neuron's contribution at two random points, over neurons placed by quadrature.

    In the plane of the points the direction of b has Gauss nodes on each of the arcs between the four switching
    directions, |b|^2 / 2 has two Gauss-Laguerre nodes and a three Gauss-Hermite nodes: all the moments that enter are
    those of Gaussian neurons, to round-off.
    """
    points = jax.random.normal(key, (2, dimension))
    frame = jnp.linalg.qr(points.T)[0].T
    place = jnp.arctan2(points @ frame[1], points @ frame[0])
    kinks = jnp.sort((place[:, None] + jnp.array([0.5, -0.5]) * jnp.pi).ravel() % (2 * jnp.pi))
    sizes = jnp.diff(kinks, append=kinks[:1] + 2 * jnp.pi)
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_ARC)
    turns = direction((kinks[:, None] + sizes[:, None] * (nodes + 1) / 2).ravel()) @ frame
    half_squares, masses = np.polynomial.laguerre.laggauss(2)
    outputs, shares = np.polynomial.hermite_e.hermegauss(3)
    lengths = np.sqrt(2 * half_squares)
    hidden = turns[:, None, None, :] * lengths[:, None, None]
    output = jnp.broadcast_to(outputs[:, None], (*hidden.shape[:2], 3, 1))
    hidden = jnp.broadcast_to(hidden, (*hidden.shape[:2], 3, dimension))
    neurons = jnp.concatenate([output, hidden], axis=-1).reshape(-1, 1 + dimension)
    arcs = (sizes[:, None] * weights / (4 * jnp.pi)).ravel()
    share = (arcs[:, None, None] * masses[:, None] * shares / shares.sum()).ravel()
    each = contributions("relu", neurons, *points)
    mean = share @ each
    return {"moments": jnp.stack([mean, share @ (each - mean) ** 2]), "points": points}
