"""The spectral margin bound: its lemmas by brute force and by simulation, monotonicity, and bad input."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import spectral_bound as exact
from theory.given_network import sample_margins

W = [np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]])]
X = np.array([[1.0, 0.0], [0.5, -1.0], [2.0, 1.0], [0.0, 1.0]])
OUT = np.maximum(X @ W[0].T, 0) @ W[1].T
LABELS = [0, 1, 0, 0]


def of(weights=W, x=X, outputs=OUT, labels=LABELS, **options):
    return exact.of_network(weights, x, outputs, labels, **{"gamma": 1.0, **options})


def test_parts_by_hand_up_to_the_grid():
    seen = of(ratio=1 + 1e-9)
    norms, rows = [np.linalg.norm(w, 2) for w in W], [5**0.5 + 2, 5**0.5 + 2**0.5]
    margins = [OUT[i, y] - OUT[i, 1 - y] for i, y in enumerate(LABELS)]
    assert seen.training == np.mean(np.array(margins) < 1.0)
    assert seen.data == pytest.approx(np.linalg.norm(X) / 4, rel=1e-12)
    assert seen.lipschitz_over_margin == pytest.approx(norms[0] * norms[1], rel=1e-7)
    assert seen.nuisance == pytest.approx(sum((b / s) ** (2 / 3) for s, b in zip(norms, rows, strict=True)) ** 1.5)
    assert seen.argument == pytest.approx(seen.data * seen.lipschitz_over_margin * seen.nuisance)
    assert seen.bound == seen.training + seen.complexity + seen.confidence
    assert seen.vacuous


def test_grids_only_round_to_the_safe_side():
    fine = of(ratio=1 + 1e-9)
    for ratio in (1.05, 1.3, 2.0):
        coarse = of(ratio=ratio)
        assert (
            fine.lipschitz_over_margin <= coarse.lipschitz_over_margin <= fine.lipschitz_over_margin * ratio**3 * 1.01
        )
        assert fine.argument <= coarse.argument * (1 + 1e-6)


@settings(max_examples=40)
@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=4), st.floats(0.1, 10), st.floats(1, 3), st.integers(0, 3))
def test_class_bound_grows_with_every_limit(norms, gamma, factor, which):
    which %= len(norms)
    base = {"points": 10**6, "frobenius": 1e3, "largest_layer": 9, "training": 0.0, "log_failure": -5.0}
    distances = [2 * s for s in norms]
    low = exact.of_class(norms, distances, gamma=gamma, **base)
    larger = [s * factor if k == which else s for k, s in enumerate(norms)]
    assert exact.of_class(larger, distances, gamma=gamma, **base).argument >= low.argument * (1 - 1e-12)
    farther = [b * factor if k == which else b for k, b in enumerate(distances)]
    assert exact.of_class(norms, farther, gamma=gamma, **base).complexity >= low.complexity * (1 - 1e-12)
    assert exact.of_class(norms, distances, gamma=gamma * factor, **base).complexity <= low.complexity * (1 + 1e-12)


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_shrunk_averages_of_k_entries_reach_the_radius_of_the_lemma(seed, k):
    rng = np.random.default_rng(seed)
    a, z = rng.standard_normal((2, 2)), rng.standard_normal((2, 3))
    size = exact.row_norm_sum(a) * np.linalg.norm(z)
    rows = z / np.linalg.norm(z, axis=1, keepdims=True)
    mass = np.abs(a) * np.linalg.norm(z, axis=1)
    assert mass.sum() <= size * (1 + 1e-12)
    atoms, chances = [np.zeros((2, 3))], [1 - mass.sum() / size]  # the rest of the coefficients on nothing
    for r, j in itertools.product(range(2), range(2)):
        atoms.append(np.sign(a[r, j]) * np.outer(np.eye(2)[r], rows[j]))
        chances.append(mass[r, j] / size)
    shrink, best = math.sqrt(k) / (1 + math.sqrt(k)), np.inf
    for drawn in itertools.combinations_with_replacement(range(len(atoms)), k):
        if all(chances[i] > 0 for i in drawn):
            best = min(best, np.linalg.norm(a @ z - shrink * size * np.mean([atoms[i] for i in drawn], axis=0)))
    assert best <= size / (1 + math.sqrt(k)) * (1 + 1e-12)


@pytest.mark.parametrize("n", [4, 8, 64, 1000])
@pytest.mark.parametrize("size", [0.0, 0.01, 0.3, 2.0, 100.0])
def test_complexity_is_the_least_over_chains_and_never_above_that_of_all_losses(n, size):
    seen = exact.complexity(size, n)
    assert seen == pytest.approx(min(4.0**-m / 2 + 5 * math.sqrt(17 / 8) * m * size / n for m in range(200)), abs=1e-30)
    assert 0 <= seen <= 0.5


def test_complexity_covers_that_of_losses_of_drawn_linear_classifiers():
    rng = np.random.default_rng(0)
    n, radius = 2000, 0.2
    x = rng.standard_normal((n, 2))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    weights = rng.standard_normal((400, 2))
    weights *= radius / 2 / np.linalg.norm(weights, axis=1, keepdims=True)  # rows -w and w: |.|_{2,1} <= radius
    losses = np.clip(1 - 2 * x @ weights.T, 0, 1)  # labels 1, gamma = 1
    signs = rng.choice([-1.0, 1.0], size=(200, n))
    seen = (signs @ losses).max(axis=1).mean() / n
    size = math.sqrt(2 * math.log(8)) * math.sqrt(n) * radius
    assert 0 < seen <= exact.complexity(size, n) < 0.5


def test_margins_are_lipschitz_with_root_two_and_no_less():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 500, 4))
    own = np.zeros(500, dtype=int)
    gap = np.abs(sample_margins(a, own, (500, 4)) - sample_margins(b, own, (500, 4)))
    assert np.all(gap <= math.sqrt(2) * np.linalg.norm(a - b, axis=1) * (1 + 1e-12))
    two = np.array([[1.0, -1.0]]), np.zeros((1, 2))
    reached = [sample_margins(v, [0], (1, 2))[0] for v in two]
    assert reached[0] - reached[1] == pytest.approx(math.sqrt(2) * np.linalg.norm(two[0]))


def test_shares_of_failures_add_up_to_one():
    first = 1000
    total = sum(exact.share_of_step(j) for j in range(-first, first + 1))
    assert 1 - total == Fraction(4, 3 * (first + 2))


def test_a_network_at_its_reference_costs_next_to_nothing_but_confidence():
    seen = of(references=W)
    assert seen.nuisance < 1e-5
    assert of().nuisance > 1


def test_comparator_by_hand():
    assert exact.by_dimension(100, 2, 50) == pytest.approx(math.sqrt(4 * math.log(100)))
    with pytest.raises(ValueError, match="positive"):
        exact.by_dimension(0, 1, 1)


BAD = [
    ({"gamma": 0.0}, "gamma > 0"),
    ({"gamma": -1.0}, "gamma > 0"),
    ({"gamma": math.nan}, "gamma > 0"),
    ({"delta": 1.0}, "delta"),
    ({"ratio": 1.0}, "ratio"),
    ({"weights": [W[0], np.zeros((2, 3))]}, "zero in layer 2"),
    ({"weights": [W[0], W[0]]}, "chain of matrices"),
    ({"weights": []}, "chain of matrices"),
    ({"weights": [W[0], np.full((2, 3), np.nan)]}, "weights are finite"),
    ({"x": np.full((4, 2), np.inf)}, "inputs are finite"),
    ({"x": np.ones((4, 3))}, "inputs are rows of 2"),
    ({"x": np.zeros((4, 2))}, "positive"),
    ({"outputs": OUT[:3]}, "one row per point"),
    ({"outputs": OUT * np.nan}, "outputs are finite"),
    ({"labels": [0, 1, 0, 2]}, "labels are one of 0 ... 1"),
    ({"labels": [0, 1]}, "labels are one of 0 ... 1"),
    ({"references": [W[0], W[0]]}, "references have the shapes"),
    ({"references": [W[0]]}, "references have the shapes"),
    ({"lipschitz": [1.0]}, "one positive Lipschitz constant"),
    ({"lipschitz": [1.0, -1.0]}, "one positive Lipschitz constant"),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_bad_input_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        of(**change)
