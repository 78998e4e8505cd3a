"""Infinitely wide networks in JAX: digits against 60-digit arithmetic, edge cases, devices, and what users reported.

Compiling takes the time here: tests share networks and shapes, and all but one leave the loop over layers rolled up.
"""

import functools

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from empirics import arc_series, hermite_rows, infinite_width, layered_gaps
from empirics.activations import TANH, HermiteSeries, LeakyRelu, Polynomial
from empirics.infinite_width import Network, kernels, ntk
from theory import activations as exact_activations
from theory import infinite_width as exact

rng = np.random.default_rng(0)
POINT, STEP = rng.standard_normal(6), rng.standard_normal(6)
NEAR = [sign * POINT + 10.0**-k * STEP for sign in (1, -1) for k in np.arange(0, 16, 0.5)]
WITH_ZERO = np.concatenate([[POINT, 2 * POINT, 0 * POINT], NEAR])
TWINS = np.repeat(rng.standard_normal((20, 50)), 2, axis=0) + 1e-4 * rng.standard_normal((40, 50))
ERRORS = {"float32": 1e-6, "float64": 1e-14}
DTYPES = pytest.mark.parametrize("dtype", ["float32", "float64"])


@pytest.fixture(autouse=True)
def rolled_up(monkeypatch, request):
    """One layer in a pass over a tile, not ten, unless a case is called unrolled: the same numbers, compiled sooner."""
    if "unrolled" not in request.node.name:
        monkeypatch.setattr(layered_gaps, "UNROLL", 1)


compiled = functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": "0"})


@functools.cache
def in_sixty_digits(x, y, depth):
    """Both ReLU kernels over |x| |y|, the tangent kernel also over depth + 1."""
    with mpmath.workdps(60):
        (x, y) = ([mpmath.mpf(float(a)) for a in z] for z in (x, y))
        c = mpmath.fdot(x, y) / mpmath.sqrt(mpmath.fdot(x, x) * mpmath.fdot(y, y))
        t = c = max(min(c, 1), -1)
        for _ in range(depth):
            angle = mpmath.acos(c)
            c = (mpmath.sin(angle) + (mpmath.pi - angle) * c) / mpmath.pi
            t = c + (1 - angle / mpmath.pi) * t
        return float(c), float(t / (depth + 1))


@pytest.mark.parametrize("device", jax.devices(), ids=str)
@pytest.mark.parametrize(
    ("dtype", "depth"),
    [("float32", 1), ("float64", 1), pytest.param("float32", 30, id="float32-30-unrolled"), ("float64", 30)],
)
def test_relu_is_accurate_at_every_angle_on_every_device(device, dtype, depth):
    x, y = POINT.astype(dtype)[None], np.array(NEAR, dtype=dtype)
    with jax.default_device(device):
        found = np.array(kernels(Network("relu", depth, 2.0), x, y), dtype=float)[:, 0]
    found *= 6 / np.linalg.norm(x.astype(float)) / np.linalg.norm(y.astype(float), axis=1)
    expected = np.array([in_sixty_digits(tuple(x[0]), tuple(b), depth) for b in y]).T
    assert np.abs(found / [[1], [depth + 1]] - expected).max() <= ERRORS[dtype]


@pytest.mark.parametrize(("dtype", "branch"), [("float64", None), ("float64", 0.3), ("float32", 0.3)])
def test_biases_and_branches_agree_with_the_theory_and_stay_positive_semidefinite(dtype, branch):
    """On a line, with biases, the smallest eigenvalues are such that rounding can turn them negative."""
    line = np.linspace(-1, 1, len(WITH_ZERO))[:, None] * (np.arange(6) == 0)
    for x, weight in ((WITH_ZERO, 1.3), (line, 2.0)):
        x = x.astype(dtype)
        variances = {"weight_variance": weight, "bias_variance": 0.1, "branch_variance": branch}
        found = kernels(Network(LeakyRelu(0.25, 1.0), 3, **variances), x)
        expected = exact.kernels(exact.Network(exact_activations.LeakyRelu(0.25, 1), 3, **variances), x.astype(float))
        for one, two in zip(found, expected, strict=True):
            scale = np.sqrt(np.outer(np.diag(two), np.diag(two)))
            assert (np.abs(one - two) / scale).max() <= ERRORS[dtype]
            one = np.array(one, dtype=float)
            assert np.linalg.eigvalsh(one).min() > -3 * np.finfo(dtype).eps * np.trace(one)
    ridge, target = 1e-4 * np.trace(one) / len(x), np.sin(3 * line[:, 0])
    fit = one @ np.linalg.solve(one + ridge * np.eye(len(x)), target)
    assert np.abs(fit - target).max() < 0.02


