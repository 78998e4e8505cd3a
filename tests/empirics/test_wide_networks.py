"""Groups of networks: kernel regression in the mean, the same labels at the data, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import wide_networks


def test_networks_end_at_their_labels_and_differ_elsewhere():
    setting = {"activation": "relu", "width": 256, "points": 6, "data": (0, 3), "group": 8, "steps": 40}
    run = jax.jit(lambda key, labels: wide_networks.after_training.run(key, labels=labels, **setting))
    found = run(jax.random.key(0), np.array([1.0, -1.0]))
    assert found["mean_square"] < 1e-6
    assert found["mean"].shape == (4,)
    assert np.all(found["covariance"][np.array([0, 4, 7, 9])] > 0)


def test_bad_input_is_named():
    setting = {"activation": "relu", "width": 4, "points": 6, "group": 2, "steps": 1}
    with pytest.raises(ValueError, match="one label for each of distinct points"):
        wide_networks.after_training(jax.random.key(0), data=(0, 0), labels=jnp.ones(2), **setting)
