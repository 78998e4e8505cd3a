"""Infinitely many neurons beside their linearisation: other algorithms, limits, and bad input."""

import numpy as np
import pytest

from theory import linearized

LABELS = np.array([1.0, -1.0])
AXES = np.eye(2)


def run(activation: str, scale: float, points: np.ndarray = AXES, steps: int = 8) -> tuple[np.ndarray, ...]:
    return linearized.population(activation, points, LABELS, scale=scale, step=0.4, steps=steps)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_population_is_a_very_wide_network(activation: str) -> None:
    rng, m, x = np.random.default_rng(0), 20_000, AXES
    a, b = rng.standard_normal(m), rng.standard_normal((m, 2))
    a[1::2], b[1::2] = -a[::2], b[::2]
    f = np.zeros(2)
    for _ in range(4):
        u = b @ x.T
        value, slope = (np.tanh(u), 1 / np.cosh(u) ** 2) if activation == "tanh" else (np.maximum(u, 0), 1.0 * (u > 0))
        r = 0.4 * (LABELS - f)
        a, b = a + value @ r, b + a[:, None] * (slope * r) @ x
        f = (a @ (np.tanh(b @ x.T) if activation == "tanh" else np.maximum(b @ x.T, 0))) / m
    assert run(activation, 1.0)[0][4] == pytest.approx(f, abs=0.05)


def test_tangent_kernel_of_relu_is_known() -> None:
    first = run("relu", 0.1, steps=1)[2]
    assert first == pytest.approx(np.array([[1, 1 / (2 * np.pi)], [1 / (2 * np.pi), 1]]), abs=1e-6)


@pytest.mark.parametrize(("activation", "order"), [("tanh", 2), ("relu", 1)])
def test_distance_from_the_linearisation_has_the_order_of_the_scale(activation: str, order: int) -> None:
    (f, g, _, _), (h, k, _, _) = run(activation, 0.02), run(activation, 0.04)
    assert np.log2((h - k)[2:5] / (f - g)[2:5]) == pytest.approx(np.full((3, 2), order), abs=0.15)


def test_relu_population_tends_to_its_first_order() -> None:
    f, linear, _, last = run("relu", 0.01)
    network, straight, kernel = linearized.relu_path(1e4, step=0.4, steps=8)
    assert linear @ LABELS / 2 == pytest.approx(straight, abs=1e-6)
    assert ((f - linear) @ LABELS / 2)[1:5] == pytest.approx((network - straight)[1:5], rel=0.1)
    assert last[0, 0] == pytest.approx(kernel[-1], abs=1e-3)


def test_third_order_of_tanh_is_the_closed_form() -> None:
    """For one data point f(A) = K A + third derivative A^3 scale^2 / 6, by expectations over one neuron."""
    x, w = linearized._equidistant(0.1)
    w, s = w / w.sum(), np.tanh(x)
    d1, d2 = 1 - s**2, -2 * s * (1 - s**2)
    d3 = -2 * d1**2 + 4 * s**2 * d1
    third = w @ (4 * (s * d1) ** 2 + 4 * d1**4 + 14 * s * d1**2 * d2 + 12 * (d1 * d2) ** 2 + 6 * d1**3 * d3)
    kernel = w @ (s**2 + d1**2)
    scale, step, steps = 1e-2, 1e-2, 100
    f = linearized.population("tanh", AXES[:1], [1.0], scale=scale, step=step, steps=steps)[0][:, 0]
    A = step * np.sum(1 - f[:-1])
    assert (f[-1] - kernel * A) / scale**2 == pytest.approx(third * A**3 / 6, rel=0.03)


@pytest.mark.parametrize(
    ("activation", "points", "scale"),
    [
        ("erf", AXES, 1.0),
        ("tanh", np.eye(3), 1.0),
        ("relu", 2 * AXES, 1.0),
        ("tanh", AXES, 0.0),
        ("tanh", AXES[:1], 1.0),
    ],
)
def test_bad_input(activation: str, points: np.ndarray, scale: float) -> None:
    with pytest.raises(ValueError, match=r"must be|points \(1, 0\)"):
        run(activation, scale, points)


@pytest.mark.parametrize(("width", "step"), [(0, 0.1), (16, 0)])
def test_bad_paths(width: float, step: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        linearized.relu_path(width, step=step, steps=2)


def test_total_movement_is_that_of_the_least_norm_interpolant() -> None:
    phi = np.random.default_rng(3).standard_normal((4, 7, 2))
    gram = np.einsum("tpi,tpj->tij", phi, phi)
    expected = [np.linalg.norm(np.linalg.pinv(features.T) @ LABELS) for features in phi]
    assert linearized.total_movement(gram, LABELS) == pytest.approx(np.array(expected))


@pytest.mark.parametrize(("gram", "match"), [(np.eye(3), "need kernels"), (np.ones((2, 2)), "positive definite")])
def test_total_movement_of_bad_kernels(gram: np.ndarray, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        linearized.total_movement(gram, LABELS)


def test_drift_tends_to_the_share_that_switches_off() -> None:
    change = linearized.drift("relu", 1e4, LABELS, step=0.4, steps=8)
    kernel = linearized.relu_path(1e4, step=0.4, steps=8)[2]
    assert change == pytest.approx(kernel[-1] - kernel[0], rel=0.15)
    smooth = [linearized.drift("tanh", m, LABELS, step=0.4, steps=8) * m for m in (1e4, 4e4)]
    assert smooth[0] == pytest.approx(smooth[1], rel=0.01)


def test_remains_of_the_start_are_posterior_variances_where_kernel_and_covariance_agree() -> None:
    phi = np.random.default_rng(4).standard_normal((5, 9))
    K = phi @ phi.T
    posterior = K[2:, 2:] - K[2:, :2] @ np.linalg.inv(K[:2, :2]) @ K[:2, 2:]
    assert linearized.remains_of_the_start(K, K, 2) == pytest.approx(np.diag(posterior))
    weights = np.random.default_rng(5).standard_normal((5, 5))
    draws = weights @ np.random.default_rng(6).standard_normal((5, 200_000))
    left = draws[2:] - K[2:, :2] @ np.linalg.solve(K[:2, :2], draws[:2])
    assert linearized.remains_of_the_start(K, weights @ weights.T, 2) == pytest.approx((left**2).mean(axis=1), rel=0.02)


@pytest.mark.parametrize(("size", "n"), [(3, 2), (2, 2), (2, 0)])
def test_remains_of_the_start_of_bad_input(size: int, n: int) -> None:
    with pytest.raises(ValueError, match="square matrices"):
        linearized.remains_of_the_start(np.eye(size), np.eye(2), n)
