"""Automatic differentiation in the log domain, and descent with line search."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import deep_linear_gradients as measured

SIZES = (3, 4, 1)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8


@pytest.fixture(autouse=True)
def double():
    with jax.enable_x64(True):
        yield


def seen(rounds, steps):
    def run(key):
        return measured.line_search_descent(key, sizes=SIZES, data=jnp.asarray(ROWS), rounds=rounds, steps=steps)

    key = jax.random.wrap_key_data(jnp.zeros(2, dtype=jnp.uint32), impl="threefry2x32")
    return {name: np.asarray(values) for name, values in jax.jit(run)(key).items()}


def test_log_risk_where_the_risk_underflows():
    weights, rows = jnp.full(16, 300.0), jnp.asarray(np.abs(ROWS))
    value, gradient = jax.jit(jax.value_and_grad(lambda w: measured.log_risk(w, rows, SIZES)))(weights)
    assert value < -1e4
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() > 1


def test_line_search_descends_out_of_the_floats():
    found = seen(rounds=400, steps=1)
    assert np.all(np.diff(found["log_risk"]) < 0)
    assert found["log_risk"][-1] < -700
    assert np.all(found["step"] > 0)


def test_bad_input():
    key = jax.random.wrap_key_data(jnp.zeros(2, dtype=jnp.uint32), impl="threefry2x32")
    with pytest.raises(ValueError, match="three or more positive widths"):
        measured.random_gradients(key, sizes=(3, 1), count=2)
    with pytest.raises(ValueError, match="count"):
        measured.random_gradients(key, sizes=SIZES, count=0)
    with pytest.raises(ValueError, match="rows of 3"):
        measured.line_search_descent(key, sizes=SIZES, data=jnp.asarray(ROWS[:, :2]), rounds=1, steps=1)
