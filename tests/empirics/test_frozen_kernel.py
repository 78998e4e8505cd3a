"""Sign errors on a small cube."""

import numpy as np

from empirics import frozen_kernel as measured


def _trial(seed, **changes):
    design = {"kernel": "relu_ntk", "dimension": 5, "degree": 1, "sizes": (8, 16, 31)} | changes
    return measured.cube(np.random.default_rng(seed), **design)


def test_a_linear_target_is_learned_and_random_labels_are_not():
    found = [_trial(seed) for seed in range(200)]
    assert np.mean([trial["error"][1] for trial in found]) < 0.05
    np.testing.assert_allclose(np.mean([trial["random"] for trial in found], axis=0), 0.5, atol=0.12)


def test_one_point_is_left_out():
    assert set(np.concatenate([list(_trial(seed).values()) for seed in range(5)])[:, 2]) <= {0.0, 1.0}
