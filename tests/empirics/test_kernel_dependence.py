"""Placed networks agree with wide random ones, and the shares of a deep network with finite differences."""

import jax
import numpy as np
import pytest

from empirics import kernel_dependence as measured

VARIANCES = {"weight_variance": 1.7, "bias_variance": 0.3}


def test_placed_kernels_are_those_of_many_random_neurons() -> None:
    found = jax.jit(lambda key: measured.placed(key, points=2, width=10, **VARIANCES))(jax.random.key(0))
    x, rng = np.asarray(found["points"]), np.random.default_rng(0)
    w, beta = rng.standard_normal((2, 400_000, 1))
    u = np.sqrt(1.7) * w * x + np.sqrt(0.3) * beta
    value, slope = (f.T @ f / len(w) for f in (np.maximum(u, 0), (u > 0).astype(float)))
    upper = np.triu_indices(2)
    assert np.asarray(found["read-out alone"]) == pytest.approx(value[upper], rel=0.02, abs=0.01)
    as_such = value + slope * (1.7 * np.outer(x, x) + 1)
    assert np.asarray(found["biases trained as such"]) == pytest.approx(as_such[upper], rel=0.02, abs=0.01)
    standard = 10 * value + slope * (np.outer(x, x) + 1)
    assert np.asarray(found["standard"]) == pytest.approx(standard[upper], rel=0.02, abs=0.02)


def test_gradients_of_one_hidden_layer_by_hand() -> None:
    sizes = {"depth": 1, "width": 6, "point": 0.7}
    shares = np.asarray(measured.deep(jax.random.key(4), **sizes, **VARIANCES)["shares"])
    draws = np.asarray(jax.random.normal(jax.random.key(4), (18,), dtype=np.float32), dtype=float)
    w, beta, a = draws[:6], draws[6:12], draws[12:]
    u = np.sqrt(1.7) * w * 0.7 + np.sqrt(0.3) * beta
    inner = (a**2 * (u > 0)).sum() / 6
    assert shares == pytest.approx([(np.maximum(u, 0) ** 2).sum() / 6, 1.7 * 0.49 * inner, 0.3 * inner], rel=1e-6)
