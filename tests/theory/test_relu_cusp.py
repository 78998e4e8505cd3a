"""Cusp, depth constants and the fall of the deep ReLU kernel."""

import numpy as np
import pytest

from theory import arc_cosine, relu_cusp
from theory.activations import RELU
from theory.infinite_width import Network, kernels_of_gaps


def test_one_hidden_layer() -> None:
    angles = np.array([0.0, 0.3, 2.0, np.pi])
    assert relu_cusp.drop(1, angles) == pytest.approx(2 * (1 - arc_cosine.kappa(np.cos(angles))), abs=1e-14)


@pytest.mark.parametrize("depth", [1, 2, 5, 30])
def test_cusp_is_the_slope_at_small_angles(depth: int) -> None:
    assert relu_cusp.drop(depth, 1e-7) / 1e-7 == pytest.approx(relu_cusp.cusp(depth), rel=1e-5)


def test_constants_of_great_depth() -> None:
    depth = 3000
    found = kernels_of_gaps(Network(RELU, depth, 2), 1.0, 1.0, np.array([0.5, 1.0, 2.0]))
    gap = 1 - found.nngp
    assert depth**2 * gap == pytest.approx(relu_cusp.gap_rate(), rel=6 * np.log(depth) / depth)
    assert found.ntk == pytest.approx(relu_cusp.plateau(depth), rel=3 * np.log(depth) / depth)


def test_drop_without_hidden_layer_is_linear() -> None:
    assert relu_cusp.drop(0, 1.0) == pytest.approx(1 - np.cos(1.0), rel=1e-14)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: relu_cusp.cusp(-1), "0 or more"),
        (lambda: relu_cusp.plateau(-1), "0 or more"),
        (lambda: relu_cusp.drop(-1, 0.1), "0 or more"),
        (lambda: relu_cusp.drop(1, 3.2), "angles lie in"),
        (lambda: relu_cusp.cusp(np.nan), "0 or more"),
        (lambda: relu_cusp.plateau(1.5), "0 or more"),
        (lambda: relu_cusp.drop(1, "a"), "angles must be an array of real numbers"),
        (lambda: relu_cusp.drop(1, np.nan), "angles lie in"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
