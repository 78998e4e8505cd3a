"""Deep ReLU kernels layer by layer: two ways agree, and one layer is known."""

import math

import numpy as np
import pytest

from empirics.dual_activations import expectations
from empirics.relu_cusp import deep, nearby


def test_layers_by_the_angle_are_layers_by_quadrature() -> None:
    depths = (1, 2, 3, 4, 5)
    found = deep.run(np.random.default_rng(3), depths=depths)
    angle = np.random.default_rng(3).uniform(1.0, math.pi)
    cosine = math.cos(angle)
    tangent = cosine
    for i, layer in enumerate(depths):
        value, slope = expectations("relu", 1.0, cosine, 1.0)
        tangent, cosine = 2 * value + 2 * slope * tangent, 2 * value
        assert found["rate"][i] == pytest.approx(layer**2 * (1 - cosine), rel=1e-12)
        assert found["share"][i] == pytest.approx(tangent / (layer + 1), rel=1e-12)


def test_one_layer_loses_gradient_in_proportion_to_the_angle() -> None:
    # Theta_1 = (sin t + 2 (pi - t) cos t) / pi falls by t / pi to first order
    assert nearby.run(np.random.default_rng(0), depth=1)["slope"] == pytest.approx([1 / math.pi], abs=1e-4)
