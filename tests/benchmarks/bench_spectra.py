"""Eigenvalues of a ReLU tangent kernel on the cube: random walk, balls, and sums of float64 values, which cancel."""

from typing import Any

import numpy as np
import pytest

from theory import kernel_balls, kernels, spectra
from theory import random_walk_spectrum as exact
from theory.activations import RELU

DIMENSION, DEGREES, DEPTH = 576, 16, 3
NETWORK: dict[str, Any] = {"weight_variance": 2.0, "bias_variance": 0.1}
GROUP = f"cube, d = {DIMENSION}, degrees 0 to {DEGREES}, {DEPTH} hidden layers"


def balls(bits=512):
    values = kernel_balls.network(RELU, spectra.cube_cosines(DIMENSION), depth=DEPTH, **NETWORK, bits=bits)[1][DEPTH]
    with kernel_balls.precision(bits):
        return np.array([float(spectra.cube_eigenvalue(values, DIMENSION, k)) for k in range(DEGREES + 1)])


def walk():
    return exact.levels("cube", DIMENSION, DEGREES, RELU, depth=DEPTH, **NETWORK)


def test_balls(rate):
    assert (rate(balls, group=GROUP, things=DEGREES + 1, of="eigenvalues") > 0).all()


def test_random_walk(rate, note):
    found = rate(walk, group=GROUP, things=DEGREES + 1, of="eigenvalues")
    off = np.abs(found.eigenvalues(DEPTH) / balls() - 1).max()
    note(f"random walk: relative error {off:.1g}, proven to be below {found.error.max():.1g}")
    assert off < 1e-12


@pytest.mark.parametrize("d", [128, 10**5])
def test_random_walk_in_other_dimensions(rate, d):
    found = rate(
        lambda: exact.levels("cube", d, DEGREES, RELU, depth=DEPTH, **NETWORK),
        group=GROUP, things=DEGREES + 1, of="eigenvalues",
    )  # fmt: skip
    assert found.error.max() < 1e-12


def test_sums_of_float64_values(rate, note):
    """Float64 values of the kernel in an exact sum: what a float64 kernel allows at best."""
    cosines = np.array([float(c) for c in spectra.cube_cosines(DIMENSION)])

    def rounded():
        values = [float(v) for v in kernels.profile("relu_ntk_4", cosines, dimension=DIMENSION, **NETWORK)]
        return [spectra.cube_eigenvalue(values, DIMENSION, k) for k in range(3)]

    found = rate(rounded, group=GROUP, things=3, of="eigenvalues")
    values = kernel_balls.network(RELU, spectra.cube_cosines(DIMENSION), depth=4, **NETWORK, bits=512)[1][4]
    with kernel_balls.precision(512):
        true = [float(spectra.cube_eigenvalue(values, DIMENSION, k)) for k in range(3)]
    note(f"sums of float64 values, degrees 0 to 2: relative errors {np.abs(np.array(found) / true - 1)}")


def test_all_degrees_of_128_dimensions(rate, note):
    found = rate(
        lambda: exact.levels("cube", 128, 128, RELU, depth=DEPTH, **NETWORK),
        group="cube, d = 128, all 129 degrees", things=129, of="eigenvalues",
    )  # fmt: skip
    note(f"all degrees of the 128-cube: relative errors proven to be below {found.error.max():.1g}")
