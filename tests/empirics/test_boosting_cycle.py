"""Runs in the cycle, near it and with short steps: what the experiments say of themselves."""

import numpy as np

from empirics import boosting_cycle
from theory import boosting_cycle as exact
from theory import l1_margins

TABLE = np.array(exact.TABLE, dtype=float)


def test_shares_are_thousandths_that_add_up_to_one_twice():
    for seed in range(20):
        seen = boosting_cycle.in_cycle(np.random.default_rng(seed), table=TABLE, rounds=6)
        assert seen["shares"].min() >= 0
        assert seen["shares"].reshape(2, 3).sum(axis=1).tolist() == [1000, 1000]
        assert seen["column"].tolist() == [7, 0, 3, 7, 0, 3]


def test_runs_near_uniform_weights_end_in_the_cycle():
    seen = boosting_cycle.near_uniform(np.random.default_rng(1), table=TABLE, spread=0.02, rounds=900)
    assert abs(seen["margin"][-1] - 1 / 3) < 3 / 900


def test_planted_rows_have_their_margin():
    seen = boosting_cycle.short_steps(np.random.default_rng(2), tables=5, n=6, d=3, shrinkage=0.1, rounds=50)
    assert seen["rows"].shape == (5, 6, 3)
    assert np.abs(seen["rows"]).max() <= 1
    best = [l1_margins.l1_margin_value(rows) for rows in seen["rows"]]
    assert min(best) >= 0.25 - 1e-12
    assert np.all(seen["reached"] <= np.array(best) + 1e-12)
