"""Homogeneous ReLU networks: values, descent, margins and norms against numpy, and the kept weights."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import relu_networks as nets

SIZES = (5, 7, 6, 3)
POINTS = np.random.default_rng(0).standard_normal((12, 5))
CLASSES = np.arange(12) % 3
X, LABELS = jnp.asarray(POINTS), jnp.asarray(CLASSES)


def start(seed=0, sizes=SIZES):
    return nets.initial(jax.random.key(seed), sizes)


def by_hand(weights, x):
    """Values, and the inputs of every layer, in float64."""
    inputs = [x]
    for w in weights[:-1]:
        inputs.append(np.maximum(inputs[-1] @ w.T, 0))
    return inputs[-1] @ weights[-1].T, inputs


def descend_by_hand(weights, *, rate, momentum, decay, steps):
    """Back-propagation written out; returns the weights and the losses before each step."""
    weights, losses = [np.asarray(w, dtype=float) for w in weights], []
    speed = [0 * w for w in weights]
    for _ in range(steps):
        outputs, inputs = by_hand(weights, POINTS)
        shares = np.exp(outputs) / np.exp(outputs).sum(axis=1, keepdims=True)
        losses.append(-np.log(shares[np.arange(len(POINTS)), CLASSES]).mean())
        back, slopes = (shares - np.eye(3)[CLASSES]) / len(POINTS), []
        for w, below in zip(reversed(weights), reversed(inputs), strict=True):
            slopes.insert(0, back.T @ below)
            back = (back @ w) * (below > 0)
        pairs = zip(speed, slopes, weights, strict=True)
        speed = [momentum * v - rate * (g + decay * w) for v, g, w in pairs]
        weights = [w + v for w, v in zip(weights, speed, strict=True)]
    return weights, np.array(losses)


def test_values_are_those_of_numpy():
    weights = start()
    assert np.asarray(nets.forward(weights, X)) == pytest.approx(
        by_hand([np.asarray(w) for w in weights], POINTS)[0], rel=1e-5
    )


@pytest.mark.parametrize("layer", range(3))
def test_networks_are_homogeneous_in_every_layer(layer):
    weights = start()
    scaled = [3 * w if k == layer else w for k, w in enumerate(weights)]
    assert np.asarray(nets.forward(scaled, X)) == pytest.approx(3 * np.asarray(nets.forward(weights, X)), rel=1e-5)


def test_start_has_the_variance_of_he():
    wide = start(sizes=(300, 200, 100))
    assert [w.shape for w in wide] == [(200, 300), (100, 200)]
    assert [float(w.std() ** 2 * w.shape[1]) for w in wide] == pytest.approx([2, 2], rel=0.05)
    assert all(w.dtype == jnp.float32 for w in wide)
    assert not np.array_equal(wide[0][:100, :200], wide[1])


@pytest.mark.parametrize("decay", [0.0, 0.03])
def test_descent_is_back_propagation_with_momentum(decay):
    setting: dict[str, Any] = {"rate": 0.05, "momentum": 0.9, "decay": decay}
    found = nets.train(start(), X, LABELS, **setting, stops=(1e-9,), limit=25)
    losses = descend_by_hand(start(), **setting, steps=26)[1]
    after = descend_by_hand(start(), **setting, steps=25)[0]
    assert float(found.losses[0]) == pytest.approx(losses[-1], rel=1e-4)
    assert int(found.steps[0]) == 25
    for w, expected in zip(found.weights, after, strict=True):
        assert np.asarray(w[0]) == pytest.approx(expected, abs=1e-4)


def test_weights_are_kept_where_the_loss_first_falls_below_each_stop():
    setting: dict[str, Any] = {"rate": 0.05, "momentum": 0.8}
    stops = (1.0, 0.7, 0.5)
    found = nets.train(start(), X, LABELS, **setting, stops=stops, limit=500)
    losses = descend_by_hand(start(), **setting, decay=0.0, steps=500)[1]
    first = [int(np.argmax(losses < stop)) for stop in stops]
    assert found.steps.tolist() == first
    assert found.losses.tolist() == pytest.approx(losses[first].tolist(), rel=1e-3)
    for at in range(len(stops)):
        outputs = nets.forward([w[at] for w in found.weights], X)
        assert float(nets.cross_entropy(outputs, LABELS)) == pytest.approx(float(found.losses[at]), rel=1e-4)


def test_a_stop_that_is_not_reached_has_the_last_weights():
    found = nets.train(start(), X, LABELS, rate=0.05, momentum=0.8, stops=(1.0, 1e-9), limit=40)
    last = descend_by_hand(start(), rate=0.05, momentum=0.8, decay=0.0, steps=40)[0]
    assert found.steps.tolist() == [13, 40]
    assert float(found.losses[1]) > 1e-9
    assert np.asarray(found.weights[0][1]) == pytest.approx(last[0], abs=1e-4)


def test_a_batch_is_the_networks_one_by_one():
    keys = jax.random.split(jax.random.key(2), 3)
    labels = jnp.stack([LABELS, (LABELS + 1) % 3, (LABELS * 2) % 3])

    @jax.jit
    def one(key, labels):
        return nets.train(nets.initial(key, SIZES), X, labels, rate=0.05, momentum=0.9, stops=(0.8, 0.3), limit=300)

    together = jax.vmap(one)(keys, labels)
    for at in range(3):
        alone = one(keys[at], labels[at])
        assert together.steps[at].tolist() == alone.steps.tolist()
        assert np.asarray(together.weights[1][at]) == pytest.approx(np.asarray(alone.weights[1]), abs=1e-3)


def test_margins_are_the_label_less_the_best_rival():
    outputs = jnp.asarray([[5.0, 1.0, 4.0], [1.0, 1.0, 0.0], [-3.0, -1.0, -2.0]])
    assert nets.margins_of(outputs, jnp.asarray([0, 1, 2])).tolist() == [1.0, 0.0, -1.0]
    assert nets.margins_of(jnp.stack([outputs, 2 * outputs]), jnp.asarray([0, 1, 2])).tolist()[1] == [2.0, 0.0, -2.0]


@pytest.mark.parametrize("shape", [(4, 64, 40), (4, 10, 64), (4, 1, 5), (4, 3, 3)])
def test_norms_are_those_of_numpy(shape):
    w = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    w[3] = np.eye(*shape[1:])  # all singular values equal: the slowest case
    assert np.asarray(nets.spectral_norm(jnp.asarray(w))) == pytest.approx(
        np.linalg.norm(w.astype(float), 2, axis=(1, 2)), rel=5e-6
    )
    assert np.asarray(nets.frobenius_norm(jnp.asarray(w))) == pytest.approx(np.linalg.norm(w, axis=(1, 2)), rel=1e-6)
    assert np.asarray(nets.row_norm_sum(jnp.asarray(w))) == pytest.approx(
        np.linalg.norm(w, axis=2).sum(axis=1), rel=1e-6
    )


def test_the_zero_matrix_has_norm_zero():
    assert float(nets.spectral_norm(jnp.zeros((3, 2)))) == 0


def test_bad_input_is_named():
    good: dict[str, Any] = {"rate": 0.1, "momentum": 0.9, "stops": (0.1,), "limit": 5}
    for sizes in ((3,), (3, 0, 2)):
        with pytest.raises(ValueError, match="two positive sizes"):
            nets.initial(jax.random.key(0), sizes)
    with pytest.raises(ValueError, match="at least one matrix"):
        nets.forward([], X)
    with pytest.raises(ValueError, match="fit to 5 inputs"):
        nets.forward(start()[1:], X)
    with pytest.raises(ValueError, match="at least two outputs"):
        nets.margins_of(jnp.ones((3, 1)), jnp.zeros(3, dtype=int))
    for stops in ((), (0.1, 0.1), (0.1, 0.2), (0.1, 0.0)):
        with pytest.raises(ValueError, match="stops decrease"):
            nets.train(start(), X, LABELS, **{**good, "stops": stops})
    with pytest.raises(ValueError, match="at least one step"):
        nets.train(start(), X, LABELS, **{**good, "limit": 0})
