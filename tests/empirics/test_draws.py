"""Random numbers drawn in bulk."""

import jax
import numpy as np
import pytest
from scipy import stats

import empirics  # noqa: F401  switches JAX to float64
from empirics.draws import gaussians


def test_numbers_are_standard_normal_and_of_full_width():
    z = np.asarray(gaussians(jax.random.key(0), 100_000))
    assert z.dtype == np.float64
    assert len(np.unique(z)) > 99_000  # float32 has room for them
    assert stats.kstest(z, "norm").pvalue > 1e-6


def test_none_are_none_and_fewer_are_refused():
    assert gaussians(jax.random.key(0), 0).shape == (0,)
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        gaussians(jax.random.key(0), -1)
