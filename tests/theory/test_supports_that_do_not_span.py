"""Directions that the support vectors leave alone, on tables solved by hand, and under gradient steps."""

from fractions import Fraction

import numpy as np
import pytest

from theory import margins
from theory import supports_that_do_not_span as exact
from theory.deep_linear_gradients import gradients

SUPPORTS = np.array([[-4.0, -4, 2], [1, 2, 0]])
NORMAL = np.array([-2.0, 1, -2]) / 3


def solved(rows):
    margin = margins.l2_margin(rows)
    assert isinstance(margin, margins.Margin)
    return margin


def test_the_complement_of_two_rows_is_their_cross_product():
    normals = exact.complement(solved(SUPPORTS), SUPPORTS)
    assert normals.shape == (3, 1)
    assert np.isclose(abs(NORMAL @ normals[:, 0]), 1)
    assert solved(SUPPORTS).square == Fraction(36, 65)


def test_one_row_leaves_all_but_its_direction():
    row = np.array([[0.0, 3, 4, 0]])
    normals = exact.complement(solved(row), row)
    assert np.allclose(row @ normals, 0)
    assert np.allclose(normals.T @ normals, np.eye(3))


def test_gradient_steps_of_any_size_leave_these_columns_alone():
    rng, sizes = np.random.default_rng(0), (3, 4, 2, 1)
    flat, normals = rng.standard_normal(22), exact.complement(solved(SUPPORTS), SUPPORTS)
    begun = exact.left_alone(flat[:12].reshape(4, 3), normals)
    for _ in range(5):
        flat = flat - 0.1 * np.concatenate([g.ravel() for g in gradients(flat, SUPPORTS, sizes)])
    assert np.allclose(exact.left_alone(flat[:12].reshape(4, 3), normals), begun, atol=1e-12)


def test_the_sine_of_a_first_layer_of_rank_one():
    """With W_1 = u x^T the map is along x, whatever the later layers, and the sine is exact."""
    u, x = np.array([0.6, 0.8]), np.array([1.0, -2.0, 0.5])
    layer = np.outer(u, x)
    assert np.isclose(exact.sine(layer, layer, NORMAL[:, None]), abs(x @ NORMAL) / np.linalg.norm(x))
    batch = np.stack([layer, 3 * layer])
    assert np.allclose(exact.sine(batch, layer[None], NORMAL[:, None])[1], abs(x @ NORMAL) / np.linalg.norm(3 * x))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: exact.complement(solved(np.eye(2)), np.eye(2)), "do not span"),
        (lambda: exact.complement(solved(SUPPORTS), SUPPORTS[:1]), "data must have shape"),
        (lambda: exact.left_alone(np.ones((2, 4)), NORMAL[:, None]), "3 columns"),
        (lambda: exact.left_alone(np.ones(3), NORMAL[:, None]), "3 columns"),
        (lambda: exact.sine(np.full((2, 3), np.nan), np.ones((2, 3)), NORMAL[:, None]), "finite"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()
