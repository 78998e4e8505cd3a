"""Networks trained on digits: what a trial returns, narrower networks inside wider ones, and bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import trained_margins as measured

SMALL = {"width": 16, "points": 40, "tests": 30, "stops": (0.5, 0.05)}


@pytest.fixture(scope="module")
def found():
    setting = measured.setting(2, noise=(0, 1, 0), widths=(16, 16, 5), **SMALL)
    fixed = {name: setting.pop(name) for name in ("sizes", "points", "tests", "stops")}
    run = jax.jit(lambda key, traced: measured.trained(key, **fixed, **traced))
    seen = run(jax.random.key(3), {name: jnp.asarray(value) for name, value in setting.items()})
    return {name: np.asarray(value) for name, value in seen.items()}


def test_shapes_are_networks_by_start_and_stops(found):
    assert found["loss"].shape == found["steps"].shape == found["test error"].shape == (3, 3)
    assert found["margins"].shape == found["normalized"].shape == (3, 3, 11)
    assert found["spectral"].shape == found["frobenius"].shape == found["row sums"].shape == (3, 3, 2)


def test_losses_lie_below_their_stops_and_random_labels_take_longer(found):
    assert np.all(found["loss"][:, 1] < 0.5)
    assert np.all(found["loss"][:, 2] < 0.05)
    assert np.all(found["loss"][:, 0] > 1)
    assert found["steps"][1, 2] > found["steps"][0, 2] > found["steps"][0, 1] > found["steps"][0, 0] == 0


def test_margins_are_sorted_and_normalized_by_the_product_of_norms(found):
    assert np.all(np.diff(found["margins"], axis=2) >= 0)
    product = found["spectral"].prod(axis=2)[:, :, None]
    assert found["normalized"] == pytest.approx(found["margins"] / product, rel=1e-12)
    errors = found["train error"]
    assert np.array_equal(errors > 0, found["margins"][:, :, 0] <= 0)


def test_norms_are_in_order(found):
    assert np.all(found["spectral"] <= found["frobenius"] * (1 + 1e-5))
    assert np.all(found["frobenius"] <= found["row sums"])


def test_true_labels_are_learned_and_random_ones_are_not(found):
    assert found["test error"][0, 2] < 0.5 < found["test error"][1, 2]


def test_hidden_units_beyond_the_width_are_zero_and_the_others_have_the_variance_of_he():
    key = jax.random.key(1)
    layers = measured._starts([key, key], (64, 400, 10), jnp.asarray([400, 100]))
    assert np.all(np.asarray(layers[0][1, 100:]) == 0)
    assert np.all(np.asarray(layers[1][1, :, 100:]) == 0)
    assert float((layers[1][1, :, :100] ** 2).mean() * 100) == pytest.approx(2, rel=0.15)
    assert float((layers[1][0] ** 2).mean() * 400) == pytest.approx(2, rel=0.15)
    assert np.array_equal(layers[0][0, :100], layers[0][1, :100])


def test_noise_replaces_its_share_of_the_labels():
    labels = jnp.zeros(4000, dtype=int)
    noisy = np.asarray(measured._noisy(list(jax.random.split(jax.random.key(0), 3)), labels, jnp.asarray([0, 0.5, 1])))
    assert (noisy != 0).mean(axis=1) == pytest.approx([0, 0.45, 0.9], abs=0.03)
    assert noisy.min() == 0
    assert noisy.max() == 9


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="2 or 3 layers"):
        measured.setting(4, noise=(0,), **SMALL)
    with pytest.raises(ValueError, match="as many widths"):
        measured.setting(2, noise=(0, 1), widths=(16,), **SMALL)
    with pytest.raises(ValueError, match="as many widths up to 16"):
        measured.setting(2, noise=(0,), widths=(17,), **SMALL)
    with pytest.raises(ValueError, match="1797 digits"):
        measured._split(jax.random.key(0), 1798)
