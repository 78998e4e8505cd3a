"""The mean fit of a target: against single refits, and bad input."""

import numpy as np
import pytest

from empirics import mean_function
from empirics.learning_curves import cube_tables

RNG = np.random.default_rng(4)


class Fixed:
    """A generator whose only permutation is known."""

    def __init__(self, points):
        self.points = np.array(points)

    def permutation(self, M):
        return np.concatenate([self.points, np.setdiff1d(np.arange(M), self.points)])


def test_coefficients_on_the_cube_are_those_of_one_refit():
    data, v = [3, 250, 17, 99, 128, 64], np.array([1.0, -1.0, 0.5, 2.0])
    seen = mean_function.cube.run(Fixed(data), kernel="laplace", dimension=8, coefficients=v, sizes=(2, 6))
    walsh, _, values, _, _ = cube_tables("laplace", 8)
    gram = values[np.arange(256)[:, None] ^ np.arange(256)]
    target = v @ walsh[list(mean_function.TARGET)]
    for n in (2, 6):
        fit = gram[:, data[:n]] @ np.linalg.solve(gram[np.ix_(data[:n], data[:n])], target[data[:n]])
        modes = walsh[list(mean_function.TARGET + mean_function.UNUSED)]
        np.testing.assert_allclose(seen[f"n={n}"], modes @ fit / 256, atol=1e-12)


def test_all_points_learn_everything():
    seen = mean_function.uniform.run(RNG, n=8, largest=9)
    np.testing.assert_allclose(seen["mean_fit"], seen["target"], atol=1e-10)


def test_one_point_learns_shares_of_the_trace():
    seen = mean_function.uniform.run(RNG, n=1, largest=9)
    lam = seen["levels"][mean_function.DEGREE]
    np.testing.assert_allclose(seen["mean_fit"], seen["target"] * lam / lam.sum(), atol=1e-12)


def test_determinantal_mean_is_a_regularised_inverse():
    seen = mean_function.determinantal.run(RNG, n=3)
    ratio = seen["mean_fit"] / seen["target"]
    assert ratio.sum() == pytest.approx(3, rel=1e-9)
    odds = ratio / (1 - ratio) / seen["eigenvalues"]  # 1 / C
    np.testing.assert_allclose(odds, odds[0], rtol=1e-8)


def test_bad_sizes_are_refused():
    v = np.ones(4)
    with pytest.raises(ValueError, match="8 coordinates"):
        mean_function.cube.run(RNG, kernel="laplace", dimension=5, coefficients=v, sizes=(3,))
    with pytest.raises(ValueError, match="training set sizes"):
        mean_function.cube.run(RNG, kernel="laplace", dimension=8, coefficients=v, sizes=(257,))
