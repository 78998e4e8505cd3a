"""Kernels as functions of the cosine: closed forms, quadrature, and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import arc_cosine, kernels

COSINES = np.linspace(-1, 1, 21)


def test_one_hidden_relu_layer_without_bias_is_kappa() -> None:
    values = kernels.profile("relu_ntk", COSINES, dimension=7, weight_variance=1.0, bias_variance=0.0)
    assert np.allclose(values, arc_cosine.kappa(COSINES), rtol=0, atol=1e-15)


def test_relu_diagonal_counts_the_layers() -> None:
    # With weight variance 2 and no bias every one of the L + 1 layers adds the same amount at coinciding inputs.
    assert kernels.profile("relu_ntk_4", 1.0, dimension=3, bias_variance=0.0) == pytest.approx(5.0, abs=1e-14)
    assert kernels.profile("relu_ntk", 1.0, dimension=3, bias_variance=0.0) == pytest.approx(2.0, abs=1e-14)


def test_cusp_at_coinciding_inputs() -> None:
    # Theta(1) - Theta(1 - x) = L (L + 1) / (2 pi) sqrt(2 x) + O(x), in units of Theta(1) / (L + 1)
    gap = 1e-10
    for name, depth in (("relu_ntk", 1), ("relu_ntk_4", 4)):
        top, below = kernels.profile(name, np.array([1.0, 1 - gap]), dimension=5, bias_variance=0.0)
        assert (top - below) / np.sqrt(2 * gap) == pytest.approx(depth * (depth + 1) / (2 * np.pi), rel=1e-4)


@given(st.floats(0.05, 4.0), st.floats(0.0, 2.0))
@settings(deadline=None, max_examples=40)
def test_derivative_of_the_tanh_dual_is_the_dual_of_the_derivative(variance: float, gap: float) -> None:
    step = 1e-4
    gap = min(max(gap, step), 2 - step)
    own, low, slope = kernels.tanh_duals(variance, np.array([gap - step, gap, gap + step]))
    assert (low[0] - low[2]) / (2 * step) * own == pytest.approx(variance * -slope[1], abs=1e-6)


def test_tanh_is_nearly_linear_for_small_inputs() -> None:
    value = kernels.profile("tanh_ntk", 0.3, dimension=4, radius=1e-4, weight_variance=1.0, bias_variance=0.0)
    assert value / (1e-8 / 4) == pytest.approx(2 * 0.3, rel=1e-6)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"kernel": "gauss", "cosine": 0.1, "dimension": 3}, "kernel must be one of laplace, rbf"),
        ({"kernel": "rbf", "cosine": 1.5, "dimension": 3}, "cosines lie in"),
        ({"kernel": "rbf", "cosine": np.nan, "dimension": 3}, "cosines lie in"),
        ({"kernel": "rbf", "cosine": 0.1, "dimension": 0}, "must be positive"),
        ({"kernel": "laplace", "cosine": 0.1, "dimension": 2, "scale": -1.0}, "must be positive"),
        (
            {"kernel": "relu_ntk", "cosine": 0.1, "dimension": 2, "weight_variance": 0.0},
            "weight_variance must be positive",
        ),
        ({"kernel": "relu_ntk", "cosine": 0.1, "dimension": 2, "bias_variance": np.nan}, "nonnegative"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        kernels.profile(**arguments)


def test_initial_covariance_of_one_relu_layer_is_the_arc_cosine_kernel_of_degree_one():
    cosine = np.linspace(-1, 1, 9)
    angle = np.arccos(cosine)
    expected = (np.sin(angle) + (np.pi - angle) * cosine) / np.pi / 2
    found = kernels.initial_covariance("relu_ntk", cosine, dimension=2, radius=1.0, bias_variance=0.0)
    assert found == pytest.approx(expected, abs=1e-12)
    with pytest.raises(ValueError, match="the network's kernel must be one of"):
        kernels.initial_covariance("laplace", cosine, dimension=2)
