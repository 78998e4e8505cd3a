"""Kernels drawn without weight matrices: explicit networks under the same conditions, variance, and bad input."""

import numpy as np
import pytest

from empirics import finite_width_bias as measured

ANGLE = 1.3


def explicit(rng: np.random.Generator, nets: int, width: int, depth: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Both kernels by backpropagation, (nets, 2), and the coordinates (depth, nets, 2, m) of the same networks."""
    x = np.sqrt(2) * np.array([[1, 0], [np.cos(ANGLE), np.sin(ANGLE)]])
    g = np.broadcast_to(x, (nets, 2, 2))
    read, slopes, weights, coordinates = [], [], [], []
    for _ in range(depth):
        W = rng.standard_normal((nets, g.shape[2], width))
        frame = np.linalg.qr(g.swapaxes(1, 2))[0]  # up to signs, which make the features' coordinates positive
        frame = frame * np.sign(np.einsum("nik,nik->nk", g.swapaxes(1, 2), frame))[:, None]
        coordinates.append(frame.swapaxes(1, 2) @ W)
        read.append(g)
        before = np.sqrt(2 / g.shape[2]) * g @ W
        slopes.append(before > 0)
        weights.append(W)
        g = np.maximum(before, 0)
    kernel = conjugate = (g[:, 0] * g[:, 1]).mean(axis=1)
    back = np.repeat(rng.standard_normal((nets, 1, width)) / np.sqrt(width), 2, axis=1)
    for W, g, slope in zip(reversed(weights), reversed(read), reversed(slopes), strict=True):
        back = back * slope
        kernel = kernel + 2 * (g[:, 0] * g[:, 1]).mean(axis=1) * (back[:, 0] * back[:, 1]).sum(axis=1)
        back = np.sqrt(2 / g.shape[2]) * back @ W.swapaxes(1, 2)
    return conjugate, kernel, np.array(coordinates)


@pytest.mark.parametrize(("width", "depth"), [(6, 1), (5, 2), (7, 3)])
def test_conditional_means_of_explicit_networks(width: int, depth: int) -> None:
    """The conjugate kernel is that of the same network, the tangent kernel differs by noise of mean zero."""
    conjugate, kernel, coordinates = explicit(np.random.default_rng(0), 20_000, width, depth)
    values, controls = measured.kernels(coordinates, ANGLE)
    alive = np.isfinite(conjugate) & (conjugate > 1e-6)  # where both features are there, so that the frames agree
    assert alive.mean() > 0.5
    assert values[alive, 0] == pytest.approx(conjugate[alive], rel=1e-9)
    noise = kernel - values[:, 1]
    for condition in (np.ones(len(noise)), values[:, 1], controls[:, 0], controls[:, 3], controls[:, -1]):
        product = noise * (condition - condition.mean() if condition.std() else condition)
        assert abs(product.mean()) < 4.5 * product.std() / np.sqrt(len(product))


@pytest.mark.parametrize(("width", "depth"), [(4, 2), (16, 3)])
def test_controls_have_mean_zero(width: int, depth: int) -> None:
    normals = np.random.default_rng(1).standard_normal((depth, 20_000, 2, width))
    _, controls = measured.kernels(normals, ANGLE)
    assert controls.shape == (20_000, 5 * depth)
    assert (np.abs(controls.mean(axis=0)) < 4.5 * controls.std(axis=0) / np.sqrt(20_000)).all()


def test_regression_keeps_the_mean_and_takes_the_noise() -> None:
    rng = np.random.default_rng(2)
    z = rng.standard_normal((400, 50, 3))
    values = 2.0 + z @ [[1.0], [2.0], [3.0]] + 0.1 * rng.standard_normal((400, 50, 1))
    means = np.array([measured.regressed(y, c) for y, c in zip(values, z, strict=True)])
    assert means.mean() == pytest.approx(2.0, abs=5 * 0.1 / np.sqrt(400 * 50))
    assert means.std() < 0.1 / np.sqrt(50) * 1.3


def test_dead_layers_leave_nothing() -> None:
    normals = -np.ones((2, 64, 2, 3))
    normals[1] = 1.0
    values, controls = measured.kernels(normals, np.pi / 2)
    assert (values == 0).all()
    assert np.isfinite(controls).all()


def test_precision_and_observables() -> None:
    normals = np.random.default_rng(3).standard_normal((3, 500, 2, 16), dtype=np.float32)
    narrow, wide = (measured.kernels(z, ANGLE)[0] for z in (normals, normals.astype(float)))
    assert np.abs(narrow - wide).max() < 1e-5
    found = measured.means.run(np.random.default_rng(4), width=8, depth=2, angles=np.array([0.5, 1.5]), nets=64)
    assert found["conjugate"].shape == found["tangent"].shape == (2,)


@pytest.mark.parametrize("sizes", [{"nets": 10}, {"width": 0}, {"depth": 0}])
def test_bad_sizes(sizes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="wanted at least"):
        measured.means.run(
            np.random.default_rng(0), **{"width": 4, "depth": 1, "nets": 64, "angles": np.ones(1)} | sizes
        )
