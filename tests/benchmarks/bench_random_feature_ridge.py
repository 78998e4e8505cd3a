"""A curve of random features with ridge: the one-scalar form against the printed polynomials, behind two solvers."""

import mpmath
import numpy as np
import pytest

from empirics import random_feature_ridge as measured
from theory import random_feature_ridge as exact
from theory.activation_constants import constants

PHI, PSI2, RIDGE = constants("relu"), 1.5, 1e-3
SQUARE = 1 / PHI.zeta
PSI1 = np.geomspace(0.1, 30.0, 1000)
PULL = PSI1 * PSI2 * RIDGE / PHI.slope


def by_one_scalar(psi1):
    return np.array(exact.ridge_risk(PHI, psi1, PSI2, RIDGE))


def by_iteration(psi1):
    chi = measured.fixed_point(SQUARE, psi1, PSI2 + 0 * psi1, psi1 * PSI2 * RIDGE / PHI.slope)
    e0, e1, e2 = measured.polynomials(chi, SQUARE, psi1, PSI2)
    return np.array([e1 / e0, e2 / e0])


def in_fifty_digits(psi1):
    risks = []
    with mpmath.workdps(50):
        for one in psi1:
            numbers = [mpmath.mpf(float(x)) for x in (SQUARE, one, PSI2, one * PSI2 * RIDGE / PHI.slope)]
            e0, e1, e2 = measured.polynomials(measured.transform(*numbers), *numbers[:3])
            risks.append((float(e1 / e0), float(e2 / e0)))
    return np.array(risks).T


CURVES = [(by_one_scalar, 1), (by_iteration, 1), (in_fifty_digits, 50)]


@pytest.mark.parametrize(("curve", "every"), CURVES, ids=["one_scalar", "printed_fixed_point", "printed_50_digits"])
def test_risk_with_ridge(rate, note, curve, every):
    psi1 = PSI1[::every]
    found = rate(lambda: curve(psi1), group="bias and variance with ridge 1e-3", things=len(psi1), of="points")
    off = np.max(np.abs(found / by_one_scalar(psi1) - 1))
    note(f"{curve.__name__}: within {off:.1e} of the one-scalar form")
    assert off < 1e-7


def without_ridge(psi1):
    chi = measured.printed_root(SQUARE, psi1, PSI2)
    e0, e1, e2 = measured.polynomials(chi, SQUARE, psi1, PSI2)
    return np.array([e1 / e0, e2 / e0])


def one_scalar_without_ridge(psi1):
    return np.array(exact.ridge_risk(PHI, psi1, PSI2))


@pytest.mark.parametrize("curve", [one_scalar_without_ridge, without_ridge], ids=["one_scalar", "printed_chi"])
def test_risk_without_ridge(rate, note, curve):
    found = rate(lambda: curve(PSI1), group="bias and variance without ridge", things=len(PSI1), of="points")
    near = PSI2 * (1 + 1e-9)  # variance 1e9
    loss = abs(curve(np.array([near]))[1, 0] / (1 / (near / PSI2 - 1)) - 1)
    note(f"{curve.__name__}: variance at h / n - 1 = 1e-9 within {loss:.1e} of its pole")
    assert np.isfinite(found).all()
