"""Mean squared norms of second layers: dense draws at other sizes, poles, the proportional limit, bad input."""

import numpy as np
import pytest

from theory import second_layer_norm as exact
from theory.two_layer_linear import MomentError


@pytest.mark.parametrize(
    ("n", "d", "h"), [(20, 9, 3), (20, 30, 5), (24, 8, 15), (24, 8, 40), (8, 20, 18), (10, 24, 40), (24, 8, 24)]
)
@pytest.mark.parametrize(("noise", "radius"), [(0.0, 1.5), (0.7, 0.0), (0.4, 1.2)])
def test_norms_are_those_of_drawn_networks(n, d, h, noise, radius):
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((4000, n, d)), rng.standard_normal((4000, d, h))
    y = radius * x[:, :, 0] + np.sqrt(noise) * rng.standard_normal((4000, n))
    squares = ((np.linalg.pinv(x @ w, rcond=1e-11) @ y[:, :, None]) ** 2).sum(axis=(1, 2))
    found = exact.linear_network(n, d, [h], noise, radius)[0]
    assert abs(squares.mean() - found) < 4 * squares.std() / np.sqrt(4000)


def test_the_pole_is_at_d_alone_where_d_is_below_n():
    norms = exact.linear_network(48, 12, range(2, 80)[:9], 0.5), exact.linear_network(48, 12, range(14, 80), 0.5)
    assert np.all(np.diff(norms[0]) > 0)
    assert np.all(np.diff(norms[1]) < 0)
    h = np.arange(14, 80)
    assert norms[1] * (h - 13) == pytest.approx(np.full(66, 1 + 0.5 * 12 / 35), rel=1e-14)


@pytest.mark.parametrize(("n", "d", "h"), [(20, 9, 9), (20, 9, 8), (20, 9, 10), (9, 20, 9), (9, 20, 8), (9, 20, 10)])
def test_an_infinite_norm_is_an_error(n, d, h):
    with pytest.raises(MomentError, match=f"infinite at n = {n}, d = {d}, h = {h}"):
        exact.linear_network(n, d, [h])


def test_noise_makes_the_norm_infinite_at_d_equal_to_n_and_its_absence_does_not():
    for d in (19, 20, 21):
        with pytest.raises(MomentError, match="infinite"):
            exact.linear_network(20, d, [40], 0.1)
        with pytest.raises(MomentError, match="infinite"):
            exact.regression(20, d, 0.1)
        assert exact.regression(20, d) == min(1, 20 / d)
        assert exact.linear_network(20, d, [40], 0.0)[0] == pytest.approx(min(1, 20 / d) / (40 - min(20, d) - 1))


def test_wide_linear_networks_have_the_norm_of_regression_over_h():
    for n, d in ((20, 8), (8, 20)):
        wide = exact.linear_network(n, d, [10**9], 0.3, 1.1)[0] * 10**9
        assert wide == pytest.approx(exact.regression(n, d, 0.3, 1.1), rel=1e-7)


def test_nothing_to_learn_needs_no_weights():
    assert exact.linear_network(9, 9, [9], 0.0, 0.0).tolist() == [0.0]


@pytest.mark.parametrize("bad", [{"n": 0}, {"d": 2.5}, {"widths": [0]}, {"noise": -1.0}, {"radius": float("nan")}])
def test_bad_input_is_one_sentence(bad):
    with pytest.raises(ValueError, match="must be"):
        exact.linear_network(**({"n": 9, "d": 4, "widths": [20]} | bad))
    if "widths" not in bad:
        with pytest.raises(ValueError, match="must be"):
            exact.regression(**({"n": 9, "d": 4} | bad))
