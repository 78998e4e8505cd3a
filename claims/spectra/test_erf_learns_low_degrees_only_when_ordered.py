r"""Erf networks are almost linear only where they are shallow or ordered.

Statement.  Without biases the degree 1 has the largest eigenvalue in every erf network. Its share of the variance of
the random function on the $7$-cube is 94 % at weight variance 1 and one hidden layer. At weight variance 4, where
close inputs are driven apart, it falls from 87 % at one layer to 60 % at four and 37 % at eight: the largest eigenvalue
belongs to linear functions, and the function is not linear. At weight variance 1 eight layers leave 86 %.

Reason.  The composed covariance is a power series in the cosine. With weight variance above the critical $\pi / 4$ a
layer has slope above one at coinciding inputs, so that the weight moves to ever higher odd powers until all odd degrees
have the same eigenvalue, $7 / 64$ of the variance for degree 1.
"""

import numpy as np
import pytest

from empirics import functions_on_the_cube as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activations
from theory import random_walk_spectrum as exact

CLAIM = Claim(
    name="spectra.erf_learns_low_degrees_only_when_ordered",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"7 \mu_1 / \Phi(1) = 0.868,\ 0.765,\ 0.597,\ 0.367 \quad (\sigma_w^2 = 4;\ L = 1, 2, 4, 8)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, erf networks"),
    standing=Corrected("the largest eigenvalue is that of degree 1, but the function is almost linear only if shallow"),
    axes=Axes(x="hidden layers", y="share of degree 1, d = 7", xscale="log"),
)
D, DEPTHS = 7, (1, 2, 4, 8)


def share(weight, degree=1, dimension=D):
    network = {"depth": max(DEPTHS), "weight_variance": weight, "bias_variance": 0.0, "kernel": "nngp"}
    return exact.levels("cube", dimension, dimension, activations.ERF, **network).fractions[list(DEPTHS), degree]


@pytest.mark.parametrize("weight", [1.0, 2.0, 4.0])
def test_erf_learns_low_degrees_only_when_ordered(lab, verify, weight):
    width = lab.at_scale(smoke=64, standard=128, nightly=512)

    theory = share(weight)

    evidence = lab.run(
        measured.shares_by_degree,
        trials=lab.at_scale(smoke=32, standard=640, nightly=4096),
        activation="erf",
        dimension=D,
        width=width,
        depths=DEPTHS,
        weight=weight,
        bias=0.0,
    )

    tolerance = Resolution(
        lab.at_scale(smoke=0.1, standard=0.02, nightly=0.008), because="two per cent of the variance"
    ) + ModelError(2.5 / width, because="finite width: 0.25 to 1.3 / width at one to three layers in pilots")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["start"].map(lambda shares: shares[:, :, 1]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=DEPTHS,
        series=f"weight variance {weight:g}",
        counterclaims={
            "almost linear at every depth": Printed(np.full(len(DEPTHS), 0.99)),
            "the weight variance is its root": share(weight**0.5 if weight > 1 else 2.0),
            "all odd degrees alike": np.full(len(DEPTHS), 7 / 64),
        },
    )
