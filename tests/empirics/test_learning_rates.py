"""The measured threshold and events of small networks."""

import numpy as np

from empirics import learning_rates as measured


def test_two_linear_layers_follow_descent_on_the_weights():
    fractions = np.array([0.3, 0.9, 1.3, 3.0])
    trial = measured.two_layer_linear(np.random.default_rng(0), width=64, fractions=fractions, steps=50)
    u, v = np.random.default_rng(0).standard_normal((2, 64))
    np.testing.assert_allclose([trial["value"], trial["sharpness"]], [u @ v / 8, (u @ u + v @ v) / 64])
    for _ in range(50):
        f = u @ v / 8
        u, v = u - trial["sizes"][1] * f * v / 8, v - trial["sizes"][1] * f * u / 8
    assert np.isclose(trial["final"][1], trial["sizes"][1] * (u @ u + v @ v) / 128)
    np.testing.assert_array_equal(trial["events"], [0, 0, 1, 1, 1, 1, 1, 0])
    assert trial["final"][3] == 0
