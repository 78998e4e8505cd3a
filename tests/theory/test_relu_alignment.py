"""Norms of layers: large Gaussian matrices, a flow of a ReLU network integrated by small steps, and bad input."""

import numpy as np
import pytest

from theory import relu_alignment as exact


@pytest.mark.parametrize(("rows", "columns"), [(400, 400), (100, 900)])
def test_ratio_is_that_of_large_gaussian_matrices(rows, columns):
    w = 3 * np.random.default_rng(0).standard_normal((rows, columns))
    assert np.linalg.norm(w) / np.linalg.norm(w, 2) == pytest.approx(exact.gaussian_ratio(rows, columns), rel=0.02)


def test_ratio_of_a_row_is_nearly_one_and_symmetric():
    assert exact.gaussian_ratio(1, 10**6) == pytest.approx(1, abs=2e-3)
    assert exact.gaussian_ratio(3, 50) == exact.gaussian_ratio(50, 3)


def test_squared_norm_at_the_start_is_that_of_he_for_any_number_of_columns():
    for columns in (5, 500):
        w = np.random.default_rng(2).standard_normal((2000, 7, columns)) * (2 / columns) ** 0.5
        assert (w**2).sum(axis=(1, 2)).mean() == pytest.approx(exact.start_square(7), rel=0.02)


def test_squared_norms_grow_alike_along_a_flow():
    rng = np.random.default_rng(1)
    layers = [rng.standard_normal(shape) for shape in ((6, 4), (5, 6), (1, 5))]
    x, y = rng.standard_normal((10, 4)), np.sign(rng.standard_normal((10, 1)))
    start = np.array([np.linalg.norm(w) for w in layers])
    for _ in range(2000):
        inputs = [x]
        for w in layers[:-1]:
            inputs.append(np.maximum(inputs[-1] @ w.T, 0))
        back, slopes = -y / (1 + np.exp(y * (inputs[-1] @ layers[-1].T))), []
        for w, below in zip(reversed(layers), reversed(inputs), strict=True):
            slopes.insert(0, back.T @ below)
            back = (back @ w) * (below > 0)
        layers = [w - 1e-4 * g for w, g in zip(layers, slopes, strict=True)]
    now = np.array([np.linalg.norm(w) for w in layers])
    assert abs(now - start).min() > 0.05
    assert exact.later_norms(start, now[0]) == pytest.approx(now[1:], rel=1e-3)


def test_norms_of_many_networks_at_once():
    start, first = np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0]]), np.array([3.0, 2.0])
    assert exact.later_norms(start, first) == pytest.approx(np.array([[12**0.5, 17**0.5], [1, 5]]))


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="at least one row"):
        exact.gaussian_ratio(0, 3)
    with pytest.raises(ValueError, match="at least one row"):
        exact.start_square(0)
    with pytest.raises(ValueError, match="cannot shrink"):
        exact.later_norms([3.0, 1.0], 1.0)
