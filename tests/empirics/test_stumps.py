"""Votes of stumps on random data: what the experiments say of themselves."""

import numpy as np
import pytest

from empirics import stumps


def drawn(seed, **changed):
    setting = {"n": 60, "rounds": 100, "noises": (0.0, 0.3, 0.5), "gammas": (0.01, 0.3)} | changed
    return stumps.votes(np.random.default_rng(seed), **setting)


def test_votes_are_normalised_and_fit_clean_labels():
    seen = drawn(1)
    assert seen["values"].shape == (3, 2, 60)
    variation = np.abs(np.diff(seen["values"], axis=2)).sum(axis=2) + np.abs(
        seen["values"][..., 0] + seen["values"][..., -1]
    )
    assert (variation / 2 <= 1 + 1e-9).all()
    assert variation[:, 0] / 2 == pytest.approx(1)
    assert (seen["errors"][:, 0] == 0).all()
    assert (seen["errors"][0] == 0).all()


def test_risk_is_what_fresh_points_show():
    seen, rng = drawn(2), np.random.default_rng(3)
    x = rng.random(200_000)
    cuts = (seen["points"][1:] + seen["points"][:-1]) / 2
    target = np.where(np.searchsorted(seen["turns"], x) % 2 == 0, 1, -1)
    for row, noise in enumerate((0.0, 0.3, 0.5)):
        labels = target * np.where(rng.random(len(x)) < noise, -1, 1)
        for vote in range(2):
            wrong = labels * seen["values"][row, vote][np.searchsorted(cuts, x)] <= 0
            assert wrong.mean() == pytest.approx(seen["risk"][row, vote], abs=0.01)


def test_shares_count_margins_below_gamma():
    seen = drawn(4)
    margins = seen["labels"][:, None] * seen["values"]
    assert seen["shares"][..., 1] == pytest.approx((margins < 0.3).mean(axis=2))


def test_boosting_stops_at_a_perfect_stump():
    labels = np.repeat([[1.0, -1.0]], 5, axis=1).reshape(1, -1)
    sorted_labels = np.sort(labels, axis=1)
    assert stumps._boosted(sorted_labels, 10) == pytest.approx(sorted_labels)


def test_boosting_approaches_the_best_margin():
    labels = np.array([[1.0, 1, -1, -1, 1, 1, 1]])
    margin = (labels * stumps._boosted(labels, 2000)).min()
    assert margin == pytest.approx(1 / 3, abs=0.02)
    assert stumps.best_margin(labels[0][:, None] * stumps._stumps(7)) == pytest.approx(1 / 3)
    assert stumps._stepping(labels)[0] == pytest.approx(labels[0] / 3)


def test_correlation_is_the_best_of_all_stumps():
    signs = np.random.default_rng(5).choice(np.array([-1, 1]), (50, 9))
    best = np.abs(signs @ stumps._stumps(9)).max(axis=1) / 9
    assert stumps._correlation(signs) == pytest.approx(best)


def test_a_table_that_no_vote_fits_has_no_margin():
    assert stumps.best_margin(np.array([[1.0], [-1.0]])) == 0.0
    assert stumps.best_margin(np.array([[1.0, -1.0]])) == pytest.approx(1.0)


@pytest.mark.parametrize("family", ["random", "real", "stumps"])
def test_margins_of_any_class_are_at_most_the_best_correlation(family):
    seen = stumps.any_class(np.random.default_rng(6), family=family, n=4, classifiers=6)
    assert seen["margin"] <= np.abs(seen["table"].mean(axis=0)).max() + 1e-9


def test_the_bound_of_two_turns_has_no_violations_below_a_third():
    parts = stumps.two_turns(np.random.default_rng(7), sizes=(50, 100), draws=8, gamma=0.3)["violations"]
    assert (parts > 0).all()
    assert (parts < 2 / 0.3).all()


def test_another_family_is_refused():
    with pytest.raises(ValueError, match="random, real or stumps, got 'forest'"):
        stumps.any_class(np.random.default_rng(8), family="forest", n=4, classifiers=6)
