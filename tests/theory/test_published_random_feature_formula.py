"""The one-scalar form equals the published polynomials at every ridge: rational functions, compared exactly."""

import pytest
from sympy import QQ
from sympy.polys.fields import field

from empirics.random_feature_ridge import polynomials
from theory.random_feature_equivalent import at_overlap

K, A, Z, P, Q = field("a,z,p,q", QQ)  # overlap, zeta = mu_star^2 / mu1^2, psi1 and psi2; mu1 = 1
LOSS = 1 - A
ODDS = LOSS / A
G = A + Z / ODDS  # the degrees of freedom per input
AT = at_overlap(A, Z, P, Q)
CHI = -Z / ODDS


def test_bias_and_variance_are_the_published_ones():
    e0, e1, e2 = polynomials(CHI, 1 / Z, P, Q)
    assert AT.loss**2 + AT.fluctuation - e1 / e0 == 0
    assert AT.amplified - e2 / e0 == 0


def test_chi_solves_the_published_equations():
    """nu_i (-xi - nu_j - zeta^2 nu_j / (1 - zeta^2 chi)) = psi_i is -xi nu_i = psi_i + c; the product eliminates nu."""
    c = CHI + CHI / Z / (1 - CHI / Z)
    assert P + c == P - G
    pull = (P - G) * (Q - G) * ODDS  # psi1 psi2 ridge / mu1^2, by the equation of the odds
    assert (P + c) * (Q + c) + CHI * pull / Z == 0


def test_chi_without_ridge_solves_the_published_quadratic():
    """At ridge 0 it is zeta^2 x^2 + (psi zeta^2 - zeta^2 - 1) x - psi = 0, with psi the smaller of the two ratios."""
    x, square = CHI, 1 / Z
    for psi in (P, Q):
        assert square * x**2 + (psi * square - square - 1) * x - psi == (G - psi) / LOSS


def along_the_root(f):
    """df / dw over d(psi1 psi2 ridge) / dw: by alpha, since both are functions of it at fixed zeta, psi1, psi2."""
    return f.diff(A) / ((P - G) * (Q - G) * ODDS).diff(A)


@pytest.mark.parametrize("noise", [K(0), K(1), K(QQ(3, 7))])
def test_norm_and_training_error_follow_from_the_envelope(noise):
    penalised = (Q - G) * (noise + LOSS)  # min of |y - F a|^2 + Lambda |a|^2, over d
    of_noise, of_teacher = AT.norms
    norm = (noise * of_noise + of_teacher) / P
    assert along_the_root(penalised) - norm == 0
    of_noise, of_teacher = AT.errors
    error = noise * of_noise + of_teacher
    assert penalised - (P - G) * (Q - G) * ODDS * norm - Q * error == 0


def test_the_training_error_is_that_of_generalised_cross_validation():
    shrunk = ((Q - G) / Q) ** 2
    assert AT.errors[0] - shrunk * (1 + AT.amplified) == 0
    assert AT.errors[1] - shrunk * (AT.loss**2 + AT.fluctuation) == 0


def test_bias_and_variance_in_the_compact_form():
    determinant = (Q - G) * (P - A**2) + (G - A**2) * (P - G)
    assert AT.pole * P - determinant == 0
    assert AT.amplified - (G**2 - 2 * G * A**2 + A**2 * P) / determinant == 0
    assert AT.loss**2 + AT.fluctuation - LOSS * Q * ((P - A**2) - A * (P - G)) / determinant == 0


def test_the_wide_side_without_ridge_is_a_kernel_and_a_pole():
    """psi2 = g: bias (1 - a)^2 / (1 - gamma1 a^2) + (1 - a) / (gamma2 - 1), variance K + 1 / (gamma2 - 1)."""
    at = at_overlap(A, Z, P, G)
    pole, kernel = 1 / (P / G - 1), A**2 / G
    assert at.loss**2 + at.fluctuation - LOSS**2 / (1 - kernel) - LOSS * pole == 0
    assert at.amplified - kernel / (1 - kernel) - pole == 0
