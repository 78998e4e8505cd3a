"""Measured ranks and margins, against hand-made cases and exact margins."""

import numpy as np

from empirics import width_and_margin as measured
from theory.margins import l2_margin_value


def test_margin_is_enclosed():
    data = np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]], dtype=float)
    lower, upper = measured.margin(data)
    np.testing.assert_allclose([lower, upper], l2_margin_value(data), rtol=1e-12)
    assert measured.margin(np.array([[1.0, 0.0], [-2.0, 0.0]]))[0] == 0


def test_features_are_gated_inputs():
    x, w = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([[1.0, 0.0], [0.0, 1.0]])
    np.testing.assert_allclose(measured.features(w, x) * np.sqrt(2), [[1, 2, 1, 2], [0, 0, -1, 0.5]])


def test_ranks_grow_with_the_width_and_stay_below_the_number_of_points():
    rank = measured.ranks(np.random.default_rng(0), n=6, inputs=2, widths=(1, 2, 4, 30))["rank"]
    assert np.all(np.diff(rank) >= 0)
    assert np.all(rank <= [2, 4, 6, 6])


def test_rays_and_clusters_report_events():
    out = measured.rays(np.random.default_rng(0), n=9, widths=(1, 8))
    assert out["squared margin"][0] == 0
    assert 0 <= out["squared margin"][1] <= 1 / 8
    assert set(measured.clusters(np.random.default_rng(0), n=20, inputs=3, width=4)["events"]) <= {0.0, 1.0}
