"""Almost linear networks: variance against pseudo-inverses, population moments, a nonlinearity near round-off."""

import numpy as np
import pytest

from empirics import weak_nonlinearity as measured


@pytest.mark.parametrize("delta", [0.3, 1e-4])
def test_variance_is_that_of_the_pseudo_inverse(delta):
    n, d, widths = 9, 4, (3, 4, 7, 9, 10, 20)
    found = measured.variance.run(np.random.default_rng(3), n=n, d=d, widths=widths, delta=delta, draws=1)["variance"]
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, 20))
    w = w / np.linalg.norm(w, axis=0)
    z, cosine = x @ w, w.T @ w
    for h, variance in zip(widths, found, strict=True):
        fit = np.linalg.pinv((z + delta * (z**2 - 1) / np.sqrt(2))[:, :h], rcond=1e-14)
        second = (cosine + delta**2 * cosine**2)[:h, :h]
        assert variance == pytest.approx(np.trace(fit.T @ second @ fit), rel=1e-5)


def test_second_moments_are_those_of_a_large_sample():
    rng, delta = np.random.default_rng(0), 0.5
    x, angle = rng.standard_normal((400_000, 2)), 0.8
    z = x @ np.array([[1.0, np.cos(angle)], [0.0, np.sin(angle)]])
    phi = z + delta * (z**2 - 1) / np.sqrt(2)
    assert np.mean(phi[:, 0] * phi[:, 1]) == pytest.approx(np.cos(angle) + delta**2 * np.cos(angle) ** 2, abs=0.02)
    assert np.mean(phi**2) == pytest.approx(1 + delta**2, abs=0.02)


def test_draws_are_averaged():
    one = [measured.variance.run(np.random.default_rng(s), n=6, d=4, widths=(3,), delta=0.1, draws=400) for s in (0, 1)]
    assert one[0]["variance"] == pytest.approx(one[1]["variance"], rel=0.4)


def test_linear_networks_wider_than_d_are_least_squares():
    found = measured.linear_variance.run(np.random.default_rng(0), n=8, d=3, widths=(3, 8, 20))
    assert found["variance"] == pytest.approx(np.trace(np.linalg.inv(found["x"].T @ found["x"])))
