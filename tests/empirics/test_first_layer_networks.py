"""First-layer training: gradients by finite differences, exact cancellation of doubled networks, linear descent."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import first_layer_networks as networks

RNG = np.random.default_rng(0)
X, W = jnp.asarray(RNG.standard_normal((5, 7))), jnp.asarray(RNG.standard_normal((7, 6)) / 7)
Y, A = jnp.asarray(RNG.standard_normal(5)), jnp.asarray([1.0, -1.0, 1.0, -1.0, 1.0, -1.0]) / 6**0.5
OPTIONS = {"rate": 0.1, "limit": 10, "tolerance": 1e-8}


@pytest.mark.parametrize("name", networks.ACTIVATIONS)
def test_derivative_is_a_central_difference(name):
    z = np.array([-2.3, -0.4, 0.7, 1.9])
    difference = (networks.activate(name, z + 1e-5) - networks.activate(name, z - 1e-5)) / 2e-5
    np.testing.assert_allclose(networks.derivative(name, z), difference, rtol=1e-8)


@pytest.mark.parametrize("name", ["relu", "softplus"])
def test_one_step_goes_against_the_gradient_of_the_loss(name):
    stepped, residual, steps = networks.train(X, Y, W, A, activation=name, rate=0.3, limit=1, tolerance=1e-8)
    bumps = 1e-5 * jnp.eye(W.size).reshape(-1, *W.shape)
    at = jax.jit(jax.vmap(lambda v: networks.loss(X, Y, v, A, name)))
    gradient = (at(W + bumps) - at(W - bumps)).reshape(W.shape) / 2e-5
    np.testing.assert_allclose(stepped, W - 0.3 * gradient, atol=1e-10)
    np.testing.assert_allclose(residual, Y - networks.forward(X, stepped, A, name), atol=1e-14)
    assert steps == 1


def test_forward_and_loss_are_the_sums_written_out():
    f = [sum(float(A[i] * jnp.tanh(W[:, i] @ x)) for i in range(6)) for x in X]
    np.testing.assert_allclose(networks.forward(X, W, A, "tanh"), f, rtol=1e-13)
    np.testing.assert_allclose(networks.loss(X, Y, W, A, "tanh"), np.mean((Y - np.array(f)) ** 2) / 2, rtol=1e-13)


def test_training_stops_at_its_tolerance_where_autodiff_descent_is():
    rate = networks.stable_rate(X, A)
    w, residual, steps = networks.train(X, Y, W, A, activation="tanh", rate=rate, limit=5000, tolerance=1e-6)
    assert jnp.linalg.norm(residual) <= 1e-6 * jnp.linalg.norm(Y)
    slope, by_hand = jax.jit(jax.grad(lambda v: networks.loss(X, Y, v, A, "tanh"))), W
    for _ in range(int(steps)):
        by_hand = by_hand - rate * slope(by_hand)
    np.testing.assert_allclose(w, by_hand, atol=1e-12)
    before = networks.train(X, Y, W, A, activation="tanh", rate=rate, limit=int(steps) - 1, tolerance=1e-6)[1]
    assert jnp.linalg.norm(before) > 1e-6 * jnp.linalg.norm(Y)


def test_vmapped_networks_are_those_trained_alone():
    starts = jnp.stack([W, 2 * W, -W])
    options = {"activation": "erf", "rate": 0.2, "limit": 3000, "tolerance": 1e-3}
    together = jax.vmap(lambda w: networks.train(X, Y, w, A, **options))(starts)
    for i, start in enumerate(starts):
        alone = networks.train(X, Y, start, A, **options)
        np.testing.assert_allclose(together[0][i], alone[0], atol=1e-13)
        assert together[2][i] == alone[2]
    assert len(set(together[2].tolist())) == 3


@pytest.mark.parametrize("h", [2, 3, 100])
def test_doubled_networks_vanish_bit_for_bit_and_keep_the_tangent_kernel(h):
    w, a = jnp.asarray(RNG.standard_normal((7, h))), jnp.asarray(RNG.standard_normal(h))
    both, signs = networks.doubled(w, a)
    assert both.shape == (7, 2 * h)
    assert not np.any(jax.jit(networks.forward, static_argnames="activation")(X, both, signs, activation="sigmoid"))

    def kernel(v, s):
        slopes = s * networks.derivative("sigmoid", X @ v)
        return (slopes @ slopes.T) * (X @ X.T)

    np.testing.assert_allclose(kernel(both, signs), kernel(w, a), rtol=1e-12, atol=1e-14)


def test_the_stable_rate_is_that_of_the_largest_eigenvalue():
    gram = np.linalg.eigvalsh(np.asarray(X @ X.T))[-1]
    np.testing.assert_allclose(networks.stable_rate(X, 2 * A, 0.5), 5 / gram, rtol=1e-3)


@pytest.mark.parametrize(
    "change", [{"rate": 0.0}, {"rate": float("nan")}, {"limit": 0}, {"tolerance": -1.0}, {"activation": "gauss"}]
)
def test_training_refuses_bad_options(change):
    with pytest.raises(ValueError, match="must be"):
        networks.train(X, Y, W, A, **{"activation": "tanh", **OPTIONS, **change})


@pytest.mark.parametrize(
    ("x", "y", "w", "a"), [(X.T, Y, W, A), (X, Y[1:], W, A), (X, Y, W, A[1:]), (X, Y, W[:, :0], A[:0]), (X[0], Y, W, A)]
)
def test_training_refuses_shapes_that_do_not_fit(x, y, w, a):
    with pytest.raises(ValueError, match="do not fit"):
        networks.train(x, y, w, a, activation="tanh", **OPTIONS)


def test_doubling_refuses_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="do not fit"):
        networks.doubled(W, A[1:])
