"""Shrunken and shortened steps: what the experiments say of themselves."""

import numpy as np
import pytest

from empirics import boosting_steps
from empirics.boosting import boost
from theory import boosting_cycle


@pytest.mark.parametrize("rule", ["adaboost", "edge"])
def test_runs_are_those_of_their_shrinkage(rule):
    nu = np.array([1.0, 0.25])
    seen = boosting_steps.shrunken(np.random.default_rng(0), n=9, d=12, rounds=30, rule=rule, shrinkage=nu)
    for k in range(2):
        alone = boost(seen["table"], rounds=30, rule=rule, shrinkage=nu[k])
        assert seen["margin"][k] == pytest.approx(alone.margin[0], abs=1e-12)


def test_steps_shorten_as_told():
    table = np.array(boosting_cycle.TABLE, dtype=float)
    options = {"table": table, "spread": 0.02, "rounds": 50, "shrinkage": np.array([0.5]), "power": 0.6}
    seen = boosting_steps.shortened(np.random.default_rng(1), **options)
    assert np.all(seen["step"] <= np.arange(1.0, 51) ** -0.6)
    assert seen["summable"].shape == (40,)
    assert seen["summable"].max() < 0
    assert seen["shrunken"].shape == (1,)
