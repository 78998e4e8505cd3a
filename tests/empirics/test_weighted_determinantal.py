"""Data weighed by density and determinant: what is known without any theory."""

import numpy as np
import pytest

from empirics import weighted_determinantal
from empirics.weighted_determinantal import enumerated


@pytest.mark.parametrize("uniform", [True, False])
@pytest.mark.parametrize("n", [1, 4, 7])
def test_the_mean_size_is_n_and_probabilities_sum_to_one(n, uniform):
    seen = enumerated(np.random.default_rng(n), n=n, uniform=uniform)
    assert seen["size"] == pytest.approx(n, rel=1e-10)
    assert seen["probabilities"].sum() == pytest.approx(1)
    assert uniform == bool(np.ptp(seen["probabilities"]) < 1e-12)


def test_diagonal_kernel_learns_each_point_when_it_is_drawn():
    factors = np.full(8, 0.5)
    seen = weighted_determinantal._means(2 * np.eye(8), factors, np.arange(8.0))
    assert seen["mean_fit"] == pytest.approx(np.arange(8.0) / 2)  # each point is in D with chance 1/2
    assert seen["complexity"] == pytest.approx(np.sum(np.arange(8.0) ** 2) / 4)
    assert seen["size"] == pytest.approx(4)


@pytest.mark.parametrize("n", [0, 8])
def test_the_mean_size_must_fit(n):
    with pytest.raises(ValueError, match="between 1 and 7"):
        enumerated(np.random.default_rng(0), n=n, uniform=True)
