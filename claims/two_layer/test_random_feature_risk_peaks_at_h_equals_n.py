r"""The risk of a nonlinear network with a trained second layer peaks at h = n.

Statement.  With h frozen random nonlinear units, gradient flow on the second layer from zero has, in the limit of
large n, d, h,
a bias and a variance that are functions of d/n, h/n and of one constant of the activation. Both are infinite at h =
n, with
the same residue on either side; nothing happens at h = d.

Reason.  The features act as linear ones with independent noise added. What they miss of the teacher acts as label
noise, and
least squares (h < n) or the minimum-norm solution (h > n) amplifies it by a simple pole at h = n.
"""

import numpy as np
import pytest

from empirics import random_features as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import random_features as exact

CLAIM = Claim(
    name="two_layer.random_feature_risk_peaks_at_h_equals_n",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"R = R_\infty + \frac{r^2 u + \sigma^2}{\gamma_2 - 1}, \quad \gamma_2 > 1",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention(
        "the risk excludes label noise, bias and variance are taken given (X, W); "
        "the bias is bounded only away from h = n"
    ),
    axes=Axes(x="h / n", y="risk in the limit", yscale="log"),
)
N, D, WIDTHS = 24, 48, (6, 12, 16, 32, 36, 48)


@pytest.mark.parametrize(("activation", "part"), [("relu", "variance"), ("erf", "bias")])
def test_random_feature_risk_peaks_at_h_equals_n(lab, verify, activation, part):
    theory = exact.mean_curve(activation, N, D, WIDTHS, part, finite_size=False)

    evidence = lab.run(
        measured.extrapolated,
        trials=lab.at_scale(smoke=64, standard=4096, nightly=65536),
        activation=activation,
        n=N,
        d=D,
        widths=WIDTHS,
    )

    pole = N / np.abs(np.array(WIDTHS) - N)
    tolerance = Resolution(
        0.03 + 0.03 * pole**2, because="a few per cent of the value, wider towards the pole"
    ) + ModelError(
        10 * pole**2 / N**2, because="2 R(2n) - R(n) has lost the term of order 1/n: what is left is of order 1/n^2"
    )

    ratio = np.array(WIDTHS) / N
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=2.0),
        at=ratio,
        series=f"{part}, {activation}, d / n = {D // N}",
        counterclaims={
            "the peak is at h = d": np.array([1, 1, 1, 1, 2, 50.0]),
            "a pole at h = n of unit residue and nothing else": 1 / np.abs(ratio - 1),
            "d / n in the place of h / n": np.full(6, 1 / (D / N - 1)),
        },
    )
