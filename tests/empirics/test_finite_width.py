"""Tangent kernels drawn without weight matrices: the law of those of explicit networks, shapes, and bad input."""

import numpy as np
import pytest
from scipy import stats

from empirics import finite_width
from empirics.tangent_kernel_variance import kernel_at


@pytest.mark.parametrize(("width", "depth"), [(2, 2), (5, 1), (6, 3), (24, 2)])
def test_law_is_that_of_explicit_networks(width: int, depth: int) -> None:
    rng, nets = np.random.default_rng(0), 8000
    weights = [rng.standard_normal((nets, width, width if h else 2)) for h in range(depth)]
    explicit = kernel_at(weights, rng.standard_normal((nets, width)), np.ones((nets, 2))) / (depth + 1) - 1
    drawn = finite_width.relative_errors(rng, nets, width, depth)
    assert stats.ks_2samp(np.round(explicit, 5), np.round(drawn, 5)).pvalue > 1e-4


def test_dead_layers_leave_nothing() -> None:
    """Width 1: each layer is dead with probability 1/2, and with any of them the gradient and the output are zero."""
    errors = finite_width.relative_errors(np.random.default_rng(1), 4000, 1, 3)
    assert np.isfinite(errors).all()
    assert (errors == -1).mean() == pytest.approx(7 / 8, abs=0.03)


def test_observables() -> None:
    found = finite_width.spread.run(np.random.default_rng(2), widths=(4, 8), depth=2, units=80)
    assert found["error"].shape == found["square"].shape == (2,)
    assert (found["square"] >= found["error"] ** 2).all()
    assert finite_width.largest.run(np.random.default_rng(2), widths=(4, 8), depth=1, nets=3)["distance"].shape == (2,)


@pytest.mark.parametrize("sizes", [(0, 4, 1), (4, 0, 1), (4, 4, 0)])
def test_bad_sizes(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        finite_width.relative_errors(np.random.default_rng(0), *sizes)
