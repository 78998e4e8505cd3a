"""Finite domains: enumeration of small cubes, the limit of many points, the whole domain seen, and bad input."""

from itertools import combinations

import numpy as np
import pytest

from theory import finite_domain, learning_curves, spectra
from theory.kernel_regression import cube_kernel


def test_one_point_and_all_but_one_are_exact_on_the_cube():
    """n = 1 and n = M: nothing to average over that symmetry does not settle."""
    levels, ridge, M = [5.0, 2.0, 1.0, 0.5], 0.7, 8
    K = np.array(cube_kernel([10, 4, 2, 1]), dtype=float) / 2
    counts = (1, 3, 3, 1)
    whole = finite_domain.without_replacement(M, levels, counts, ridge=ridge)
    T = K @ np.linalg.inv(K + ridge * np.eye(M))
    assert np.dot(counts, whole.learned) == pytest.approx(np.trace(T), rel=1e-12)
    assert whole.overfitting - 1 == pytest.approx(np.sum(T**2) / M, rel=1e-12)
    residual = np.eye(M) - T
    assert whole.train_error(counts) == pytest.approx(np.sum(residual**2), rel=1e-10)
    assert whole.mse(counts) == pytest.approx(np.sum(residual**2), rel=1e-10)
    one = finite_domain.without_replacement(1, levels, counts, ridge=ridge)
    assert one.inner.n == 1


@pytest.mark.parametrize("n", [2, 5])
def test_a_flat_kernel_with_ridge_is_solved_by_symmetry(n):
    M, level, ridge = 8, 3.0, 2.0
    at = finite_domain.without_replacement(n, [level], [M], ridge=ridge)
    shrink = level / (level + ridge / M)  # K = M level on the diagonal alone
    assert at.learned == pytest.approx([shrink * n / M], rel=1e-12)
    # T = shrink on D and 0 off it, for a target of power M in all
    assert at.mse([M]) == pytest.approx(M - n + n * (1 - shrink) ** 2, rel=1e-12)
    assert at.train_error([M]) == pytest.approx(M * (1 - shrink) ** 2, rel=1e-12)
    assert at.overfitting - 1 == pytest.approx(n * shrink**2 / M, rel=1e-12)


def test_close_to_the_mean_over_all_sets():
    K = np.array(cube_kernel([12, 4, 2, 1, 1]), dtype=float)
    ridge, M, n = 3.0, 16, 4
    seen = []
    for D in map(list, combinations(range(M), n)):
        A = K[:, D] @ np.linalg.inv(K[np.ix_(D, D)] + ridge * np.eye(n))
        seen.append([np.trace(A[D]), np.sum(A**2) / M])
    total, excess = np.mean(seen, axis=0)
    counts = (1, 4, 6, 4, 1)
    at = finite_domain.without_replacement(n, [12.0, 4.0, 2.0, 1.0, 1.0], counts, ridge=ridge)
    assert np.dot(counts, at.learned) == pytest.approx(total, rel=0.02)
    assert at.overfitting - 1 == pytest.approx(excess, rel=0.05)


def test_many_points_are_a_continuous_domain():
    lam, counts = [1.0, 0.1, 1e-3, 0.0], [1, 10, 200, 10**7]
    for ridge in (1e-3, 0.5):
        finite = finite_domain.without_replacement(20, lam, counts, ridge=ridge)
        usual = learning_curves.levels(20, lam, counts, ridge=ridge)
        powers = [0.5, 1.0, 0.1, 0.0]
        np.testing.assert_allclose(finite.learned, usual.learned, rtol=1e-4, atol=1e-12)
        assert finite.overfitting == pytest.approx(usual.overfitting, rel=1e-4)
        assert finite.mse(powers, noise=0.3) == pytest.approx(usual.mse(powers, noise=0.3), rel=1e-4)
        assert finite.train_error(powers, noise=0.3) == pytest.approx(usual.train_error(powers, noise=0.3), rel=1e-3)


def test_noise_without_ridge_has_the_closed_form():
    cube = spectra.cube(lambda c: np.exp(c), 6)
    lam, m = cube.eigenvalues, np.array(cube.multiplicities)
    for n in (3, 30, 60):
        usual = learning_curves.levels(n, lam, m)
        excess = (usual.squares + (usual.overfitting - 1) * (64 - 2 * n + usual.squares)) / 64
        assert finite_domain.without_replacement(n, lam, m).overfitting - 1 == pytest.approx(excess, rel=1e-9)
    assert finite_domain.without_replacement(64, lam, m).overfitting == pytest.approx(2, rel=1e-12)


def test_different_points_with_replacement():
    assert finite_domain.distinct_points(0, 5) == 0
    assert finite_domain.distinct_points(1, 5) == 1
    draws = np.stack(np.meshgrid(*[range(3)] * 4), axis=-1).reshape(-1, 4)
    assert finite_domain.distinct_points(4, 3) == pytest.approx(np.mean([len(set(d)) for d in draws.tolist()]))


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="0 < n <= 8"):
        finite_domain.without_replacement(9, [1.0], [8], ridge=0.1)
    with pytest.raises(ValueError, match="0 < n <= 3"):
        finite_domain.without_replacement(4, [1.0, 0.0], [3, 5])
    with pytest.raises(ValueError, match="ridge must be finite"):
        finite_domain.without_replacement(1, [1.0], [8], ridge=-0.1)
    at = finite_domain.without_replacement(2, [1.0, 0.5], [3, 5])
    for powers in ([1.0], [1.0, -1.0], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="one finite power >= 0"):
            at.mse(powers)
    with pytest.raises(ValueError, match="noise variance"):
        at.train_error([1.0, 1.0], noise=-1.0)
    with pytest.raises(ValueError, match="M >= 1"):
        finite_domain.distinct_points(2, 0)
    with pytest.raises(ValueError, match="n < d - 1"):
        finite_domain.isotropic_noise_excess(5, 6)
