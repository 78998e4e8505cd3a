r"""Dimension for 576 inputs and degree 5.

Statement.  On the cube with d = 576 coordinates the eigenspace of degree 5 of a kernel of the angle has dimension
C(576, 5) = 519 244 165 440, which is the printed 5.2e11. The sentence around the number is wrong three times: the
eigenspace of degree 5 is that of the sixth largest eigenvalue; the five largest together span degrees 0 to 4, no more
than 4.6e9 dimensions; and an MNIST image has 784 pixels (576 is 24 x 24), for which degree 5 has C(784, 5) = 2.4e12.

Reason.  The coordinates are signs, so that a product of k of them is a parity of degree k if and only if they are k
different ones. Among d^k ordered choices with replacement the share that is left is $d (d-1) \cdots (d-k+1) /
d^k = \binom{d}{k} / (d^k / k!)$: counting repeated coordinates at random counts the dimension.
"""

import math

import numpy as np
import pytest

from empirics import eigenspaces as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, Printed, Resolution, Source
from theory import eigenspaces as exact

CLAIM = Claim(
    name="spectra.dimension_for_576_inputs_and_degree_5",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\dim E_5 = \binom{576}{5} = 519\,244\,165\,440, \qquad \binom{784}{5} = 2.4 \cdot 10^{12}",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, after the first theorem"),
    standing=Corrected(
        "5.2e11 is the dimension of degree 5, the sixth eigenvalue, for 24 x 24 pixels; MNIST images have 28 x 28"
    ),
    axes=Axes(x="degree k", y="dimension of the eigenspace / (d^k / k!)"),
)
DEGREES = np.arange(2, 9)
FEW_REPETITIONS = NearGaussian(skewness=0.5)  # of the share of 2^14 draws, of which 1 in 784 or more repeats: 0.2


def up_to(d, k):
    """The dimension of all degrees up to k."""
    return sum(math.comb(d, j) for j in range(k + 1))


@pytest.mark.parametrize("d", [576, 784])
def test_dimension_for_576_inputs_and_degree_5(lab, verify, d):
    leading = [d**k / math.factorial(k) for k in DEGREES.tolist()]

    theory = [exact.leading_ratio("cube", d, k) for k in DEGREES.tolist()]

    evidence = lab.run(
        measured.random_monomials,
        trials=lab.at_scale(smoke=64, standard=768, nightly=2**15),
        dimension=d,
        factors=8,
        draws=2**14,
    )

    tolerance = Resolution(
        lab.at_scale(smoke=0.005, standard=0.0008, nightly=0.00015), because="a twelfth of a per cent of d^k / k!"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["degree_kept"],
        tolerance=tolerance,
        tail=FEW_REPETITIONS,
        at=DEGREES,
        series=f"d = {d}",
        counterclaims={
            "d^k / k! at every degree": np.ones(len(DEGREES)),
            "repeated coordinates count: C(d+k-1, k)": [
                math.comb(d + k - 1, k) / m for k, m in zip(DEGREES.tolist(), leading, strict=True)
            ],
            "all degrees up to k": [up_to(d, k) / m for k, m in zip(DEGREES.tolist(), leading, strict=True)],
            "spherical harmonics: N(d, k)": [exact.leading_ratio("sphere", d, k) for k in DEGREES.tolist()],
        },
    )


@pytest.mark.parametrize("inputs", ["24 x 24 pixels", "MNIST"])
def test_dimension_for_576_inputs_and_degree_5_is_not_that_of_mnist(lab, verify, inputs):
    k, unit = 5, 1e11
    d = {"24 x 24 pixels": 24**2, "MNIST": 28**2}[inputs]
    trials = lab.at_scale(smoke=64, standard=768, nightly=2**15)

    theory = exact.multiplicity("cube", d, k) / unit

    if inputs == "MNIST":
        evidence = lab.run(measured.random_pixels, trials=trials, collection="mnist", factors=8, draws=2**14)
        pixels = evidence.all("pixels")
        leading = pixels[0] ** k / math.factorial(k) / unit
    else:
        evidence = lab.run(measured.random_monomials, trials=trials, dimension=24 * 24, factors=8, draws=2**14)
        leading = 576**k / math.factorial(k) / unit

    tolerance = Resolution(
        leading * lab.at_scale(smoke=0.005, standard=0.0008, nightly=0.00015), because="relative to d^5 / 120"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["degree_kept"].map(lambda kept: kept[:, k - 2] * leading),
        tolerance=tolerance,
        tail=FEW_REPETITIONS,
        counterclaims={
            "the five largest eigenvalues, degrees 0 to 4": up_to(d, k - 1) / unit,
            "degrees 0 to 5": up_to(d, k) / unit,
            "d^5 / 5!": d**k / math.factorial(k) / unit,
        }
        | (
            {"as printed for MNIST: 5.2e11": Printed(5.2)}
            if inputs == "MNIST"
            else {"784 pixels": math.comb(784, k) / unit}
        ),
    )
