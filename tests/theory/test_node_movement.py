"""The distance that a linearised network moves, against descent on its weights."""

import numpy as np
import pytest

from theory import node_movement as exact


def test_distance_is_that_of_descent_on_the_weights():
    rng = np.random.default_rng(0)
    features, r = rng.standard_normal((7, 3)), rng.standard_normal(3)
    w, K = np.zeros(7), features.T @ features
    for t in range(6):
        assert exact.distance(K, r, 0.1, t) == pytest.approx(np.linalg.norm(w), abs=1e-12)
        w = w + 0.1 / 3 * features @ (r - features.T @ w)
    assert exact.distance(K, r, 0.1, 10**6) == pytest.approx(np.sqrt(r @ np.linalg.solve(K, r)))


def test_exponents_add_up():
    assert exact.width_exponent("NTK") == -0.5
    assert exact.width_exponent("mean field") == 0
    assert exact.width_exponent("mean field") == exact.width_exponent("NTK") + exact.gain_exponent() * -0.5


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (lambda: exact.width_exponent("standard"), "scaling must be"),
        (lambda: exact.distance(np.eye(2), np.ones(3), 0.1, 1), "shapes do not fit"),
        (lambda: exact.distance(np.zeros((2, 2)), np.ones(2), 0.1, 1), "positive definite"),
        (lambda: exact.distance(np.eye(2), np.ones(2), 5.0, 1), "positive definite"),
    ],
)
def test_bad_input_is_refused(call, wanted):
    with pytest.raises(ValueError, match=wanted):
        call()
