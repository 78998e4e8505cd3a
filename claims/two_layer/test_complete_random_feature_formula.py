r"""One scalar gives the risk of random features at every ridge.

Statement.  Ridge regression on h random nonlinear features F, $\min_a |y - F a|^2 / n + (h / d) \lambda |a|^2$, has a
limiting bias and variance that Mei and Montanari print as quotients of polynomials with up to ten terms, in a product
of two Stieltjes transforms. With $\psi_1 = h/d$, $\psi_2 = n/d$, $\mu_1$ the linear coefficient of the activation and
$\mu_*^2$ the rest of its variance, they are short functions of the one overlap $\alpha \in (0, 1)$ that solves the
equation below, and so are the squared norm of a and the training error.

Reason.  With label noise $\sigma^2$ and a teacher of length r: the degrees of freedom of the ridge are d g. The
penalised loss tends to $(\psi_2 - g)(\sigma^2 + r^2 (1 - \alpha))$; its derivative by the ridge is the squared norm,
what remains is the training error, and generalised cross-validation turns the training error into the risk.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import random_feature_ridge as measured
from harness import Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import activation_constants, two_layer_conventions
from theory import random_feature_certificates as certified
from theory import random_feature_ridge as exact

CLAIM = Claim(
    name="two_layer.complete_random_feature_formula",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"(\psi_1 - g)(\psi_2 - g)\, \frac{1 - \alpha}{\alpha} = \frac{\psi_1 \psi_2 \lambda}{\mu_1^2}, \quad"
    r" g = \alpha + \frac{\mu_*^2}{\mu_1^2} \frac{\alpha}{1 - \alpha}",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention(f"{two_layer_conventions.SLIDES}; the activation is not linear"),
)


def one_scalar(draws, *, swapped=False, rescaled=False):
    """log of (bias, variance, norm, error) of each trial: psi1 and psi2 exchanged, or ridge over mu_*^2, if told."""
    rows = []
    for n, d, h, z, r in draws.astype(int).tolist():
        psi1, psi2 = (Fraction(n, d), Fraction(h, d)) if swapped else (Fraction(h, d), Fraction(n, d))
        phi = activation_constants.Constants(0.0, 1.0, z / 1000, 1.0, 1.0, 0.0)  # of slope 1 and rest z/1000
        ridge = float(Fraction(r, 10**12) / (psi1 * psi2)) / (phi.rest if rescaled else 1.0)
        norm, error = exact.squared_norm(phi, psi1, psi2, ridge), exact.training_error(phi, psi1, psi2, ridge)
        rows.append([*exact.ridge_risk(phi, psi1, psi2, ridge), norm, error])
    return PerTrial(np.log(np.array(rows, dtype=float)))


def certificates(draws, *, beyond=False):
    """(bias, variance) of each trial from the isolated root of a quartic, or from its rival in (0, 1)."""
    drawn = [(Fraction(z, 1000), Fraction(h, d), Fraction(n, d), Fraction(r, 10**12)) for n, d, h, z, r in draws]
    return PerTrial([[float(x) for x in certified.certified_risk(*numbers, beyond=beyond)] for numbers in drawn])


@pytest.mark.parametrize(("low", "high"), [(-9, -5), (-4, 0), (0, 4)])
def test_complete_random_feature_formula(lab, verify, low, high):
    evidence = lab.run(measured.published, trials=lab.at_scale(smoke=32, standard=32, nightly=1024), low=low, high=high)
    draws = evidence.all("drawn")

    theory = one_scalar(draws)

    tolerance = Radius(
        1e-11, because="of logarithms: float64 on one side, the printed polynomials in 50 digits on the other"
    )

    other_error = theory.values * np.array([1.0, 1.0, 1.0, 0.5])
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["limit"].map(np.log),
        tolerance=tolerance,
        series=f"ridge from 1e{low} to 1e{high}",
        counterclaims={
            "psi_1 and psi_2 exchanged": one_scalar(draws, swapped=True),
            "the ridge over mu_*^2 in the place of mu_1^2": one_scalar(draws, rescaled=True),
            "the square root of the training error": PerTrial(other_error),
        },
    )


def test_complete_random_feature_formula_in_proven_digits(lab, verify):
    evidence = lab.run(measured.published, trials=lab.at_scale(smoke=32, standard=32, nightly=1024), low=-4, high=0)
    draws = evidence.all("drawn").astype(int).tolist()

    theory = certificates(draws)

    tolerance = Radius(1e-12, because="both are rounded to float64, from 50 digits, and stay below 1000")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["limit"].map(lambda rows: rows[:, :2]),
        tolerance=tolerance,
        series="bias and variance, certified root",
        counterclaims={
            "the other root in (0, 1)": certificates(draws, beyond=True),
            "bias and variance exchanged": PerTrial(np.array(theory.values)[:, ::-1]),
        },
    )
