"""Networks trained from random starts: they interpolate, and a loop in numpy does the same."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import special

from empirics import trained_ensembles as measured

POINTS = np.array([(1.0, 0.2, 0.5), (-0.3, 1.0, 0.1), (0.8, 0.9, -1.0)])
LABELS = np.array([1.0, -1.0])
DESIGN = {"points": jnp.asarray(POINTS), "labels": jnp.asarray(LABELS), "data": 2}


def train(key, *, width, step, steps, **changed):
    """A trial, compiled as the lab compiles it."""
    design = {"width": width, "step": jnp.asarray(step), "steps": steps} | DESIGN | changed
    return jax.jit(lambda key: measured.trained_network.run(key, **design))(key)


def test_a_loop_in_numpy_finds_the_same_function():
    key, m, step, steps = jax.random.key(3), 16, 0.4, 12
    ours = train(key, width=m, step=step, steps=steps)
    flat = np.asarray(jax.random.normal(key, (4 * m + m,), dtype=jnp.float32), dtype=float)
    W, a = flat[: 4 * m].reshape(4, m)[:3], flat[4 * m :]
    x = POINTS * np.sqrt(2 / 3)
    for _ in range(steps):
        pre = x[:2] @ W
        r = special.erf(pre) @ a / np.sqrt(m) - LABELS
        slope = 2 / np.sqrt(np.pi) * np.exp(-(pre**2))
        grad_a = special.erf(pre).T @ r / np.sqrt(m) / 2
        grad_W = x[:2].T @ (r[:, None] * slope * a) / np.sqrt(m) / 2
        W, a = W - step * grad_W, a - step * grad_a
    np.testing.assert_allclose(ours["function"], special.erf(x[2:] @ W) @ a / np.sqrt(m), atol=1e-5)
    left = ((special.erf(x[:2] @ W) @ a / np.sqrt(m) - LABELS) ** 2).mean()
    np.testing.assert_allclose(ours["left"], left, rtol=1e-3, atol=1e-6)


def test_it_interpolates_in_the_end():
    found = train(jax.random.key(1), width=256, step=1.0, steps=100)
    assert found["function"].shape == (1,)
    assert found["left"] < 1e-6


def test_labels_must_fit_the_data():
    with pytest.raises(ValueError, match="one label per data point"):
        train(jax.random.key(0), width=8, step=1.0, steps=1, data=1)
