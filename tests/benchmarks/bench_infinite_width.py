"""The exact tangent kernel of deep networks on the host: what the gap costs beside covariances, and what it saves."""

import numpy as np
import pytest

from theory import infinite_width_balls, kernel_balls
from theory.activations import ERF, GELU, RELU
from theory.arithmetic import ball
from theory.infinite_width import Network, kernels, kernels_of_gaps

POINTS, DIMENSION, DEPTH = 200, 784, 10
X = np.random.default_rng(0).standard_normal((POINTS, DIMENSION))
X /= np.linalg.norm(X, axis=1)[:, None] / np.sqrt(DIMENSION)
GROUP = f"tangent kernel of {DEPTH} hidden layers, {POINTS} points in {DIMENSION} dimensions"
NETWORKS = {"relu": Network(RELU, DEPTH, 2), "erf": Network(ERF, DEPTH, 2), "gelu": Network(GELU, DEPTH, 2, 0.1)}


def by_cosines(x, depth):
    """The textbook recursion of ReLU on correlations, with arccos."""
    cosine = np.clip(x @ x.T / DIMENSION, -1, 1)
    tangent = cosine
    for _ in range(depth):
        angle = np.arccos(cosine)
        cosine = np.clip((np.sin(angle) + (np.pi - angle) * cosine) / np.pi, -1, 1)
        tangent = cosine + (1 - angle / np.pi) * tangent
    return tangent


def test_cosines(rate):
    assert rate(lambda: by_cosines(X, DEPTH), group=GROUP, things=POINTS**2, of="pairs").shape == (POINTS, POINTS)


@pytest.mark.parametrize("name", NETWORKS)
def test_gaps(rate, name):
    found = rate(lambda: kernels(NETWORKS[name], X).ntk, group=GROUP, things=POINTS**2, of="pairs")
    assert np.array_equal(found, found.T)


def test_accuracy_beside_coinciding_inputs(note):
    """Two points of the plane at small angles, against balls of 400 bits."""
    network, worst = NETWORKS["relu"], np.zeros(2)
    for angle in (1e-8, 1e-6, 1e-4, 1e-2, 1.0):
        gap = 2 * np.sin(angle / 2) ** 2
        pair = np.sqrt(DIMENSION) * np.array([[1.0, 0.0], [np.cos(angle), np.sin(angle)]])
        with kernel_balls.precision(400):
            exact = float(infinite_width_balls.kernels(network, 1, 1 - ball(gap), 1)[1])
        found = float(kernels_of_gaps(network, 1.0, 1.0, gap).ntk), by_cosines(pair, DEPTH)[0, 1]
        worst = np.maximum(worst, np.abs(np.array(found) / exact - 1))
    note(f"largest relative error, angles 1e-8 to 1: {worst[0]:.1g} by gaps, {worst[1]:.1g} by cosines")
    assert worst[0] < 1e-14
