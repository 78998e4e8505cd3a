r"""The tangent kernel keeps a spike unless the mean curvature of the activation is zero.

Statement.  Let K be the first layer's tangent kernel of infinitely many units on n points $x_i \sim N(0, I_d)$. Beyond
$b_0 X X^\top / d + b_1 I$, $K / d$ has the rank-one part $(c_1^2 / d)\, 1 1^\top$ with $c_1 = \mathbb{E}\, G \phi'(G) =
\mathbb{E}\, \phi''(G)$. Its norm $c_1^2\, n / d$ does not vanish as n and d grow together, so the approximation holds
in spectral norm only if $c_1 = 0$, as for activations that are odd up to a constant. Without the spike it holds for
ReLU as well, at the rate $\sqrt{\log n / n}$.

Reason.  Given the weights w of a unit, $x\, \phi'(w^\top x)$ has the mean $c_1 w$ for w of unit length: two independent
points share it, and its squared length $c_1^2$ is the mean of K between them. For ReLU it is $1 / (2 \pi)$ in every
dimension.
"""

import numpy as np
import pytest

from empirics import gram_plus_identity as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activation_constants
from theory import gram_plus_identity as exact

CLAIM = Claim(
    name="two_layer.kernel_keeps_a_spike_unless_activation_is_odd",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"K / d \approx b_0\, X X^\top / d + b_1\, I_n + \frac{c_1^2}{d}\, 1 1^\top, \quad c_1 = \mathbb{E}\, \phi''",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=Corrected("a spike of rank one is missing, unless the mean of the second derivative is zero"),
    axes=Axes(x="n / d", y="spike of K / d"),
)
RELU = activation_constants.constants("relu")


def norms(lab, sizes, dimensions, trials, spike):
    b0, b1 = RELU.tangent_slope, RELU.tangent_rest
    run = {"activation": "relu", "sizes": sizes, "dimensions": dimensions, "b0": b0, "b1": b1, "spike": spike}
    return lab.run(measured.norms, trials=trials, **run)


@pytest.mark.parametrize("activation", ["relu", "gelu", "erf"])
def test_kernel_keeps_a_spike_unless_activation_is_odd_in_the_mean(lab, verify, activation):
    n, dimensions = 32, (64, 32, 16)
    theory = [exact.spike(activation, n, d) for d in dimensions]

    trials = lab.at_scale(smoke=128, standard=1024, nightly=32768)
    evidence = lab.run(
        measured.coefficients, trials=trials, activation=activation, n=n, dimensions=dimensions, width=64, scale=1.0
    )

    ratio = n / np.array(dimensions)
    fine = lab.at_scale(smoke=0.03, standard=0.008, nightly=0.0015)
    tolerance = Resolution(fine * ratio, because="exact in every dimension: five per cent of ReLU's 1 / (2 pi) n / d")

    phi, other = activation_constants.constants(activation), "relu" if activation == "erf" else "erf"
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["spike"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=ratio,
        series=activation,
        counterclaims={
            "as for an activation of the other kind": activation_constants.constants(other).curvature ** 2 * ratio,
            "the square of E phi', not of E phi''": phi.tangent_slope * ratio,
            "what remains is of size b_1": phi.tangent_rest * ratio,
        },
    )


def test_kernel_keeps_a_spike_unless_activation_is_odd_in_spectral_norm(lab, verify):
    sizes = lab.at_scale(smoke=(48, 96), standard=(48, 96, 192), nightly=(96, 192, 384, 768))
    dimensions = tuple(n // 2 for n in sizes)
    theory = [exact.spike_norm("relu", n, d) for n, d in zip(sizes, dimensions, strict=True)]

    trials = lab.at_scale(smoke=64, standard=256, nightly=512)
    evidence = norms(lab, sizes, dimensions, trials, spike=0.0)

    n = np.array(sizes)
    tolerance = Resolution(2 / n, because="the norm varies by 1.6 / n from draw to draw") + ModelError(
        3.5 / n, because="in second order the rest E pushes the spike up, by |E 1|^2 / n over its norm: 2.4 / n of it"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["norm"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.7),
        at=n / np.array(dimensions),
        series="largest eigenvalue, ReLU",
        counterclaims={
            "as printed, the norm vanishes": Printed(np.zeros(len(n))),
            "c_1 not squared": RELU.curvature * n / np.array(dimensions),
            "d / n in the place of n / d": RELU.curvature**2 * np.array(dimensions) / n,
        },
    )


def test_kernel_keeps_a_spike_unless_activation_is_odd_and_nothing_else(lab, verify):
    small, large = lab.at_scale(smoke=(32, 128), standard=(32, 128), nightly=(64, 512))
    theory = exact.DECAY

    trials = lab.at_scale(smoke=64, standard=256, nightly=1024)
    evidence = norms(lab, (small, large), (2 * small, 2 * large), trials, spike=RELU.curvature**2)

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
        counterclaims={"another spike is left, which stays": 0.0, "like one over n": 1.0},
    )
