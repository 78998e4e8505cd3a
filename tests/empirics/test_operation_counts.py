"""Counting: against XLA's own analysis of cost, loops, and programs that do what they say."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import operation_counts as measured

RNG = np.random.default_rng(0)
PHI, Y = RNG.normal(size=(7, 4)), RNG.normal(size=4)


def test_a_step_has_the_flops_that_xla_counts():
    n = 64
    shapes = [jax.ShapeDtypeStruct(shape, jnp.float64) for shape in ((n, n), (n,))]
    flops = jax.jit(lambda H, y: H @ y).lower(*shapes).cost_analysis()["flops"]
    assert measured.operations(lambda H, y: H @ y, (n, n), (n,))["dot_general"] == n * n
    assert flops == pytest.approx(2 * n * n, rel=0.02)


def test_both_forms_of_descent_take_the_same_steps():
    w = jax.jit(measured.weight_descent, static_argnums=3)(PHI, Y, 0.01, 5)
    f = jax.jit(measured.kernel_descent, static_argnums=3)(PHI.T @ PHI, Y, 0.01, 5)
    np.testing.assert_allclose(PHI.T @ w, f, atol=1e-13)


def test_elimination_solves_and_the_mirrored_gram_is_symmetric():
    H = PHI.T @ PHI
    np.testing.assert_allclose(jax.jit(measured.eliminate)(H, Y), np.linalg.solve(H, Y), atol=1e-12)
    K = jax.jit(measured.symmetric_gram)(PHI)
    np.testing.assert_allclose(K, np.exp(-((PHI[:, None] - PHI) ** 2).sum(axis=2) / 2), atol=1e-15)


def test_a_loop_of_unknown_length_is_refused():
    with pytest.raises(ValueError, match="unknown length"):
        measured.operations(lambda x: jax.lax.while_loop(lambda v: v.sum() < 9, lambda v: 2 * v, x), (3,))
