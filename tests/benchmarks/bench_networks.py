"""Training networks to fit 10 modes from 6 points: one by one in a compiled loop body, against all at once by vmap."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics.networks import Architecture, descend, stable_step
from empirics.trained_networks import circle, fourier_modes

STEPS, STARTS, POINTS, DATA = 50, 4, 10, np.array([0, 3, 4, 5, 6, 8])
NETWORKS = [Architecture(2, 1, 128, "relu"), Architecture(2, 4, 64, "relu")]
DEPTHS = pytest.mark.parametrize("network", NETWORKS, ids=["1_hidden_layer", "4_hidden_layers"])
x = jnp.asarray(circle(POINTS), dtype=jnp.float32)
TARGETS = jnp.asarray(fourier_modes(POINTS), dtype=jnp.float32)


def group(network):
    return f"{STARTS} initialisations x 10 targets, {STEPS} steps, {network.depth} hidden layer(s) of {network.width}"


def weights(network):
    return jax.random.normal(jax.random.key(0), (STARTS, network.parameters), dtype=jnp.float32)


def train(network, flat, target):
    """The learned function at all points, less that of the start."""
    layers, mask = network.unpack(flat), jnp.ones(len(DATA), dtype=jnp.float32)
    step = stable_step(network, layers, x[DATA], mask=mask)
    trained, _ = descend(network, layers, x[DATA], target[DATA], step=step, steps=STEPS, mask=mask)
    return network(trained, x) - network(layers, x)


@DEPTHS
def test_loop(rate, network):
    one, starts = jax.jit(lambda flat, target: train(network, flat, target)), weights(network)
    one(starts[0], TARGETS[0]).block_until_ready()  # compile first

    def loop():
        return np.array([[one(flat, target) for target in TARGETS] for flat in starts])

    assert np.isfinite(rate(loop, group=group(network), things=STARTS * POINTS, of="networks")).all()


@DEPTHS
def test_vmap(rate, network):
    def pair(flat, target):
        return train(network, flat, target)

    both, starts = jax.jit(jax.vmap(jax.vmap(pair, (None, 0)), (0, None))), weights(network)
    both(starts, TARGETS).block_until_ready()  # compile first

    def batch():
        return np.asarray(both(starts, TARGETS))

    fitted = rate(batch, group=group(network), things=STARTS * POINTS, of="networks")
    assert np.allclose(fitted[1, 3], jax.jit(pair)(starts[1], TARGETS[3]), atol=1e-3)
