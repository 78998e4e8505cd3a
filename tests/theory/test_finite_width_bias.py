"""Biases of finite-width kernels: against whole networks, against finite differences of limits, and bad input."""

from fractions import Fraction

import numpy as np
import pytest

from theory import activations, infinite_width
from theory.activations import RELU, Polynomial
from theory.finite_width_bias import bias

QUADRATIC = Polynomial((Fraction(1, 3), 1, Fraction(1, 2)))
CUBIC = Polynomial((0, 1, Fraction(1, 4), Fraction(-1, 6)))


def normal_grid(*nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Tensor Gauss-Hermite rule: points (N, len(nodes)) and weights."""
    rules = [np.polynomial.hermite_e.hermegauss(n) for n in nodes]
    points = np.stack([z.ravel() for z in np.meshgrid(*[x for x, _ in rules], indexing="ij")], axis=1)
    weights = np.array([1.0])
    for _, w in rules:
        weights = np.outer(weights, w / w.sum()).ravel()
    return points, weights


@pytest.mark.parametrize(("m", "b"), [(1, Fraction(1, 5)), (2, Fraction(1, 5)), (3, 0)])
def test_two_quadratic_layers_against_whole_networks(m: int, b: Fraction) -> None:
    """All weights but the read-out's, whose mean is taken by hand, on a grid that is exact for these polynomials."""
    w, q1, q12, q2 = Fraction(3, 2), Fraction(1), Fraction(1, 2), Fraction(2)
    points, weights = normal_grid(*[5] * (2 * m), *[3] * m, 3 if b else 1)
    z = points[:, : 2 * m].reshape(-1, m, 2)
    C = float(w) * np.array([[1, 0.5], [0.5, 2]]) + float(b)
    u, v = np.moveaxis(z @ np.linalg.cholesky(C).T, 2, 0)
    W, beta = points[:, 2 * m : 3 * m], points[:, -1] * float(b) ** 0.5
    s, slope, scale = QUADRATIC, QUADRATIC.derivative, float(w) / m
    U, V = (np.sqrt(scale) * (W * s(x)).sum(axis=1) + beta for x in (u, v))
    conjugate = s(U) * s(V)
    second = scale * (s(u) * s(v)).sum(axis=1) + float(b)
    first = C[0, 1] * scale * (slope(u) * slope(v) * W**2).sum(axis=1)
    tangent = conjugate + (second + first) * slope(U) * slope(V)
    found = bias(QUADRATIC, 2, q1, q12, q2, weight_variance=w, bias_variance=b)
    assert weights @ conjugate == pytest.approx(float(found.nngp + found.nngp_bias / m), rel=1e-11)
    assert weights @ tangent == pytest.approx(float(found.ntk + found.ntk_bias / m), rel=1e-11)


def noise(activation: activations.Activation, c: np.ndarray) -> np.ndarray:
    """Covariance of (s(u)^2, s(u) s(v), s(v)^2) by integration over directions (lengths by hand), or on a grid."""
    if activation == RELU:
        t = np.arccos(c[1] / np.sqrt(c[0] * c[2]))
        x, rule = np.polynomial.legendre.leggauss(40)
        phi = t / 2 + x * (np.pi - t) / 2
        u, v = np.sqrt(c[0]) * np.cos(phi), np.sqrt(c[2]) * np.cos(phi - t)
        fourth, square = ((np.pi - t) / 2 * rule * moment / (2 * np.pi) for moment in (8, 2))
        second = np.array([[0, fourth @ (u**3 * v), fourth @ (u * v) ** 2], [0, 0, fourth @ (u * v**3)], [0, 0, 0]])
        second = second + second.T + np.diag([1.5 * c[0] ** 2, fourth @ (u * v) ** 2, 1.5 * c[2] ** 2])
        mean = np.array([c[0] / 2, square @ (u * v), c[2] / 2])
    else:
        points, weights = normal_grid(12, 12)
        u, v = (points @ np.linalg.cholesky(np.array([[c[0], c[1]], [c[1], c[2]]])).T).T
        S = np.stack([activation(u) ** 2, activation(u) * activation(v), activation(v) ** 2])
        mean, second = S @ weights, (S * weights) @ S.T
    return second - np.outer(mean, mean)


@pytest.mark.parametrize(
    ("activation", "depth", "b"), [(RELU, 2, 0.0), (RELU, 3, 0.3), (RELU, 4, 0.3), (CUBIC, 2, 0.3), (CUBIC, 3, 0.0)]
)
def test_noise_of_each_layer_through_the_limits_of_those_above(activation, depth: int, b: float) -> None:
    """With B_r(C) = w^2 V(C) : (K of the layers above)'' / 2, by finite differences,

    b_CK = sum over layers r of B_r, b_NTK = sum of w^2 V : (Theta of the layers above)'' / 2 + theta dB_r / dC_xy.
    """
    w = 1.6 if activation == RELU else 0.9
    gains = [(w, b)] * (depth - 1) + [(1.0, 0.0)]

    def above(layers: int, C: np.ndarray) -> np.ndarray:
        """(K, Theta) of this many more hidden layers."""
        if layers == 0:
            return np.array([C[1], C[1]])
        network = infinite_width.Network(activation, layers, w, b)
        return np.array(infinite_width.kernels_of_covariances(network, *((C - b) / w)))

    def through(c: np.ndarray, layer: int) -> np.ndarray:
        network = infinite_width.Network(activation, 1, 1, 0)
        pairs = ((0, 0, 0), (0, 1, 2), (2, 2, 2))
        mean = [float(infinite_width.kernels_of_covariances(network, c[i], c[j], c[k]).nngp) for i, j, k in pairs]
        return gains[layer][0] * np.array(mean) + gains[layer][1]

    def bent(c: np.ndarray, layer: int, h: float = 2e-3) -> np.ndarray:
        """w^2 V : D^2 (K, Theta) / 2, at what the layer makes of c, from second differences along the axes of V."""
        values, axes = np.linalg.eigh(noise(activation, c) * gains[layer][0] ** 2)
        at, total = through(c, layer), np.zeros(2)
        for value, axis in zip(values, axes.T, strict=True):
            f = [above(depth - 1 - layer, at + k * h * axis) for k in (-2, -1, 0, 1, 2)]
            total += value / 2 * (-f[0] + 16 * f[1] - 30 * f[2] + 16 * f[3] - f[4]) / (12 * h**2)
        return total

    q = np.array([1.0, 0.3, 0.8])
    c, theta, step = w * q + b, w * q[1] + b, np.array([0, 1e-3, 0])
    conjugate = tangent = 0.0
    for layer in range(depth):
        K, T = bent(c, layer)
        turned = (bent(c + step, layer)[0] - bent(c - step, layer)[0]) / 2e-3
        conjugate, tangent = conjugate + K, tangent + T + theta * turned
        slope = (through(c + step, layer) - through(c - step, layer))[1] / 2e-3
        c = through(c, layer)
        theta = c[1] + slope * theta
    found = bias(activation, depth, *q, weight_variance=w, bias_variance=b)
    assert [theta, c[1]] == pytest.approx([float(found.ntk), float(found.nngp)], rel=1e-5)
    assert conjugate == pytest.approx(float(found.nngp_bias), rel=1e-4, abs=1e-6)
    assert tangent == pytest.approx(float(found.ntk_bias), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("activation", [RELU, CUBIC, QUADRATIC], ids=["relu", "cubic", "quadratic"])
def test_one_layer_is_unbiased_and_has_independent_units(activation) -> None:
    found = bias(activation, 1, 1, Fraction(1, 4), 2, weight_variance=2)
    assert found.nngp_bias == found.ntk_bias == 0
    assert float(found.variance) == pytest.approx(noise(activation, np.array([2.0, 0.5, 4.0]))[1, 1], rel=1e-12)


def test_exchange_of_inputs_and_homogeneity_of_relu() -> None:
    one = bias(RELU, 3, 1, 0.4, 2, weight_variance=2, bias_variance=0.1)
    assert one == pytest.approx(bias(RELU, 3, 2, 0.4, 1, weight_variance=2, bias_variance=0.1), rel=1e-12)
    small, large = (np.array(bias(RELU, 3, *(z * np.array([1, 0.4, 2])))) for z in (1.0, 9.0))
    assert large == pytest.approx(small * [9, 9, 9, 9, 81], rel=1e-12)


def test_relu_bias_vanishes_on_the_diagonal() -> None:
    """Where it is known from the exact mean (L + 1) |x|^2 / d; it falls like an angle squared, and an angle."""
    for angle in (1e-2, 1e-3):
        found = bias(RELU, 3, 1, np.cos(angle), 1, weight_variance=2)
        assert abs(found.nngp_bias) < angle**2
        assert abs(found.ntk_bias) < 4 * angle


def test_linear_networks_by_hand() -> None:
    """s(x) = x: E G_L and the kernel, L + 1 times the same, are the limit; variances from products of Wishart's."""
    found = bias(Polynomial((0, 1)), 3, 1, Fraction(1, 2), 2)
    assert found == (Fraction(1, 2), 2, 0, 0, 3 * (Fraction(1, 4) + 2))


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        ((RELU, 0, 1, 0.5, 1), {}, "1 or more"),
        ((RELU, 2, 1, 1.5, 1), {}, "covariances need"),
        ((RELU, 2, 1, float("nan"), 1), {}, "covariances need"),
        ((RELU, 2, 1, 1, 1), {}, "at an angle"),
        ((RELU, 2, 1, -1, 1), {}, "at an angle"),
        ((RELU, 2, 0, 0, 1), {}, "at an angle"),
        ((activations.ERF, 2, 1, 0.5, 1), {}, "RELU and polynomials"),
        ((RELU, 2, 1, 0.5, 1), {"weight_variance": 0}, "weight_variance must be positive"),
        ((RELU, 2, 1, 0.5, 1), {"bias_variance": -1}, "weight_variance must be positive"),
    ],
)
def test_bad_input(arguments, options, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        bias(*arguments, **options)
