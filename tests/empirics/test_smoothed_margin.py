"""Descent on homogeneous networks: what is recorded, and that biases break the precondition of the claim."""

from typing import Any

import numpy as np
import pytest

from empirics import smoothed_margin as measured

SIZES = (4, 6, 1)
SETTING = {"sizes": SIZES, "n": 8, "steps": 20, "relative": 0.01}


@pytest.fixture(scope="module", params=[1, 2])
def seen(request) -> dict[str, Any]:
    return {**measured.descended(np.random.default_rng(3), power=request.param, **SETTING), "power": request.param}


def test_descent_starts_at_a_smoothed_margin_of_one_and_raises_it(seen):
    assert seen["smoothed"][0] == pytest.approx(1, abs=1e-9)
    assert (np.diff(seen["smoothed"]) > 0).all()
    w, v = measured.unflat(seen["weights"], SIZES)
    m = seen["labels"] * (np.maximum(seen["points"] @ w.T, 0) ** seen["power"] @ v.T)[:, 0]
    assert m.argmin() == 0
    assert -np.log(np.exp(-m).sum()) == pytest.approx(1, abs=1e-9)
    order = 2 if seen["power"] == 1 else 3
    assert seen["unsmoothed"][0] == pytest.approx(np.log(m.min()) - order * np.log(np.linalg.norm(seen["weights"])))
    assert seen["spectral"][0] == pytest.approx(np.log(m.min() / np.linalg.norm(w, 2) / np.linalg.norm(v, 2)))


def test_slopes_agree_with_the_first_steps(seen):
    first = [(seen[name][1] - seen[name][0]) / seen["size"][0] for name in ("curve", "unsmoothed", "spectral")]
    assert seen["slopes"] == pytest.approx(np.array(first), rel=0.1, abs=0.1 * abs(seen["slopes"]).max())


def test_half_of_the_points_are_multiples_of_one(seen):
    x = seen["points"] / np.linalg.norm(seen["points"], axis=1, keepdims=True)
    assert x[1:5] @ x[1] == pytest.approx(np.ones(4))


def test_biases_break_eulers_identity_and_with_it_the_precondition(seen):
    assert seen["euler"].max() < 1e-12
    biased = measured.descended(np.random.default_rng(3), power=1, biased=True, **SETTING)
    assert biased["euler"].min() > 0.01


def test_planted_descent_does_not_depend_on_the_rotation_and_raises_the_smoothed_margin():
    setting = {"weights": (np.eye(3, 2), np.ones((1, 3))), "points": np.array([[2.0, 1.0], [1.0, 2.0]]), "power": 1}
    growth = np.linspace(0.0, 1.0, 5)
    one, other = (
        measured.planted(np.random.default_rng(seed), **setting, labels=np.ones(2), relative=0.01, growth=growth)
        for seed in (0, 1)
    )
    assert one["curve"] == pytest.approx(other["curve"], abs=1e-12)
    assert one["curve"][0] == one["unsmoothed"][0] == 0
    assert (np.diff(one["curve"]) >= 0).all()
