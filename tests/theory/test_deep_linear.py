"""Bounds on rank, alignment and norms of deep linear networks: as theorems about arbitrary matrices."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import deep_linear as exact

SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=4).map(lambda widths: (*widths, 1))


def draw(sizes, seed):
    count = sum(a * b for a, b in pairwise(sizes))
    return np.random.default_rng(seed).normal(size=count)


def decompose(weights, sizes):
    matrices = exact.layers(weights, sizes)
    return matrices, [np.linalg.svd(m) for m in matrices]


@given(SIZES, st.integers(0, 10**6))
@settings(deadline=None, max_examples=200)
def test_bounds_hold_for_all_matrices(sizes, seed):
    """Each bound relates matrices and their imbalances at one moment, so it can be tried without any flow."""
    weights = draw(sizes, seed)
    matrices, parts = decompose(weights, sizes)
    start = exact.imbalance(weights, sizes)
    tops = np.array([s[0] ** 2 for _, s, _ in parts])
    waste = np.array([(s[1:] ** 2).sum() for _, s, _ in parts])
    assert np.all(waste <= exact.wasted_norm_ceiling(start) + 1e-9)
    assert np.all(waste / tops <= exact.excess_rank_ceiling(start, tops) + 1e-9)
    missing = [1 - (v[0] @ u[:, 0]) ** 2 for (u, _, _), (_, _, v) in pairwise(parts)]
    assert np.all(missing <= exact.misalignment_ceiling(start, tops) + 1e-9)
    product = np.linalg.norm(np.linalg.multi_dot(matrices[::-1]))
    assert np.all(tops >= exact.norm_floor(start, product) - 1e-7)


def test_layers_are_read_row_by_row():
    first, second = exact.layers(np.arange(1.0, 9.0), (3, 2, 1))
    assert first.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert second.tolist() == [[7, 8]]


def test_batches_agree_with_single_ones():
    sizes = (3, 3, 2, 1)
    weights = np.stack([draw(sizes, seed) for seed in range(5)])
    together = exact.imbalance(weights, sizes)
    for one, row in enumerate(weights):
        assert np.allclose(exact.imbalance(row, sizes).largest, together.largest[one])
        floor = exact.norm_floor(exact.imbalance(row, sizes), [1.0, 10.0])
        batch = exact.Imbalance(*(x[:, None] for x in (together.largest, together.smallest, together.trace)))
        assert np.allclose(floor, exact.norm_floor(batch, [1.0, 10.0])[one])


def test_prescribed_reads_the_spectra():
    start = exact.prescribed([(-1, -3), (2, 0.5, -1)])
    assert start.largest.tolist() == [-1, 2]
    assert start.smallest.tolist() == [-3, -1]
    assert start.trace.tolist() == [-4, 1.5]


def test_balanced_layers_share_the_norm():
    start = exact.prescribed([(0.0,), (0.0,)])
    assert np.allclose(exact.norm_floor(start, 8.0), 4.0)  # three layers of norm 2
    assert np.allclose(exact.misalignment_ceiling(start, [4.0, 4.0, 4.0]), 0)
    assert np.allclose(exact.wasted_norm_ceiling(start), 0)


def test_floor_of_two_layers_is_the_quadratic_root():
    start = exact.prescribed([(-3.0, -3.0)])
    first = (3 + np.sqrt(9 + 4 * 16)) / 2  # x (x - 3) = 16
    assert np.allclose(exact.norm_floor(start, 4.0), [first, first - 3])


@given(st.floats(-1e6, 2), st.integers(1, 50), st.floats(0.1, 10))
@settings(deadline=None)
def test_end_to_end_floor_is_the_norm_of_the_worst_point(log_risk, count, margin):
    floor = exact.end_to_end_floor(log_risk, count, margin)
    log_loss = log_risk + np.log(count)
    if floor > 0 and log_loss > -600:
        assert np.isclose(np.log(np.log1p(np.exp(-floor * margin))), log_loss, rtol=1e-9, atol=1e-9)
    if log_loss <= -600:
        assert np.isclose(floor * margin, -log_loss)


def test_ceiling_is_one_where_the_bound_says_nothing():
    start = exact.prescribed([(5.0, -5.0)])
    assert exact.misalignment_ceiling(start, [0.0, 0.0]).tolist() == [1.0]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: exact.layers(np.zeros(5), (3, 2, 1)), "take 8 finite weights"),
        (lambda: exact.layers(np.full(8, np.nan), (3, 2, 1)), "finite weights"),
        (lambda: exact.layers(np.zeros(3), (3,)), "two or more"),
        (lambda: exact.layers(np.zeros(0), (3, 0, 1)), "positive layer widths"),
        (lambda: exact.imbalance(np.zeros(3), (3, 1)), "two layers or more"),
        (lambda: exact.imbalance(np.zeros(10), (3, 2, 2)), "one output"),
        (lambda: exact.prescribed([]), "one non-empty list"),
        (lambda: exact.prescribed([(np.nan,)]), "finite eigenvalues"),
        (lambda: exact.end_to_end_floor(-1.0, 0, 1.0), "count >= 1"),
        (lambda: exact.end_to_end_floor(-1.0, 3, -1.0), "positive finite margin"),
        (lambda: exact.end_to_end_floor(np.nan, 3, 1.0), "NaN"),
        (lambda: exact.norm_floor(exact.prescribed([(0.0,)]), -1.0), "not negative"),
        (lambda: exact.excess_rank_ceiling(exact.prescribed([(0.0,)]), [1.0, 0.0]), "positive"),
        (lambda: exact.misalignment_ceiling(exact.prescribed([(0.0,)]), [1.0]), "one squared norm per layer"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()
