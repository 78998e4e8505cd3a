"""Ridge on random features: the observables against brute force, the published transform against its two equations."""

import mpmath
import numpy as np
import pytest

from empirics import random_feature_ridge as measured
from empirics import random_features


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_observables_are_those_of_the_minimiser(activation):
    """Labels and test points drawn: 2,000 of each."""
    n, d, widths, ridge = 6, 5, (4, 9), 0.1
    found = measured.penalised(np.random.default_rng(3), activation, n, d, widths, ridge)
    rng = np.random.default_rng(3)
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, max(widths)))
    w /= np.linalg.norm(w, axis=0)
    theta, noise = rng.standard_normal((d, 2_000)), rng.standard_normal((n, 2_000))
    theta /= np.linalg.norm(theta, axis=0)
    fresh = rng.standard_normal((2_000, d))
    for i, h in enumerate(widths):
        f, test = (random_features.activate(activation, z @ w[:, :h]) for z in (x, fresh))
        gram, penalty = f.T @ f / n, h / d * ridge
        a, quiet = (np.linalg.solve(gram + penalty * np.eye(h), f.T @ y / n) for y in (x @ theta + noise, x @ theta))
        second = test.T @ test / len(test)
        missed = test @ quiet - fresh @ theta
        assert found["bias"][i] == pytest.approx(np.mean(missed**2), rel=0.1)
        assert found["variance"][i] == pytest.approx(np.mean(np.sum((a - quiet) * (second @ (a - quiet)), 0)), rel=0.1)
        assert found["squared norm"][i] == pytest.approx(np.mean(np.sum(a**2, 0)), rel=0.1)
        error = np.mean((x @ theta + noise - f @ a) ** 2)
        assert found["training error"][i] == pytest.approx(error, rel=0.1)


@pytest.mark.parametrize("ratios", [(0.5, 2.0), (3.0, 0.4), (1.0, 1.0)])
@pytest.mark.parametrize("pull", [1e-8, 0.1, 1e4])
def test_the_transform_solves_both_published_equations(ratios, pull):
    """nu_i = (psi_i + c) / (-xi), and each satisfies its own equation: not only their product."""
    with mpmath.workdps(50):
        psi1, psi2, square, push = (mpmath.mpf(x) for x in (*ratios, 2.5, pull))
        chi = measured.transform(square, psi1, psi2, push)
        c, xi = measured._shift(chi, square), mpmath.mpc(0, mpmath.sqrt(push * square))
        one, two = (psi1 + c) / -xi, (psi2 + c) / -xi
        assert abs(one * two - chi) < mpmath.mpf("1e-40")
        for mine, other, psi in ((one, two, psi1), (two, one, psi2)):
            assert mine.imag > 0
            assert abs(mine * (-xi - other - square * other / (1 - square * one * two)) - psi) < mpmath.mpf("1e-40")


def test_three_ways_to_the_transform_agree():
    psi1, psi2 = np.array([0.3, 1.0, 4.0]), np.array([1.0, 1.0, 1.0])
    iterated = measured.fixed_point(2.5, psi1, psi2, 0.1)
    found = [float(measured.transform(2.5, a, b, 0.1)) for a, b in zip(psi1, psi2, strict=True)]
    assert iterated == pytest.approx(found, rel=1e-11)
    wide = [float(measured.transform(2.5, a, 0.7, 1e-14)) for a in (0.3, 4.0)]
    assert measured.printed_root(2.5, np.array([0.3, 4.0]), 0.7) == pytest.approx(wide, rel=1e-9)
    with pytest.raises(ArithmeticError, match="not settled"):
        measured.fixed_point(2.5, psi1, psi2, 1e-12, steps=50)


def test_published_limits_are_those_of_no_fit_at_a_large_ridge():
    bias, variance, norm, error = measured.published.run(np.random.default_rng(1), low=9, high=10)["limit"]
    assert bias == pytest.approx(1, abs=1e-6)
    assert variance < 1e-6
    assert norm < 1e-6
    assert error == pytest.approx(2, abs=1e-6)


def test_the_risk_is_analytic_through_h_equals_n():
    found = measured.penalised(np.random.default_rng(0), "erf", 8, 6, (7, 8, 9), 0.3)
    for values in found.values():
        assert values[1] == pytest.approx(values[[0, 2]].mean(), rel=0.15)


def test_numpy_and_jax_agree_on_the_population_moments():
    import jax.numpy as jnp

    w = np.random.default_rng(0).standard_normal((4, 6))
    w /= np.linalg.norm(w, axis=0)
    for name in random_features.ACTIVATIONS:
        for host, device in zip(
            random_features.population(name, w), random_features.population(name, jnp.asarray(w)), strict=True
        ):
            assert isinstance(host, np.ndarray)
            assert np.allclose(host, device, atol=1e-6)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="activation must be one of"):
        measured.penalised(np.random.default_rng(0), "tanh", 4, 4, (2,), 0.1)
