"""Flat directions: the Hessian built as a matrix, optimality and nearness of the minimiser, and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import flat_directions as exact

TABLES = st.lists(st.lists(st.integers(-1, 1), min_size=3, max_size=3), min_size=5, max_size=5)


@settings(deadline=None, max_examples=30)
@given(phi=TABLES)
def test_eigenvalues_and_flat_dimension_are_those_of_the_hessian(phi):
    table = np.array(phi, dtype=float)
    values = np.linalg.eigvalsh(table @ table.T / 3)
    np.testing.assert_allclose(exact.hessian_eigenvalues(phi), values, atol=1e-12)
    assert exact.flat_dimension(phi) == 5 - np.linalg.matrix_rank(table)


@settings(deadline=None, max_examples=30)
@given(phi=TABLES, start=st.lists(st.integers(-3, 3), min_size=5, max_size=5))
def test_nearest_minimiser_is_stationary_and_moved_within_the_span(phi, start):
    table, r = np.array(phi, dtype=float), [1, -2, 3]
    w = exact.nearest_minimiser(phi, r, start)
    left = np.array(exact.remaining(phi, r, w), dtype=float)
    np.testing.assert_allclose(table @ left, 0, atol=1e-12)
    displaced = np.array(w, dtype=float) - start
    np.testing.assert_allclose(table @ np.linalg.pinv(table) @ displaced, displaced, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact.flat_dimension([]), "table"),
        (lambda: exact.flat_dimension([[1, 2], [1]]), "table"),
        (lambda: exact.nearest_minimiser([[1, 2]], [1], [0]), "one column per value"),
        (lambda: exact.nearest_minimiser([[1, 2]], [1, 1], [0, 0]), "p = 1"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()
