"""Nested widths: every measure against numpy's pseudo-inverse, pairs of draws, bad input."""

import jax
import numpy as np
import pytest

from empirics import nested_widths, random_features

WIDTHS = (3, 7, 10, 14, 25)


def draw(seed, n=11, d=12, h=25, sets=2):
    rng = np.random.default_rng(seed)
    w = rng.standard_normal((d, h))
    w /= np.linalg.norm(w, axis=0)
    second, first = random_features.population("relu", w)
    x = rng.standard_normal((sets, n, d))
    return nested_widths.Fit(np.maximum(x @ w, 0), x, first, second, WIDTHS)


@pytest.mark.parametrize("i", range(len(WIDTHS)))
def test_every_measure_is_that_of_the_pseudo_inverse(i):
    fit, h = draw(0), WIDTHS[i]
    found = {name: measure(fit) for name, measure in nested_widths.MEASURES.items() if name != "signal left"}
    for s, (f, x) in enumerate(zip(fit.features[..., :h], fit.x, strict=True)):
        d = x.shape[-1]
        inverse = np.linalg.pinv(f)
        c, u, v = inverse @ x, fit.second[:h, :h], fit.first[:h]
        assert found["bias"][s, i] == pytest.approx((np.trace(c.T @ u @ c) - 2 * np.trace(c.T @ v)) / d + 1, rel=1e-8)
        assert found["variance"][s, i] == pytest.approx(np.trace(inverse.T @ u @ inverse), rel=1e-8)
        assert found["signal norm"][s, i] == pytest.approx(np.sum(c**2) / d, rel=1e-8)
        assert found["noise norm"][s, i] == pytest.approx(np.sum(inverse**2), rel=1e-8)


def test_what_is_left_of_the_labels_is_that_of_least_squares():
    fit = draw(1)
    narrow = nested_widths.Fit(fit.features, fit.x, fit.first, fit.second, WIDTHS[:3])
    left = nested_widths.MEASURES["signal left"](narrow)
    for i, h in enumerate(WIDTHS[:3]):
        f, x = fit.features[0, :, :h], fit.x[0]
        assert left[0, i] == pytest.approx(np.sum((x - f @ np.linalg.lstsq(f, x)[0]) ** 2) / x.size)


def test_bias_shared_by_two_draws_is_a_product_of_their_errors():
    one, two = draw(2), draw(3)
    second = 0.1 * np.random.default_rng(4).standard_normal((25, 25))
    found = nested_widths.shared_bias(one, two, second)
    for i, h in enumerate(WIDTHS):
        c1, c2 = (np.linalg.pinv(fit.features[0, :, :h]) @ fit.x[0] for fit in (one, two))
        crossed = np.trace(c1.T @ second[:h, :h] @ c2) - np.sum(c1 * one.first[:h]) - np.sum(c2 * two.first[:h])
        assert found[0, i] == pytest.approx(crossed / 12 + 1, rel=1e-8)


@pytest.mark.parametrize("widths", [(), (0, 2), (3, 2), (2, 2), (3, 26)])
def test_widths_that_do_not_increase_are_refused(widths):
    fit = draw(5)
    with pytest.raises(ValueError, match="widths must increase from 1 to at most 25"):
        nested_widths.Fit(fit.features, fit.x, fit.first, fit.second, widths)


def test_a_width_of_n_has_no_mean_in_the_limit():
    with pytest.raises(ValueError, match="no mean exists at h = n = 4"):
        random_features.in_the_limit.run(
            np.random.default_rng(0), activation="erf", n=4, d=4, widths=(2, 4), measures=("bias",), sets=1
        )


def test_a_large_network_has_its_pole_at_n():
    key, sizes = jax.random.key(3), {"activation": "erf", "n": 6, "d": 4, "widths": (3, 8, 12)}
    one, moved = random_features.bias_and_variance.run(key, **sizes), random_features.large_network.run(key, **sizes)
    for part in ("bias", "variance"):
        np.testing.assert_allclose(moved[part], one[part] * np.array([2 / 3, 1 / 2, 5 / 6]), rtol=1e-12)
    with pytest.raises(ValueError, match="no mean exists at h = n = 6"):
        random_features.large_network.run(key, **{**sizes, "widths": (3, 6)})


def test_numpy_and_jax_agree_on_features_and_their_moments():
    import jax.numpy as jnp

    w = np.random.default_rng(6).standard_normal((5, 7))
    w /= np.linalg.norm(w, axis=0)
    for name in random_features.ACTIVATIONS:
        assert np.allclose(random_features.activate(name, w), random_features.activate(name, jnp.asarray(w)))
        for ours, theirs in zip(
            random_features.population(name, w), random_features.population(name, jnp.asarray(w)), strict=True
        ):
            assert np.allclose(ours, theirs)
