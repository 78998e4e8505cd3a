"""Machines, votes and boosted stumps as trials: against optimality conditions and slow code."""

import numpy as np
import pytest

from empirics import margin_distributions as measured

RNG = np.random.Generator(np.random.Philox(3))


@pytest.mark.parametrize("kernel", ["quadratic", "gaussian"])
def test_machines_do_not_depend_on_the_start_and_are_optimal(kernel):
    drawn = measured.machine_on_random_points.run(RNG, kernel=kernel, n=12, rate=2.0)
    points, labels, quantiles = drawn["points"], drawn["labels"], drawn["quantiles"]
    assert (np.diff(quantiles) >= 0).all()
    assert quantiles[0] > 0
    assert len({tuple(p) for p in points}) == 12
    gram = measured._gram(kernel, points, 2.0)
    assert np.isclose(
        gram[0, 1],
        (1 + points[0] @ points[1]) ** 2
        if kernel == "quadratic"
        else np.exp(-2 * ((points[0] - points[1]) ** 2).sum()),
    )
    again = [np.sort(measured._machine_margins(RNG, gram, labels)) for _ in range(3)]
    assert np.allclose(again, quantiles, atol=1e-9)
    shares = measured.machine.run(
        RNG, kernel=kernel, points=points, labels=labels, rate=2.0, thresholds=np.array([0.0, quantiles[0] + 1e-9, 1.0])
    )
    assert shares["distribution"][0] == 0
    assert shares["distribution"][1] > 0
    assert shares["distribution"][2] == 1


def test_a_machine_of_two_points():
    margins = measured._machine_margins(RNG, np.array([[4.0, 0.0], [0.0, 1.0]]), np.array([1.0, -1.0]))
    assert np.allclose(margins, 1 / np.sqrt(5))  # p = (1, 4) / 5, p . Q p = 4/5, over R = 2


def test_points_that_nothing_separates_are_said(monkeypatch):
    monkeypatch.setattr(measured, "MOST_STEPS", 2000)
    with pytest.raises(ValueError, match="hardly separable"):
        measured._machine_margins(RNG, np.ones((2, 2)), np.array([1.0, -1.0]))


def test_votes():
    thresholds = np.arange(-16, 17) / 16
    faultless = set()
    for _ in range(60):
        seen = measured.vote.run(RNG, n=8, voters=7, thresholds=thresholds)
        margins = seen["rows"] @ seen["weights"]
        assert abs(seen["weights"]).sum() == 16
        assert np.array_equal(seen["distribution"], [(margins <= 16 * t).mean() for t in thresholds])
        assert seen["faultless"][0] == (margins > 0).all()
        faultless.add(seen["faultless"][0])
    assert faultless == {0.0, 1.0}


def test_boosted_stumps():
    seen = measured.boosted.run(RNG, n=6, d=2, rounds=(1, 2, 40), step=0.25)
    rows = seen["rows"]
    assert rows.shape == (6, 12)
    labels = rows[:, 0]  # the first stump says 1 everywhere
    ordered = np.sort((rows * labels[:, None])[:, :6].sum(axis=1))
    assert np.array_equal(ordered, [-4, -2, 0, 2, 4, 6])  # each cut once
    weights, kept = np.zeros(12), []
    for k in range(1, 41):
        share = np.exp(-rows @ weights)
        edges = share @ rows / share.sum()
        best = np.argmax(abs(edges).round(10))
        weights[best] += 0.25 * edges[best]
        if k in (1, 2, 40):
            kept.append([(rows @ weights).min() / abs(weights).sum(), abs(weights).sum()])
    assert np.allclose(np.transpose(kept), [seen["least"], seen["lengths"]])
