r"""The tangent kernel of the first layer is a Gram matrix plus an identity.

Statement.  Let $K(x, y) = x^\top y\, \mathbb{E}\, \phi'(w^\top x) \phi'(w^\top y)$, $w \sim N(0, I_d / d)$, on n points
$x_i \sim N(0, I_d)$. Then $K \approx b_0 X X^\top + b_1 d\, I$ with the constants of $\phi'$ at a standard Gaussian G:
$b_0 = (\mathbb{E}\, \phi'(G))^2$ and $b_1 = \operatorname{Var} \phi'(G)$. The identity carries a factor d, and $b_1$
is not what $\phi$ itself leaves of its linear part. For odd activations the rest of $K / d$ has a spectral norm that
vanishes like $\sqrt{\log n / n}$.

Reason.  Different points are nearly orthogonal, so that $\phi'(w^\top x)$ and $\phi'(w^\top y)$ are nearly independent;
on the diagonal they are the same number. The rate is that of the largest of n deviations of $|x_i|^2 / d$ from 1.
"""

import numpy as np
import pytest

from empirics import gram_plus_identity as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activation_constants
from theory import gram_plus_identity as exact

CLAIM = Claim(
    name="two_layer.kernel_is_gram_plus_identity",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"K \approx b_0\, X X^\top + b_1\, d\, I_n, \; b_0 = (\mathbb{E} \phi')^2, \; b_1 = \operatorname{Var} \phi'",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=Corrected(
        "the printed identity lacks its factor d; which constants b_1 is made of, and the rate, are added"
    ),
    axes=Axes(x="d", y="coefficient in K / d", xscale="log"),
)
DIMENSIONS = (16, 64)


def coefficients(lab, activation):
    trials = lab.at_scale(smoke=128, standard=1536, nightly=65536)
    return lab.run(
        measured.coefficients, trials=trials, activation=activation, n=32, dimensions=DIMENSIONS, width=64, scale=1.0
    )


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_kernel_is_gram_plus_identity_by_its_slope(lab, verify, activation):
    theory = [exact.slope(activation, d) for d in DIMENSIONS]

    evidence = coefficients(lab, activation)["slope"]

    fine = lab.at_scale(smoke=0.04, standard=0.01, nightly=0.0015)
    tolerance = Resolution(fine, because="exact in every dimension: a few per cent of b_0, which is 1/4 or more")

    phi = activation_constants.constants(activation)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.8),
        at=DIMENSIONS,
        series=f"slope, {activation}",
        counterclaims={
            "the mean of the square: E phi'^2": np.full(2, phi.tangent_slope + phi.tangent_rest),
            "the mean itself: E phi'": np.full(2, phi.tangent_slope**0.5),
            "b_0 / d": [phi.tangent_slope / d for d in DIMENSIONS],
        },
    )


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_kernel_is_gram_plus_identity_by_its_diagonal(lab, verify, activation):
    theory = [exact.identity(activation, d) for d in DIMENSIONS]

    evidence = coefficients(lab, activation)["identity"]

    fine = lab.at_scale(smoke=0.015, standard=0.0035, nightly=0.0005)
    tolerance = Resolution(fine, because="exact in every dimension: two per cent of b_1, which is 1/7 or more")

    phi = activation_constants.constants(activation)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=2.0),
        at=DIMENSIONS,
        series=f"identity, {activation}",
        counterclaims={
            "as printed, without the factor d": Printed([phi.tangent_rest / d for d in DIMENSIONS]),
            "what phi leaves of its linear part": np.full(2, phi.rest),
            "the mean of the square: E phi'^2": np.full(2, phi.tangent_slope + phi.tangent_rest),
        },
    )


def test_kernel_is_gram_plus_identity_in_spectral_norm(lab, verify):
    small, large = lab.at_scale(smoke=(32, 128), standard=(32, 128), nightly=(64, 512))
    theory = exact.DECAY

    phi, trials = activation_constants.constants("erf"), lab.at_scale(smoke=64, standard=256, nightly=1024)
    b0, b1, sizes, dimensions = phi.tangent_slope, phi.tangent_rest, (small, large), (2 * small, 2 * large)
    evidence = lab.run(
        measured.norms, trials=trials, activation="erf", sizes=sizes, dimensions=dimensions, b0=b0, b1=b1, spike=0.0
    )

    tolerance = Resolution(0.17, because="a norm varies by a fifth; the exponent is found to a third of itself") + (
        ModelError(0.05, because="the constant before sqrt(log n / n) varies by a few per cent from 32 to 512 points")
    )

    growth = np.log(large / np.log(large)) - np.log(small / np.log(small))
    verify(
        CLAIM,
        kind=Kind.RATE,
        theory=theory,
        evidence=evidence["norm"].map(lambda norm: np.log(norm[:, 0] / norm[:, 1]) / growth),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.5),
        counterclaims={"the norm stays, as without the factor d": Printed(0.0), "like one over n": 1.0},
    )
