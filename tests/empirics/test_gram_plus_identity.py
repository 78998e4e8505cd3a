"""Kernels of many random units against the closed forms, the quietened averages against plain ones, bad input."""

import numpy as np
import pytest

from empirics import gram_plus_identity as measured


@pytest.mark.parametrize("activation", sorted(measured.SLOPES))
def test_slopes_are_derivatives(activation):
    from scipy import special

    phi = {
        "relu": lambda z: np.maximum(z, 0),
        "erf": special.erf,
        "gelu": lambda z: z * special.ndtr(z),
        "tanh": np.tanh,
    }[activation]
    z, e = np.array([-1.3, -0.2, 0.4, 2.0]), 1e-6
    assert measured.SLOPES[activation](z) == pytest.approx((phi(z + e) - phi(z - e)) / (2 * e), abs=1e-8)


@pytest.mark.parametrize("activation", ["relu", "erf"])
@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_closed_form_is_the_kernel_of_many_units(activation, scale):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 6))
    p = measured.SLOPES[activation](x @ rng.standard_normal((6, 400_000)) * (scale / np.sqrt(6)))
    q = x @ x.T / 6
    assert measured.kernel(activation, x, x, scale) == pytest.approx(q * (p @ p.T) / 400_000, abs=0.006)


def test_constants_taken_out_leave_the_means():
    parameters = {"n": 12, "dimensions": (8,), "width": 6, "scale": 1.0}
    quiet = [measured.coefficients.run(np.random.default_rng(i), activation="erf", **parameters) for i in range(2000)]
    plain = []
    for i in range(2000):
        rng = np.random.default_rng(i)
        x, w = rng.standard_normal((12, 8)), rng.standard_normal((8, 6))
        p = measured.SLOPES["erf"](x @ w / np.sqrt(8))
        k, q, off = (x @ x.T / 8) * (p @ p.T / 6), x @ x.T / 8, ~np.eye(12, dtype=bool)
        slope = 8 * (q * k)[off].mean()
        plain.append([slope, np.mean(np.diag(k)) - slope, k[off].sum() / 12])
    found = np.array([[r["slope"][0], r["identity"][0], r["spike"][0]] for r in quiet])
    difference = np.array(plain) - found
    assert np.all(np.abs(difference.mean(axis=0)) < 4 * difference.std(axis=0) / np.sqrt(2000))
    assert np.all(found.std(axis=0) < np.std(plain, axis=0))


def test_norm_is_that_of_what_is_left():
    parameters = {"activation": "erf", "sizes": (5,), "dimensions": (7,)}
    bare = measured.norms.run(np.random.default_rng(3), b0=0.0, b1=0.0, spike=0.0, **parameters)["norm"]
    x = np.random.default_rng(3).standard_normal((5, 7))
    assert bare[0] == pytest.approx(np.linalg.norm(measured.kernel("erf", x, x, 1.0), 2))


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="activation must be one of"):
        measured.coefficients.run(np.random.default_rng(0), activation="cube", n=4, dimensions=(4,), width=4, scale=1.0)
