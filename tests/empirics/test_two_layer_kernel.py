"""Neurons' contributions against finite differences of a whole network; growing sequences against their definition."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import erf

from empirics import two_layer_kernel as measured


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_mean_contribution_is_the_tangent_kernel(activation: str) -> None:
    act = {"relu": lambda u: np.maximum(u, 0), "erf": erf}[activation]
    neurons = jax.random.normal(jax.random.key(3), (6, 3))
    x, y = jnp.array([0.7, -0.4]), jnp.array([1.1, 0.5])

    def h(flat: np.ndarray, point: jax.Array) -> float:
        w, at = flat.reshape(6, 3), np.asarray(point)
        return float(w[:, 0] @ act(w[:, 1:] @ at) / np.sqrt(6))

    def gradient(point: jax.Array) -> np.ndarray:
        flat, step = np.asarray(neurons).ravel(), 1e-6
        shifts = np.eye(18) * step
        return np.array([(h(flat + s, point) - h(flat - s, point)) / (2 * step) for s in shifts])

    kernel = float(jax.jit(lambda w: measured.contributions(activation, w, x, y))(neurons).mean())
    assert kernel == pytest.approx(gradient(x) @ gradient(y), rel=1e-7)


def test_growing_sequence() -> None:
    x, y = jnp.array([1.0, 0.2]), jnp.array([0.5, 0.5])

    def grown(first: int) -> dict[str, jax.Array]:
        sizes = {"neurons": 64, "first": first, "widths": (4, 32)}
        return jax.jit(lambda key: measured.growing(key, x=x, y=y, **sizes))(jax.random.key(1))

    result, whole = grown(16), grown(64)
    assert float(result["lowest"]) <= float(result["relu"]) <= float(result["highest"])
    assert np.all(np.asarray(result["spread"]) > 0)
    assert float(whole["lowest"]) == float(whole["highest"]) == float(whole["relu"])


def test_placed_neurons_have_the_moments_of_coinciding_points() -> None:
    result = jax.jit(lambda key: measured.placed(key, dimension=3))(jax.random.key(0))
    mean, variance = np.asarray(result["moments"])
    x, y = np.asarray(result["points"])
    limit = np.linalg.norm(x) * np.linalg.norm(y)
    assert mean <= limit
    assert variance <= 3 * limit**2
