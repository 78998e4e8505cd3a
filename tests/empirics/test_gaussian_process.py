"""The covariance at a pair against random neurons, samples against their covariance, and parities by hand."""

import numpy as np
import pytest

from empirics import gaussian_process as measured

NETWORK = {"weight_variance": 2.0, "bias_variance": 0.5}


def test_covariance_at_a_pair_depends_on_the_distance() -> None:
    rng, found = np.random.default_rng(0), {}
    for _ in range(40):
        seen = measured.covariance_at_a_pair(rng, dimension=4, **NETWORK)
        found.setdefault(seen["distance"], []).append(seen["covariance"])
    assert set(found) == set(range(5))
    assert all(np.ptp(values) < 1e-14 for values in found.values())
    assert found[0][0] == pytest.approx(2.5 / 2)  # E relu(u)^2 = E u^2 / 2
    x = np.ones(4)
    y = x * [1, 1, -1, -1]
    w, beta = rng.standard_normal((400_000, 4)), rng.standard_normal(400_000)
    u, v = (np.maximum(np.sqrt(0.5) * w @ z + np.sqrt(0.5) * beta, 0) for z in (x, y))
    assert found[2][0] == pytest.approx((u * v).mean(), rel=0.02)


@pytest.mark.parametrize("width", [0, 7])
def test_squares_have_the_trace_of_the_kernel(width: int) -> None:
    rng, sizes = np.random.default_rng(1), np.array([1, 3, 3, 1])
    runs = [measured.functions(rng, width=width, samples=64, dimension=3, **NETWORK) for _ in range(64)]
    trace = np.mean([run["squares"] @ sizes for run in runs])
    assert trace == pytest.approx(2.5 / 2, rel=0.1)
    assert {run["first"].shape for run in runs} == {(3,)}


def test_parities_are_orthonormal_and_sorted_by_bits() -> None:
    corners, parities, sizes = measured._cube(3)
    assert np.array_equal(parities.T @ parities, 8 * np.eye(8))
    assert np.array_equal(parities[:, 3], corners[:, 0] * corners[:, 1])
    assert sizes.tolist() == [0, 1, 1, 2, 1, 2, 2, 3]
