"""The perceptron in several orders: against scikit-learn's, and what the experiment says of itself."""

import numpy as np
import pytest
from sklearn.linear_model import Perceptron

from claims.margins import test_perceptron_mistakes_are_bounded_by_radius_over_margin_squared as claim
from empirics import perceptron
from empirics.lab import Bench, Lab
from harness import NotApplicable, Scale, Verify
from harness.verify import Case

SIZES = {"planted": (12, 4), "needle": (2, 2), "orthogonal": (6, 8), "digits": (50, 64)}


def rows_of(family, seed, n, d):
    return perceptron.FAMILIES[family](np.random.default_rng(seed), n, d)


@pytest.mark.parametrize("family", list(SIZES))
@pytest.mark.parametrize("seed", [0, 1])
def test_passes_are_those_of_scikit_learn(family, seed):
    rows = rows_of(family, seed, *SIZES[family])
    run = perceptron.passes(rows)
    labels = np.where(np.arange(len(rows)) % 2 == 0, 1, -1)
    other = Perceptron(fit_intercept=False, shuffle=False, tol=None, max_iter=2000)
    other.fit(labels[:, None] * rows, labels)
    assert run.finished
    assert run.weights == pytest.approx(other.coef_[0])
    assert run.squares[-1] == run.weights @ run.weights


@pytest.mark.parametrize("family", list(SIZES))
def test_counts_are_integers_end_to_end_and_all_orders_end(family):
    n, d = SIZES[family]
    seen = perceptron.counted(np.random.default_rng(2), family=family, n=n, d=d)
    assert seen["rows"].shape == (n, d)
    assert (seen["rows"] == np.round(seen["rows"])).all()
    assert seen["finished"] == 1.0
    assert (seen["counts"][:, 0] >= 1).all()


def test_stretches_change_nothing():
    rows = rows_of("planted", 3, 400, 3)
    weights, count, clean = np.zeros(3), 0, False
    while not clean:
        clean = True
        for row in rows:
            if row @ weights <= 0:
                weights, count, clean = weights + row, count + 1, False
    run = perceptron.passes(rows)
    assert run.mistakes == count
    assert (run.weights == weights).all()


def test_an_output_of_zero_must_be_a_mistake_or_nothing_starts():
    rows = rows_of("planted", 4, 12, 4)
    run = perceptron.passes(rows, strict=True)
    assert (run.mistakes, run.finished) == (0, True)


@pytest.mark.parametrize("case", ["opposed", "zero"])
def test_inseparable_rows_are_cut_off(case):
    rows = rows_of("opposed", 5, 8, 3)
    rows = rows if case == "opposed" else rows[:-1] * (np.arange(7) > 0)[:, None]
    run = perceptron.passes(rows, most=500)
    assert (run.mistakes, run.finished) == (500, False)
    assert not perceptron.greedy(rows, np.argmin, most=500).finished


def test_greedy_orders_take_the_worst_and_the_mildest():
    outputs = np.array([1.0, -3.0, 0.0, -1.0])
    assert perceptron._mildest(outputs) == 2
    assert np.argmin(outputs) == 1


@pytest.mark.parametrize(
    ("family", "n", "d", "words"),
    [
        ("iris", 3, 4, "a family is one of planted"),
        ("needle", 3, 2, "two rows in the plane"),
        ("digits", 361, 64, "360 images"),
    ],
)
def test_other_settings_are_refused(family, n, d, words):
    with pytest.raises(ValueError, match=words):
        perceptron.counted(np.random.default_rng(6), family=family, n=n, d=d)


def test_products_that_would_round_are_refused():
    with pytest.raises(ValueError, match="too long for exact products"):
        perceptron.passes(np.array([[2.0**30]]))


def test_the_claim_is_not_applicable_where_no_hyperplane_separates():
    records = []
    case = Case("a test", "opposed", {}, Scale.STANDARD, 0, records.append)
    lab = Bench(Lab(seed=0, scale=Scale.STANDARD), claim.CLAIM.name)
    with pytest.raises(NotApplicable, match=r"0 is a convex combination in trials \[0, 1, 2, 3\]"):
        claim.separable(lab, Verify(case), 1, family="opposed", n=6, d=3)
    assert [record["verdict"] for record in records] == ["NOT APPLICABLE"]
