"""Two-layer networks beside their linearisation at the start, both trained by the same steps of gradient descent.

A network of width m is f(x) = m^-1/2 sum_j a_j sigma(b_j . x), its gradient is written out (two lines), and all numbers
are float64 in numpy: these networks are so small that compiling them takes longer than training hundreds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from empirics.lab import trial

Floats = np.ndarray


@dataclass(frozen=True)
class Activation:
    """A function and its derivative, the latter from the input and the value."""

    value: Callable[[Floats], Floats]
    slope: Callable[[Floats, Floats], Floats]


ACTIVATIONS = {
    "relu": Activation(lambda u: np.maximum(u, 0.0), lambda u, s: (u > 0).astype(float)),
    "tanh": Activation(np.tanh, lambda u, s: 1 - s**2),
}


@dataclass(frozen=True)
class TwoLayer:
    """A network m^-1/2 sum_j a_j sigma(b_j . x): output weights (m,), hidden weights (m, inputs), activation."""

    output: Floats
    hidden: Floats
    activation: str

    def layer(self, x: Floats) -> tuple[Floats, Floats]:
        """sigma and sigma' of every neuron at inputs x (points, inputs): two arrays (points, m)."""
        sigma = ACTIVATIONS[self.activation]
        u = x @ self.hidden.T
        value = sigma.value(u)
        return value, sigma.slope(u, value)

    def __call__(self, x: Floats) -> Floats:
        return self.layer(x)[0] @ self.output / np.sqrt(len(self.output))

    def tangent_kernel(self, x: Floats) -> Floats:
        """Inner products of the gradients of the outputs at the rows of x: (points, points)."""
        value, slope = self.layer(x)
        inner = slope * self.output
        return (value @ value.T + (x @ x.T) * (inner @ inner.T)) / len(self.output)

    def moved(self, x: Floats, value: Floats, slope: Floats, r: Floats) -> TwoLayer:
        """The network after adding sum_i r_i grad f(x_i), from the layer's value and slope at x."""
        root = np.sqrt(len(self.output))
        hidden = self.hidden + self.output[:, None] * (slope.T @ (r[:, None] * x)) / root
        return TwoLayer(self.output + r @ value / root, hidden, self.activation)

    def distance(self, other: TwoLayer) -> float:
        """Euclidean distance of all weights."""
        return float(np.sqrt(((self.output - other.output) ** 2).sum() + ((self.hidden - other.hidden) ** 2).sum()))


def descend(network: TwoLayer, x: Floats, labels: Floats, *, step: float, steps: int) -> tuple[TwoLayer, Floats]:
    """Gradient descent on |f - f_0 - y|^2 / 2 over the first len(labels) points: the network, and f - f_0 on the way.

    f - f_0 is recorded at all points after 0, 1, ..., `steps` steps: (steps + 1, points).
    """
    n, start, path = len(labels), network(x), []
    for _ in range(steps):
        value, slope = network.layer(x)
        f = value @ network.output / np.sqrt(len(network.output)) - start
        path.append(f)
        network = network.moved(x[:n], value[:n], slope[:n], step * (labels - f[:n]))
    return network, np.array([*path, network(x) - start])


def linearized(kernel: Floats, labels: Floats, *, step: float, steps: int) -> Floats:
    """What the centred linearised network predicts after 0, 1, ..., `steps` steps: (steps + 1, points).

    `kernel` (points, points) is the network's tangent kernel at the start; the first len(labels) points are the data. A
    network that is linear in its weights moves by step K[:, data] (y - f(data)) in every step: with the eigenvectors
    of K[data, data] the t-th residual is sum_i (1 - step lambda_i)^t v_i <v_i, y>.
    """
    n = len(labels)
    eigenvalues, vectors = np.linalg.eigh(kernel[:n, :n])
    factors = (1 - step * eigenvalues) ** np.arange(steps)[:, None]
    residuals = (factors * (vectors.T @ labels)) @ vectors.T
    steps_made = step * residuals @ kernel[:n]
    return np.concatenate([np.zeros((1, len(kernel))), np.cumsum(steps_made, axis=0)])


