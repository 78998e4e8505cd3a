"""Gradient descent on least squares: with integer features, around the step-size threshold, and on wide networks."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial
from empirics.networks import Architecture, tangent_kernel, train


@trial(batch=64)
def least_squares(
    key: Array, *, p: int, n: int, m: int, repeat: bool, snapshots: tuple[int, ...], steps: int, fraction: float
) -> dict[str, Array]:
    """Descent on |h0 + Phi^T (w - w0) - y|^2 / (2 n) with small integer features, labels and initial values.

    Phi (p, n) is an identity above integers in -2..2, so its rank is n; with `repeat` the last data point repeats the
    first with a label that is larger by one. The step is `fraction` of 2 n / lambda_max. Returns the problem
    (`features` (p, n), `tests` (p, m), `residual` y - h0 (n,), `labels`, `start` h0 at the m test points and
    `start_data` at the data), the `step`, the displacement w_t - w0 at the `snapshots` (`iterates`, their number times
    p) and at the end (`limit`), the predictions at the data and at the test points, `contraction`, the factor per
    step of the slowest mode, and `least_growth`, the smallest change of |w_t - w0| in any step.
    """
    draw = jax.random.randint(key, (p * (n + m) + 2 * n + m,), -2, 3).astype(float)
    phi = draw[: p * n].reshape(p, n).at[:n].set(jnp.eye(n))
    tests = draw[p * n : p * (n + m)].reshape(p, m)
    labels, initial = draw[p * (n + m) : p * (n + m) + n], draw[p * (n + m) + n : p * (n + m) + 2 * n]
    initial_tests = draw[p * (n + m) + 2 * n :]
    if repeat:
        phi = phi.at[:, -1].set(phi[:, 0])
        labels = labels.at[-1].set(labels[0] + 1)
        initial = initial.at[-1].set(initial[0])
    spectrum = jnp.linalg.eigvalsh(phi.T @ phi)
    step = fraction * 2 * n / spectrum[-1]

    def descend(state: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], None]:
        w, least = state
        after = w - (step / n) * phi @ (initial + phi.T @ w - labels)
        return (after, jnp.minimum(least, jnp.linalg.norm(after) - jnp.linalg.norm(w))), None

    marks, state = [], (jnp.zeros(p), jnp.asarray(jnp.inf))
    for before, after in zip((0, *snapshots), (*snapshots, steps), strict=True):
        state = jax.lax.scan(descend, state, None, length=after - before)[0]
        marks.append(state[0])
    positive = spectrum[1] if repeat else spectrum[0]
    return {
        "features": phi,
        "tests": tests,
        "labels": labels,
        "residual": labels - initial,
        "start": initial_tests,
        "start_data": initial,
        "step": step,
        "iterates": jnp.concatenate(marks[:-1]),
        "limit": marks[-1],
        "at_data": initial + phi.T @ marks[-1],
        "at_tests": initial_tests + tests.T @ marks[-1],
        "contraction": 1 - step * positive / n,
        "least_growth": state[1],
    }


@trial(batch=64)
def growth_at_step(key: Array, *, p: int, n: int, fractions: Array, early: int, late: int) -> dict[str, Array]:
    """Logarithmic growth per step of the residual along the top eigenvector, between steps `early` and `late`.

    One run for every entry of `fractions`, the step in units of 2 n / lambda_max. Returns `rate` (len(fractions),), the
    steps and lambda_max.
    """
    draw = jax.random.normal(key, (p * n + n,))
    phi, labels = draw[: p * n].reshape(p, n), draw[p * n :]
    values, vectors = jnp.linalg.eigh(phi.T @ phi)
    labels = labels + jnp.sign(labels @ vectors[:, -1]) * vectors[:, -1]

    def run(fraction: Array) -> tuple[Array, Array]:
        step = fraction * 2 * n / values[-1]

        def descend(w: Array, _: None) -> tuple[Array, Array]:
            residual = labels - phi.T @ w
            return w + (step / n) * phi @ residual, jnp.log(jnp.abs(residual @ vectors[:, -1]))

        logs = jax.lax.scan(descend, jnp.zeros(p), None, length=late + 1)[1]
        return (logs[late] - logs[early]) / (late - early), step

    rate, step = jax.vmap(run)(fractions)
    return {"rate": rate, "step": step, "largest_eigenvalue": values[-1]}


@trial(batch=8)
def wide_network(
    key: Array, *, activation: str, width: int, inputs: int, n: int, m: int, loss: float, steps: int
) -> dict[str, Array]:
    """A two-layer network trained to interpolation, beside the prediction of its tangent kernel at the start.

    Points are on the unit sphere scaled by sqrt(inputs), labels standard normal. Returns the network's values
    after training at the m test points (`trained`) and before (`start`), its values at the data before (`start_data`),
    the `labels`, and the tangent kernel at the start among the data (`gram`, n x n) and across (`across`, m x n).
    """
    network = Architecture(inputs, 1, width, activation)
    draw = jax.random.normal(key, (network.parameters + (n + m) * inputs + n,))
    layers = network.unpack(draw)
    points = draw[network.parameters : network.parameters + (n + m) * inputs].reshape(n + m, inputs)
    points = jnp.sqrt(inputs) * points / jnp.linalg.norm(points, axis=1, keepdims=True)
    labels = draw[-n:]
    kernel = tangent_kernel(network, layers, points)
    start = network(layers, points)
    # The data are the first n points; the network itself, not the centred one, is trained towards the labels.
    trained, mean_square, _ = train(network, layers, points[:n], labels - start[:n], loss=loss, steps=steps)
    moved = jnp.concatenate([(after - before).ravel() for after, before in zip(trained, layers, strict=True)])
    return {
        "trained": network(trained, points)[n:],
        "start": start[n:],
        "start_data": start[:n],
        "labels": labels,
        "gram": kernel[:n, :n],
        "across": kernel[n:, :n],
        "mean_square": mean_square,
        "squared_distance": (moved**2).sum(),
    }
