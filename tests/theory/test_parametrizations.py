"""Descent in two parametrizations, the other one written out here, and mean kernels."""

import numpy as np
import pytest

from theory import parametrizations as exact
from theory import two_layer_kernel
from theory.activations import ERF, RELU


def standard_descent(a, b, x, y, at, output_rate, hidden_rate, steps):
    for _ in range(steps):
        r = ERF(x @ b.T) @ a - y
        by_a = np.array([r @ ERF(x @ b[i]) for i in range(len(a))])
        by_b = np.array([a[i] * (r * ERF.derivative(x @ b[i])) @ x for i in range(len(a))])
        a, b = a - output_rate * by_a, b - hidden_rate * by_b
    return ERF(at @ b.T) @ a


@pytest.mark.parametrize("hidden_rate", [0.3, 0.06])
def test_rates_per_layer_translate(hidden_rate: float) -> None:
    grid = np.sin(np.arange(1, 60) * 1.7)
    a, b, x, y, at = (
        grid[:5],
        grid[5:20].reshape(5, 3),
        grid[20:32].reshape(4, 3),
        grid[32:36],
        grid[36:42].reshape(2, 3),
    )
    standard = standard_descent(a / np.sqrt(5), b, x, y, at, 0.3 / 5, hidden_rate, 20)
    rates = {"output_rate": 0.3, "hidden_rate": hidden_rate, "steps": 20}
    assert exact.descended(ERF, a, b, x, y, at, **rates) == pytest.approx(standard, rel=1e-12)


def test_mean_kernels() -> None:
    x, y = [1.0, 0.5], [-0.2, 1.2]
    value, slope = two_layer_kernel.expectations(RELU, x, y)
    assert exact.mean_kernel("ntk", RELU, x, y, width=7) == two_layer_kernel.kernel(RELU, x, y)
    assert exact.mean_kernel("standard", RELU, x, y, width=1) == two_layer_kernel.kernel(RELU, x, y)
    assert exact.mean_kernel("standard", RELU, x, y, width=9) == pytest.approx(9 * value + 0.4 * slope)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="wanted one of ntk, standard"):
        exact.mean_kernel("mean field", RELU, [1.0], [1.0], width=3)
    with pytest.raises(ValueError, match="shapes"):
        exact.descended(ERF, [1.0], [[1.0]], [[1.0, 2.0]], [1.0], [[1.0]], output_rate=1.0, hidden_rate=1.0, steps=1)
