"""Top levels against the eigenvalues of a small cube, and the law of a share against quadrature."""

import itertools

import numpy as np
import pytest

from theory import dominance as exact
from theory import dual_activations
from theory.activations import ERF, RELU


@pytest.mark.parametrize("activation", [ERF, RELU])
def test_top_levels_of_a_small_cube(activation) -> None:
    corners = np.array(list(itertools.product((-1.0, 1.0), repeat=4)))
    gram = dual_activations.duals(activation, 2.5, 2 * corners @ corners.T / 4 + 0.5, 2.5).value
    found = exact.top(activation, 4, weight_variance=2.0, bias_variance=0.5)
    assert found.constant == pytest.approx(gram.mean(), rel=1e-12)
    assert found.linear == pytest.approx(corners[:, 0] @ gram @ corners[:, 0] / 256, rel=1e-12)
    assert found.constant_share == pytest.approx(found.constant / gram[0, 0], rel=1e-12)
    assert found.linear_share == pytest.approx(4 * found.linear / gram[0, 0], rel=1e-12)
    assert found.ratio == found.constant / found.linear


def test_ratio_grows_with_the_dimension_and_the_share_does_not() -> None:
    tops = [exact.top(ERF, d, weight_variance=2.0, bias_variance=0.3) for d in (64, 256)]
    assert tops[1].ratio / tops[0].ratio == pytest.approx(4, rel=0.02)
    assert tops[1].constant_share == pytest.approx(tops[0].constant_share, rel=0.02)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.83])
def test_law_of_a_share(share: float) -> None:
    omega = np.linspace(-9, 9, 400_001)
    density = np.exp(-(omega**2) / 2) * (omega[1] - omega[0]) / np.sqrt(2 * np.pi)
    part = share * omega**2 / (share * omega**2 + 1 - share)
    r = np.array([0.05, 0.4, 0.9])
    assert exact.sample_share_law(share, r) == pytest.approx([density[part <= v].sum() for v in r], abs=1e-4)


def test_bad_input() -> None:
    for share, r in ((0.0, 0.5), (1.0, 0.5), (0.5, 1.0), (0.5, np.nan)):
        with pytest.raises(ValueError, match="strictly between"):
            exact.sample_share_law(share, r)
