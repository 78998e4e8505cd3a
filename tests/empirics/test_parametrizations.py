"""Stratified neurons are Gaussian on the average, and training starts where it says."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import parametrizations as measured


def test_kernels_of_one_wide_network_have_the_closed_form() -> None:
    x, sizes = jnp.array([1.0, 0.0]), {"side": 32, "widths": (1, 1024)}
    found = jax.jit(lambda key: measured.standard_kernels(key, x=x, y=x, **sizes))(jax.random.key(0))
    # E relu^2 = E relu'^2 = 1 / 2 at a unit vector
    assert np.asarray(found["relu"]) == pytest.approx([1.0, 512.5], rel=0.02)
    assert np.asarray(found["erf"])[1] / 1024 == pytest.approx(2 / np.pi * np.arcsin(2 / 3), rel=0.02)


def test_no_rate_no_change_and_small_rates_follow_the_gradient() -> None:
    sizes = {"width": 4, "points": 3, "tests": 2, "dimension": 3, "steps": 1}

    @jax.jit
    def run(rate: float) -> dict[str, jax.Array]:
        return dict(measured.trained(jax.random.key(2), output_rate=rate, hidden_rate=rate, **sizes))

    still, moved, further = run(0.0), run(1e-4), run(2e-4)
    assert np.array_equal(np.asarray(still["learned"]), np.asarray(still["start"]))
    step = np.asarray(moved["learned"] - moved["start"])
    assert np.abs(step).max() > 1e-6
    assert np.asarray(further["learned"] - further["start"]) == pytest.approx(2 * step, rel=1e-2)
