"""Starts of the first layer: the descent interpolates or solves least squares, and moves W along one direction."""

import numpy as np
import pytest

from empirics import first_layer_starts as measured


@pytest.mark.parametrize(("n", "d"), [(3, 12), (12, 3)])
def test_descent_ends_at_the_nearest_solution(n, d):
    run = measured.descend.run(np.random.default_rng(0), n=n, d=d, h=4, starts=(0.0, 2.0), length=0.9, noise=0.3,
                               checkpoints=(1, 3000))  # fmt: skip
    x, y, theta = run["x"], run["y"], np.eye(d)[0]

    def end(start):
        return start + np.linalg.lstsq(x, y - x @ start, rcond=None)[0]

    start = 2.0 * run["start"]
    assert run["risk"] == pytest.approx([np.sum((end(b) - theta) ** 2) for b in (0 * start, start)])
    assert run["singular"][:, 1] == pytest.approx(np.zeros(2), abs=1e-12)
    assert run["singular"][1, 0] == pytest.approx(np.linalg.norm(end(start) - start) / 0.9)
    first = run["rate"] / n * 0.9 * np.linalg.norm(x.T @ (y - x @ start))
    assert run["singular"][0, 0] == pytest.approx(first)


def test_starts_have_their_size_at_every_width_and_length():
    for h, length in ((1, 1.0), (9, 0.4)):
        squares = [
            np.sum(measured.descend.run(np.random.default_rng(k), n=1, d=6, h=h, starts=(1.0,), length=length,
                                        noise=0.0, checkpoints=(1,))["start"] ** 2)
            for k in range(600)
        ]  # fmt: skip
        assert np.mean(squares) == pytest.approx(1, abs=0.15)


def test_the_end_from_zero_is_the_pseudo_inverse():
    found = measured.end_risk.run(np.random.default_rng(2), n=3, d=7, starts=(0.0, 1.0), noise=0.5, draws=2)["risk"]
    rng = np.random.default_rng(2)
    x, eps = rng.standard_normal((2, 3, 7)), np.sqrt(0.5) * rng.standard_normal((2, 3, 1))
    ends = [np.linalg.pinv(one) @ (one[:, 0] + e[:, 0]) for one, e in zip(x, eps, strict=True)]
    assert found[0] == pytest.approx(np.mean([np.sum((b - np.eye(7)[0]) ** 2) for b in ends]))
