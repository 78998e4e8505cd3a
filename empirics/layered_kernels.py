"""Kernels of networks layer by layer, on the host: of infinite width by quadrature, of finite width by exact sampling.

Hidden layers are s(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b) with standard normal W and b, and the
read-out is a sum with standard normal weights, divided by sqrt(width). All weights are trained.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.dual_activations import ACTIVATIONS, expectations
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def by_quadrature(
    rng: np.random.Generator, *, activation: str, depth: int, weight_variance: float, bias_variance: float
) -> dict[str, Floats]:
    """The sum over layers of (covariance) x (product of the slopes above it), for two random inputs in R^3.

    Observables: inputs (2, 3); kernels, (NNGP, NTK).
    """
    x = rng.standard_normal((2, 3))
    q1, q12, q2 = (weight_variance * x[i] @ x[j] / 3 + bias_variance for i, j in ((0, 0), (0, 1), (1, 1)))
    covariances, slopes = [q12], []
    for layer in range(depth):
        weight, bias = (1.0, 0.0) if layer == depth - 1 else (weight_variance, bias_variance)
        value, slope = expectations(activation, q1, q12, q2)
        own = [expectations(activation, q, q, q)[0] for q in (q1, q2)]
        q1, q12, q2 = weight * own[0] + bias, weight * value + bias, weight * own[1] + bias
        covariances.append(q12)
        slopes.append(weight * slope)
    shares = [k * np.prod(slopes[layer:]) for layer, k in enumerate(covariances)]
    return {"inputs": x, "kernels": np.array([q12, sum(shares)])}


@trial(batch=8, host=True)
def sampled(
    rng: np.random.Generator,
    *,
    activation: str,
    depth: int,
    width: int,
    weight_variance: float,
    bias_variance: float,
    angles: Floats,
) -> dict[str, Floats]:
    """The tangent kernel of a random network of this width between a unit vector of the plane and its rotations.

    Observables: kernel (1 + angles,), its first entry at coinciding inputs; drop (angles,), what is missing from it
    elsewhere. The law is exact though only O(width) numbers are drawn for a layer: see `_forward` and `_backward`.
    """
    turns = np.concatenate([[0.0], angles])
    x = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    s, derivative = ACTIVATIONS[activation]
    read, before = [], []  # what each layer reads, in units in which its weights are standard normal; what it makes
    g = x
    for _ in range(depth):
        read.append(
            np.concatenate([np.sqrt(weight_variance / g.shape[1]) * g, np.sqrt(bias_variance) * _one(g)], axis=1)
        )
        before.append(_forward(rng, read[-1], width))
        g = s(before[-1])
    total = g @ g[0] / width
    gradient = rng.standard_normal(width) / np.sqrt(width) * derivative(before[-1])
    for layer in reversed(range(depth)):
        total += (read[layer] @ read[layer][0]) * (gradient @ gradient[0])
        if layer > 0:
            below = _backward(rng, read[layer], before[layer], gradient)[:, :-1]
            gradient = np.sqrt(weight_variance / width) * below * derivative(before[layer - 1])
    return {"kernel": total, "drop": total[0] - total[1:]}


def _one(g: Floats) -> Floats:
    return np.ones((len(g), 1))


def _forward(rng: np.random.Generator, read: Floats, width: int) -> Floats:
    """read @ W for standard normal W (fan_in, width), drawn from its covariance where W is larger."""
    if read.shape[1] <= len(read):
        return read @ rng.standard_normal((read.shape[1], width))
    return _root(read @ read.T) @ rng.standard_normal((len(read), width))


def _backward(rng: np.random.Generator, read: Floats, before: Floats, gradient: Floats) -> Floats:
    """gradient @ W^T for the same W, whose law given read @ W = before is known.

    W = pinv(read) @ before + (a standard normal matrix, made orthogonal to the rows of read). The gradients see the
    second part as normal vectors with their own covariance.
    """
    free = _root(gradient @ gradient.T) @ rng.standard_normal(read.shape)
    return free + (gradient @ before.T - free @ read.T) @ np.linalg.pinv(read @ read.T, hermitian=True) @ read


def _root(matrix: Floats) -> Floats:
    """A square root of a positive semidefinite matrix; Cholesky's would stop at a singular one."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.maximum(values, 0))
