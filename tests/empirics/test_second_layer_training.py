"""Second-layer training: padding, the rate, precision, and descent against steps by hand."""

import jax
import numpy as np
import pytest

from empirics import second_layer_training as measured

SIZES = {"n": 4, "d": 5, "widths": (2, 4, 7), "checkpoints": (1, 5)}


@pytest.fixture(scope="module")
def trained():
    run = jax.jit(lambda key: measured.train.run(key, **SIZES, size=1.0))
    return {name: np.asarray(value) for name, value in run(jax.random.key(0)).items()}


def test_prediction_is_that_of_steps_by_hand(trained):
    for a in range(len(measured.ACTIVATIONS)):
        for w, h in enumerate(SIZES["widths"]):
            f, layer = trained["features"][a, w, :, :h], trained["start"][w, :h]
            for t in range(1, 6):
                layer = layer + trained["rate"][a, w] / 4 * f.T @ (trained["y"] - f @ layer)
                if t in SIZES["checkpoints"]:
                    at = SIZES["checkpoints"].index(t)
                    assert trained["prediction"][a, w, at] == pytest.approx(
                        trained["probe"][a, w, :h] @ layer, abs=1e-12
                    )


def test_narrow_networks_are_padded_by_nothing_and_nested(trained):
    for w, h in enumerate(SIZES["widths"]):
        for name in ("features", "probe"):
            assert not trained[name][:, w, ..., h:].any()
        assert not trained["start"][w, h:].any()
        assert np.array_equal(trained["features"][:, w, :, :h], trained["features"][:, 2, :, :h])


def test_the_rate_is_stable_and_all_is_double_precision(trained):
    largest = np.linalg.norm(trained["features"], 2, axis=(2, 3)) ** 2
    assert np.all(trained["rate"] * largest / 4 <= 1 + 1e-12)
    assert {value.dtype for value in trained.values()} == {np.dtype(np.float64)}
