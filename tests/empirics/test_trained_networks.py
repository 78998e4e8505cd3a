"""Networks on the circle, trained and linearised: orthogonal modes, gradients by differences, conservation."""

import numpy as np
import pytest

from empirics import linearized_networks, trained_networks


def test_fourier_modes_are_orthogonal_and_ordered_by_frequency():
    modes = trained_networks.fourier_modes(10)
    assert modes @ modes.T == pytest.approx(10 * np.eye(10), abs=1e-12)
    assert (np.diff(np.sign(modes), axis=1) != 0).sum(axis=1).tolist()[::2] == sorted(
        (np.diff(np.sign(modes), axis=1) != 0).sum(axis=1).tolist()[::2]
    )


def test_gradients_are_those_of_the_network():
    x, width, h = trained_networks.circle(6), 5, 1e-6
    features = linearized_networks._gradients(np.random.default_rng(3), width, x)
    same = np.random.default_rng(3)
    a, w, b = same.standard_normal(width), same.standard_normal((2, width)), same.standard_normal(width)

    def network(flat):
        a, w, b = flat[:width], flat[width : 3 * width].reshape(2, width), flat[3 * width :]
        return np.maximum(x @ w + linearized_networks.BIAS * b, 0) @ a / width**0.5

    flat = np.concatenate([a, w.ravel(), b])
    numeric = [(network(flat + h * e) - network(flat - h * e)) / (2 * h) for e in np.eye(len(flat))]
    assert features == pytest.approx(np.array(numeric).T, abs=1e-8)


def test_linearised_networks_conserve_learnability_in_the_end():
    found = linearized_networks.total_learnability(
        np.random.default_rng(0), width=64, points=10, n=2, snapshots=(1, 4000)
    )
    assert found["total"][0] < 2
    assert found["total"][1] == pytest.approx(2, abs=1e-6)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="snapshots increase"):
        linearized_networks.total_learnability(np.random.default_rng(0), width=4, points=10, n=2, snapshots=(3, 1))
    with pytest.raises(ValueError, match="even number of points"):
        trained_networks.fourier_modes(7)
