"""Boosting, against exact AdaBoost: rules, oracles, ties, line searches, and tables to which no theorem applies."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from claims.margins import test_adaboost_reaches_a_quarter_of_the_best_margin as quarter
from claims.margins import test_boosting_guarantees_zero_training_error as zero
from empirics import boosted_tables, breast_cancer
from empirics.boosting import boost, exact_step
from harness import NotApplicable, Scale, Verify
from harness.verify import Case
from theory import boosting, boosting_cycle, l1_margins, margins


def signs(seed, *shape):
    return np.random.default_rng(seed).choice([-1.0, 1.0], size=shape)


@pytest.mark.parametrize("seed", range(8))
def test_rounds_are_those_of_exact_adaboost(seed):
    table = signs(seed, 9, 12)
    rounds, _ = boosting_cycle.adaboost(table.astype(int).tolist(), [Fraction(1, 9)] * 9, 7)
    runs = boost(table, rounds=7)
    assert runs.column[0].tolist() == [one.column for one in rounds]
    assert runs.sign[0].tolist() == [one.sign for one in rounds]
    assert runs.edge[0] == pytest.approx([float(one.edge) for one in rounds], abs=1e-13)
    assert runs.step[0] == pytest.approx(np.arctanh(runs.edge[0]))
    votes = np.zeros(12)
    for t in range(7):
        votes[runs.column[0, t]] += runs.sign[0, t] * runs.step[0, t]
        m = table @ votes
        assert runs.margin[0, t] == pytest.approx(m.min() / runs.step[0, : t + 1].sum(), abs=1e-13)
        assert runs.soft[0, t] == pytest.approx(-np.log(np.exp(-m).sum()), abs=1e-13)
        assert runs.errors[0, t] == (m <= 1e-12).sum()


def test_runs_side_by_side_are_runs_one_by_one():
    tables, nu = signs(1, 3, 10, 15), [1.0, 0.5, 0.1]
    together = boost(tables, rounds=30, shrinkage=nu)
    for k in range(3):
        alone = boost(tables[k], rounds=30, shrinkage=nu[k])
        assert together.margin[k] == pytest.approx(alone.margin[0], abs=1e-12)
        assert np.array_equal(together.column[k], alone.column[0])
    shared = boost(tables[0], rounds=30, shrinkage=nu)
    assert shared.margin[0] == pytest.approx(together.margin[0], abs=1e-12)


def test_a_start_is_a_prior_on_the_margins():
    table, start = signs(2, 6, 9), np.array([0.1, 0.2, 0.3, 0.2, 0.2, 0.0])
    rounds, _ = boosting_cycle.adaboost(table.astype(int).tolist(), [Fraction(int(10 * p), 10) for p in start], 6)
    runs = boost(table, rounds=6, start=start)
    assert runs.edge[0] == pytest.approx([float(one.edge) for one in rounds], abs=1e-12)
    assert boost(table, rounds=6, start=np.full(6, 1 / 6)).soft == pytest.approx(boost(table, rounds=6).soft)


@pytest.mark.parametrize("seed", range(4))
def test_the_line_search_minimises_and_equals_adaboost_on_signs(seed):
    rng = np.random.default_rng(seed)
    p, column = rng.dirichlet(np.ones(8)), rng.uniform(-1, 1, 8)
    column *= np.sign(p @ column)
    found = minimize_scalar(lambda a: p @ np.exp(-a * column), bounds=(0, 50), method="bounded")
    assert exact_step(p, column) == pytest.approx(found.x, abs=1e-3)
    table = signs(seed, 8, 10)
    both = [boost(table, rounds=20, rule=rule).margin for rule in ("adaboost", "line search")]
    assert both[0] == pytest.approx(both[1], abs=1e-10)


def test_rules_shrink_and_cap_their_steps():
    table = signs(3, 10, 15)
    assert boost(table, rounds=5, rule="edge", shrinkage=0.3).step == pytest.approx(
        0.3 * boost(table, rounds=5, rule="edge", shrinkage=0.3).edge
    )
    assert boost(table, rounds=5, caps=[0.4, 0.3, 0.2, 0.1, 0.0001]).step[0, -2:] == pytest.approx([0.1, 0.0001])


def test_ties_go_to_the_first_column_whatever_rounding_says():
    table = np.tile(signs(4, 9, 1), (1, 5)) * [1, -1, 1, 1, -1]
    assert boost(table, rounds=1).column[0].tolist() == [0]
    assert boost(np.hstack([signs(5, 9, 4), signs(5, 9, 4)]), rounds=9).column.max() < 4


def test_the_adversary_gives_the_least_that_it_may():
    table = signs(6, 12, 40)
    runs = boost(table, rounds=1, oracle="adversary", floor=0.3)
    edges = np.abs(table.mean(axis=0))
    assert runs.edge[0, 0] == pytest.approx(edges[edges >= 0.3 - 1e-9].min())
    with pytest.raises(ValueError, match=r"no column has an edge of 0.99"):
        boost(table, rounds=1, oracle="adversary", floor=0.99)


@pytest.mark.parametrize("rule", ["adaboost", "line search", "edge"])
def test_a_perfect_column_is_the_vote(rule):
    table = np.column_stack([signs(7, 6, 3), -np.ones(6)])
    runs = boost(table, rounds=3, rule=rule)
    assert runs.column[0].tolist() == [3, 3, 3]
    assert runs.sign[0].tolist() == [-1, -1, -1]
    assert runs.margin[0].tolist() == [1, 1, 1]
    assert boost([[1.0]], rounds=2).margin.tolist() == [[1, 1]]  # one row


def test_repeated_rows_with_opposite_labels_have_no_margin_and_their_edges_fade():
    table = signs(8, 7, 12)
    table = np.vstack([table, -table[:1]])
    found = l1_margins.l1_margin(table.astype(int))
    assert isinstance(found, margins.NotSeparable)
    runs = boost(table, rounds=4000)
    t = np.array([1000, 2000, 4000])
    late = np.array([runs.edge[0, s // 2 : s].max() for s in t])
    assert np.all(late < 20 / t)
    assert np.all(runs.margin[0] < 1e-12)
    with pytest.raises(ValueError, match="no column has an edge in round 1"):
        boost([[1.0, -1.0], [-1.0, 1.0]], rounds=1)


def test_summable_steps_stop_short_and_constant_columns_do_no_harm():
    table = signs(9, 8, 20)
    runs = boost(table, rounds=200, caps=2.0 ** -np.arange(1, 201))
    assert runs.step.sum() <= 1
    assert runs.margin[0, -1] < 0.9 * l1_margins.l1_margin_value(table.astype(int))
    wider = boost(np.hstack([table, np.zeros((8, 1))]), rounds=50)
    assert wider.margin == pytest.approx(boost(table, rounds=50).margin)


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ([[1.0, np.nan]], {}, r"in \[-1, 1\] is needed"),
        ([[1.0, 2.0]], {}, r"in \[-1, 1\] is needed"),
        ([1.0, -1.0], {}, r"got shape \(2,\)"),
        (np.zeros((0, 3)), {}, r"got shape \(0, 3\)"),
        ([[1.0, -1.0]], {"rounds": 0}, "there is a round"),
        ([[1.0, -1.0]], {"rule": "newton"}, "'newton'"),
        ([[1.0, -1.0]], {"oracle": "gini"}, "'gini'"),
        ([[1.0, -1.0]], {"start": [0.5, 0.5]}, "one weight for each of 1 rows"),
        ([[1.0], [-1.0]], {"start": [0.7, 0.7]}, "of sum one"),
        ([[0.5], [0.25]], {"rule": "line search"}, "never wrong"),
    ],
)
def test_bad_input_is_named(table, options, words):
    with pytest.raises(ValueError, match=words):
        boost(table, **{"rounds": 1, **options})


def test_trials_say_what_they_drew():
    seen = boosted_tables.stumps(np.random.default_rng(1), n=12, features=3, rounds=20)
    assert seen["table"].shape == (2, 12, 36)
    assert set(np.unique(seen["table"])) == {-1.0, 1.0}
    assert seen["margin"].shape == (2, 20)
    ratio = seen["table"][0] * seen["table"][1]
    assert np.array_equal(ratio, np.tile(ratio[:, :1], (1, 36)))  # one stump table, two labellings
    drawn = boosted_tables.adversary(
        np.random.default_rng(2), n=7, errors=2, rounds=40, edge=3 / 7, shrinkage=np.array([1.0, 0.5])
    )
    assert drawn["edge"].min() >= 3 / 7 - 1e-9
    best = boosted_tables.best_coordinate(np.random.default_rng(3), n=10, d=6)
    assert best["fall"] == pytest.approx(boosting.log_gain(best["edge"], np.arctanh(best["edge"])))


def judged(claim, holds, certificate):
    """The records of a claim whose precondition is asked for; raises NotApplicable unless it holds."""
    case = Case("node", "case", {}, Scale.STANDARD, 0, write=lambda record: None)
    Verify(case).precondition(claim, holds=holds, certificate=certificate)
    return case.record


def test_trees_grown_by_gini_fall_below_the_edge_that_the_theorem_asks_for():
    ensemble, tree = pytest.importorskip("sklearn.ensemble"), pytest.importorskip("sklearn.tree")
    rng = np.random.default_rng(0)
    x, _ = breast_cancer.draw(rng, 40, 6)
    y = rng.choice([-1.0, 1.0], size=40)
    table = boosted_tables.stump_table(x, y)
    margin = l1_margins.l1_margin_value(table.astype(int))
    model = ensemble.AdaBoostClassifier(tree.DecisionTreeClassifier(max_depth=1), n_estimators=100, random_state=0)
    edges = 1 - 2 * model.fit(x, y).estimator_errors_
    assert judged(quarter.CLAIM, boost(table, rounds=60).edge.min() >= margin - 1e-9, "fails") is None
    with pytest.raises(NotApplicable, match="precondition fails: a round has an edge"):
        judged(quarter.CLAIM, edges.min() >= margin, f"a round has an edge of {edges.min():.3g} < {margin:.3g}")


def test_labels_that_contradict_each_other_have_no_guarantee():
    rng = np.random.default_rng(0)
    x, y = breast_cancer.draw(rng, 20, 6)
    table = boosted_tables.stump_table(np.vstack([x, x[:1]]), np.append(y, -y[0]))
    found = l1_margins.l1_margin(table.astype(int))
    with pytest.raises(NotApplicable, match="NotSeparable"):
        judged(zero.CLAIM, isinstance(found, l1_margins.L1Margin), f"{found}")
    assert boost(table, rounds=300).errors.min() >= 1


def test_settled_is_the_first_round_from_which_on_values_suffice():
    values = np.array([[0, 2, 1, 3, 3], [1, 1, 1, 1, 0], [5, 5, 5, 5, 5]])
    assert boosted_tables.settled(values, 2).tolist() == [4, 6, 1]
    assert boosted_tables.settled(values, np.array([1, 1, 6])).tolist() == [2, 6, 6]


def test_the_clinical_table_is_read_as_it_is():
    x, labels = breast_cancer.load()
    assert x.shape == (569, 30)
    assert (labels == 1).sum() == 357
    assert x[0, :3].tolist() == [17.99, 10.38, 122.8]
    assert labels[0] == -1
    rows, drawn = breast_cancer.draw(np.random.default_rng(0), 5, 4)
    assert (rows.shape, drawn.shape) == ((5, 4), (5,))
    for n, features in ((0, 1), (570, 1), (1, 31), (1, 0)):
        with pytest.raises(ValueError, match="569 rows of 30"):
            breast_cancer.draw(np.random.default_rng(0), n, features)
