r"""The median risk peaks at h = n.

Statement.  Let $f(x) = x^\top W a$ with h frozen random hidden units and a trained from zero by gradient flow, on n
samples in d > n dimensions. At h = n the risk has no mean, but at every h it has a median, which the exact law gives.
The median rises from the risk of no fit at h = 0 to a peak at h = n, and from there it falls: double descent, with a
peak that is finite and the same in every repetition of the experiment.

Reason.  A quantile needs no moment. At h = n a chi-square of one degree of freedom divides: it is below 0.45 in half of
all draws, and too often close to zero for a mean to exist. What the units miss of the teacher, b, acts as noise.
"""

import numpy as np

from empirics import two_layer_linear as measured
from harness import Axes, Claim, Kind, Quantile, Resolution, Source, UnderConvention
from theory import two_layer_linear as exact

CLAIM = Claim(
    name="two_layer.median_risk_peaks_at_h_equals_n",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\Pr\left[ R \le q \right] = \tfrac12, \quad R = b + (\sigma^2 + b)\, \chi^2_h / \chi^2_{n-h+1} \;(h \le n)",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=UnderConvention("the median in the place of the mean, which is infinite at h = n; d > n"),
    axes=Axes(x="h / n", y="median risk", yscale="log"),
)


def test_median_risk_peaks_at_h_equals_n(lab, verify):
    n, d, noise, widths = 8, 16, 0.5, (1, 2, 4, 6, 7, 8, 9, 10, 16, 24)
    theory = exact.quantile_curve(0.5, n, d, widths, noise, nodes=6)

    trials = lab.at_scale(smoke=1024, standard=2**17, nightly=2**20)
    evidence = lab.run(measured.risk, trials=trials, n=n, d=d, widths=widths, noise=noise)

    nearness = n / (1 + np.abs(np.array(widths) - n))
    half_width = 0.1 + 0.05 * nearness**2
    tolerance = Resolution(half_width, because="exact at every size: a tenth of no fit's risk, wider towards the peak")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=Quantile(0.5),
        at=np.array(widths) / n,
        series=f"n = {n}, d = {d}",
        counterclaims={
            "noise alone": exact.quantile_curve(0.5, n, d, widths, noise, radius=0.0, nodes=6),
            "the peak is at h = d": exact.quantile_curve(0.5, d, d, widths, noise),
            "every width is as bad as h = n": np.repeat(exact.quantile_curve(0.5, n, d, [n], noise), len(widths)),
        },
    )


def test_median_risk_peaks_at_h_equals_n_and_begins_at_the_risk_of_no_fit(lab, verify):
    n, d, noise = 64, 80, 0.5
    theory = exact.quantile_curve(0.5, n, d, [1], noise)

    trials = lab.at_scale(smoke=1024, standard=16384, nightly=65536)
    evidence = lab.run(measured.risk, trials=trials, n=n, d=d, widths=(1,), noise=noise)

    tolerance = Resolution(0.005, because="exact at every size: half a per cent of the risk of no fit, which is 1")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=Quantile(0.5),
        series=f"n = {n}, d = {d}, h = 1",
        counterclaims={
            "noise alone": exact.quantile_curve(0.5, n, d, [1], noise, radius=0.0),
            "one unit learns a fifth of the teacher": [0.8],
        },
    )