def test_a_wider_dtype_may_be_asked_for():
    network, x = Network(LeakyRelu(0.25, 1.0), 3, 1.3, 0.1), WITH_ZERO.astype(np.float32)
    for found, expected in zip(kernels(network, x, dtype="float64"), kernels(network, x.astype(float)), strict=True):
        assert np.array_equal(found, expected)


def test_smooth_networks_agree_with_the_theory():
    found = kernels(Network("erf", 4, 2.0, 0.05), WITH_ZERO)
    expected = exact.kernels(exact.Network(exact_activations.ERF, 4, 2.0, 0.05), WITH_ZERO)
    for one, two in zip(found, expected, strict=True):
        assert np.allclose(one, two, rtol=0, atol=1e-12 * np.diag(two).max())


@pytest.mark.parametrize("name", ["erf", "sine"])
def test_norms_of_any_ratio(name):
    """Differences of the longer input's variances do not swallow the shorter one's."""
    x = np.array([[1.0], [3.0], [1e3], [1e8], [1e-9], [1e-30]])
    x = np.concatenate([x * POINT, x * STEP])
    found = kernels(Network(name, 2, 0.5), x)
    activation = {"erf": exact_activations.ERF, "sine": exact_activations.Sine()}[name]
    for one, two in zip(found, exact.kernels(exact.Network(activation, 2, 0.5), x), strict=True):
        scale = np.sqrt(np.outer(np.diag(two), np.diag(two)))
        assert (np.abs(one - two) / scale).max() < 1e-14


def test_gelu_of_inputs_of_unlike_and_of_large_norms():
    x = np.concatenate([scale * np.array([POINT, STEP, POINT + 1e-3 * STEP]) for scale in (1.0, 30.0, 30.3, 1e3)])
    for one, two in zip(
        kernels(Network("gelu", 2), x), exact.kernels(exact.Network(exact_activations.GELU, 2), x), strict=True
    ):
        scale = np.sqrt(np.outer(np.diag(two), np.diag(two)))
        assert (np.abs(one - two) / scale).max() < 1e-13


def test_a_large_variance_sees_tanh_as_a_step():
    """E tanh^2 = 1 - 2 (2 pi q)^(-1/2) up to q^(-3/2)."""
    found, _ = jax.jit(hermite_rows.coefficients, static_argnums=0)(TANH, jnp.array([1e6]))
    assert np.isclose((found**2).sum(), 1 - 2 / np.sqrt(2 * np.pi * 1e6), rtol=1e-8)


