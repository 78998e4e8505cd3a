"""One descent of small networks, against finite differences of the loss."""

import numpy as np
import pytest

from empirics import node_movement as measured

X, Y = np.array([[1.0, 0.0], [0.6, 0.8]]), np.array([1.0, -1.0])


def _trial(activation, gain, steps):
    sizes = {"widths": (5,), "gains": (gain,), "steps": steps, "step": 0.3}
    return measured.trained(np.random.default_rng(3), activation=activation, points=X, labels=Y, **sizes)


@pytest.mark.parametrize(("activation", "gain"), [("tanh", 1.0), ("relu", 2.0)])
def test_one_step_follows_the_gradient(activation, gain):
    rows = np.random.default_rng(3).standard_normal((5, 3))
    act = np.tanh if activation == "tanh" else lambda u: np.maximum(u, 0)

    def f(flat):
        nodes = flat.reshape(5, 3)
        return gain / np.sqrt(5) * act(X @ nodes[:, :2].T) @ nodes[:, 2]

    start = rows.ravel()

    def loss(flat):
        return ((f(flat) - f(start) - Y) ** 2).mean() / 2

    slope = np.array([(loss(start + e) - loss(start - e)) / 2e-6 for e in 1e-6 * np.eye(15)])
    moved = 0.3 / gain**2 * np.linalg.norm(slope.reshape(5, 3), axis=1)
    out = _trial(activation, gain, 1)
    np.testing.assert_allclose([out["rms"][0], out["largest"][0]], [np.sqrt((moved**2).mean()), moved.max()], rtol=1e-6)
    jacobian = np.array([(f(start + e) - f(start - e)) / 2e-6 for e in 1e-6 * np.eye(15)])
    np.testing.assert_allclose(out["grams"][0], jacobian.T @ jacobian / gain**2, atol=1e-8)


def test_nothing_moves_in_no_step_and_unknown_units_are_refused():
    out = _trial("tanh", 1.0, 0)
    assert out["rms"][0] == out["change"][0] == out["fall"][0] == 0
    with pytest.raises(ValueError, match="tanh or relu"):
        _trial("sine", 1.0, 0)
