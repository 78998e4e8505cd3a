"""Limits of two losses: the affine hull's point by its definition, angles against planes, and bad input."""

import numpy as np
import pytest

from theory import limits_of_losses as exact
from theory import margins, rival_directions

ROWS = [[2, 1, 0, 0], [1, -1, 2, 0], [3, 0, 1, 1]]


def test_nearest_point_of_the_affine_hull_is_orthogonal_to_it_and_has_the_direction_of_least_squares():
    u = np.array(exact.nearest_in_affine_hull(ROWS), dtype=float)
    np.testing.assert_allclose(np.array(ROWS) @ u, u @ u, atol=1e-14)
    weights = np.linalg.lstsq(np.vstack([np.transpose(ROWS), np.ones(3)]), np.append(u, 1), rcond=None)[0]
    np.testing.assert_allclose(weights @ ROWS, u, atol=1e-14)
    np.testing.assert_allclose(u / np.linalg.norm(u), rival_directions.least_squares(ROWS), atol=1e-14)


def test_both_hulls_share_their_point_where_all_rows_are_support_vectors():
    rows = [[2, 1, 0], [2, -1, 1], [2, 0, -1]]
    found = margins.l2_margin(rows)
    assert isinstance(found, margins.Margin)
    assert found.support == (0, 1, 2)
    assert list(found.point) == exact.nearest_in_convex_hull(rows) == exact.nearest_in_affine_hull(rows)


def test_disagreement_is_the_angle():
    assert exact.disagreement([1, 0], [1, 1]) == pytest.approx(0.25)
    assert exact.disagreement([1, 0], [-2, 0]) == pytest.approx(1.0)
    assert exact.disagreement([3, 0], [1, 0]) == 0.0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact.nearest_in_convex_hull([[1, 0], [-1, 0]]), "not separable"),
        (lambda: exact.nearest_in_affine_hull([[1, 0], [-1, 0]]), "cannot be interpolated"),
        (lambda: exact.disagreement([0, 0], [1, 0]), "nonzero"),
        (lambda: exact.disagreement([1, 0], [1, 0, 0]), "one length"),
        (lambda: exact.disagreement([1, float("nan")], [1, 0]), "finite"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()
