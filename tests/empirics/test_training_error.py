"""Training errors at and beyond the threshold, and just below it; bad input."""

import numpy as np
import pytest

from empirics import training_error as measured


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_nothing_is_left_with_as_many_units_as_samples(activation):
    settings = {"activation": activation, "n": 20, "d": 7, "widths": (20, 25), "noise": 0.3}
    found = [measured.at_threshold.run(np.random.default_rng(seed), **settings)["left"] for seed in range(5)]
    assert np.max(found) < 1e-8


def test_widths_below_the_threshold_are_refused():
    with pytest.raises(ValueError, match=r"widths must be at least n = 8, got \(7, 8\)"):
        measured.at_threshold.run(np.random.default_rng(0), activation="erf", n=8, d=3, widths=(7, 8), noise=0.0)


def test_an_unknown_activation_is_named():
    with pytest.raises(ValueError, match="activation must be one of"):
        measured.at_threshold.run(np.random.default_rng(0), activation="step", n=8, d=3, widths=(8,), noise=0.0)
