"""The Gaussian sign error, against its limits and another way to the same moments."""

import numpy as np
import pytest
from scipy.stats import norm

from theory import eigenlearning
from theory import frozen_kernel as exact

VALUES, COUNTS = np.array([0.3, 0.1, 0.02, 0.002]), np.array([1, 3, 3, 1])


@pytest.mark.parametrize(("n", "level"), [(1, 1), (2, 1), (3, 2), (4, 0)])
def test_sign_error_from_moments_inside_and_outside(n, level):
    learned = eigenlearning.learnabilities(n, VALUES, COUNTS)
    mse = n / (n - (COUNTS * learned**2).sum()) * (1 - learned[level]) ** 2
    second = (8 * (mse - 1 + 2 * learned[level]) - n) / (8 - n)  # E g^2 outside, from E (f - g)^2 = 1 - 2 E f g + E g^2
    mean = (8 * learned[level] - n) / (8 - n)
    assert exact.sign_error(n, VALUES, COUNTS, level) == pytest.approx(norm.sf(mean / np.sqrt(second - mean**2)))


def test_larger_eigenspaces_err_less_and_errors_fall_with_n():
    errors = [exact.sign_error(3, VALUES, COUNTS, level) for level in range(3)]
    assert errors == sorted(errors)
    falling = [exact.sign_error(n, VALUES, COUNTS, 1) for n in (1, 2, 3)]
    assert falling == sorted(falling, reverse=True)
    assert exact.kernel_change_exponent() == -1


@pytest.mark.parametrize("n", [0, 8])
def test_sizes_outside_the_domain_are_refused(n):
    with pytest.raises(ValueError, match="training set holds"):
        exact.sign_error(n, VALUES, COUNTS, 1)
