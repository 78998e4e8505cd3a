"""The joint maximum over layers: no choice of layers exceeds it, aligned ones attain it, and bad input."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import joint_maximum, margins

ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]])
MARGIN = margins.l2_margin(ROWS)
assert isinstance(MARGIN, margins.Margin)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_no_layers_exceed_it(seed, depth):
    rng = np.random.default_rng(seed)
    widths = [3, *rng.integers(1, 4, depth - 1), 1]
    layers = [rng.standard_normal((b, a)) for a, b in pairwise(widths)]
    product = np.linalg.multi_dot(layers[::-1]) if depth > 1 else layers[0]
    norms = [float(np.linalg.norm(layer)) for layer in layers]
    least = (ROWS @ product.ravel()).min()
    assert least <= joint_maximum.with_norms(MARGIN, norms) * (1 + 1e-12)
    assert least <= joint_maximum.with_total(MARGIN, sum(n**2 for n in norms), depth) * (1 + 1e-12)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_aligned_layers_attain_it(depth):
    direction = MARGIN.direction * depth**-0.5
    value = (ROWS @ direction).min() * depth ** (-(depth - 1) / 2)
    assert value == pytest.approx(joint_maximum.with_total(MARGIN, 1.0, depth), rel=1e-12)


def test_zero_budget_leaves_nothing():
    assert joint_maximum.with_total(MARGIN, 0.0, 3) == 0
    assert joint_maximum.with_norms(MARGIN, [1.0, 0.0]) == 0


@pytest.mark.parametrize("norms", [[], [-1.0], [math.nan], [math.inf]])
def test_bad_norms(norms):
    with pytest.raises(ValueError, match="norms must be"):
        joint_maximum.with_norms(MARGIN, norms)


@pytest.mark.parametrize(("total", "depth"), [(-1.0, 2), (math.nan, 2), (1.0, 0), (1.0, 1.5)])
def test_bad_totals(total, depth):
    with pytest.raises(ValueError, match=r"total must be|depth is"):
        joint_maximum.with_total(MARGIN, total, depth)
