"""The expansion along one step, against difference quotients of the network itself."""

from fractions import Fraction

import numpy as np
import pytest

from theory import prediction_steps as exact


def _problem(name):
    rng = np.random.default_rng(1)
    net = exact.Network(name, rng.standard_normal((6, 3)), rng.standard_normal(6))
    return net, rng.standard_normal((4, 3)), np.array([1.0, -1.0, 1.0, 1.0]), rng.standard_normal((5, 3))


def _outputs(net, x):
    return net.layers(x)[0] @ net.readout / np.sqrt(len(net.readout))


def _quotients(net, function, h=1e-5):
    """The gradient of a function of the network, by central differences in every weight."""
    flat = np.concatenate([net.weights.ravel(), net.readout])

    def at(p):
        return function(exact.Network(net.activation, p[:-6].reshape(6, 3), p[-6:]))

    return flat, at, np.array([(at(flat + e) - at(flat - e)) / (2 * h) for e in h * np.eye(len(flat))])


@pytest.mark.parametrize("name", list(exact.ACTIVATIONS))
def test_both_orders_are_difference_quotients(name):
    net, x, y, tests = _problem(name)
    slope = exact.slopes(net, x, y)
    _, _, gradient = _quotients(net, lambda g: np.logaddexp(0, -y * _outputs(g, x)).mean())
    flat, at, jacobian = _quotients(net, lambda g: _outputs(g, tests))
    np.testing.assert_allclose(exact.first_order(net, x, slope, tests), -gradient @ jacobian, atol=1e-8)
    h = 1e-3
    second = (at(flat + h * gradient) - 2 * at(flat) + at(flat - h * gradient)) / (2 * h**2)
    np.testing.assert_allclose(exact.second_order(net, x, slope, tests), second, atol=1e-8)


def test_tangent_kernel_is_symmetric_and_positive():
    net, x, *_ = _problem("erf")
    kernel = exact.tangent_kernel(net, x, x)
    np.testing.assert_allclose(kernel, kernel.T)
    assert np.linalg.eigvalsh(kernel).min() > 0


def test_linear_step_by_hand():
    assert exact.linear_step([1, 2], [[1, 0], [0, 1]], [0, 0], [1, 1], Fraction(1, 2)) == Fraction(9, 4)


def test_bad_networks_are_refused():
    with pytest.raises(ValueError, match="activation must be one of"):
        exact.Network("sine", np.ones((2, 2)), np.ones(2))
    with pytest.raises(ValueError, match="do not fit"):
        exact.Network("tanh", np.ones((2, 2)), np.ones(3))
