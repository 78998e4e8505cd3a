"""Fast Gram matrices: against 50 digits at every angle, against theory for all options, and at the edges."""

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from empirics import infinite_width
from empirics.activations import ABSOLUTE, ERF, EXPONENTIAL, GELU, RELU, SINE, TANH, LeakyRelu, Smooth
from empirics.infinite_width import Network, kernels, nngp, ntk
from theory import activations as theirs
from theory import infinite_width as exact

SMALL = 10.0 ** np.arange(-8, 0)
ANGLES = np.concatenate([[0.0], SMALL, np.linspace(0.2, 2.9, 8), np.pi - SMALL, [np.pi]])


def circle(dtype=np.float64):
    """Points of the unit circle, turned so that no coordinate is exact."""
    return np.stack([np.cos(ANGLES + 0.3), np.sin(ANGLES + 0.3)], axis=1).astype(dtype)


def fifty_digits(x, a, b, depth):
    """Theta between row 0 and all rows, bias-free slopes a, b and weight variance 1, and the error's unit."""
    mpmath.mp.dps = 50
    mean, bend = mpmath.mpf(a * a + b * b) / 2, mpmath.mpf((a - b) ** 2) / (2 * mpmath.pi)
    rows = [[mpmath.mpf(float(z)) for z in row] for row in x]
    norms = [mpmath.sqrt(sum(z * z for z in row)) for row in rows]
    found, units = [], []
    for row, norm in zip(rows, norms, strict=True):
        c = sum(p * q for p, q in zip(rows[0], row, strict=True)) / norm / norms[0]
        total = c = max(min(c, mpmath.mpf(1)), mpmath.mpf(-1))
        for _ in range(depth):
            t = mpmath.acos(c)
            slope = 1 - bend / mean * t
            c = max(min(bend / mean * mpmath.sin(t) + slope * c, mpmath.mpf(1)), mpmath.mpf(-1))
            total = c + slope * total
        unit = norm * norms[0] / 2 * mean**depth
        found.append(float(total * unit))
        units.append(float(unit * (depth + 1)))
    return np.array(found), np.array(units)


@pytest.mark.parametrize(("dtype", "allowed"), [(np.float32, 1e-6), (np.float64, 1e-14)])
@pytest.mark.parametrize(("a", "b"), [(0.0, 1.0), (-1.0, 1.0), (0.1, 1.0)])
@pytest.mark.parametrize("depth", [1, 3, 30])
def test_every_angle_has_its_digits(dtype, allowed, a, b, depth):
    x = circle(dtype)
    found = np.asarray(ntk(Network(LeakyRelu(a, b), depth, 1.0), x))
    assert found.dtype == dtype
    expected, unit = fifty_digits(x, a, b, depth)
    assert np.abs((found[0] - expected) / unit).max() < allowed
    np.testing.assert_array_equal(found, found.T)


TWINS = [
    (RELU, theirs.RELU),
    (LeakyRelu(0.3, -1.0), theirs.LeakyRelu(0.3, -1.0)),
    (ABSOLUTE, theirs.ABSOLUTE),
    (ERF, theirs.ERF),
    (GELU, theirs.GELU),
    (SINE, theirs.Sine()),
    (EXPONENTIAL, theirs.Exponential()),
]


@pytest.mark.parametrize(("ours", "their"), TWINS, ids=[str(i) for i in range(len(TWINS))])
@pytest.mark.parametrize(("bias", "branch", "width"), [(0.0, None, None), (0.3, None, 50), (0.1, 0.5, None)])
def test_kernels_are_those_of_theory(ours, their, bias, branch, width):
    x = np.random.default_rng(0).standard_normal((7, 5)) * 0.5
    how = {} if width is None else {"parametrization": "standard", "width": width}
    weight = 0.2 if ours is EXPONENTIAL else 1.2
    expected = exact.kernels(exact.Network(their, 3, weight, bias, branch), x, **how)
    found = kernels(Network(ours, 3, weight, bias, branch), x, **how)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14 * np.abs(other).max())
    if ours is RELU:
        crossed = ntk(Network(ours, 3, weight, bias, branch), x[:3], x[3:], **how)
        np.testing.assert_allclose(crossed, expected.ntk[:3, 3:], rtol=1e-12)


