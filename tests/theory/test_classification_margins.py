"""Margins of classifiers against definitions by hand, and their behaviour under scaling."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import classification_margins as cm

SCORES = st.lists(st.integers(-9, 9), min_size=2, max_size=5)
POSITIVE = st.fractions(Fraction(1, 9), 9, max_denominator=9)


def test_margin_by_hand():
    assert [cm.margin([5, 1, 4], y) for y in range(3)] == [1, -4, -1]
    assert cm.margin([Fraction(1, 3), Fraction(1, 2)], 1) == Fraction(1, 6)


@given(SCORES)
def test_at_most_one_class_has_a_positive_margin_and_all_have_none_in_a_tie(scores):
    margins = [cm.margin(scores, y) for y in range(len(scores))]
    assert sum(m > 0 for m in margins) == (scores.count(max(scores)) == 1)


@given(st.integers(-9, 9), st.integers(-9, 9))
def test_two_classes_and_signs_agree(a, b):
    assert [cm.margin([a, b], y) for y in (0, 1)] == [cm.binary_margin(b - a, s) for s in (-1, 1)]


def test_ties_are_errors_unless_asked_otherwise():
    assert cm.share_of_errors([0, 0, 0]) == 1
    assert cm.share_of_errors([0, 1, -1, 2]) == Fraction(1, 2)
    assert cm.share_of_errors([0, 1, -1, 2], ties_are_errors=False) == Fraction(1, 4)


def network(seed, sizes=(3, 4, 4, 2)):
    rng = np.random.default_rng(seed)
    weights = [rng.integers(-5, 6, (b, a)).tolist() for a, b in itertools.pairwise(sizes)]
    return weights, [rng.integers(-5, 6, b).tolist() for b in sizes[1:]], rng.integers(-5, 6, sizes[0]).tolist()


@pytest.mark.parametrize("seed", range(8))
def test_outputs_agree_with_numpy(seed):
    weights, biases, x = network(seed)
    state = np.array(x)
    for k, (w, b) in enumerate(zip(weights, biases, strict=True)):
        state = np.array(w) @ (np.maximum(state, 0) if k else state) + b
    assert cm.outputs(weights, x, biases) == state.tolist()
    assert cm.outputs(weights, x) == cm.outputs(weights, x, [[0] * len(b) for b in biases])


@given(st.integers(0, 99), st.lists(POSITIVE, min_size=3, max_size=3))
def test_outputs_are_homogeneous_in_every_layer_and_so_are_the_norms(seed, factors):
    weights, _, x = network(seed)
    scaled = [[[c * v for v in row] for row in w] for c, w in zip(factors, weights, strict=True)]
    total = cm.growth(factors)
    assert cm.outputs(scaled, x) == [total * f for f in cm.outputs(weights, x)]
    for norm in (cm.frobenius_product, cm.spectral_product):
        assert norm(scaled) == pytest.approx(float(total) * norm(weights), rel=1e-12)


@given(st.integers(0, 99), POSITIVE)
def test_biases_scaled_with_the_weights_act_like_smaller_ones(seed, c):
    weights, biases, x = network(seed)
    scaled = cm.outputs([[[c * v for v in r] for r in w] for w in weights], x, [[c * v for v in b] for b in biases])
    assert scaled == [c**3 * f for f in cm.outputs(weights, x, cm.biases_seen(biases, c))]


def test_norms_by_hand():
    weights = [[[3, 4], [0, 0]], [[0, 2]]]
    assert cm.frobenius_product(weights) == pytest.approx(10)
    assert cm.spectral_product(weights) == pytest.approx(10)
    assert cm.spectral_product([[[1, 0], [0, 2]]]) == pytest.approx(2)
    assert cm.length_power(weights) == pytest.approx(29)
    assert cm.length_power([[[1, 1]]]) == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cm.margin([1], 0), "at least two classes, got 1"),
        (lambda: cm.margin([1, 2], 2), "one of 0 ... 1, got 2"),
        (lambda: cm.margin([1, 2], -1), "got -1"),
        (lambda: cm.binary_margin(1, 0), "1 or -1, got 0"),
        (lambda: cm.share_of_errors([]), "got none"),
        (lambda: cm.growth([1, 0]), "positive"),
        (lambda: cm.growth([]), "positive"),
        (lambda: cm.biases_seen([[1]], Fraction(0)), "positive, got 0"),
        (lambda: cm.outputs([], [1]), "at least one layer"),
        (lambda: cm.outputs([[[1]]], [1], [[1, 1]]), "one bias per unit"),
        (lambda: cm.outputs([[[1, 2]]], [1]), "takes 2 inputs, got 1"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
