"""The measured errors against a plain refit of every mode, and the design of each experiment."""

import itertools

import numpy as np
import pytest

from empirics import kernels, learning_curves

RNG = np.random.default_rng(11)
LEVEL = np.array([index.bit_count() for index in range(16)])


class Fixed:
    """A generator whose only permutation is known."""

    def __init__(self, points):
        self.points = np.array(points)

    def permutation(self, M):
        return np.concatenate([self.points, np.setdiff1d(np.arange(M), self.points)])


def refit(gram, functions, data):
    """Mean squared error of the fit of each column, one regression per mode, straight from the definition."""
    errors = []
    for function in functions.T:
        fit = gram[:, data] @ np.linalg.solve(gram[np.ix_(data, data)], function[data])
        errors.append(np.mean((fit - function) ** 2))
    return np.array(errors)


@pytest.mark.parametrize("kernel", ["laplace", "relu_ntk_4"])
def test_all_modes_and_sizes_at_once_equal_one_refit_per_mode_and_size(kernel):
    data = [3, 14, 7, 0, 9, 12]
    walsh, weight, values, _, _ = learning_curves.cube_tables(kernel, 4)
    gram = values[np.arange(16)[:, None] ^ np.arange(16)]
    seen = learning_curves.cube.run(Fixed(data), kernel=kernel, dimension=4, sizes=(1, 4, 6))
    for n in (1, 4, 6):
        errors = refit(gram, walsh, data[:n])
        by_degree = [errors[weight == k].mean() for k in range(5)]
        np.testing.assert_allclose(seen[f"n={n}"], by_degree, atol=1e-12)
    np.testing.assert_allclose(seen["k=2"], [seen[f"n={n}"][2] for n in (1, 4, 6)])
    np.testing.assert_array_equal(weight, LEVEL)


def test_gaussian_features_equal_a_least_norm_fit():
    lam, multiplicities = np.array([1.0, 0.3, 0.05]), (2, 8, 30)
    level = np.repeat(np.arange(3), multiplicities)
    seen = learning_curves.gaussian.run(
        np.random.default_rng(5), eigenvalues=lam, multiplicities=multiplicities, sizes=(20,)
    )
    features = np.random.default_rng(5).standard_normal((20, 40))
    roots = np.sqrt(lam[level])
    errors = []
    for i in range(40):
        coefficients = roots * np.linalg.lstsq(features * roots, features[:, i], rcond=None)[0]
        errors.append(np.sum((coefficients - np.eye(40)[i]) ** 2))
    by_level = [np.array(errors)[level == k].mean() for k in range(3)]
    np.testing.assert_allclose(seen["n=20"], by_level, rtol=1e-10)


def test_sphere_agrees_with_fresh_points():
    dimension, n = 4, 12
    how = {"kernel": "laplace", "dimension": dimension, "degrees": 2, "kept": 40}
    seen = learning_curves.sphere.run(np.random.default_rng(5), sizes=(n,), **how)["n=12"]
    x = np.random.default_rng(5).standard_normal((n, dimension))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    fresh = RNG.standard_normal((6000, dimension))
    fresh /= np.linalg.norm(fresh, axis=1, keepdims=True)
    inverse = np.linalg.inv(np.asarray(kernels.gram("laplace", x, x)))
    across = np.asarray(kernels.gram("laplace", fresh, x))
    constant = np.mean((across @ inverse.sum(axis=1) - 1) ** 2)
    linear = np.mean((2 * (across @ (inverse @ x)) - 2 * fresh) ** 2)  # harmonics of degree 1 are 2 x_i
    assert seen[0] == pytest.approx(constant, rel=0.12)
    assert seen[1] == pytest.approx(linear, rel=0.06)


def test_kept_degrees_are_enough():
    few, many = (
        learning_curves.sphere.run(
            np.random.default_rng(5), kernel="relu_ntk_4", dimension=8, degrees=5, kept=kept, sizes=(16, 32)
        )["n=32"]
        for kept in (12, 40)
    )
    np.testing.assert_allclose(few, many, rtol=2e-4)


def test_circle_joins_points_by_straight_lines():
    seen = learning_curves.circle.run(np.random.default_rng(2), n=7, frequencies=(1, 3))["error"]
    corners = np.sort(np.random.default_rng(2).random(7)) * 2 * np.pi
    grid = np.linspace(0, 2 * np.pi, 200001)
    for k, error in zip((1, 3), seen, strict=True):
        real, imaginary = (np.interp(grid, corners, part(k * corners), period=2 * np.pi) for part in (np.cos, np.sin))
        miss = (real - np.cos(k * grid)) ** 2 + (imaginary - np.sin(k * grid)) ** 2
        assert error == pytest.approx(miss.mean(), rel=1e-4)


def test_counts_of_harmonics():
    counts = learning_curves.sphere_tables("laplace", 5, 6)[1]
    assert counts.tolist() == [1, 5, 14, 30, 55, 91]


@pytest.mark.parametrize(("experiment", "sizes"), list(itertools.product(["cube", "gaussian"], [(), (0,), (17,)])))
def test_sizes_outside_the_domain_are_refused(experiment, sizes):
    how = {"kernel": "laplace", "dimension": 4}
    if experiment == "gaussian":
        how = {"eigenvalues": np.ones(1), "multiplicities": (16,)}
    with pytest.raises(ValueError, match="training set sizes"):
        getattr(learning_curves, experiment).run(RNG, sizes=sizes, **how)


def test_heavy_tails_of_smooth_kernels_are_no_evidence_for_a_mean():
    """On a circle, equal gaps are rare and interpolation by analytic functions explodes: the harness must object."""
    from harness import NearGaussian, Quantile
    from theory import data_sets, finite_spectra

    steps = np.abs(np.arange(64)[:, None] - np.arange(64))
    gram = np.exp(-(1 - np.cos(2 * np.pi * steps / 64)) / 0.8**2)
    spectrum = finite_spectra.from_gram(gram)
    rng = np.random.default_rng(0)
    errors = np.array([data_sets.regress(spectrum, rng.permutation(64)[:10]).mode_mse[:1] for _ in range(200)])
    objection = NearGaussian(skewness=2).objection(errors)
    assert objection is not None
    assert "skewness" in objection
    lower, upper = Quantile(0.5).interval(errors, 1e-9)
    assert 0 < lower[0] < upper[0] < np.mean(errors)  # the median is far from the mean, and estimable