def test_depth_zero_is_the_linear_kernel():
    x = rng.standard_normal((4, 3))
    assert np.allclose(ntk(Network("relu", 0, 3.0, 0.5), x), x @ x.T / 3, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("bias", [0.0, 0.1])
def test_the_standard_parametrization_is_the_theory_s(bias):
    x, network = rng.standard_normal((5, 4)), exact.Network(exact_activations.RELU, 3, 2.0, bias)
    expected = exact.kernels(network, x, parametrization="standard", width=64).ntk
    found = ntk(Network("relu", 3, 2.0, bias), x, parametrization="standard", width=64)
    assert np.allclose(found, expected, rtol=1e-13, atol=1e-13)


@DTYPES
def test_near_duplicates_leave_a_positive_definite_matrix_with_the_exact_diagonal(dtype):
    x = TWINS.astype(dtype)
    found = np.array(ntk(Network("relu", 20, 2.0), x), dtype=float)
    squares = (x.astype(float) ** 2).mean(axis=1)
    assert np.array_equal(found, found.T)
    assert np.allclose(np.diag(found), 21 * squares, rtol=3 * np.finfo(dtype).eps, atol=0)
    assert np.linalg.eigvalsh(found).min() > 1e-4 * squares.mean()


def test_large_weight_variances_at_depth_do_not_overflow_on_the_way():
    x = 1e-18 * TWINS.astype(np.float32)
    found, double = (np.array(ntk(Network("relu", 20, 200.0), x.astype(t)), dtype=float) for t in ("f4", "f8"))
    assert np.allclose(found, double, rtol=2e-6, atol=0)
    with pytest.raises(ValueError, match="overflow float32"):
        ntk(Network("relu", 20, 1e6), 1e12 * x)


def test_tiles_equal_the_whole_within_a_rounding(monkeypatch):
    network, x = Network("relu", 20, 2.0), TWINS.astype(np.float32)
    whole = np.asarray(ntk(network, x))
    monkeypatch.setattr(infinite_width, "TILE", 15)
    tiled, cross = ntk(network, x), ntk(network, x, x[1:38:2])
    assert np.array_equal(tiled, np.transpose(tiled))
    for one, two in ((tiled, whole), (cross, whole[:, 1:38:2])):
        assert np.allclose(one, two, rtol=0, atol=3e-7 * whole.max())


def test_gradients_are_those_of_differences_and_at_coinciding_inputs_means_of_the_one_sided():
    step, weight, shifts = 1e-6, 1.5, np.concatenate([[0 * POINT], np.eye(6), -np.eye(6)])
    y = np.concatenate([point + step * shifts for point in (POINT, STEP)])

    def row(weight, y):
        found = ntk(Network("relu", 2, weight, 0.1), POINT[None], y)[0]
        return found.sum(), found

    at = compiled(jax.value_and_grad(row, argnums=(0, 1), has_aux=True))
    (_, values), (by_weight, by_y) = at(weight, y)
    assert np.isclose(by_weight, (at(weight + 1e-5, y)[0][0] - at(weight - 1e-5, y)[0][0]) / 2e-5, rtol=1e-8)
    expected = exact.kernels(exact.Network(exact_activations.RELU, 2, weight, 0.1), POINT[None], y).ntk[0]
    one_by_one = compiled(jax.vmap(lambda y: row(weight, y[None])[0]))(y)
    assert np.allclose([values, one_by_one], expected, rtol=1e-14)
    for point, first in ((POINT, 0), (STEP, 13)):
        here, up, down = np.split(np.asarray(values)[first : first + 13], [1, 7])
        assert np.allclose(by_y[first], (up - down) / (2 * step), rtol=1e-5, atol=1e-5)
        cusp = (up + down - 2 * here) / step
        assert (np.abs(cusp) > 0.05).all() if point is POINT else (np.abs(cusp) < 1e-3).all()


def test_equal_norms_up_to_a_rounding_have_no_chord():
    """Its root is the angle, whose derivative would be that of a rounding."""
    one = {"p": np.float64(0.8), "b": np.float64(0.6), "u": np.float64(0)}
    for off, expected in ((2e-16, 0), (1e-14, 0.5e-28)):
        assert np.isclose(layered_gaps._chord(one, {**one, "p": 0.8 + off}), expected, rtol=0.05, atol=0)


def test_gradients_of_the_trace_pass_the_cusp():
    trace = compiled(jax.grad(lambda x: jnp.trace(ntk(Network("relu", 1, 2.0), x))))(jnp.asarray(NEAR[:3]))
    assert np.allclose(trace, 2 * 2 / 6 * np.array(NEAR[:3]), rtol=1e-12)


def test_nan_is_refused_or_spoils_its_own_row_and_column():
    bad, twins, others = np.array([1, 3]), TWINS.copy(), WITH_ZERO.copy()
    for x in (twins, others):
        x[1, 2], x[3, 0] = np.nan, np.inf
    with pytest.raises(ValueError, match="x must be finite, got NaN or infinity in row 1"):
        ntk(Network("relu", 20), twins)
    relu = [ntk(Network("relu", 20), twins, nan_policy="propagate")]
    for matrix in relu + list(kernels(Network("erf", 4, 1.0, 0.1), others, nan_policy="propagate")):
        spoiled = np.isin(np.arange(len(matrix)), bad)
        assert np.array_equal(np.isnan(matrix), spoiled[:, None] | spoiled)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ntk(Network("relu", 1), np.ones(3)), "x must be a matrix"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), np.ones((2, 4))), "same number of columns, got 3 and 4"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3), dtype=complex)), "real numbers, got complex128"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), dtype="float16"), "float32 or float64, got float16"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), nan_policy="omit"), "nan_policy"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), parametrization="standard"), "with a width"),
        (lambda: Network("reul", 1), "activation must be one of relu"),
        (lambda: Network("relu", -1), "depth is the number of hidden layers"),
        (lambda: Network("relu", 1, 0.0), "weight_variance must be positive"),
        (lambda: Network("relu", 1, 1.0, -0.1), "bias_variance must be not negative"),
        (lambda: Network("relu", 1, branch_variance=np.inf), "branch_variance must be positive"),
        (lambda: LeakyRelu("0", 1.0), "LeakyRelu needs finite numbers, got negative = '0'"),
        (lambda: Polynomial([1.0, 2.0]), "tuple of finite coefficients"),
        (lambda: HermiteSeries(None), "a series needs a function"),
        (lambda: HermiteSeries(jnp.tanh, (np.nan,)), "breaks must be a tuple of finite numbers"),
        (lambda: Network("relu", True), "depth is the number of hidden layers"),
        (lambda: Network("relu", 1, None), "weight_variance must be positive"),
        (lambda: Network("relu", 1, "2"), "weight_variance must be positive"),
        (lambda: Network("relu", 1, np.ones(2)), "weight_variance must be positive"),
        (lambda: Network("relu", 1, 1.0, 1j), "bias_variance must be not negative"),
        (lambda: ntk(Network("relu", 1), np.array([["a", "b"]])), "x must be a matrix of real numbers"),
        (lambda: ntk(Network("relu", 1), [[1, 2], [3]]), "x must be a matrix of real numbers"),
        (lambda: ntk(Network("relu", 1), None), "x must be a matrix of real numbers"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3), dtype=object)), "x must be a matrix of real numbers"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), dtype="nonsense"), "float32 or float64, got 'nonsense'"),
        (lambda: ntk(Network("relu", 1), np.ones((2, 3)), parametrization="standard", width=1.5), "a whole number"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_points_have_an_empty_matrix():
    for network in (Network("relu", 2), Network("gelu", 2)):
        assert ntk(network, np.ones((0, 3))).shape == (0, 0)
        assert ntk(network, np.ones((2, 3), np.float32), np.ones((0, 3), np.float32)).dtype == np.float32


def test_any_way_to_hold_the_same_points():
    x = np.array([[1, 2, -3], [0, 1, 2]])
    expected = ntk(Network("relu", 2), x.astype(float))
    for same in (
        x,
        x.tolist(),
        x.astype(np.float16),
        np.asfortranarray(x),
        x[::-1][::-1],
        jnp.asarray(x, jnp.bfloat16),
    ):
        assert np.array_equal(ntk(Network("relu", np.int64(2)), same), expected)


@pytest.mark.parametrize(("degree", "error"), [(8, 1e-8), (19, 3e-16)])
def test_polynomials_of_the_angle(degree, error):
    first, second = arc_series.polynomials(degree)
    for h in np.concatenate([np.linspace(1e-3, 1, 60), [1e-12]]):
        with mpmath.workdps(40):
            angle = mpmath.acos(1 - mpmath.mpf(h))
            excess = mpmath.sin(angle) - angle * mpmath.cos(angle)
            expected = angle / mpmath.sqrt(2 * mpmath.mpf(h)), excess / (2 * mpmath.mpf(h)) ** 1.5
        for polynomial, value in zip((first, second), expected, strict=True):
            assert abs(float(np.polyval(polynomial[::-1], h) / value - 1)) < error
