"""Infinitely wide fully connected networks: covariance at the start (NNGP) and tangent kernel (NTK), in float64.

A network of depth L has L hidden layers s(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b), W and b standard
normal, and a linear read-out of weight variance 1 without bias; all of it is trained. With K_0 = w <x, y> / d + b,
    K_l = w E[s s] + b,   Theta_l = K_l + w E[s' s'] Theta_{l-1},   Theta_0 = K_0,   (w, b) = (1, 0) in the last layer,
expectations over Gaussians of covariance K_{l-1}. Depth 0 is the read-out alone: K = Theta = <x, y> / d. With
`branch_variance` = r the hidden layers from the second on are residual: h_l = h_{l-1} + sqrt(r) (layer of s(h_{l-1})),
    K_l = K_{l-1} + r (w E[s s] + b),   Theta_l = Theta_{l-1} + r (w E[s s] + b + w E[s' s'] Theta_{l-1}).

The state of the recursion is not the covariance but the two variances and the gap 1 - correlation, which keeps nearly
coinciding inputs apart: on a cusp a covariance rounded to float64 costs half of the digits of the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import architecture
from theory.activations import Activation, Real, parity
from theory.dual_activations import checked, checked_covariances, gap_duals
from theory.input_gaps import Part, gaps, rows, summed

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """Architecture and variances. Raises ValueError for a negative depth or variances that are none."""

    activation: Activation
    depth: int
    weight_variance: Real = 1
    bias_variance: Real = 0
    branch_variance: Real | None = None
    """None for a plain network, r for a residual one."""

    def __post_init__(self) -> None:
        if not isinstance(self.activation, Activation):
            raise ValueError(f"activation must be one of theory.activations, got {self.activation!r}")
        object.__setattr__(self, "depth", architecture.whole(self.depth, architecture.HIDDEN))
        architecture.variances(self.weight_variance, self.bias_variance)
        architecture.branch_variance(self.branch_variance)

    def gains(self, layer: int) -> tuple[Real, Real]:
        """Weight and bias variance of a layer: those of the network, or (1, 0) for the read-out."""
        return (1, 0) if layer == self.depth else (self.weight_variance, self.bias_variance)

    def skips(self, layer: int) -> bool:
        """Whether this layer is added to its own input."""
        return self.branch_variance is not None and 0 < layer < self.depth


class Kernels(NamedTuple):
    """Covariance of the outputs at the start, and tangent kernel."""

    nngp: Floats
    ntk: Floats


class Layer(NamedTuple):
    """One layer's share of the tangent kernel: forward * backward * weight_variance + backward * bias_variance.

    forward is E[s s] of what the layer reads (for the first <x, y> / d), backward the product of w E[s' s'] over all
    later layers. In the standard parametrization the same layer adds forward * backward * fan_in + backward.
    """

    forward: Floats
    backward: Floats


def kernels(
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
) -> Kernels:
    """Both kernels between the rows of x (n, d) and y (m, d), by default x: two (n, m) matrices.

    Symmetric for y = None, with the exact diagonal. Relative to sqrt(K(x, x) K(y, y)) the error is below 1e-14 up to
    depth 30; it is 1e-13 for near duplicates of different length in a chaotic network, 1e-11 where variances exceed
    100, and what `hermite_duals.unresolved` tells of a Hermite series comes on top.

    In the parametrization "standard" weights have variance weight_variance / fan_in themselves, and the tangent kernel
    grows with the `width` of all hidden layers: its leading terms, weights' and (if bias_variance > 0) biases', are
    returned for that width, exactly what a net of one hidden layer has in the mean. Raises ValueError for arrays that
    are no finite rows of equal dimension, an unknown parametrization, or overflow.
    """
    x, same = rows(x, "x"), y is None
    y = x if y is None else rows(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    with np.errstate(over="ignore"):
        q1, q2 = ((z**2).mean(axis=1) for z in (x, y))
    if not np.all(np.isfinite(q1)) or not np.all(np.isfinite(q2)):
        raise ValueError("the squares of x and y must be in the range of float64, but they overflow")
    gap, rest = gaps(x, y), gaps(x, -y)
    inputs = _inputs(parametrization, width, x.shape[1])
    found = _kernels(network, q1[:, None], q2[None, :], gap, rest, width, inputs)
    return Kernels(*(np.triu(k) + np.triu(k, 1).T for k in found)) if same else found


def kernels_of_gaps(
    network: Network,
    q1: ArrayLike,
    q2: ArrayLike,
    gap: ArrayLike,
    *,
    parametrization: str = "ntk",
    width: int | None = None,
    inputs: int = 1,
) -> Kernels:
    """The same from q1 = |x|^2 / d, q2 = |y|^2 / d and the gap 1 - cosine, which broadcast; `inputs` is d."""
    q1, q2, gap = checked(q1, q2, gap)
    return _kernels(network, q1, q2, gap, 2 - gap, width, _inputs(parametrization, width, inputs))


def kernels_of_covariances(network: Network, q1: ArrayLike, q12: ArrayLike, q2: ArrayLike) -> Kernels:
    """The same from q1 = |x|^2 / d, q12 = <x, y> / d, q2 = |y|^2 / d: their rounding is magnified at small angles."""
    q1, q12, q2 = checked_covariances(q1, q12, q2)
    product = np.sqrt(q1 * q2)
    return kernels_of_gaps(network, q1, q2, np.clip(1 - q12 / np.where(product > 0, product, 1), 0, 2))


def layers(network: Network, q1: ArrayLike, q2: ArrayLike, gap: ArrayLike) -> list[Layer]:
    """The shares of the layers 0, ..., L of a plain network, parameters as in `kernels_of_gaps`."""
    if network.branch_variance is not None:
        raise ValueError("shares of layers are for plain networks, got a residual one")
    q1, q2, gap = checked(q1, q2, gap)
    steps = list(_layers(network, q1, q2, gap, 2 - gap))
    backward = [np.ones(())]
    for layer in range(network.depth, 0, -1):
        backward.append(backward[-1] * float(network.gains(layer)[0]) * steps[layer][2])
    return [Layer(step[0], back) for step, back in zip(steps, reversed(backward), strict=True)]


def _is_odd(network: Network) -> bool:
    """Whether -x gives -f(x): then both kernels are odd, and opposite inputs are as good as coinciding ones."""
    return parity(network.activation) == -1 and network.bias_variance == 0


def _inputs(parametrization: str, width: int | None, inputs: int) -> int:
    """The checked number of inputs."""
    if parametrization not in ("ntk", "standard") or (parametrization == "standard") != (width is not None):
        raise ValueError(
            f'parametrization is "ntk", or "standard" with a width, got {parametrization!r} and width {width}'
        )
    for number in (inputs, inputs if width is None else width):
        architecture.whole(number, "width and inputs must be whole numbers and at least 1", least=1)
    return inputs


@np.errstate(over="ignore", invalid="ignore")
def _kernels(
    network: Network, q1: Floats, q2: Floats, gap: Floats, rest: Floats, width: int | None, inputs: int
) -> Kernels:
    """Both kernels, in the standard parametrization where there is a width; rest = 2 - gap, as sharp as the gap."""
    sign = np.ones(())
    if _is_odd(network):
        sign, gap, rest = np.where(gap > 1, -1.0, 1.0), np.minimum(gap, rest), np.maximum(gap, rest)
    covariance, tangent = np.zeros(()), np.zeros(())
    for layer, (forward, state, slope) in enumerate(_layers(network, q1, q2, gap, rest)):
        weight, bias = map(float, network.gains(layer))
        scale = float(network.branch_variance or 1) if network.skips(layer) else 1.0
        covariance = _covariance(state)
        passed = weight * scale * slope + (1 if network.skips(layer) else 0)
        if width is None:
            added = scale * (weight * forward + bias)
        else:
            added = scale * ((inputs if layer == 0 else width) * forward + (1 if bias > 0 else 0))
        tangent = added + passed * tangent
    if not np.all(np.isfinite(tangent)):
        raise ValueError(f"the kernels of {network} overflow float64")
    return Kernels(sign * covariance, sign * tangent)


def _layers(
    network: Network, q1: Floats, q2: Floats, gap: Floats, rest: Floats
) -> Iterator[tuple[Floats, Part, Floats]]:
    """For the layers 0, ..., L: E[s s] of what it reads, the state K_l, and E[s' s'] (0 for the first, unused).

    Kinked units see opposite inputs as they see coinciding ones: the first of them need `rest`. Biases, and the first
    units themselves, turn opposite inputs away from each other.
    """
    forward, slope = (q1, q2, gap), np.zeros(())
    state = forward
    for layer in range(network.depth + 1):
        weight, bias = map(float, network.gains(layer))
        if layer > 0:
            opposite = rest if layer == 1 and network.bias_variance == 0 else None
            first, second, new, slope = gap_duals(network.activation, *state, rest=opposite)
            forward = (first, second, new)
        parts = [(weight * forward[0], weight * forward[1], forward[2])]
        if bias > 0:
            parts.append((np.asarray(bias), np.asarray(bias), np.zeros(())))
        if network.skips(layer):
            scale = float(network.branch_variance or 1)
            parts = [state, *((scale * a, scale * b, c) for a, b, c in parts)]
        state = summed(parts)
        if not all(np.all(np.isfinite(variance)) for variance in state[:2]):
            raise ValueError(f"the kernels of {network} overflow float64")
        yield _covariance(forward), state, slope


def _covariance(state: Part) -> Floats:
    return np.sqrt(state[0]) * np.sqrt(state[1]) * (1 - state[2])
