"""Norms and risks of second layers against single labels and fresh inputs; bad input."""

import numpy as np
import pytest
from scipy import special

from empirics import second_layer_norm as measured


def test_averages_over_labels_are_those_of_drawn_labels():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 12, 5))
    for h in (7, 20):
        f = special.erf(x @ rng.standard_normal((1, 5, h)))
        theta = rng.standard_normal((40000, 5))
        theta /= np.linalg.norm(theta, axis=1, keepdims=True)
        y = theta @ x[0].T + np.sqrt(0.3) * rng.standard_normal((40000, 12))
        squares = ((y @ np.linalg.pinv(f[0]).T) ** 2).sum(axis=1)
        assert abs(squares.mean() - measured._norm(f, x, 0.3)) < 4.5 * squares.std() / 200


def test_linear_networks_report_the_risk_of_regression_from_h_equal_to_d_on():
    found = measured.linear_network.run(np.random.default_rng(1), n=14, d=4, widths=(4, 9, 30), noise=0.2, draws=3)
    assert found["risk"] == pytest.approx(np.full(3, found["risk"][0]), rel=1e-9)
    assert found["squared norm"].shape == (3,)


def test_regression_finds_the_projection_of_the_teacher():
    found = measured.regression.run(np.random.default_rng(2), n=6, dimensions=(3, 6, 30))["squared norm"]
    assert found[:2] == pytest.approx([1, 1], rel=1e-9)
    assert 0 < found[2] < 1


def test_no_mean_is_asked_for_at_the_threshold():
    with pytest.raises(ValueError, match="no width may be n = 8"):
        measured.random_features.run(np.random.default_rng(0), n=8, d=4, widths=(4, 8), noise=0.5, draws=2)
