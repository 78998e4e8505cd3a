"""Two-layer networks in numpy: gradients and kernels against automatic differentiation, and exact linearisations."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from empirics import linearized
from empirics.networks import Architecture, tangent_kernel

RNG = np.random.default_rng(1)
X, LABELS = RNG.standard_normal((5, 3)), RNG.standard_normal(3)


def network(activation: str, width: int = 12) -> linearized.TwoLayer:
    return linearized.TwoLayer(RNG.standard_normal(width), RNG.standard_normal((width, 3)), activation)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_kernel_and_step_are_those_of_automatic_differentiation(activation: str) -> None:
    net = network(activation)
    variance = {"relu": 2.0, "tanh": 2.25}[activation]
    twin = Architecture(3, 1, 12, activation, bias_variance=0.0)
    scaled = X * np.sqrt(3 / variance)  # the twin divides by the number of inputs
    layers = [jnp.concatenate([jnp.asarray(net.hidden.T), jnp.zeros((1, 12))]), jnp.asarray(net.output)[:, None]]
    trained, path = linearized.descend(net, X, LABELS, step=0.1, steps=1)

    @jax.jit
    def step(layers: list[Array]) -> tuple[Array, Array, list[Array]]:
        def error(w: list[Array]) -> Array:
            return ((twin(w, scaled[:3]) - start[:3] - LABELS) ** 2).sum() / 2

        start = twin(layers, scaled)
        slope = jax.grad(error)(layers)
        moved = [w - 0.1 * g for w, g in zip(layers, slope, strict=True)]
        return start, tangent_kernel(twin, layers, scaled), [*moved, twin(moved, scaled) - start]

    start, kernel, (hidden, output, after) = step(layers)
    assert net(X) == pytest.approx(np.asarray(start))
    assert net.tangent_kernel(X) == pytest.approx(np.asarray(kernel))
    assert trained.hidden == pytest.approx(np.asarray(hidden[:-1].T))
    assert trained.output == pytest.approx(np.asarray(output[:, 0]))
    assert path[-1] == pytest.approx(np.asarray(after))


def test_linearisation_is_descent_on_linear_features() -> None:
    phi, w, path = RNG.standard_normal((7, 5)), np.zeros(7), [np.zeros(5)]
    for _ in range(6):
        w = w + 0.05 * phi[:, :3] @ (LABELS - phi[:, :3].T @ w)
        path.append(phi.T @ w)
    assert linearized.linearized(phi.T @ phi, LABELS, step=0.05, steps=6) == pytest.approx(np.array(path))


def test_a_very_wide_network_is_its_linearisation() -> None:
    net = network("tanh", 100_000)
    _, path = linearized.descend(net, X, LABELS, step=0.1, steps=5)
    assert path == pytest.approx(linearized.linearized(net.tangent_kernel(X), LABELS, step=0.1, steps=5), abs=1e-3)


def test_pairs_begin_at_zero_and_widths_are_nested() -> None:
    parameters = {
        "activation": "tanh",
        "points": X,
        "labels": LABELS,
        "power": 1.0,
        "step": 0.1,
        "steps": 2,
        "pairs": True,
    }
    both = linearized.two_layer.run(np.random.default_rng(2), widths=(8, 32), **parameters)
    assert both["apart"].shape == (2, 3, 5)
    assert np.abs(both["apart"][:, 0]).max() == 0
    assert both["changes"][:, 0] == pytest.approx(both["changes"][:, 1] * np.sqrt(4 * np.array([8, 32])))


def test_scaled_networks_interpolate_and_centring_subtracts_the_start() -> None:
    parameters = {"activation": "relu", "points": X[[0, 1, 4]], "labels": LABELS[:2], "step": 0.1, "steps": 200}
    found = linearized.scaled_network.run(np.random.default_rng(3), widths=(64,), powers=(0.0, 0.25), **parameters)
    assert found["all"].shape == (1, 3, 1)
    assert found["left"].max() < 1e-3
    alone = linearized.scaled_network.run(np.random.default_rng(3), widths=(64,), powers=(0.25,), **parameters)
    assert np.array_equal(alone["all"], found["all"][:, [0, 2]])
