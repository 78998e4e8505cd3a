r"""Dual activations are in closed form.

Statement. Let $u, v$ be centred Gaussians with $\mathbb{E} u^2 = q_1$, $\mathbb{E} v^2 = q_2$, $\mathbb{E} uv =
q_{12}$. For ReLU and its relatives, erf, GELU, the sine, the Gaussian bump, the exponential and polynomials, the two
expectations $\mathbb{E}\,\sigma(u)\sigma(v)$ and $\mathbb{E}\,\sigma'(u)\sigma'(v)$ that build every infinitely wide
network are elementary functions of the three covariances. Any other activation has a Hermite series whose tail is
bounded by what Parseval's identity leaves.

Reason. The second expectation is the derivative of the first in $q_{12}$ (Price's theorem). Hence a dual follows from
that of a derivative that is a Gaussian integral, by integration from independent inputs: $\operatorname{erf}'$ is a
Gaussian, GELU'' a Gaussian times a polynomial, and ReLU' needs only the chance $(\pi - \theta) / 2 \pi$ that two
Gaussians at angle $\theta$ are both positive.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import dual_activations as measured
from harness import Claim, Kind, PerTrial, Radius, Roundoff, Source, UnderConvention
from theory import activations as known
from theory import dual_activations as exact

CLAIM = Claim(
    name="kernels.dual_activations_are_closed_form",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E}\,\sigma'(u)\,\sigma'(v) = \frac{\partial}{\partial q_{12}}\, \mathbb{E}\,\sigma(u)\,\sigma(v)",
    source=Source("im2021project", where="2 Finite Width Deep Nets, covariance and derivative covariance"),
    standing=UnderConvention(
        "the source defines the expectations and leaves them as integrals; its c_sigma is left out"
    ),
)
ACTIVATIONS = {
    "relu": known.RELU,
    "leaky relu": known.LeakyRelu(Fraction(1, 4), 1),
    "absolute value": known.ABSOLUTE,
    "erf": known.ERF,
    "gelu": known.GELU,
    "sine": known.Sine(Fraction(3, 2), Fraction(1, 2)),
    "bump": known.Bump(Fraction(1, 2)),
    "exponential": known.Exponential(Fraction(1, 2)),
    "cubic": known.Polynomial((1, Fraction(1, 2), 0, Fraction(1, 4))),
    "tanh": known.TANH,
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_dual_activations_are_closed_form(lab, verify, activation):
    sigma, trials = ACTIVATIONS[activation], lab.at_scale(smoke=16, standard=48, nightly=2048)
    evidence = lab.run(measured.random_covariances, trials=trials, activation=activation)
    q1, q12, q2 = evidence.all("covariances").T

    theory = PerTrial(np.stack(exact.duals(sigma, q1, q12, q2), axis=1))

    tolerance = Roundoff(operations=512, scale=8, because="sums over 15360 nodes of terms up to 8")
    if activation == "tanh":
        tolerance += Radius(2e-12, because="degrees above 256: tails below 1e-12 of value and slope, doubled")

    opposite = exact.duals(sigma, q1, -q12, q2)
    swapped = exact.duals(sigma, q1, q12, q2)[::-1]
    unit = exact.duals(sigma, 1, np.clip(q12 / np.sqrt(q1 * q2), -1, 1), 1)
    counterclaims = {
        "value and slope change places": PerTrial(np.stack(swapped, axis=1)),
        "correlations in place of covariances": PerTrial(np.stack(unit, axis=1)),
        "u and v are independent": PerTrial(np.stack(exact.duals(sigma, q1, 0 * q12, q2), axis=1)),
        "the sign of the covariance is lost": PerTrial(
            np.stack(opposite, axis=1) if activation != "absolute value" else np.abs(np.stack(opposite, axis=1))
        ),
    }
    evidence = evidence["duals"]
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims, series=activation)
