r"""Eighty per cent of a ReLU network is constant in one reading only.

Statement.  Of the kernel of a ReLU network with two hidden layers at the start (CK), weights and biases of variance 2,
the read-out included, on the 7-cube, degree 0 has 83.88 % of the variance. With one hidden layer it has 74.38 %; with
standard deviations 2, that is variances 4, it has 69.26 % and 77.00 %; with biases of variance 1, 63.54 % and 76.45 %.
In the tangent kernel (NTK), which governs training, the first reading has 62.69 %.

Reason.  If $\Phi$ is the kernel of a read-out of weight variance 1 without bias, the network has the kernel
$\sigma_w^2 \Phi + \sigma_b^2$, whose eigenvalue of degree 0 is $\sigma_w^2 \mu_0 + \sigma_b^2$. Balls around the eight
values of $\Phi$ at the distances of the cube give $\mu_0$ to all digits.
"""

import pytest

from empirics import functions_on_the_cube as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activations
from theory import functions_on_the_cube as exact

CLAIM = Claim(
    name="spectra.relu_constant_fraction",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\sigma_w^2 \mu_0 + \sigma_b^2}{\sigma_w^2 \Phi(1) + \sigma_b^2} = 0.839",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, two-layer ReLU networks"),
    standing=Corrected("true of variances 2, two hidden layers and CK; false of the other readings, as of sigma = 2"),
    axes=Axes(x="hidden layers", y="share of degree 0, d = 7"),
)
D, READINGS = 7, [(2.0, 2.0), (4.0, 4.0), (2.0, 1.0)]


def constant(weight, bias, kernel="nngp", *, biased=True, d=D):
    network = {"weight_variance": weight, "bias_variance": bias, "kernel": kernel}
    return exact.shares(activations.RELU, d, 2, **network, biased=biased)[:, 0]


@pytest.mark.parametrize(("weight", "bias"), READINGS)
def test_relu_constant_fraction(lab, verify, weight, bias):
    theory = constant(weight, bias)

    width = lab.at_scale(smoke=64, standard=256, nightly=512)
    evidence = lab.run(
        measured.shares_of_a_start,
        trials=lab.at_scale(smoke=64, standard=448, nightly=4096),
        activation="relu", dimension=D, width=width, depths=(1, 2), weight=weight, bias=bias,
    )  # fmt: skip

    tolerance = Resolution(
        lab.at_scale(smoke=0.03, standard=0.011, nightly=0.004), because="77 and 80 per cent are to be told apart"
    ) + ModelError(
        0.6 / width, because="finite width, of order 1 / width; pilots of other seeds have at most 0.4 / width"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["start_biased"].map(lambda x: x[:, :, 0]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=[1, 2],
        series=f"variances {weight:g} and {bias:g}",
        counterclaims={
            "as printed, 80 per cent, for one hidden layer and for two": Printed([0.8, 0.8]),
            "of the tangent kernel": constant(weight, bias, "ntk"),
            "a read-out of weight variance 1 without bias": constant(weight, bias, biased=False),
            "the two depths exchanged": theory[::-1],
            "biases of half the variance": constant(weight, bias / 2),
            "squares of the variances": constant(weight**2, bias**2),
        },
    )


def test_relu_constant_fraction_of_the_tangent_kernel(lab, verify):
    theory = constant(2.0, 2.0, "ntk")

    width = lab.at_scale(smoke=64, standard=128, nightly=512)
    evidence = lab.run(
        measured.shares_by_degree,
        trials=lab.at_scale(smoke=64, standard=256, nightly=4096),
        activation="relu", dimension=D, width=width, depths=(1, 2), weight=2.0, bias=2.0,
    )  # fmt: skip

    tolerance = Resolution(
        lab.at_scale(smoke=0.06, standard=0.03, nightly=0.008), because="a fifth of the way to 80 per cent"
    ) + ModelError(
        1 / width, because="finite width, of order 1 / width; pilots of other seeds have at most 0.8 / width"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["change_biased"].map(lambda x: x[:, :, 0]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=[1, 2],
        series="NTK, variances 2 and 2",
        counterclaims={
            "as printed, 80 per cent, for one hidden layer and for two": Printed([0.8, 0.8]),
            "of the kernel at the start": constant(2.0, 2.0),
            "a read-out of weight variance 1 without bias": constant(2.0, 2.0, "ntk", biased=False),
        },
    )
