"""The sign of a coordinate on the sphere, by a slower computation."""

import numpy as np
import pytest

from empirics import discontinuous_target


def test_complexity_and_risk_by_hand():
    seen = discontinuous_target.sign_of_a_coordinate(np.random.default_rng(0), d=3, sizes=(1, 4), tests=50)
    x = np.random.default_rng(0).standard_normal((54, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    r = np.linalg.norm(x[:, None] - x[:4], axis=2)
    kernel, y = (1 + 2 * r) * np.exp(-2 * r), np.sign(x[:, 0])
    weights = np.linalg.solve(kernel[:4], y[:4])
    assert seen["complexity"] == pytest.approx([1, y[:4] @ weights])
    assert seen["risk"][1] == np.mean(np.sign(kernel[4:] @ weights) != y[4:])
