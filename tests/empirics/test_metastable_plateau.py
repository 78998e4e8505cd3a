"""Training by groups of equal neurons against all neurons in numpy; the plateau's start; conjugate gradients."""

import jax.numpy as jnp
import numpy as np
import pytest

from empirics import metastable_plateau as measured

SLOPES = {"erf": 2 / np.sqrt(np.pi), "sigmoid": 0.25, "softplus": 0.5}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_least_squares_by_conjugate_gradients_is_of_least_norm():
    rng = np.random.default_rng(0)
    for n, d in ((9, 4), (4, 9)):
        x, y = jnp.asarray(rng.standard_normal((n, d))), jnp.asarray(rng.standard_normal(n))
        b, step = measured._line(x, y)
        np.testing.assert_allclose(b, np.linalg.pinv(x) @ y, atol=1e-10)
        assert 0 < step * np.linalg.eigvalsh(x.T @ x / n)[-1] <= 1
    b, _ = measured._line(jnp.zeros((3, 2)), jnp.zeros(3))
    assert np.all(np.asarray(b) == 0)


def test_groups_of_equal_neurons_move_as_all_neurons_do():
    rng = np.random.default_rng(1)
    n, d, groups, copies = 5, 2, 4, 3
    x, y, w = rng.standard_normal((n, d)), rng.standard_normal(n), rng.standard_normal((d, groups))
    h, step = groups * copies, 0.3
    signs = np.array([1.0, -1.0, 1.0, -1.0])
    kind = measured.KINDS["sigmoid"]
    steps = np.full(groups, step / copies)
    _, last, squared, count = measured._leave(
        kind, x, y, y, w, signs * copies / np.sqrt(h), steps, np.array(7), np.array(0.0)
    )
    every, a = np.repeat(w, copies, axis=1), np.repeat(signs, copies) / np.sqrt(h)
    loss = 0.0
    for _ in range(7):
        f = sigmoid(x @ every)
        loss = np.sum((y - f @ a) ** 2)
        every = every + step / n * x.T @ ((y - f @ a)[:, None] * f * (1 - f)) * a
    np.testing.assert_allclose(np.repeat(last, copies, axis=1), every, atol=1e-13)
    assert float(squared) == pytest.approx(loss)
    assert int(count) == 6


def test_the_largest_eigenvalue():
    a = np.random.default_rng(2).standard_normal((6, 6))
    matrix = np.eye(6) + 0.1 * (a + a.T)
    matrix = matrix @ matrix
    np.testing.assert_allclose(
        measured._largest_eigenvalue(jnp.asarray(matrix)), np.linalg.eigvalsh(matrix)[-1], rtol=1e-10
    )


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_at_zero(name):
    assert float(measured._slope(jnp.asarray(measured.KINDS[name]))) == pytest.approx(SLOPES[name])
