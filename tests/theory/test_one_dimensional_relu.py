"""Ranks against Gram matrices of the kernel in ball arithmetic and in floating point, and the loss by least squares."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import one_dimensional_relu as exact
from theory import two_layer_kernel
from theory.activations import RELU

NONZERO = st.integers(-9, 9).filter(bool)
LINE = st.lists(NONZERO, min_size=1, max_size=7)
PLANE = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)).filter(any), min_size=1, max_size=7)
SPACE = st.lists(st.tuples(*[st.integers(-1, 1)] * 3).filter(any), min_size=1, max_size=9)


@given(LINE)
def test_line(points: list[int]) -> None:
    matrix = exact.gram(points)
    sides = len({v > 0 for v in points})
    assert exact.gram_rank(matrix) == exact.rank([(v,) for v in points]) == sides
    expected = [[two_layer_kernel.kernel(RELU, [float(u)], [float(v)]) for v in points] for u in points]
    assert np.array(matrix, dtype=float) == pytest.approx(np.array(expected), abs=1e-9)


@given(st.one_of(PLANE, SPACE))
def test_rank_is_that_of_the_limiting_kernel(points: list[tuple[int, ...]]) -> None:
    # on unit vectors, which changes no rank; eigenvalues of so few small integer directions are far from round-off
    units = [np.array(p) / np.linalg.norm(p) for p in points]
    gram = np.array([[two_layer_kernel.kernel(RELU, u, v) for v in units] for u in units])
    eigenvalues = np.linalg.eigvalsh(gram)
    assert exact.rank(points) == int((eigenvalues > 1e-7).sum())


@given(st.lists(st.tuples(NONZERO, st.integers(-9, 9)), min_size=1, max_size=6))
def test_loss_is_that_of_least_squares_on_each_side(data: list[tuple[int, int]]) -> None:
    x, y = (np.array(v, dtype=float) for v in zip(*data, strict=True))
    design = np.stack([np.maximum(x, 0), np.minimum(x, 0)], axis=1)
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    assert float(exact.loss_floor(*zip(*data, strict=True))) == pytest.approx(
        residual @ residual / 2 / len(y), abs=1e-9
    )


def test_two_points_are_interpolated_and_three_are_not() -> None:
    assert exact.loss_floor([2, -1], [5, 3]) == 0
    assert exact.loss_floor([1, 2], [1, 1]) == Fraction(1, 20)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="no ray"):
        exact.ray((0, 0))
    with pytest.raises(ValueError, match="one dimension"):
        exact.rank([(1,), (1, 2)])
    with pytest.raises(ValueError, match="nonzero"):
        exact.loss_floor([0], [1])
    for ragged in ([], [[1], [1, 2]]):
        with pytest.raises(ValueError, match="rank"):
            exact.gram_rank(ragged)
