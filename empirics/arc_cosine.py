"""Tangent kernels of finite ReLU networks h(x) = m^-1/2 sum_i a_i relu(b_i . x), by automatic differentiation."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial

Parameters = tuple[Array, Array]
NODES_PER_ARC = 12
COPIES = 16


def network(parameters: Parameters, x: Array) -> Array:
    """Outputs at the rows of x of the network with output weights a (m,) and input weights b (m, d)."""
    output, hidden = parameters
    return jax.nn.relu(x @ hidden.T) @ output / jnp.sqrt(output.shape[0])


def tangent_kernel(net: Callable[[Parameters, Array], Array], parameters: Parameters, x: Array, others: Array) -> Array:
    """<grad net(x), grad net(x')> for a point x and every row x' of others: one gradient and one forward derivative."""
    gradient = jax.grad(lambda p: net(p, x[None])[0])(parameters)
    return jax.jvp(lambda p: net(p, others), (parameters,), (gradient,))[1]


@trial(batch=32)
def wide_network(key: Array, *, width: int, dimension: int, weights: str, angles: Array) -> dict[str, Array]:
    """The tangent kernel of a random network of this width between a unit vector and its rotations by these angles.

    weights "gaussian": all weights standard normal, hidden ones in antithetic pairs b, -b. weights "directions": the
    kernel is quadratic in |b| and in a, so both may sit at their root mean squares, a = 1 and |b| = sqrt(dimension);
    in the plane (dimension 2) the random direction is then used in 16 rotations.
    """
    if weights == "gaussian":
        draws = jax.random.normal(key, (width // 2, 1 + dimension))
        output = jnp.concatenate([draws[:, 0], draws[:, 0]])
        hidden = jnp.concatenate([draws[:, 1:], -draws[:, 1:]])
    elif weights == "directions" and dimension == 2:
        turn = 2 * jnp.pi * (jax.random.uniform(key, (width // COPIES, 1)) + jnp.arange(COPIES) / COPIES).ravel()
        output = jnp.ones(turn.shape)
        hidden = jnp.sqrt(2.0) * direction(turn)
    else:
        raise ValueError(f"weights must be 'gaussian', or 'directions' in dimension 2; got {weights!r} in {dimension}")
    plane = jnp.eye(2, dimension)
    return {"kernel": tangent_kernel(network, (output, hidden), plane[0], direction(angles) @ plane)}


@trial(batch=32)
def placed_network(key: Array, *, dimension: int) -> dict[str, Array]:
    """A network of 48 neurons whose tangent kernel at two random points is that of infinitely many, to round-off.

    The directions at which a neuron switches on or off for x or x' cut the circle of directions, in the plane of x and
    x', into four arcs. Gauss nodes on each arc, their weights put into the output layer, integrate both expectations.
    """
    draws = jax.random.normal(key, (2, dimension))
    frame = jnp.linalg.qr(draws.T)[0].T  # two orthonormal directions spanning the plane of the points
    lengths = jnp.sqrt(jnp.sum(draws**2, axis=1))
    x, other = draws
    cosine = jnp.clip(x @ other / lengths.prod(), -1.0, 1.0)
    place = jnp.arctan2(draws @ frame[1], draws @ frame[0])
    kinks = jnp.sort((place[:, None] + jnp.array([0.5, -0.5]) * jnp.pi).ravel() % (2 * jnp.pi))
    sizes = jnp.diff(kinks, append=kinks[:1] + 2 * jnp.pi)
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_ARC)
    turn = (kinks[:, None] + sizes[:, None] * (nodes + 1) / 2).ravel()
    share = (sizes[:, None] * weights / (4 * jnp.pi)).ravel()  # of the circle
    hidden = jnp.sqrt(2.0) * direction(turn) @ frame

    def net(parameters: Parameters, points: Array) -> Array:
        output, inner = parameters
        return jax.nn.relu(points @ inner.T) @ (jnp.sqrt(share) * output)

    kernel = tangent_kernel(net, (jnp.ones(share.shape), hidden), x, other[None])[0]
    sine = jnp.sqrt((1 - cosine) * (1 + cosine))
    return {"kernel": kernel / lengths.prod(), "cosine": cosine, "condition": 1 / sine}


def direction(turn: Array) -> Array:
    return jnp.stack([jnp.cos(turn), jnp.sin(turn)], axis=-1)
