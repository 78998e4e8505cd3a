"""Sampled kernels of finite networks have the law of kernels of networks with all their weights; sums of shares."""

import numpy as np
import pytest
from scipy.stats import ks_2samp

from empirics.dual_activations import ACTIVATIONS, expectations
from empirics.layered_kernels import by_quadrature, sampled

ANGLES = np.deg2rad([20.0, 100.0, 150.0])
DESIGN = {"depth": 3, "width": 12, "weight_variance": 1.7, "bias_variance": 0.3}


def with_all_weights(
    rng: np.random.Generator, activation: str, depth: int, width: int, w: float, b: float
) -> np.ndarray:
    """The tangent kernel of a network whose weights are drawn one by one, from its parameter gradients."""
    s, derivative = ACTIVATIONS[activation]
    turns = np.concatenate([[0.0], ANGLES])
    g = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    weights, read, before = [], [], []
    for _ in range(depth):
        fan_in = g.shape[1]
        read.append(np.concatenate([np.sqrt(w / fan_in) * g, np.full((4, 1), np.sqrt(b))], axis=1))
        weights.append(rng.standard_normal((fan_in + 1, width)))
        before.append(read[-1] @ weights[-1])
        g = s(before[-1])
    back = rng.standard_normal(width) / np.sqrt(width) * np.ones((4, 1))
    gradients = [g / np.sqrt(width)]
    for layer in reversed(range(depth)):
        back = back * derivative(before[layer])
        gradients.append((read[layer][:, :, None] * back[:, None, :]).reshape(4, -1))
        back = np.sqrt(w / width) * back @ weights[layer][:-1].T
    flat = np.concatenate(gradients, axis=1)
    return flat @ flat[0]


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_sampling_a_layer_from_its_covariance_changes_no_law(activation: str) -> None:
    rng = np.random.default_rng(5)
    drawn = np.array([sampled.run(rng, activation=activation, angles=ANGLES, **DESIGN)["kernel"] for _ in range(1500)])
    known = np.array([with_all_weights(rng, activation, 3, 12, 1.7, 0.3) for _ in range(1500)])
    for one, two in [*zip(drawn.T, known.T, strict=True), (drawn[:, 0] - drawn[:, 1], known[:, 0] - known[:, 1])]:
        assert ks_2samp(one, two).pvalue > 1e-3


def test_drop_is_the_difference_from_coinciding_inputs() -> None:
    found = sampled.run(np.random.default_rng(0), activation="relu", angles=ANGLES, **DESIGN)
    assert found["drop"] == pytest.approx(found["kernel"][0] - found["kernel"][1:], rel=1e-15)


def test_shares_of_two_layers_written_out() -> None:
    design = {"activation": "gelu", "depth": 2, "weight_variance": 1.7, "bias_variance": 0.3}
    found = by_quadrature.run(np.random.default_rng(1), **design)
    x = found["inputs"]
    k0 = 1.7 * (x @ x.T) / 3 + 0.3
    pair, own = (
        expectations("gelu", k0[0, 0], k0[0, 1], k0[1, 1]),
        [expectations("gelu", q, q, q)[0] for q in np.diag(k0)],
    )
    q12 = 1.7 * pair[0] + 0.3
    top = expectations("gelu", 1.7 * own[0] + 0.3, q12, 1.7 * own[1] + 0.3)
    assert found["kernels"] == pytest.approx([top[0], top[0] + top[1] * (q12 + 1.7 * pair[1] * k0[0, 1])], rel=1e-13)
