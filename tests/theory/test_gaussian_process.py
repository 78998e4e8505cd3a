"""Eigenvalues and expansions against the kernel's own closed form, and laws of coefficients."""

import numpy as np
import pytest

from theory import gaussian_process as exact
from theory import kernels, spectra

NETWORK = {"weight_variance": 2.0, "bias_variance": 0.5}


@pytest.mark.parametrize("d", [3, 6])
def test_expansion_is_the_kernel(d: int) -> None:
    cosines = 1 - 2 * np.arange(d + 1) / d
    covariance = kernels.initial_covariance("relu_ntk", cosines, dimension=d, **NETWORK)
    tangent = kernels.profile("relu_ntk", cosines, dimension=d, **NETWORK)
    for kernel, values in (("nngp", covariance), ("ntk", tangent)):
        mu = exact.eigenvalues(d, kernel=kernel, **NETWORK)
        assert exact.expanded(mu) == pytest.approx(values, rel=1e-12)
        assert mu == pytest.approx(spectra.cube(values.tolist(), d).eigenvalues, rel=1e-9)


def test_known_expansions() -> None:
    assert exact.expanded([1, 0, 0, 0]) == pytest.approx(np.ones(4))
    assert exact.expanded([0, 1, 0, 0]) == pytest.approx([3, 1, -1, -3])


def test_laws_by_simulation_of_the_normal_density() -> None:
    t = np.array([-1.0, 0.3])
    grid = np.linspace(-9, 9, 200_001)
    density = np.exp(-(grid**2) / 2) * (grid[1] - grid[0]) / np.sqrt(2 * np.pi)
    beyond = np.array([density[np.abs(grid) > abs(v)].sum() for v in t])
    below = np.array([density[grid <= v].sum() for v in t])
    assert exact.coefficient_laws(t) == pytest.approx(np.concatenate([below, beyond**2]), abs=1e-4)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="eigenvalues mu_0"):
        exact.expanded([1.0])
    with pytest.raises(ValueError, match="finite"):
        exact.coefficient_laws([np.nan])
