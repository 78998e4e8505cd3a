"""Changed kernels from their definition in duals, relations between them, and bias variance one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import dual_activations, infinite_width, kernel_dependence
from theory.activations import ERF, RELU
from theory.infinite_width import Network

POINTS = st.lists(st.floats(-2, 2).filter(lambda v: abs(v) > 0.1), min_size=1, max_size=4)


@given(POINTS, st.floats(0.5, 3), st.floats(0.1, 2), st.sampled_from([RELU, ERF]))
def test_one_hidden_layer_by_duals(points: list[float], w: float, b: float, activation) -> None:
    x, network = np.array(points), Network(activation, 1, w, b)
    both, own = w * np.outer(x, x) + b, w * x**2 + b
    value, slope = dual_activations.duals(activation, own[:, None], both, own)
    expected = {
        "all trained": value + slope * both,
        "read-out alone": value,
        "hidden layers alone": slope * both,
        "biases fixed": value + slope * w * np.outer(x, x),
        "biases trained as such": value + slope * (w * np.outer(x, x) + 1),
        "standard": 7 * value + slope * (np.outer(x, x) + 1),
        "skip connection": value + slope * both + np.outer(x, x),
    }
    for change, kernel in expected.items():
        assert kernel_dependence.kernel(change, network, x, width=7) == pytest.approx(kernel, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_relations_at_any_depth(depth: int) -> None:
    x, network = np.array([1.2, -0.7, 0.3]), Network(RELU, depth, 1.4, 0.5)
    kernel = {c: kernel_dependence.kernel(c, network, x, width=5) for c in kernel_dependence.CHANGES}
    assert kernel["all trained"] == pytest.approx(infinite_width.kernels(network, x[:, None]).ntk)
    assert kernel["all trained"] == pytest.approx(kernel["read-out alone"] + kernel["hidden layers alone"])
    added = kernel["biases trained as such"] - kernel["biases fixed"]
    assert added == pytest.approx((kernel["all trained"] - kernel["biases fixed"]) / 0.5)
    doubled = infinite_width.kernels(network, np.concatenate([x, -x])[:, None]).ntk
    four = doubled.reshape(2, 3, 2, 3).sum(axis=(0, 2))
    assert kernel["pooled"] == pytest.approx(four / 2)


def test_at_bias_variance_one_the_scalings_agree() -> None:
    x, network = np.array([1.2, -0.7]), Network(RELU, 3, 1.4, 1)
    both = [kernel_dependence.kernel(c, network, x, width=1) for c in ("all trained", "biases trained as such")]
    assert both[0] == pytest.approx(both[1], rel=1e-15)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="wanted one of all trained"):
        kernel_dependence.kernel("frozen", Network(RELU, 1), [1.0], width=1)
    with pytest.raises(ValueError, match="points"):
        kernel_dependence.kernel("pooled", Network(RELU, 1), [[1.0]], width=1)
