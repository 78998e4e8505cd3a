"""Errors of tangent kernels of finite width: the limit constant from rationals, the inverted theorem, bad input."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from theory import finite_width as exact
from theory.tangent_kernel_variance import relative_variance


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 6])
def test_constant_is_the_limit_of_exact_variances(depth: int) -> None:
    """Neville's scheme in 1 / m on exact rationals, up to terms in 2^-m."""
    widths = [64, 128, 256, 512, 1024]
    values = [m * relative_variance(m, depth) for m in widths]
    for order in range(1, 5):
        values = [(2**order * b - a) / (2**order - 1) for a, b in pairwise(values)]
    assert abs(values[0] - exact.variance_constant(depth)) < Fraction(1, 10**5) * depth**3


@pytest.mark.parametrize("depth", [1, 2, 3, 8])
def test_constant_by_the_mean_over_pairs_of_layers(depth: int) -> None:
    layers = range(depth + 1)
    mean = Fraction(sum(5 * depth - 4 * abs(i - j) for i in layers for j in layers), (depth + 1) ** 2)
    assert exact.variance_constant(depth) == mean


@given(width=st.integers(1, 10**6), depth=st.integers(1, 20), delta=st.floats(0.001, 0.999))
def test_promised_error_takes_this_width(width: int, depth: int, delta: float) -> None:
    promise = exact.promised_error(width, depth, delta, 2.0)
    assert 2 * depth**6 * np.log(depth / delta) / promise**4 == pytest.approx(width)


def test_values_at_one_layer() -> None:
    """Var k / (E k)^2 = 3 / m."""
    assert exact.chebyshev_error(48, 1, 0.25) == 0.5
    assert exact.normal_error(48, 1, 0.05) == pytest.approx(1.959964 / 4, rel=1e-6)
    assert exact.promised_error(4096, 3, 0.05) == pytest.approx(0.9239, abs=1e-4)


def test_bad_input() -> None:
    for formula in (exact.promised_error, exact.chebyshev_error, exact.normal_error):
        for sizes in ((0, 1, 0.5), (4, 0, 0.5)):
            with pytest.raises(ValueError, match="positive whole numbers"):
                formula(*sizes)
        for delta in (0.0, 1.0, float("nan")):
            with pytest.raises(ValueError, match="between 0 and 1"):
                formula(4, 1, delta)
    with pytest.raises(ValueError, match="positive whole numbers"):
        exact.variance_constant(0)
    with pytest.raises(ValueError, match="constant of the theorem"):
        exact.promised_error(4, 1, 0.5, 0.0)


def test_sizes_that_are_no_whole_numbers_and_tiny_probabilities() -> None:
    for call, sentence in [
        (lambda: exact.variance_constant(1.5), "positive whole numbers"),
        (lambda: exact.promised_error(np.nan, 2, 0.1), "positive whole numbers"),
        (lambda: exact.promised_error(10, 2, 0.1, np.inf), "positive and finite"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            call()
    deviation = float(relative_variance(10, 2)) ** 0.5
    assert exact.normal_error(10, 2, 1e-30) == pytest.approx(norm.isf(5e-31) * deviation, rel=1e-12)
