"""Rounds of boosting on all stumps of real measurements: scikit-learn, tree by tree, against one matrix product."""

import numpy as np
import pytest

from empirics import breast_cancer
from empirics.boosted_tables import stump_table
from empirics.boosting import boost

SIZES = pytest.mark.parametrize("n", [40, 120])
FEATURES, ROUNDS = 6, 100


def sample(n):
    rng = np.random.default_rng(0)
    x, _ = breast_cancer.draw(rng, n, FEATURES)
    return x, rng.choice([-1.0, 1.0], size=n)


def group(n):
    return f"AdaBoost, {ROUNDS} rounds, stumps of {n} points in {FEATURES} dimensions, random labels"


@SIZES
def test_scikit_learn(rate, n):
    ensemble, tree = pytest.importorskip("sklearn.ensemble"), pytest.importorskip("sklearn.tree")
    x, y = sample(n)
    stump = tree.DecisionTreeClassifier(max_depth=1)

    def fit():
        return ensemble.AdaBoostClassifier(stump, n_estimators=ROUNDS, random_state=0).fit(x, y)

    assert len(rate(fit, group=group(n), things=ROUNDS, of="rounds").estimators_) == ROUNDS


@SIZES
def test_one_run(rate, n):
    table = stump_table(*sample(n))
    assert rate(lambda: boost(table, rounds=ROUNDS), group=group(n), things=ROUNDS, of="rounds").edge.min() > 0


@SIZES
def test_eight_runs_side_by_side(rate, n):
    table, shrinkage = stump_table(*sample(n)), np.linspace(0.3, 1.0, 8)

    def run():
        return boost(table, rounds=ROUNDS, shrinkage=shrinkage)

    assert rate(run, group=group(n), things=8 * ROUNDS, of="rounds").edge.min() > 0
