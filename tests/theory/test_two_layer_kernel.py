"""The two-layer kernel against quadrature, its variance against sums over moments, and the law of a walk's maximum."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erf

from theory import arc_cosine
from theory import two_layer_kernel as exact
from theory.activations import ERF, RELU

UNIT = st.integers(-8, 8).map(lambda k: k / 8)
POINTS = st.lists(st.tuples(UNIT, UNIT), min_size=1, max_size=2).map(lambda rows: np.array(rows).T)


@given(POINTS)
@settings(deadline=None, max_examples=25)
def test_erf_kernel_is_its_integral(points: np.ndarray) -> None:
    x, y = points
    first, both, second = x @ x, x @ y, y @ y
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    u = math.sqrt(first) * nodes[:, None]
    slope = both / math.sqrt(first) if first > 1e-12 else 0.0
    v = slope * nodes[:, None] + math.sqrt(max(second - slope**2, 0.0)) * nodes
    share = np.outer(weights, weights) / (2 * math.pi)
    value = (share * erf(u) * erf(v)).sum() + both * (share * np.exp(-(u**2) - v**2)).sum() * 4 / math.pi
    assert exact.kernel(ERF, x, y) == pytest.approx(value, abs=1e-6)


@given(POINTS, st.floats(0.1, 10))
@settings(deadline=None, max_examples=25)
def test_relu_is_homogeneous_and_arc_cosine(points: np.ndarray, factor: float) -> None:
    x, y = points
    assert exact.kernel(RELU, factor * x, y) == pytest.approx(factor * exact.kernel(RELU, x, y), rel=1e-7, abs=1e-6)
    norms = np.linalg.norm(x) * np.linalg.norm(y)
    if norms > 1e-6:
        cosine = np.clip(x @ y / norms, -1, 1)
        assert exact.kernel(RELU, x, y) == pytest.approx(norms * float(arc_cosine.kappa(cosine)), rel=1e-6, abs=1e-6)
    assert exact.relu_variance(x, y) >= -1e-9 * norms**2


@pytest.mark.parametrize("cosine", [1.0, 0.6, 0.0, -0.8])
def test_variance_from_moments_over_the_plane(cosine: float) -> None:
    x, y = np.array([2.0, 0.0]), 0.5 * np.array([cosine, math.sqrt(1 - cosine**2)])
    turn = (np.arange(40_000) + 0.5) / 40_000 * 2 * math.pi
    b = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    u, v = np.maximum(b @ x, 0), np.maximum(b @ y, 0)
    on = (u > 0) & (v > 0)
    mean = (2 * u * v + x @ y * on).mean()
    square = (8 * u**2 * v**2 + 2 * 2 * u * v * (x @ y) + 3 * (x @ y) ** 2 * on).mean()
    assert exact.kernel(RELU, x, y) == pytest.approx(mean, abs=1e-4)
    assert exact.relu_variance(x, y) == pytest.approx(square - mean**2, abs=1e-3)


def test_known_variances() -> None:
    assert exact.relu_variance([1.0], [1.0]) == pytest.approx(3.0)
    assert exact.relu_variance([1.0], [1.0], fourth_moment=1.0) == pytest.approx(2.0)
    assert exact.relu_variance([1.0], [-1.0]) == pytest.approx(0.0, abs=1e-12)


def test_maximum_of_brownian_motion() -> None:
    z = np.linspace(0.2, 5, 40)
    # the other series, of images: P = sum_j (-1)^j P((2 j - 1) z < N < (2 j + 1) z)
    j = np.arange(-30, 31)
    normal = (1 + erf(np.arange(-61, 63, 2)[:, None] * z / math.sqrt(2))) / 2
    images = (np.where(j % 2 == 0, 1, -1)[:, None] * np.diff(normal, axis=0)).sum(axis=0)
    assert exact.two_sided_maximum(z) == pytest.approx(images, abs=1e-12)
    assert np.all(np.diff(exact.largest_later_error(z, first=64)) > 0)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="one dimension"):
        exact.kernel(RELU, [1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="finite"):
        exact.kernel(RELU, [math.nan], [1.0])
    with pytest.raises(ValueError, match="at least"):
        exact.relu_variance([1.0], [1.0], fourth_moment=0.5)
    for z, first in ((0.0, 4), (1.0, 0), (math.nan, 4)):
        with pytest.raises(ValueError, match="positive"):
            exact.largest_later_error(z, first=first)
