"""The nuisance term: matrices at random, the cases of equality, and bad input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import nuisance_term as exact


def of(layers):
    return exact.nuisance([exact.spectral_norm(w) for w in layers], [exact.row_norm_sum(w) for w in layers])


@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(1, 6), st.integers(1, 6))
def test_term_lies_between_its_bounds_by_rank(seed, depth, rows, columns):
    rng = np.random.default_rng(seed)
    ranks = [int(rng.integers(1, min(rows, columns) + 1)) for _ in range(depth)]
    layers = [rng.standard_normal((rows, r)) @ rng.standard_normal((r, columns)) for r in ranks]
    assert exact.least_nuisance(depth) <= of(layers) * (1 + 1e-12)
    assert of(layers) <= exact.largest_nuisance([rows] * depth, ranks) * (1 + 1e-12)


def test_term_by_hand_counts_rows_not_columns():
    w = [[3.0, 4.0], [0.0, 0.0]]
    assert exact.row_norm_sum(w) == 5.0
    assert exact.row_norm_sum(np.transpose(w)) == 7.0
    assert of([w]) == pytest.approx(1.0, rel=1e-14)
    assert exact.nuisance([1.0, 2.0], [8.0, 2.0]) == pytest.approx(5**1.5, rel=1e-14)


@pytest.mark.parametrize(("depth", "width"), [(1, 3), (2, 8), (5, 16)])
def test_largest_term_of_square_layers_is_depth_times_root_of_weights(depth, width):
    parameters = depth * width**2
    largest = exact.largest_nuisance([width] * depth, [width] * depth)
    assert largest == pytest.approx(depth**1.5 * width, rel=1e-13)
    assert largest == pytest.approx(depth * math.sqrt(parameters), rel=1e-13)
    assert of([np.eye(width)] * depth) == pytest.approx(largest, rel=1e-13)


@pytest.mark.parametrize("factor", [-1.0, 0.2, 0.5, 3.0])
def test_moved_layers_are_measured_from_their_reference(factor):
    w = np.eye(3)
    seen = exact.nuisance([abs(factor)] * 2, [exact.row_norm_sum(factor * w - w)] * 2)
    assert seen == pytest.approx(exact.moved_nuisance(factor, [3, 3], [3, 3]), rel=1e-13)
    assert exact.moved_nuisance(0.5, [3], [3]) == pytest.approx(exact.largest_nuisance([3], [3]))


def test_bad_input_is_refused_in_one_sentence():
    for norms, distances in [([0.0], [1.0]), ([1.0], [-1.0]), ([np.nan], [1.0]), ([1.0], [np.inf])]:
        with pytest.raises(ValueError, match="no layer is zero"):
            exact.nuisance(norms, distances)
    for norms, distances in [([1.0], [1.0, 2.0]), ([], [])]:
        with pytest.raises(ValueError, match="one norm and one distance per layer"):
            exact.nuisance(norms, distances)
    for rows, ranks in [([], []), ([2], [3]), ([2], [0]), ([2, 2], [1])]:
        with pytest.raises(ValueError, match="rank from 1"):
            exact.largest_nuisance(rows, ranks)
    with pytest.raises(ValueError, match="factor 0"):
        exact.moved_nuisance(0.0, [2], [2])
