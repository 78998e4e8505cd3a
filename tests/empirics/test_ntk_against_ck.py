"""Two ways to the eigenvalues of a grid of networks, exact moments, series by Taylor mode, and drawn networks."""

import math

import numpy as np
import pytest

from empirics import ntk_against_ck as measured
from empirics import taylor_mode
from empirics.depth_spectra import profiles


def test_moments_of_low_powers():
    found = measured.moments(10, (0, 1, 2), 5)
    np.testing.assert_allclose(found[:, 0], [1, 0, 1 / 10, 0, 3 / 100 - 2 / 1000], rtol=1e-14)
    np.testing.assert_allclose(found[:, 1], [0, 1 / 10, 0, (3 * 10 - 2) / 10**3, 0], rtol=1e-14)
    np.testing.assert_allclose(found[2, 2], 2 / 10**2, rtol=1e-14)


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_series_sum_to_the_kernels(activation):
    weight, bias = np.array([1.0, 2.0]), np.array([0.5, 1.0])
    series = taylor_mode.kernels(activation, 3, weight, bias, 60)
    c = np.array([-0.5, 0.0, 0.3, 0.6])
    for i in (0, 1):
        closed = profiles(activation, np.append(1 - c, 0.0), 3, weight[i], bias[i])
        for kernel, known in zip(series, closed, strict=True):
            found = kernel[:, i] @ c ** np.arange(60)[:, None]
            np.testing.assert_allclose(found, known[1:, :-1], rtol=1e-11, atol=1e-15)


def test_products_and_inverse_roots_of_series():
    f = np.array([[0.0, 0.5, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(taylor_mode.inverse_root(f)[0], [1, 0, 1 / 8, 0, 3 / 128])
    arcsine = taylor_mode.arcsine(f, taylor_mode.inverse_root(f))[0]
    np.testing.assert_allclose(arcsine, [0, 1 / 2, 0, 1 / 48, 0], atol=1e-16)
    np.testing.assert_allclose(taylor_mode.product(f + 1, f + 1)[0], [1, 3, 4.25, 5, 6])


def test_kept_and_lost_digits_agree_where_eigenvalues_are_large():
    how = (32, (1, 2, 3), 4, (1.0, 3.0), (0.5, 2.0))
    for kept, lost in zip(measured.grid("kept", *how), measured.grid("lost", *how), strict=True):
        np.testing.assert_allclose(kept, lost, rtol=1e-6, atol=1e-14)


def test_drawn_networks_report_what_was_drawn():
    found = measured.drawn_networks(
        np.random.default_rng(3), activation="relu", dimension=32, degrees=(1, 2), depths=(1, 2), networks=3,
        weights=np.array([2.0, 2.0]), biases=np.array([0.1, 1.0]),
    )  # fmt: skip
    assert found["ratio"].shape == (12,)
    assert (found["weight"] == 2).all()
    assert ((found["bias"] > 0.1) & (found["bias"] < 1)).all()
    gaps = 2 * np.arange(33) / 32
    initial, tangent = profiles("relu", gaps, 2, 2.0, float(found["bias"][1]))
    sums = np.array(measured.krawtchouk(32, 1), dtype=float)
    assert math.isclose(
        found["ratio"].reshape(3, 2, 2)[1, 1, 0], (tangent[2] @ sums) / (initial[2] @ sums), rel_tol=1e-9
    )
