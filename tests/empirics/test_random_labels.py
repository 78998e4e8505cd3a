"""Random labels: interpolated, and no better than a coin; true labels of the same points are fitted sooner."""

import numpy as np
import pytest

from empirics import random_labels


def test_labels_are_interpolated():
    seen = random_labels.interpolated(np.random.default_rng(0), n=12, m=5, dimension=4)
    assert seen["residual"] < 1e-10
    assert seen["errors"] in range(6)
    with pytest.raises(ValueError, match="are positive"):
        random_labels.interpolated(np.random.default_rng(0), n=0, m=5, dimension=4)


def test_descent_begins_at_the_labels_and_falls():
    seen = random_labels.fitted(np.random.default_rng(0), n=12, dimension=4, step=1.0, times=(0, 1, 8))
    for kind in ("true", "random"):
        assert seen[kind][0] == pytest.approx(1)
        assert np.all(np.diff(seen[kind]) < 0)


def test_three_labellings_in_four_have_at_most_one_error_of_two():
    seen = random_labels.every_labelling(np.random.default_rng(1), n=3, m=2, dimension=3)
    assert seen["at_most"].tolist() == [0.25, 0.75]
