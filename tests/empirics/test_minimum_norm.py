"""Dense regression against numpy's pseudo-inverse, the scalar sampler against dense draws, and bad input."""

import numpy as np
import pytest
from scipy import stats

from empirics import minimum_norm


@pytest.mark.parametrize("shape", [(6, 3), (6, 6), (6, 11)])
def test_the_fit_is_the_pseudo_inverse(shape):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((4, *shape)), rng.standard_normal((4, shape[0], 2))
    assert minimum_norm.fit(x, y) == pytest.approx(np.linalg.pinv(x) @ y)


def test_means_and_shares_are_those_of_the_same_risks():
    both = {"n": 4, "draws": 1, "thresholds": np.array([0.5, 1e9])}
    pairs = {"noise": np.array([0.3, 0.0]), "signal": np.array([1.0, 2.0])}
    found = minimum_norm.risks.run(np.random.default_rng(0), dimensions=(2, 7), **both, **pairs)
    assert found["share"][..., 0].tolist() == (found["mean"] <= 0.5).tolist()
    assert found["share"][..., 1].tolist() == [[1, 1], [1, 1]]
    assert found["mean"][1, 0] == pytest.approx(0, abs=1e-20)  # no noise, d < n
    assert 0 < found["mean"][1, 1] < 2


@pytest.mark.parametrize(("n", "d"), [(5, 3), (5, 5), (5, 8)])
def test_the_scalar_sampler_has_the_law_of_dense_draws(n, d):
    rng, draws = np.random.default_rng(1), 4000
    x, theta, eps = minimum_norm._draw(rng, draws, n, d)
    theta = minimum_norm._unit(theta) * np.sqrt(2.0)
    dense = np.sum((minimum_norm.fit(x, x @ theta + np.sqrt(0.5) * eps) - theta) ** 2, axis=(1, 2))
    scalar = minimum_norm.scalar_risks(rng, n, d, draws=draws, noise=0.5, signal=2.0)
    assert tuple(stats.ks_2samp(dense, scalar))[1] > 1e-4


def test_the_second_clock_is_the_first():
    found = minimum_norm.two_clocks.run(np.random.default_rng(0), n=5, d=3, noise=0.5, times=np.array([0.0, 1e4]))
    first, second = found["risks"][:2], found["risks"][2:]
    assert first == pytest.approx(second)
    assert first[0] == pytest.approx(1)
    end = np.linalg.lstsq(found["x"], found["y"], rcond=None)[0]
    assert first[1] == pytest.approx(np.sum((end - found["theta"]) ** 2))


@pytest.mark.parametrize(
    "bad", [{"n": 0}, {"d": 0}, {"draws": 0}, {"noise": -1.0}, {"noise": np.nan}, {"signal": -1.0}]
)
def test_bad_input_is_named(bad):
    given = {"n": 4, "d": 3, "draws": 2} | bad
    with pytest.raises(ValueError, match="positive"):
        minimum_norm.scalar_risks(np.random.default_rng(0), given.pop("n"), given.pop("d"), **given)
