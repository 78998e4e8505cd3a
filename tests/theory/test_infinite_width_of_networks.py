"""The limits are those of networks: means over wide ones with all their weights, plain, residual and standard."""

import math

import numpy as np
import pytest

from theory.activations import GELU
from theory.infinite_width import Network, kernels

X = np.array([[1.0, 0.5, -0.2], [0.3, -1.2, 0.8]])
DEPTH, WIDTH, NETWORKS = 3, 256, 100
WEIGHT, BIAS, BRANCH = 1.6, 0.3, 0.5


def tangent_kernel(rng: np.random.Generator, kind: str) -> np.ndarray:
    """Inner products of the gradients at the rows of X: activations forwards, gradients backwards."""
    skips = [kind == "residual" and 0 < layer < DEPTH for layer in range(DEPTH)]
    h, reads, steps, outputs = X, [], [], []
    for layer in range(DEPTH):
        read = X if layer == 0 else GELU(h)
        scale = math.sqrt(BRANCH) if skips[layer] else 1.0
        step = scale * math.sqrt(WEIGHT / read.shape[1]) * rng.standard_normal((read.shape[1], WIDTH))
        h = (h if skips[layer] else 0) + read @ step + scale * math.sqrt(BIAS) * rng.standard_normal(WIDTH)
        reads.append(read)
        steps.append(step)
        outputs.append(h)
    standard = kind == "standard"  # there a gradient is that of a weight with its own variance
    total = GELU(h) @ GELU(h).T / (1 if standard else WIDTH)
    back = GELU.derivative(h) * rng.standard_normal(WIDTH) / math.sqrt(WIDTH)
    for layer in reversed(range(DEPTH)):
        share, read = BRANCH if skips[layer] else 1.0, reads[layer]
        inner = read @ read.T + 1 if standard else WEIGHT / read.shape[1] * read @ read.T + BIAS
        total += share * inner * (back @ back.T)
        if layer > 0:
            below = back @ steps[layer].T * GELU.derivative(outputs[layer - 1])
            back = below + (back if skips[layer] else 0)
    return total


@pytest.mark.parametrize("kind", ["plain", "residual", "standard"])
def test_mean_over_networks(kind: str) -> None:
    rng = np.random.default_rng(7)
    measured = np.array([tangent_kernel(rng, kind) for _ in range(NETWORKS)])
    network = Network(GELU, DEPTH, WEIGHT, BIAS, BRANCH if kind == "residual" else None)
    options = {"parametrization": "standard", "width": WIDTH} if kind == "standard" else {}
    exact = kernels(network, X, **options).ntk
    error = measured.std(axis=0) / math.sqrt(NETWORKS)
    assert np.all(error < 0.04 * exact.max())
    assert np.abs((measured.mean(axis=0) - exact) / error).max() < 4.5
