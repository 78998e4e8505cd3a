"""Where gradient descent on a network stops to descend, and where it stops to converge.

Losses are `loss_factor` times the mean square of f - f_0 - y over n points; f_0 is the network at the start.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial
from empirics.networks import Architecture, tangent_kernel

Params = list[Array]


@trial(batch=8)
def network(
    key: Array,
    *,
    activation: str,
    width: int,
    inputs: int,
    n: int,
    loss_factor: float,
    noise: float,
    fractions: Array,
    steps: int,
    later: int,
    bisections: int,
) -> dict[str, Array]:
    """The step from which on the loss rises above its start within `steps` steps, found by bisection.

    One hidden layer; points on the sphere of radius sqrt(inputs), labels sqrt(n) times the top eigenvector of the
    tangent kernel plus `noise` times a normal vector. The bracket is n / (loss_factor trace) times 1 to n, whatever the
    eigenvalues are. Returns the logarithm of that step (`log_threshold`), the tangent kernel's largest eigenvalue and
    trace at the start, and as `events`, for each of the `fractions` of n / (loss_factor lambda_max), whether the loss
    exceeds its start within `later` steps, and then for each whether it ends below a tenth of it.
    """
    net = Architecture(inputs, 1, width, activation)
    draw = jax.random.normal(key, (net.parameters + n * inputs + n,))
    start, rest = net.unpack(draw), draw[net.parameters :]
    x = rest[: n * inputs].reshape(n, inputs)
    x = jnp.sqrt(inputs) * x / jnp.linalg.norm(x, axis=1, keepdims=True)
    kernel = tangent_kernel(net, start, x)
    values, vectors = jnp.linalg.eigh(kernel)
    y = rest[n * inputs :]
    y = jnp.sqrt(n) * vectors[:, -1] + noise * y
    target = net(start, x) + y

    def loss(layers: Params) -> Array:
        return loss_factor * ((net(layers, x) - target) ** 2).mean()

    def descend(step: Array, count: int) -> tuple[Array, Array]:
        def one(_: Array, state: tuple[Params, Array]) -> tuple[Params, Array]:
            layers, highest = state
            value, slope = jax.value_and_grad(loss)(layers)
            return [w - step * g for w, g in zip(layers, slope, strict=True)], jnp.maximum(highest, value)

        layers, highest = jax.lax.fori_loop(0, count, one, (start, loss(start)))
        last = loss(layers)
        return ~(jnp.maximum(highest, last) <= loss(start)), last < loss(start) / 10  # NaN has risen

    def halve(_: Array, bracket: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = bracket
        middle = (low + high) / 2
        rises, _ = descend(jnp.exp(middle), steps)
        return jnp.where(rises, low, middle), jnp.where(rises, middle, high)

    least = jnp.log(n / (loss_factor * jnp.trace(kernel)))
    low, high = jax.lax.fori_loop(0, bisections, halve, (least, least + jnp.log(n)))
    rises, converges = jax.lax.map(lambda c: descend(c * n / (loss_factor * values[-1]), later), fractions)
    return {
        "log_threshold": (low + high) / 2,
        "largest_eigenvalue": values[-1],
        "trace": jnp.trace(kernel),
        "events": jnp.concatenate([rises, converges]).astype(float),
    }


@trial(batch=64, host=True)
def two_layer_linear(
    rng: np.random.Generator, *, width: int, fractions: np.ndarray, steps: int
) -> dict[str, np.ndarray]:
    """Gradient descent on f^2 / 2 for f = <u, v> / sqrt(width), from normal u and v, at one step per fraction.

    Steps are in units of 2 / sharpness, the sharpness (|u|^2 + |v|^2) / width being the tangent kernel at the input 1.
    Returns the first f and sharpness, the `sizes` of the steps, the sharpness at the end times step / 2 (0 where f has
    left all bounds), and as `events` for each fraction whether |f| exceeds its start, then for each whether the next
    step would shrink it.
    """
    first = rng.standard_normal((2, width))
    value, sharpness = first[0] @ first[1] / np.sqrt(width), (first**2).sum() / width
    sizes = 2 * fractions / sharpness
    uv = np.repeat(first[:, None], len(sizes), axis=1)
    inside, rises = np.ones(len(sizes), dtype=bool), np.zeros(len(sizes), dtype=bool)
    for _ in range(steps):
        f = (uv[0] * uv[1]).sum(axis=1) / np.sqrt(width)
        inside &= np.abs(f) < 1e3 * width
        rises |= np.abs(f) > (1 + 1e-9) * abs(value)
        uv = np.where(inside[:, None], uv - (sizes * f / np.sqrt(width))[:, None] * uv[::-1], uv)
    f, last = (uv[0] * uv[1]).sum(axis=1) / np.sqrt(width), (uv**2).sum(axis=(0, 2)) / width
    shrinks = np.abs(1 - sizes * last + (sizes * f) ** 2 / width) < 1
    return {
        "value": value,
        "sharpness": sharpness,
        "sizes": sizes,
        "final": inside * sizes * last / 2,
        "events": np.concatenate([rises, inside & shrinks]).astype(float),
    }
