r"""Starts that grow with the dimension lead saturating units to the null predictor.

Statement.  Let the first layer start at $w \sim N(0, I_d / d^{1 - \epsilon})$ and its tangent kernel do the regression.
The constants $b_0 = (\mathbb{E}\, \phi'(sG))^2$ and $b_1 = \operatorname{Var} \phi'(sG)$ of the kernel, G a standard
Gaussian, belong to $s = d^{\epsilon / 2}$. For an activation that saturates, $b_1 / b_0$ grows like s; with $\epsilon >
0$ the predictor therefore tends to zero: its bias to $r^2$, the squared length of the teacher, its variance to 0. ReLU
is spared, since its scale cancels, and activations that look like ReLU from afar, such as GELU, tend to its constants.

Reason.  Regression with $b_0 X X^\top + b_1 d\, I$ is ridge regression with ridge $d\, b_1 / b_0$. The derivative of a
saturating unit is a pulse of width 1/s: its mean is of order 1/s and the square of the mean of order $1/s^2$, but the
mean of its square is of order 1/s.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import gram_plus_identity, growing_starts
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activation_constants, random_features
from theory import gram_plus_identity as exact

CLAIM = Claim(
    name="two_layer.growing_starts_make_the_null_predictor",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{b_1}{b_0}(s) = \frac{1 + 2 s^2}{\sqrt{1 + 4 s^2}} - 1 \sim s \;(\mathrm{erf}), \quad"
    r" B \to r^2, \; V \to 0 \quad (s = d^{\epsilon / 2} \to \infty)",
    source=Source("ba2020slides", where="Nonlinear Network: Trained First Layer"),
    standing=Corrected("the kernel's constants change with d unless epsilon is 0 or the activation is homogeneous"),
    axes=Axes(x="s", y="bias and variance", xscale="log"),
)
N, D = 24, 48
SCALES = {"erf": (1.0, 2.0, 4.0, 8.0, 16.0), "relu": (1.0, 16.0)}


def limit(activation, part, constant="tangent_zeta", at=None):
    """Bias or variance at each scale, or at each scale that of the scale `at`."""
    numbers = [activation_constants.constants(activation, at or s) for s in SCALES[activation]]
    return [random_features.plateau(Fraction(N, D), getattr(c, constant))[part == "variance"] for c in numbers]


def regression(lab, activation):
    trials, size = lab.at_scale(smoke=128, standard=640, nightly=16384), {"n": N, "d": D}
    return lab.run(growing_starts.extrapolated, trials=trials, activation=activation, scales=SCALES[activation], **size)


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_growing_starts_make_the_null_predictor_by_their_bias(lab, verify, activation):
    theory = limit(activation, "bias")

    evidence = regression(lab, activation)["bias"]

    calm = np.array(SCALES[activation]) ** (-0.45 if activation == "erf" else 0.0)
    fine = lab.at_scale(smoke=0.07, standard=0.018, nightly=0.004)
    tolerance = Resolution(fine * calm, because="two per cent of no fit; a predictor near 0 varies less") + (
        ModelError(0.5 / N**2, because="2 R(2n) - R(n) has lost the order 1/n; less than 0.5 / n^2 was seen")
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.4),
        at=SCALES[activation],
        series=f"bias, {activation}",
        counterclaims={
            "the start s = 4 at every scale": Printed(limit("erf", "bias", at=4.0)[: len(calm)]),
            "the constants of phi, not of phi'": limit(activation, "bias", "zeta"),
            "the null predictor at every scale": np.ones(len(calm)),
        },
    )


@pytest.mark.parametrize("activation", ["erf", "relu"])
def test_growing_starts_make_the_null_predictor_by_their_variance(lab, verify, activation):
    theory = limit(activation, "variance")

    evidence = regression(lab, activation)["variance"]

    calm = np.array(SCALES[activation]) ** (-1.7 if activation == "erf" else 0.0)
    fine = lab.at_scale(smoke=0.06, standard=0.016, nightly=0.003)
    tolerance = Resolution(fine * calm, because="a sixth of ReLU's variance; a predictor near 0 varies less") + (
        ModelError(calm / N**2, because="2 R(2n) - R(n) has lost the order 1/n; less than 1 / n^2 was seen")
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.4),
        at=SCALES[activation],
        series=f"variance, {activation}",
        counterclaims={
            "the start s = 1 at every scale": Printed(limit("erf", "variance", at=1.0)[: len(calm)]),
            "the constants of phi, not of phi'": limit(activation, "variance", "zeta"),
            "as without the identity: n / (d - n)": np.full(len(calm), N / (D - N)),
        },
    )


def test_growing_starts_make_the_null_predictor_unless_far_units_are_relu(lab, verify):
    d, scale = 64, 16.0
    theory = exact.identity("gelu", d, scale)

    trials = lab.at_scale(smoke=128, standard=1024, nightly=65536)
    run = {"activation": "gelu", "n": 32, "dimensions": (d,), "width": 64, "scale": scale}
    evidence = lab.run(gram_plus_identity.coefficients, trials=trials, **run)["identity"]

    fine = lab.at_scale(smoke=0.01, standard=0.0025, nightly=0.0004)
    tolerance = Resolution(fine, because="exact in every dimension: one per cent of ReLU's b_1, which is 1/4")

    erf, gelu = activation_constants.constants("erf", scale), activation_constants.constants("gelu")
    counterclaims = {"as at s = 1": gelu.tangent_rest, "as for erf": erf.tangent_rest, "E phi'^2": 0.5}
    tail = NearGaussian(skewness=0.8)
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=tail, counterclaims=counterclaims)