def test_tiles_make_the_same_matrix(monkeypatch):
    x = np.random.default_rng(1).standard_normal((23, 4))
    x[5], x[11] = x[4], x[4] * (1 + 1e-9)
    network = Network(RELU, 3, 2.0, 0.1)
    whole, crossed = ntk(network, x), ntk(network, x, x[:17])
    monkeypatch.setitem(infinite_width.SIDE, "cpu", 5)
    np.testing.assert_allclose(ntk(network, x), whole, rtol=1e-14)
    np.testing.assert_allclose(ntk(network, x, x[:17]), crossed, rtol=1e-14)


def test_near_duplicates_stay_positive_definite():
    x = np.random.default_rng(2).standard_normal((60, 20)).astype(np.float32)
    x = np.concatenate([x, x + 1e-4 * np.random.default_rng(3).standard_normal(x.shape).astype(np.float32)])
    for depth in (1, 3, 20):
        gram = np.asarray(ntk(Network(RELU, depth), x), dtype=float)
        truth = exact.kernels(exact.Network(theirs.RELU, depth, 2), x.astype(float)).ntk
        least = np.linalg.eigvalsh(gram).min()
        assert least > 0
        np.testing.assert_allclose(least, np.linalg.eigvalsh(truth).min(), rtol=0.05)


def test_zero_vectors_depth_and_diagonal():
    x = np.array([[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]])
    gram = np.asarray(ntk(Network(RELU, 4), x))
    np.testing.assert_array_equal(gram[0], 0)
    np.testing.assert_allclose(gram[1, 1], 5 * 2.5 * 1.0, rtol=1e-15)
    biased = np.asarray(ntk(Network(RELU, 4, 2.0, 0.5), x))
    assert biased[0, 0] == biased[0, 2] > 0
    np.testing.assert_allclose(nngp(Network(RELU, 0), x), x @ x.T / 2)
    deep = np.asarray(ntk(Network(RELU, 1000), np.eye(2, dtype=np.float32)))
    np.testing.assert_allclose(deep[0, 1] / deep[0, 0], 0.2533, atol=1e-4)


@pytest.mark.parametrize("activation", [RELU, ABSOLUTE, ERF])
def test_gradients_are_finite_where_inputs_coincide(activation):
    def entry(x):
        return ntk(Network(activation, 2, 1.5, 0.1), x[None], jnp.array([[1.0, 2.0]]))[0, 0]

    gradient = jax.grad(entry)(jnp.array([1.0, 2.0]))
    assert np.isfinite(gradient).all()
    assert (np.asarray(gradient) > 0).all()
    away, step = jnp.array([0.3, 2.5]), jnp.array([1e-6, 0.0])
    slope = (entry(away + step) - entry(away - step)) / 2e-6
    np.testing.assert_allclose(jax.grad(entry)(away)[0], slope, rtol=1e-7)


def test_bad_input():
    x = np.ones((2, 3))
    for wrong, words in [
        (lambda: ntk(Network(), np.ones(3)), "rows are points, got shape"),
        (lambda: ntk(Network(), x, np.ones((2, 2))), "same number of columns, got 3 and 2"),
        (lambda: ntk(Network(), x * np.nan), "x must be finite"),
        (lambda: ntk(Network(), x, nan_policy="omit"), "nan_policy is"),
        (lambda: ntk(Network(), x, parametrization="standard"), "with a width"),
        (lambda: Network(RELU, -1), "number of hidden layers"),
        (lambda: Network(RELU, 1, 0.0), "weight_variance must be positive"),
        (lambda: Network("relu"), "one of empirics.activations"),
        (lambda: ntk(Network(RELU, 30, 100.0), x.astype(np.float32)), "overflows float32"),
        (lambda: ntk(Network(Smooth(jnp.tanh, 8), 1), x), "ask for more terms"),
    ]:
        with pytest.raises(ValueError, match=words):
            wrong()


def test_nan_spoils_its_row_and_column_only():
    x = np.random.default_rng(4).standard_normal((4, 3))
    x[2, 1] = np.nan
    gram = np.asarray(ntk(Network(), x, nan_policy="propagate"))
    assert np.isnan(gram[2]).all()
    assert np.isnan(gram[:, 2]).all()
    assert np.isfinite(np.delete(np.delete(gram, 2, 0), 2, 1)).all()


def test_any_callable_is_an_activation():
    x = np.random.default_rng(5).standard_normal((4, 3))
    np.testing.assert_allclose(ntk(Network(Smooth(jnp.sin), 3), x), ntk(Network(SINE, 3), x))
    assert np.isfinite(ntk(Network(TANH, 3, 1.0), x)).all()
