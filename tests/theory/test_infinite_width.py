"""Kernels of infinitely wide networks: against balls of 60 digits, other recursions, edge cases, and bad input."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theory import arc_cosine, infinite_width, infinite_width_balls, kernel_balls, kernels
from theory.activations import ABSOLUTE, ERF, GELU, RELU, TANH, Bump, Exponential, LeakyRelu, Polynomial, Sine
from theory.arithmetic import ball
from theory.dual_activations import duals
from theory.infinite_width import Network, kernels_of_covariances, kernels_of_gaps, layers
from theory.input_gaps import CLOSE, gaps

GAPS = [1e-14, 1e-8, 1e-3, 0.3, 1.0, 1.7, 2 - 1e-6]
NETWORKS = {  # activation, weight and bias variance: ordered, critical and chaotic
    "relu": (RELU, 2, 0),
    "relu with biases": (RELU, 2, 0.1),
    "absolute value": (ABSOLUTE, 1, 0),
    "leaky": (LeakyRelu(Fraction(1, 4), 1), 1.8, 0.2),
    "erf": (ERF, 1, 0.1),
    "chaotic erf": (ERF, 4, 0),
    "gelu": (GELU, 2, 0.1),
    "chaotic sine": (Sine(), 3, 0.1),
    "bump": (Bump(), 8, 0.1),
    "quadratic": (Polynomial((0, 0.5, 0.1)), 1, 0.1),
}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("branch", [None, 0.125])
def test_fourteen_digits_at_every_angle_up_to_depth_30(name: str, branch: float | None) -> None:
    activation, weight, bias = NETWORKS[name]
    for depth, q2 in ((0, 0.3), (1, 1.0), (4, 0.3), (30, 1.0)):
        network = Network(activation, depth, weight, bias, branch)
        found = kernels_of_gaps(network, 1.0, q2, GAPS)
        with kernel_balls.precision(400):
            own = [infinite_width_balls.diagonal(network, q) for q in (1.0, q2)]
            for i, gap in enumerate(GAPS):
                exact = infinite_width_balls.kernels(network, 1, ball(q2).sqrt() * (1 - ball(gap)), q2)
                for kernel, value, one, two in zip(found, exact, *own, strict=True):
                    assert value.rad() < 1e-60
                    assert abs(float((value - float(kernel[i])) / (one * two).sqrt())) < 1e-14


@pytest.mark.parametrize("name", NETWORKS)
def test_near_duplicates_of_different_length(name: str) -> None:
    activation, weight, bias = NETWORKS[name]
    network = Network(activation, 30, weight, bias)
    found = kernels_of_gaps(network, 1.0, 1.001, GAPS)
    with kernel_balls.precision(400):
        own = [infinite_width_balls.diagonal(network, q) for q in (1.0, 1.001)]
        for i, gap in enumerate(GAPS):
            exact = infinite_width_balls.kernels(network, 1, ball(1.001).sqrt() * (1 - ball(gap)), 1.001)
            for kernel, value, one, two in zip(found, exact, *own, strict=True):
                assert abs(float((value - float(kernel[i])) / (one * two).sqrt())) < 1e-13


def test_one_hidden_relu_layer_is_the_arc_cosine_kernel() -> None:
    cosine = np.linspace(-1, 1, 9)
    found = kernels_of_gaps(Network(RELU, 1), 1.0, 1.0, 1 - cosine)
    assert found.ntk == pytest.approx(arc_cosine.kappa(cosine), abs=1e-15)


@pytest.mark.parametrize(("activation", "weight"), [(RELU, 2.0), (TANH, 2.25)])
@pytest.mark.parametrize("depth", [1, 4])
def test_agrees_with_the_kernels_between_inputs_of_equal_norm(activation, weight: float, depth: int) -> None:
    cosine = np.array([-0.9, 0.0, 0.4, 1.0])
    name = ("relu" if activation is RELU else "tanh") + ("_ntk" if depth == 1 else "_ntk_4")
    found = kernels_of_gaps(Network(activation, depth, weight, 0.01), 1.0, 1.0, 1 - cosine)
    assert found.ntk == pytest.approx(kernels.profile(name, cosine, dimension=5), abs=1e-7)
    assert found.nngp == pytest.approx(kernels.initial_covariance(name, cosine, dimension=5), abs=1e-8)


def test_residual_recursion_written_out() -> None:
    k, q1, q2, theta, tangents = 0.6, 1.7, 1.3, 0.6, []
    for layer in (1, 2, 3):  # weights of variance 1.5 and biases of 0.2 on a branch of variance 1/2; the last reads out
        value, slope = map(float, duals(GELU, q1, k, q2))
        first, second = (float(duals(GELU, q, q, q).value) for q in (q1, q2))
        if layer == 3:
            theta, k = value + slope * theta, value
        else:
            theta += 0.5 * (1.5 * value + 0.2 + 1.5 * slope * theta)
            k, q1, q2 = k + 0.5 * (1.5 * value + 0.2), q1 + 0.5 * (1.5 * first + 0.2), q2 + 0.5 * (1.5 * second + 0.2)
        tangents.append(theta)
    network = Network(GELU, 3, 1.5, 0.2, 0.5)
    found = kernels_of_covariances(network, (1.7 - 0.2) / 1.5, (0.6 - 0.2) / 1.5, (1.3 - 0.2) / 1.5)
    assert [float(found.nngp), float(found.ntk)] == pytest.approx([k, theta], rel=1e-13)


def test_gram_matrix_is_symmetric_with_an_exact_diagonal() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((6, 3))
    x[3] = x[2]
    x[4] = 0
    for network in (Network(RELU, 20, 2), Network(ERF, 20, 4), Network(GELU, 3, 2, 0.1, 0.5)):
        found = infinite_width.kernels(network, x)
        own = kernels_of_gaps(network, (x**2).mean(axis=1), (x**2).mean(axis=1), np.zeros(6))
        for kernel, diagonal in zip(found, own, strict=True):
            assert np.array_equal(kernel, kernel.T)
            assert np.array_equal(np.diag(kernel), diagonal)
            assert np.array_equal(kernel[2], kernel[3])
        if network.bias_variance == 0:
            assert not found.ntk[4].any()
        assert np.allclose(infinite_width.kernels(network, x, x).ntk, found.ntk, rtol=1e-13)
    relu = infinite_width.kernels(Network(RELU, 20, 2), x).ntk
    assert np.allclose(np.diag(relu), 21 * 2 * (x**2).mean(axis=1) / 2, rtol=1e-13)


def test_zero_vector_with_biases_is_an_input_like_any_other() -> None:
    x = np.array([[0.0, 0.0], [1.0, 2.0]])
    found = infinite_width.kernels(Network(RELU, 1, 2, 0.5), x)
    value, slope = duals(RELU, 0.5, 0.5, 5.5)
    assert found.nngp[0] == pytest.approx([0.25, float(value)], rel=1e-14)
    assert found.ntk[0] == pytest.approx([0.5, float(value + slope * 0.5)], rel=1e-14)


def test_depth_zero_is_the_linear_kernel() -> None:
    x, y = np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, -1.0]])
    found = infinite_width.kernels(Network(RELU, 0, 2, 0.5), x, y)
    assert found.nngp == pytest.approx(x @ y.T / 2, abs=4e-15)
    assert found.ntk == pytest.approx(x @ y.T / 2, abs=4e-15)


def test_gaps_of_points_against_fifty_digits() -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((1, 5))
    near = [x[0] * (1 + 1e-3) + 10.0**-k * rng.standard_normal(5) for k in (1, 5, 8, 12)]
    y = np.array([*near, 2 * x[0], -x[0], rng.standard_normal(5)])
    mpmath.mp.dps = 50
    for point, found in zip(y, gaps(x, y)[0], strict=True):
        u, v = mpmath.matrix(x[0].tolist()), mpmath.matrix(point.tolist())
        exact = 1 - (u.T * v)[0] / mpmath.norm(u) / mpmath.norm(v)
        # the chord is off by roundings of x - y: relative to the gap that is eps |x - y| / chord
        chord = mpmath.sqrt(2 * exact)
        allowed = 4e-16 * float(mpmath.norm(u - v) / mpmath.norm(u)) * float(chord) + 1e-31 + 1e-15 * float(exact)
        assert abs(float(exact - found)) <= 4 * allowed


def test_close_pairs_and_wide_ones_meet_without_a_step() -> None:
    angles = np.sqrt(2 * CLOSE) * np.array([0.999999, 1.000001])
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.array([[2.0], [3.0]])
    assert gaps(np.array([[5.0, 0.0]]), points)[0] == pytest.approx(2 * np.sin(angles / 2) ** 2, rel=1e-14)


def test_near_duplicates_leave_the_gram_matrix_positive() -> None:
    x = np.random.default_rng(2).standard_normal((4, 6))
    x = np.concatenate([x, x + 1e-9 * np.roll(x, 1, axis=1)])
    least = np.linalg.eigvalsh(infinite_width.kernels(Network(RELU, 20, 2), x).ntk)[0]
    assert least > 1e-9


def test_odd_networks_have_odd_kernels() -> None:
    x = np.random.default_rng(3).standard_normal((3, 4))
    for activation in (ERF, TANH, Sine(), Polynomial((0, 1, 0, 1))):
        one, two = (infinite_width.kernels(Network(activation, 3), x, y) for y in (x, -x))
        assert all(np.array_equal(a, -b) for a, b in zip(one, two, strict=True))


def test_standard_parametrization_of_one_hidden_layer_is_its_mean() -> None:
    x, y = np.array([[0.3, -1.0, 2.0]]), np.array([[1.0, 0.5, 0.2]])
    covariances = [1.5 * z / 3 + 0.2 for z in ((x @ x.T)[0, 0], (x @ y.T)[0, 0], (y @ y.T)[0, 0])]
    value, slope = duals(GELU, *covariances)
    found = infinite_width.kernels(Network(GELU, 1, 1.5, 0.2), x, y, parametrization="standard", width=50)
    # read-out: m E[s s]; hidden layer: m units of variance 1 / m, each with d weights and a bias
    assert float(found.ntk[0, 0]) == pytest.approx(50 * float(value) + float(slope) * ((x @ y.T)[0, 0] + 1), rel=1e-14)


def test_shares_of_the_layers_add_up() -> None:
    network = Network(GELU, 5, 1.5, 0.2)
    shares = layers(network, 1.0, 2.0, 0.3)
    gains = [network.gains(layer) for layer in range(6)]
    total = sum(s.backward * (w * s.forward + b) for s, (w, b) in zip(shares, gains, strict=True))
    assert float(total) == pytest.approx(float(kernels_of_gaps(network, 1.0, 2.0, 0.3).ntk), rel=1e-14)
    wide = kernels_of_gaps(network, 1.0, 2.0, 0.3, parametrization="standard", width=7, inputs=3).ntk
    fan_in = [3] + 5 * [7]
    leading = sum(
        s.backward * (f * s.forward + (1 if b else 0)) for s, f, (_, b) in zip(shares, fan_in, gains, strict=True)
    )
    assert float(wide) == pytest.approx(float(leading), rel=1e-14)


X = np.ones((2, 3))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Network(RELU, -1), "depth is the number of hidden layers"),
        (lambda: Network(RELU, 1.5), "depth is the number of hidden layers"),
        (lambda: Network("relu", 1), "activation must be one of"),
        (lambda: Network(RELU, 1, 0), "weight_variance must be positive"),
        (lambda: Network(RELU, 1, np.nan), "weight_variance must be positive"),
        (lambda: Network(RELU, 1, 1, -1), "bias_variance not negative"),
        (lambda: Network(RELU, 1, 1, 0, 0), "branch_variance must be positive"),
        (lambda: infinite_width.kernels(Network(RELU, 1), np.full((2, 3), np.nan)), "NaN or infinity in row 0"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, [[1, 2, np.inf]]), "y must be finite"),
        (lambda: infinite_width.kernels(Network(RELU, 1), np.ones(3)), "rows are points"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, np.ones((2, 2))), "same number of columns"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, parametrization="mup"), "parametrization is"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, parametrization="standard"), "with a width"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, width=5), "with a width"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, parametrization="standard", width=0), "at least 1"),
        (lambda: kernels_of_gaps(Network(RELU, 1), 1, 1, 2.1), "lies in"),
        (lambda: kernels_of_gaps(Network(RELU, 1), 1, 1, np.nan), "lies in"),
        (lambda: kernels_of_gaps(Network(RELU, 0), 1, -1, 0.5), "variances are finite"),
        (lambda: kernels_of_gaps(Network(Exponential(), 4, 2), 1, 1, 0.5), "overflow"),
        (lambda: kernels_of_covariances(Network(RELU, 1), 1, 1.1, 1), "covariances need"),
        (lambda: kernels_of_covariances(Network(RELU, 1), 1, np.nan, 1), "covariances need"),
        (lambda: layers(Network(RELU, 2, branch_variance=1), 1, 1, 0.5), "plain networks"),
        (lambda: Network(RELU, True), "depth is the number of hidden layers"),
        (lambda: Network(RELU, 1, "2"), "weight_variance must be positive"),
        (lambda: Network(RELU, 1, None), "weight_variance must be positive"),
        (lambda: Network(RELU, 1, 1, 1j), "bias_variance not negative"),
        (lambda: Network(RELU, 1, 1, 0, "a"), "branch_variance must be positive"),
        (lambda: infinite_width.kernels(Network(RELU, 1), [[1j, 2]]), "x must be an array of real numbers"),
        (lambda: infinite_width.kernels(Network(RELU, 1), [["a", "b"]]), "x must be an array of real numbers"),
        (lambda: infinite_width.kernels(Network(RELU, 1), [[1, 2], [3]]), "x must be an array of real numbers"),
        (lambda: infinite_width.kernels(Network(RELU, 1), None), "x must be an array of real numbers"),
        (lambda: infinite_width.kernels(Network(RELU, 1), 1e160 * X), "the squares of x and y must be in the range"),
        (lambda: infinite_width.kernels(Network(RELU, 300, 1e4), X), "overflow float64"),
        (lambda: infinite_width.kernels(Network(ERF, 1), 1e100 * X), "overflow"),
        (lambda: infinite_width.kernels(Network(RELU, 1), X, parametrization="standard", width=1.5), "whole numbers"),
        (
            lambda: infinite_width.kernels(Network(RELU, 1), X, parametrization="standard", width=np.nan),
            "whole numbers",
        ),
        (lambda: kernels_of_gaps(Network(RELU, 1), 1, 1, "a"), "the gap must be an array of real numbers"),
        (lambda: infinite_width_balls.kernels(Network(RELU, 0), 1, 2, 1), "covariances need"),
        (lambda: infinite_width_balls.kernels(Network(RELU, 0), np.nan, 0, 1), "covariances need"),
        (lambda: infinite_width_balls.diagonal(Network(RELU, 0), -1), "covariances need"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()


@pytest.mark.parametrize("angle", [0.0, 1e-8, 1e-4])
def test_opposite_inputs_keep_their_digits(angle):
    """For units |x| they are as good as coinciding ones; one ReLU layer is kappa(cos t), of third order at t = pi."""
    x = np.array([[0.6, 0.8], [-np.cos(angle) * 0.6 + np.sin(angle) * 0.8, -np.cos(angle) * 0.8 - np.sin(angle) * 0.6]])
    deep = Network(ABSOLUTE, 30)
    near, far = (infinite_width.kernels(deep, np.stack([x[0], y])).ntk for y in (-x[1], x[1]))
    np.testing.assert_allclose(far, near, rtol=1e-15)
    found = infinite_width.kernels(Network(RELU, 1, 2), x).ntk
    assert abs(found[0, 1]) <= angle * found[0, 0]


@pytest.mark.parametrize("ratio", [3.0, 1e3, 1e8, 1e-30])
@pytest.mark.parametrize("activation", [RELU, ERF, Sine(), GELU, Bump()], ids=repr)
def test_norms_of_any_ratio(activation, ratio: float) -> None:
    """Parallel inputs, opposite ones, and others: the longer does not swallow the digits of the shorter."""
    x, network = np.array([1.0, 2.0, -1.0]), Network(activation, 3, 1.5)
    for y in ratio * np.array([x, -x, [0.3, 1.0, 2.0]]):
        found = infinite_width.kernels(network, x[None], y[None])
        with kernel_balls.precision(400):
            q1, q12, q2 = (sum(ball(a) * b for a, b in zip(u, v, strict=True)) / 3 for u, v in ((x, x), (x, y), (y, y)))
            exact = infinite_width_balls.kernels(network, q1, q12, q2)
            own = [infinite_width_balls.diagonal(network, q) for q in (q1, q2)]
            for kernel, value, one, two in zip(found, exact, *own, strict=True):
                assert abs(float((value - float(kernel[0, 0])) / (one * two).sqrt())) < 1e-14


def test_a_vanishing_input_beside_a_large_one() -> None:
    x = np.array([[0.0, 0.0], [1e30, 2e30]])
    found = infinite_width.kernels(Network(RELU, 1, 2), x)
    assert found.ntk == pytest.approx(np.array([[0, 0], [0, 5e60]]), rel=1e-14)


def test_any_way_to_hold_the_same_points() -> None:
    x = np.array([[1, 2, -3], [0, 1, 2]])
    network = Network(RELU, np.int64(2), 1.3, 0.1)
    expected = infinite_width.kernels(network, x.astype(float)).ntk
    for same in (x, x.tolist(), x.astype(np.float16), x.astype(object), np.asfortranarray(x), x[::-1][::-1]):
        assert np.array_equal(infinite_width.kernels(network, same).ntk, expected)
    assert infinite_width.kernels(network, x[:0]).ntk.shape == (0, 0)
    one = infinite_width.kernels(network, [[-2.0]]).ntk
    assert float(one[0, 0]) == pytest.approx(float(kernels_of_gaps(network, 4, 4, 0).ntk), rel=1e-15)