@trial(batch=32, host=True)
def two_layer(
    rng: np.random.Generator, *, activation: str, widths: tuple[int, ...], points: Floats, labels: Floats,
    power: float, step: float, steps: int, pairs: bool = False,
) -> dict[str, Floats]:  # fmt: skip
    """Networks m^-power sum_j a_j sigma(b_j . x) of several widths, and their linearisations, trained side by side.

    All weights are standard normal, the smaller networks are the first neurons of the largest, and functions are
    centred at the start. `points` (points, inputs) begin with the len(labels) data. The network is m^(1/2 - power)
    times one with factor m^-1/2, and its step is `step` m^(2 power - 1): its linearisation takes the same way at every
    power, and it is the network with factor m^-1/2 with labels times m^(power - 1/2).

    With `pairs` neurons come in pairs (a, b), (-a, b): the function at the start is zero, and what is odd in a does not
    fluctuate.

    Returns, one row per width: `apart`, the trained network minus its trained linearisation (widths, steps + 1,
    points). And, for the network with factor m^-1/2: its tangent kernel at the data at the start (`gram`), `changes`
    (widths, 3), which are |w - w_0|, the root mean square entry of w - w_0 and the Frobenius norm of K - K_0, and
    `along`, y' (K - K_0) y / n. Changes of weights are those for labels of order one.
    """
    hidden, output = rng.standard_normal((max(widths), points.shape[1])), rng.standard_normal(max(widths))
    if pairs:
        hidden[1::2], output[1::2] = hidden[::2], -output[::2]
    found: list[dict[str, Floats]] = []
    for m in widths:
        network, larger = TwoLayer(output[:m], hidden[:m], activation), m ** (float(power) - 0.5)
        gram, n = network.tangent_kernel(points), len(labels)
        trained, path = descend(network, points, larger * labels, step=step, steps=steps)
        movement = trained.distance(network) / larger
        drift = (trained.tangent_kernel(points) - gram)[:n, :n]
        entry = movement / np.sqrt(output[:m].size + hidden[:m].size)
        found.append(
            {
                "apart": path / larger - linearized(gram, labels, step=step, steps=steps),
                "gram": gram[:n, :n],
                "changes": np.array([movement, entry, np.linalg.norm(drift)]),
                "along": labels @ drift @ labels / n,
            }
        )
    return {name: np.stack([one[name] for one in found]) for name in found[0]}


@trial(batch=32, host=True)
def scaled_network(
    rng: np.random.Generator, *, activation: str, widths: tuple[int, ...], powers: tuple[float, ...], points: Floats,
    labels: Floats, step: float, steps: int,
) -> dict[str, Floats]:  # fmt: skip
    """Networks kappa m^-1/2 sum_j a_j sigma(b_j . x), kappa = m^-power, trained towards labels from normal weights.

    `points` (points, inputs) begin with the len(labels) data; predictions are reported at the others, the tests. The
    step is `step` / kappa^2, at which the tangent kernel acts as at kappa = 1. Returns `all` (widths, 1 + powers,
    tests): first the network with kappa = 1 whose initial function is subtracted, then those of every power with
    nothing subtracted; and `left` (widths, 1 + powers), the largest error at the data.
    """
    hidden, output = rng.standard_normal((max(widths), points.shape[1])), rng.standard_normal(max(widths))
    n, found = len(labels), []
    for m in widths:
        network = TwoLayer(output[:m], hidden[:m], activation)
        start = network(points)
        ends = [descend(network, points[:n], labels, step=step, steps=steps)[0](points) - start]
        for power in powers:
            kappa = float(m) ** -power
            trained, _ = descend(network, points[:n], labels / kappa - start[:n], step=step, steps=steps)
            ends.append(kappa * trained(points))
        found.append(np.array(ends))
    ends = np.array(found)
    return {"all": ends[..., n:], "left": np.abs(ends[..., :n] - labels).max(axis=-1)}
