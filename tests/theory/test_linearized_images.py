"""Fluctuating kernels: the exponents and the excess loss against a kernel that fluctuates."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import linearized_images as exact


def fluctuating(width: int, networks: int = 2000):
    """Square distance, excess loss and bias times residual of regressions with a mean of `width` random kernels."""
    generator = np.random.default_rng(7)
    x = generator.standard_normal((6, 3))
    K, y = x @ x.T + 4 * np.eye(6), generator.standard_normal((6, 1))
    root = np.linalg.cholesky(K)
    features = root @ generator.standard_normal((networks, 6, width)) / np.sqrt(width)
    gram = features @ features.transpose(0, 2, 1)
    one = K[4:, :4] @ np.linalg.solve(K[:4, :4], y[:4])
    many = gram[:, 4:, :4] @ np.linalg.solve(gram[:, :4, :4], y[:4])
    square = ((many - one) ** 2).sum(axis=(1, 2)).mean()
    excess = ((many - y[4:]) ** 2).sum(axis=(1, 2)).mean() - ((one - y[4:]) ** 2).sum()
    return square, excess, ((many.mean(axis=0) - one) * (one - y[4:])).sum()


def test_distance_falls_with_the_root_of_the_width():
    squares = [fluctuating(width)[0] for width in (100, 1600)]
    assert np.log(squares[1] / squares[0]) / np.log(16) / 2 == pytest.approx(
        float(exact.exponent("distance")), abs=0.04
    )


@pytest.mark.parametrize("width", [50, 400])
def test_excess_loss_is_variance_and_bias_times_residual(width):
    square, excess, cross = fluctuating(width)
    assert exact.excess_loss(square, bias_times_residual=cross) == pytest.approx(excess, abs=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.floats(1, 1e6), st.floats(-30, -0.1), st.floats(-1, -0.05))
def test_accuracy_gap_keeps_its_sign_and_falls(width, gap, power):
    first, second = exact.accuracy_gap([width, 2 * width], narrow=32, gap=gap, power=power)
    assert first < second < 0
    assert exact.accuracy_gap(32, narrow=32, gap=gap, power=power) == pytest.approx(gap)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="quantity is one of"):
        exact.exponent("margin")
    with pytest.raises(ValueError, match="not negative"):
        exact.excess_loss(-1.0)
    with pytest.raises(ValueError, match="widths are positive"):
        exact.accuracy_gap(0, narrow=32, gap=-5, power=-0.5)
    with pytest.raises(ValueError, match="between -1 and 0"):
        exact.accuracy_gap(64, narrow=32, gap=-5, power=0.5)
