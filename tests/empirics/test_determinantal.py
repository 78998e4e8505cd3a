"""Determinantal samples: the law of the sampler itself, exact enumeration, bad input."""

from itertools import combinations

import numpy as np
import pytest

from empirics import determinantal


def rng(seed=0):
    return np.random.default_rng(seed)


def test_projection_sampler_draws_sets_with_probability_of_their_determinant():
    vectors = np.linalg.qr(rng().standard_normal((5, 2)))[0]
    kernel = vectors @ vectors.T
    sets = list(combinations(range(5), 2))
    chances = np.array([np.linalg.det(kernel[np.ix_(s, s)]) for s in sets])
    assert chances.sum() == pytest.approx(1)
    generator, draws, counts = rng(1), 20000, dict.fromkeys(sets, 0)
    for _ in range(draws):
        counts[tuple(sorted(determinantal.sample_projection(generator, vectors).tolist()))] += 1
    deviations = (np.array(list(counts.values())) - draws * chances) / np.sqrt(draws * chances)
    assert np.abs(deviations).max() < 5


def test_full_projection_takes_every_point_once():
    vectors = np.linalg.qr(rng().standard_normal((7, 7)))[0]
    assert sorted(determinantal.sample_projection(rng(), vectors).tolist()) == list(range(7))
    assert len(determinantal.sample_projection(rng(), vectors[:, :0])) == 0


@pytest.mark.parametrize(("domain", "levels"), [("cube", 9), ("circle", 129)])
def test_a_sample_spends_its_own_size(domain, levels):
    for fixed_size in (True, False):
        drawn = determinantal.sampled(rng(), domain=domain, kernel="relu_ntk_4", n=10, fixed_size=fixed_size)
        counts = np.bincount(determinantal._domain(domain, "relu_ntk_4")[3])
        assert len(counts) == levels
        assert counts @ drawn["learnability"] == pytest.approx(float(drawn["size"]), rel=1e-9)
        assert counts @ drawn["at_mean_size"] == pytest.approx(10, rel=1e-9)
        assert drawn["size"] == 10 or not fixed_size


@pytest.mark.parametrize("domain", ["cube", "circle"])
def test_domains_are_diagonal_in_their_functions(domain):
    gram, functions, eigenvalues, _ = determinantal._domain(domain, "laplace")
    np.testing.assert_allclose(functions.T @ functions / 256, np.eye(256), atol=1e-12)
    np.testing.assert_allclose((functions * eigenvalues) @ functions.T, gram, atol=1e-12)


@pytest.mark.parametrize("basis", ["walsh", "random"])
def test_enumeration_spends_the_budget(basis):
    for fixed_size in (True, False):
        found = determinantal.enumerated(rng(), n=3, fixed_size=fixed_size, basis=basis)
        assert found["learnability"].sum() == pytest.approx(3, rel=1e-10)
        assert found["condition"] >= 1


def test_bad_input_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="mean number of points"):
        determinantal.sampled(rng(), domain="cube", kernel="laplace", n=0, fixed_size=False)
    with pytest.raises(ValueError, match="mean number of points"):
        determinantal.enumerated(rng(), n=8, fixed_size=False, basis="walsh")
    with pytest.raises(ValueError, match="between 1 and 8"):
        determinantal.enumerated(rng(), n=9, fixed_size=True, basis="walsh")
    with pytest.raises(ValueError, match="basis"):
        determinantal.enumerated(rng(), n=2, fixed_size=True, basis="fourier")
    with pytest.raises(ValueError, match="domain"):
        determinantal.sampled(rng(), domain="torus", kernel="laplace", n=4, fixed_size=False)
