"""Moments of the squared norm of deep ReLU networks, against sums over layers and their limits."""

import numpy as np
import pytest

from theory import depth_and_width


def test_the_mean_is_kept_and_the_variance_is_five_over_the_width():
    assert depth_and_width.mean_power(7, 5, 1.0) == pytest.approx(1, abs=1e-12)
    assert depth_and_width.relative_variance(5, 1) == 1
    assert float(depth_and_width.relative_variance(1000, 100)) == pytest.approx(np.exp(0.5) - 1, rel=1e-2)


def test_one_unit_passes_half_of_the_time():
    assert depth_and_width.mean_power(1, 1, 1.0) == pytest.approx(1)
    assert depth_and_width.mean_power(1, 1, 0.5) == pytest.approx(np.sqrt(2) * np.sqrt(2 / np.pi) / 2)


def test_moments_tend_to_their_proportional_limit():
    limit = depth_and_width.proportional_limit(0.25, 0.25)
    misses = [abs(depth_and_width.mean_power(4 * d, d, 0.25) - limit) for d in (4, 16, 64)]
    assert misses[0] > 3 * misses[1] > 9 * misses[2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: depth_and_width.mean_power(0, 1, 0.5), "width is at least 1"),
        (lambda: depth_and_width.relative_variance(4, -1), "depth at least 0"),
        (lambda: depth_and_width.mean_power(4, 1, 0.0), r"\(0, 1\]"),
        (lambda: depth_and_width.proportional_limit(-1.0, 0.5), "not negative"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
