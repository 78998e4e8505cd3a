"""Training ReLU networks on digits with random labels until the loss is below 0.1: one by one, against all at once."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import images
from empirics.relu_networks import initial, spectral_norm, train

NETWORKS, POINTS, STOPS, LIMIT = 8, 320, (0.3, 0.1), 1000
RATES = {(64, 64, 10): (0.7, 0.9), (64, 64, 64, 10): (0.4, 0.7)}
SIZES = pytest.mark.parametrize("sizes", RATES, ids=["2_layers", "3_layers"])
PIXELS = images.vectors(images.load("digits")[0])[:POINTS] / 8


def group(sizes):
    return f"{NETWORKS} networks {'-'.join(map(str, sizes))} on {POINTS} digits with random labels"


def problem():
    keys = jax.random.split(jax.random.key(0), NETWORKS)
    return keys, jnp.asarray(np.random.default_rng(0).integers(0, 10, (NETWORKS, POINTS)))


def fit(sizes, key, labels):
    """Steps until the last stop, and the final norms."""
    rate, momentum = RATES[sizes]
    x = jnp.asarray(PIXELS, jnp.float32)
    found = train(initial(key, sizes), x, labels, rate=rate, momentum=momentum, stops=STOPS, limit=LIMIT)
    return found.steps[-1], jnp.stack([spectral_norm(w[-1]) for w in found.weights])


@SIZES
def test_loop(rate, sizes):
    one, (keys, labels) = jax.jit(lambda *network: fit(sizes, *network)), problem()
    jax.block_until_ready(one(keys[0], labels[0]))  # compile first

    def loop():
        return [int(one(*network)[0]) for network in zip(keys, labels, strict=True)]

    assert max(rate(loop, group=group(sizes), things=NETWORKS, of="networks")) < LIMIT


@SIZES
def test_vmap(rate, sizes):
    many, (keys, labels) = jax.jit(jax.vmap(lambda *network: fit(sizes, *network))), problem()
    jax.block_until_ready(many(keys, labels))  # compile first

    def batch():
        return np.asarray(many(keys, labels)[0])

    assert rate(batch, group=group(sizes), things=NETWORKS, of="networks").max() < LIMIT
