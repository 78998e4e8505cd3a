"""Covariance of learned coefficients: against random projections, direct enumeration, and bad input."""

from itertools import combinations

import numpy as np
import pytest

from theory import learned_covariance, learning_curves
from theory.kernel_regression import cube_kernel, walsh_basis


@pytest.mark.parametrize(("n", "d"), [(40, 100), (100, 400), (300, 400)])
def test_equal_eigenvalues_make_a_random_projection_whose_moments_are_known(n, d):
    own = 2 * n * (d - n) / (d * d * (d + 2))  # T_11 is a Beta(n / 2, (d - n) / 2) variable
    other = n * (d - n) / (d * (d + 2) * (d - 1))  # E T_12^2, because tr T^2 = tr T = n
    together = own - 2 * other  # (T_11 - T_22) / 2 is T_12 in a rotated basis
    v = np.zeros(d)
    v[:2] = 1
    found = learned_covariance.covariance(learning_curves.levels(n, np.ones(d)), v)
    assert found[0, 0] == pytest.approx(own + other, rel=4 / d)
    assert found[0, 1] == pytest.approx(together + other, rel=4 / d)
    assert found[2, 2] == pytest.approx(2 * other, rel=4 / d)
    assert found[0, 2] == 0


def test_the_variances_add_up_to_the_error_to_leading_order():
    lam = 1.0 / np.arange(1, 301) ** 1.2
    v = np.random.default_rng(0).standard_normal(300) * lam**0.5
    for ridge, noise in ((0.0, 0.0), (0.1, 0.5)):
        at = learning_curves.levels(40, lam, ridge=ridge)
        spread = np.trace(learned_covariance.diagonal_covariance(at, v, noise=noise))
        assert spread + np.sum((at.unlearned * v) ** 2) == pytest.approx(at.mse(v**2, noise=noise), rel=1e-12)


def test_one_eigenfunction_has_twice_the_variance():
    at = learning_curves.levels(5, [3.0, 2.0, 1.0, 1.0, 0.5, 0.1, 0.1])
    v = np.array([0, 2.0, 0, 0, 0, 0, 0])
    whole, diagonal = learned_covariance.covariance(at, v), learned_covariance.diagonal_covariance(at, v)
    assert whole[1, 1] == pytest.approx(2 * diagonal[1, 1], rel=1e-12)
    np.testing.assert_allclose(np.delete(np.diag(whole), 1), np.delete(np.diag(diagonal), 1))


@pytest.mark.parametrize("n", [1, 3, 6])
def test_counted_by_other_means(n):
    levels, v = [7, 4, 2, 1], np.array([1, 2, 0, -1, 0, 3, 0, 1])
    K, walsh = np.array(cube_kernel(levels), dtype=float), np.array(walsh_basis(3), dtype=float)
    f = v @ walsh
    learned = []
    for D in map(list, combinations(range(8), n)):
        fit = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], f[D])
        learned.append(walsh[[0, 1, 6]] @ fit / 8)
    found = np.array(learned_covariance.cube_covariance(n, levels, v.tolist(), (0, 1, 6)), dtype=float)
    np.testing.assert_allclose(found, np.cov(np.array(learned).T, bias=True), atol=1e-12)


def test_bad_input_is_refused():
    at = learning_curves.levels(1, [1.0, 2.0])
    with pytest.raises(ValueError, match="one finite coefficient per mode"):
        learned_covariance.covariance(at, [1.0])
    with pytest.raises(ValueError, match="one finite coefficient per mode"):
        learned_covariance.diagonal_covariance(at, [1.0, np.nan])
    with pytest.raises(ValueError, match="noise variance"):
        learned_covariance.covariance(at, [1.0, 1.0], noise=-1)
    with pytest.raises(ValueError, match="n must be positive"):
        learned_covariance.covariance(learning_curves.levels(0, [1.0]), [1.0])
    with pytest.raises(ValueError, match="modes below 4"):
        learned_covariance.cube_covariance(2, [1, 1, 1], [1, 0, 0, 0], (4,))
    with pytest.raises(ValueError, match="singular"):
        learned_covariance.cube_covariance(2, [1, 0, 0], [1, 0, 0, 0], (0,))
