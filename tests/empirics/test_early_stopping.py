"""Descent on all modes, against one long run of it."""

import numpy as np
import pytest

from empirics import early_stopping
from empirics.given_kernel import spiral


def test_descent_that_goes_on_spends_everything():
    K = spiral().gram
    seen = early_stopping.on_a_domain(np.random.default_rng(0), gram=K, n=4, caution=1.5, times=(0, 1, 3000))
    assert seen["total"][0] == 0
    assert seen["total"][1] == pytest.approx(seen["step"] / 4 * seen["gram_eigenvalues"].sum())
    assert seen["total"][2] == pytest.approx(4)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="1 <= n <= 64"):
        early_stopping.on_a_domain(np.random.default_rng(0), gram=spiral().gram, n=65, caution=1.0, times=(1,))
