r"""The peak of a trained first layer sits at hd = n.

Statement.  A linearised network of h units on d inputs whose first layer is trained has hd parameters, and its risk
does peak where they are as many as the n samples: at h = n/d, which in the proportional limit is a vanishing share of
n. As n and d grow at a fixed number of ReLU units, bias and variance tend to a curve that rises to infinity at hd = n,
descends, and has long been flat at h = n. Medians are measured, for at hd = n there is no mean: they are hundreds of
times higher there than at twice that width.

Reason.  Least squares on hd features amplifies noise without bound where they are as many as the samples. With many
more units, what is left of the peak is about $\sigma^2 / (hd/n - 1)$.
"""

import numpy as np
import pytest

from empirics import tangent_width as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, Printed, Quantile, Resolution, Source
from theory import random_features
from theory import tangent_width as exact

CLAIM = Claim(
    name="two_layer.first_layer_peak_sits_at_hd_equals_n",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"V \approx V_\infty + \frac{\sigma^2}{hd/n - 1}, \quad hd > n",
    source=Source("ba2020slides", where="Exact Risk for Two Initializations"),
    standing=Corrected(
        "more units do bring double descent, but its peak sits at hd = n, where the proportional limit has h/n = 0"
    ),
    axes=Axes(x="h d / n", y="risk in the limit", xscale="log", yscale="log"),
)
WIDTHS = np.array([2, 4, 11, 16, 32, 96])


@pytest.mark.parametrize("part", ["bias", "variance"])
def test_first_layer_peak_sits_at_hd_equals_n(lab, verify, part):
    n, d = 96, 12
    theory = exact.width_curve(n / d, WIDTHS.tolist(), part)

    evidence = lab.run(
        measured.with_fixed_widths,
        trials=lab.at_scale(smoke=32, standard=512, nightly=8192),
        activation="relu",
        n=n,
        d=d,
        widths=tuple(WIDTHS.tolist()),
        points=32,
    )

    pole = 1 / np.abs(WIDTHS * d / n - 1)
    fine, left = (0.05 * pole + 0.05, 2) if part == "bias" else (0.18 * pole + 0.04, 8)
    tolerance = Resolution(fine, because="a fraction of the pole 1 / |hd/n - 1|, and a few hundredths on the plateau")
    tolerance += ModelError(
        left * (1 + pole) / d**2, because="2 R(2n) - R(n) has lost the term of order 1/n: what pilots at d = 12 left"
    )

    flat = random_features.plateau(n / d, 1.0)[part == "variance"]
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=Quantile(0.5),
        at=WIDTHS * d / n,
        series=f"{part}, n/d = {n // d}",
        counterclaims={
            "no peak at any width": Printed(np.full(len(WIDTHS), flat)),
            "the peak is at h = n": np.where(n == WIDTHS, 100.0, flat),
            "half of the parameters count": exact.width_curve(2 * n / d, WIDTHS.tolist(), part),
        },
    )


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_first_layer_peak_sits_at_hd_equals_n_in_median(lab, verify, activation):
    n, d, widths = 128, 16, (4, 8, 16, 128)
    others = np.array([4, 16, 128])
    theory = np.log10(random_features.peak_median(n) / exact.width_curve(n / d, others.tolist(), "variance"))

    evidence = lab.run(
        measured.at_widths,
        trials=lab.at_scale(smoke=64, standard=640, nightly=4096),
        activation=activation,
        n=n,
        d=d,
        widths=widths,
        points=32,
    )

    tolerance = Resolution(0.4, because="a factor of 2.5 of several hundred") + ModelError(
        0.6, because="a factor of 4: the peak's median is that of Gaussian features, the rest is of order 1/d"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["variance"].map(lambda v: np.log10(v[:, 1:2] / v[:, [0, 2, 3]])),
        tolerance=tolerance,
        tail=Quantile(0.5),
        at=others * d / n,
        series=f"digits by which the median at hd = n is above, {activation}",
        counterclaims={
            "no peak at any width": Printed([0.0, 0.0, 0.0]),
            "the peak is at h = n": [0.0, 0.0, -3.0],
        },
    )
