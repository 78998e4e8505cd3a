"""Spectra of Gram matrices, regression on one data set and predictions on one's own points: checks and bad input."""

import math

import numpy as np
import pytest

from theory import circle, data_sets, eigenlearning, finite_spectra, kernels, prediction, spectra

RNG = np.random.default_rng(3)
CORNERS = np.arange(16)
DISTANCE = np.array([[(i ^ j).bit_count() for j in CORNERS] for i in CORNERS])


def circle_gram(kernel, points=256, **parameters):
    steps = np.abs(np.arange(points)[:, None] - np.arange(points))
    steps = np.minimum(steps, points - steps)
    cosines = np.cos(2 * np.pi * np.arange(points // 2 + 1) / points)
    return kernels.profile(kernel, cosines, dimension=2, radius=1.0, **parameters)[steps]


def sphere_gram(kernel, points=256, **parameters):
    x = RNG.standard_normal((points, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    cosine = np.clip(x @ x.T, -1, 1)
    np.fill_diagonal(cosine, 1)
    return kernels.profile(kernel, cosine, dimension=3, radius=1.0, **parameters)


def test_the_cube_from_its_gram_matrix():
    by_distance = kernels.profile("laplace", 1 - np.arange(5) / 2, dimension=4)
    found, known = finite_spectra.from_gram(by_distance[DISTANCE]), spectra.cube(by_distance.tolist(), 4).ordered()
    assert found.multiplicities == known.multiplicities
    np.testing.assert_allclose(found.eigenvalues, known.eigenvalues, rtol=1e-13)
    assert found.rank == 16
    parity = np.array([(-1.0) ** (x & 3).bit_count() for x in CORNERS])
    np.testing.assert_allclose(found.powers(parity), [0, 0, 1, 0, 0], atol=1e-14)


def test_the_circle_has_its_levels_in_pairs():
    known = circle.equidistant_spectrum(lambda c: kernels.profile("laplace", c, dimension=2, radius=1.0), 64).ordered()
    found = finite_spectra.from_gram(circle_gram("laplace", 64))
    assert found.multiplicities == known.multiplicities
    np.testing.assert_allclose(found.eigenvalues, known.eigenvalues, rtol=1e-10)
    continuous = spectra.sphere(lambda c: np.exp(c), 2, 6)  # modified Bessel functions I_k(1)
    from scipy.special import iv

    assert continuous.multiplicities == (1, 2, 2, 2, 2, 2, 2)
    np.testing.assert_allclose(continuous.eigenvalues, iv(np.arange(7), 1.0), rtol=1e-9)


def test_weights_make_functions_orthonormal_in_their_own_mean():
    K, p = circle_gram("laplace", 24), RNG.uniform(0.5, 1.5, 24)
    p /= p.sum()
    found = finite_spectra.from_gram(K, p)
    np.testing.assert_allclose((found.functions.T * p) @ found.functions, np.eye(24), atol=1e-12)
    np.testing.assert_allclose(K @ (p[:, None] * found.functions), found.functions * found.expanded, atol=1e-13)
    assert found.expanded.sum() == pytest.approx(p @ np.diag(K), rel=1e-13)
    f = RNG.standard_normal(24)
    assert found.powers(f).sum() == pytest.approx(p @ f**2, rel=1e-12)


@pytest.mark.parametrize("gram", [circle_gram("rbf"), circle_gram("tanh_ntk"), sphere_gram("rbf", scale=2.0)])
def test_smooth_kernels_keep_the_law_of_conservation_or_report_their_rank(gram):
    spectrum = finite_spectra.from_gram(gram)
    data = RNG.permutation(256)[:96]
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.cholesky(gram[np.ix_(data, data)])
    for n in (8, 24, 96):
        at = data_sets.regress(spectrum, data[:n])
        assert at.rank == min(n, spectrum.rank)
        assert at.learnabilities.sum() == pytest.approx(at.rank, rel=1e-13)
        learned = eigenlearning.learnabilities(n, spectrum.eigenvalues, spectrum.multiplicities)
        assert np.dot(spectrum.multiplicities, learned) == pytest.approx(at.rank, rel=1e-12)


def test_regression_equals_a_plain_solve_with_and_without_ridge():
    gram, data = circle_gram("laplace", 32), np.array([3, 30, 17, 8, 9])
    spectrum, f = finite_spectra.from_gram(gram), RNG.standard_normal(32)
    for ridge in (0.0, 0.2):
        at = data_sets.regress(spectrum, data, ridge=ridge)
        fit = gram[:, data] @ np.linalg.solve(gram[np.ix_(data, data)] + ridge * np.eye(5), f[data])
        np.testing.assert_allclose(at.fit(f[data]), fit, atol=1e-12)
        phi = spectrum.functions[:, 4]
        plain = gram[:, data] @ np.linalg.solve(gram[np.ix_(data, data)] + ridge * np.eye(5), phi[data])
        assert at.learnabilities[4] == pytest.approx(np.mean(phi * plain), rel=1e-12)
        assert at.mode_mse[4] == pytest.approx(np.mean((phi - plain) ** 2), rel=1e-12)
        np.testing.assert_allclose(np.diag(at.operator), at.learnabilities, atol=1e-13)


def test_conflicting_labels_of_a_repeated_point_are_averaged():
    spectrum = finite_spectra.from_gram(circle_gram("laplace", 32))
    at = data_sets.regress(spectrum, [3, 3, 20])
    assert at.rank == 2
    assert at.learnabilities.sum() == pytest.approx(2, rel=1e-13)
    fit = at.fit([1.0, 2.0, -1.0])
    assert fit[[3, 20]] == pytest.approx([1.5, -1.0], abs=1e-12)
    np.testing.assert_allclose(fit, data_sets.regress(spectrum, [3, 20]).fit([1.5, -1.0]), atol=1e-12)


def test_antipodal_points_of_the_bias_free_relu_kernel_lower_the_rank():
    # on S^1 the kernel has no odd frequencies from 3 on, so that many antipodal pairs are dependent
    gram = circle_gram("relu_ntk", 16, bias_variance=0.0)
    spectrum = finite_spectra.from_gram(gram)
    assert spectrum.rank == 1 + 2 + 2 * 3 + 1  # k = 0, 1, 2, 4, 6, 8
    at = data_sets.regress(spectrum, range(16))
    assert at.rank == spectrum.rank
    assert at.learnabilities.sum() == pytest.approx(10, rel=1e-13)


def test_single_precision_is_refused_where_it_has_no_digits_left():
    with pytest.raises(ValueError, match="lost in float32"):
        finite_spectra.from_gram(circle_gram("rbf", 32).astype(np.float32))
    good = finite_spectra.from_gram(circle_gram("laplace", 32).astype(np.float32))
    assert good.rank == 32


def test_a_prediction_on_ones_own_points():
    gram, angles = circle_gram("laplace", 64), 2 * np.pi * np.arange(64) / 64
    seen = prediction.predict(gram, np.cos(3 * angles), [0, 8, 63.5], noise=0.01, input_dimension=1)
    lam = seen.eigenvalues[3]  # levels 1, 2, 2, ...: the fourth is frequency 3
    assert seen.multiplicities[:4] == (1, 2, 2, 2)
    np.testing.assert_allclose(seen.learnability[1], lam / (lam + seen.constant[1]), rtol=1e-12)
    assert (seen.constant[0], seen.learnability[0], seen.mse[0]) == (math.inf, 0, pytest.approx(0.5))
    assert seen.mse_off is not None
    assert seen.mse_off[1] == pytest.approx((64 * seen.mse[1] - 8 * 0.01) / 56)
    assert seen.train_error.tolist() == [0, 0, 0]
    assert (seen.rank, seen.error_factor) == (64, 8.0)
    assert "dimension 1" in seen.validity
    assert prediction.predict(gram, np.cos(angles), 4).error_factor is None


def test_repeated_points_are_reported_as_a_lower_rank():
    gram = circle_gram("laplace", 16)[np.ix_([*range(16), 0, 1], [*range(16), 0, 1])]
    seen = prediction.predict(gram, np.arange(18.0), [4, 16, 17], ridge=1e-3)
    assert seen.rank == 16
    assert np.all(np.isfinite(seen.mse))


def test_weights_leave_the_error_off_the_training_set_undefined():
    p = np.arange(1.0, 17) / 136
    assert prediction.predict(circle_gram("laplace", 16), np.ones(16), 4, weights=p).mse_off is None


GOOD = circle_gram("laplace", 8)
HOLE = np.where(np.eye(8) * np.arange(8) == 5, np.nan, GOOD)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: finite_spectra.from_gram(GOOD - 0.5), "eigenvalue 7 is -0.14"),
        (lambda: finite_spectra.from_gram(HOLE), r"K\[5, 5\] is nan"),
        (lambda: finite_spectra.from_gram(GOOD[:4]), r"shape \(M, M\)"),
        (lambda: finite_spectra.from_gram(np.zeros((3, 3))), "at least one positive"),
        (lambda: finite_spectra.from_gram(GOOD, np.ones(8)), "add up to 1"),
        (lambda: finite_spectra.from_gram(GOOD, [1.0]), "one weight per point"),
        (lambda: finite_spectra.from_gram(GOOD, [0, *[1 / 7] * 7]), "weight 0 is 0"),
        (lambda: finite_spectra.from_gram(GOOD).powers([1, 2, math.nan, 0, 0, 0, 0, 0]), "target value 2 is nan"),
        (lambda: finite_spectra.from_gram(GOOD).powers([1, 2]), "as many values"),
        (lambda: data_sets.regress(finite_spectra.from_gram(GOOD), []), "nonempty"),
        (lambda: data_sets.regress(finite_spectra.from_gram(GOOD), [8]), "indices 0 to 7"),
        (lambda: data_sets.regress(finite_spectra.from_gram(GOOD), [1], ridge=-1), "ridge"),
        (lambda: data_sets.regress(finite_spectra.from_gram(GOOD), [1]).fit([1, 2]), "finite labels"),
        (lambda: prediction.predict(GOOD, np.ones(7), 3), "one value per point"),
        (lambda: prediction.predict(GOOD, np.zeros(8), 3), "nothing to learn"),
        (lambda: prediction.predict(GOOD, np.ones(8), 8), "0 <= n < M = 8"),
        (lambda: prediction.predict(GOOD, np.ones(8), -1), "0 <= n < M = 8"),
        (lambda: prediction.predict(GOOD, np.ones(8), math.nan), "0 <= n < M = 8"),
        (lambda: prediction.predict(GOOD, np.ones(8), 3, ridge=-1), "ridge"),
        (lambda: prediction.predict(GOOD, np.ones(8), 3, noise=-1), "noise"),
        (lambda: prediction.predict(GOOD, np.ones(8), 3, input_dimension=0), "input dimension"),
        (lambda: prediction.predict(HOLE, np.ones(8), 3), r"K\[5, 5\] is nan"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
