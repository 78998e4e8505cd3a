r"""The risk of a trained first layer does not depend on the width.

Statement.  Linearise a network of h units around large initial weights and train its first layer on n samples in d
dimensions. As n, d and h grow together, bias and variance tend to those of infinitely many units, whatever h/n is: the
curve is flat, and passes h = n without a trace, for d below, at and above n. A second layer trained on the same units
would have infinite risk at h = n.

Reason.  There are h d parameters, a number of the order of $n^2$. The kernel is an average over h units and differs
from its mean by a matrix that adds about n/(hd) of the noise to the risk, a share of the order of 1/n.
"""

import numpy as np
import pytest

from empirics import tangent_width as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import tangent_risk as exact

CLAIM = Claim(
    name="two_layer.tangent_risk_does_not_depend_on_width",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"R(\gamma_1, \gamma_2) = R_\infty(\gamma_1), \quad V(h) - V(\infty) = O(n / (h d))",
    source=Source("ba2020slides", where="Exact Risk for Two Initializations"),
    standing=UnderConvention(
        "in the proportional limit, that is for h d much larger than n; there is a peak at h d = n"
    ),
    axes=Axes(x="h / n", y="risk in the limit"),
)
RATIOS = np.array([0.5, 0.75, 0.9, 1.0, 1.1, 1.5, 2.0])


@pytest.mark.parametrize("part", ["bias", "variance"])
@pytest.mark.parametrize("d", [20, 40, 80])
def test_tangent_risk_does_not_depend_on_width(lab, verify, d, part):
    n, activation = 40, "erf"
    theory = np.repeat(exact.curve(activation, n, [d], part), len(RATIOS))

    evidence = lab.run(
        measured.in_proportion,
        trials=lab.at_scale(smoke=32, standard=256, nightly=4096),
        activation=activation,
        n=n,
        d=d,
        widths=tuple(np.rint(n * RATIOS).astype(int).tolist()),
        points=24,
    )

    fine = lab.at_scale(smoke=2, standard=1, nightly=0.3) * (0.035 + 0.02 / RATIOS)
    tolerance = Resolution(fine, because="some hundredths of the noise or of the signal, more where units are few")
    tolerance += ModelError(
        15 / d**2, because="2 R(2n) - R(n) has lost the terms of order 1/n and 1/h: at most 14 / d^2 was left in pilots"
    )

    pole = 1 / np.maximum(np.abs(RATIOS - 1), 0.01)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=RATIOS,
        series=f"{part}, d/n = {d / n:g}",
        counterclaims={
            "a peak at h = n, as for the second layer": theory + pole,
            "it falls as the width grows, by n/h": theory + 1 / RATIOS,
        },
    )
