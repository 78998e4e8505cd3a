r"""Principal component regression double descends where shares decay.

Statement.  Regress n samples on the first p population components of D. What the components beyond p carry of the
labels, of variance $\tau_p$, acts as more label noise, so that the exact law of minimum-norm regression in p dimensions
holds at every p, with more noise and less signal. The risk has no mean at |n - p| <= 1, and beyond it falls until p =
D. With equal variances and D > n it also rises all the way up to p = n: a first descent needs components whose share of
the labels decays.

Reason.  Gaussian components are independent, and those left out are as unpredictable as noise. One more component of
equal share explains $1 / D$ of the signal and costs $1 / n$ of the noise that is there.
"""

import numpy as np
import pytest

from empirics import principal_components as measured
from harness import Axes, Claim, Kind, NearGaussian, Resolution, Source, UnderConvention
from theory import principal_components as exact

CLAIM = Claim(
    name="two_layer.principal_components_double_descend",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E} R = \tau_p + (\sigma^2 + \tau_p) \frac{p}{n - p - 1} \;(p < n - 1), \quad"
    r" r^2 (1 - \tfrac{n}{D}) + (\sigma^2 + \tau_p) \frac{n}{p - n - 1} \;(p > n + 1)",
    source=Source("ba2020slides", where="Motivation: Double Descent in Two-layer Networks?"),
    standing=UnderConvention(
        "population components, not sample ones; equal variances beyond p = n; no label noise in R"
    ),
    axes=Axes(x="p / n", y="mean risk"),
)
N, D, NOISE = 16, 64, 0.25
POWERS = {"even": np.full(D, 1 / D), "decaying": 0.5 ** np.arange(16)}  # what each component adds to the labels


def components(lab, shape, used, trials, thresholds):
    variances = {"even": np.ones(D), "decaying": 1 / np.arange(1.0, 17)}[shape]
    theta = np.sqrt(POWERS[shape] / variances)
    case = {"variances": variances, "theta": theta, "noise": NOISE, "draws": 64, "thresholds": thresholds}
    return lab.run(measured.risks, trials=trials, n=N, used=used, **case)


@pytest.mark.parametrize(("shape", "used"), [("even", (2, 8, 24, 32, 64)), ("decaying", (1, 2, 3, 5, 8))])
def test_principal_components_double_descend_in_mean(lab, verify, shape, used):
    theory = exact.mean_curve(N, used, POWERS[shape], NOISE)

    trials = lab.at_scale(smoke=64, standard={"even": 640, "decaying": 1536}[shape], nightly=8192)
    evidence = components(lab, shape, used, trials, np.ones(1))

    fine = {"even": [0.016, 0.09, 0.12, 0.04, 0.008], "decaying": [0.006, 0.009, 0.009, 0.011, 0.018]}[shape]
    tolerance = Resolution(fine, because="exact at every size: a few per cent, wider towards the peak")

    p = np.array(used)
    carried = np.cumsum(POWERS[shape])
    left = carried[-1] - carried[p - 1]
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["mean"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=p / N,
        series=f"mean, {shape} shares of {len(POWERS[shape])} components, n = {N}",
        counterclaims={
            "what is left out does no harm but its absence": left
            + NOISE * np.minimum(p, N) / (np.abs(N - p) - 1)
            + (carried[-1] - left) * np.maximum(0, 1 - N / p),
            "the label noise is counted": exact.mean_curve(N, used, POWERS[shape], NOISE) + NOISE,
            "one descent, from p = 0 on": left + NOISE * p / N,
        },
    )


@pytest.mark.parametrize("p", [15, 16, 17])
def test_principal_components_double_descend_without_a_mean_at_the_peak(lab, verify, p):
    thresholds, near = np.array([5.0, 20.0, 100.0, 1000.0]), (15, 16, 17)
    theory = exact.cdf_curve(thresholds, N, p, POWERS["even"], NOISE)

    evidence = components(lab, "even", near, lab.at_scale(smoke=64, standard=1280, nightly=8192), thresholds)

    tolerance = Resolution(
        [0.03, 0.03, 0.03, 0.02 if p == N else 0.0045],
        because="exact law: three in a hundred of the draws, and fewer where almost all are below",
    )

    verify(
        CLAIM,
        kind=Kind.LAW,
        theory=theory,
        evidence=evidence["share"].map(lambda share: share[:, near.index(p)]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.8),
        at=thresholds,
        series=f"P(R <= x), p = {p}, n = {N}",
        counterclaims={
            "all of the signal within reach": exact.cdf_curve(thresholds, N, p, [1 / p] * p, NOISE),
            "three components fewer": exact.cdf_curve(thresholds, N, p - 3, POWERS["even"], NOISE),
            "three components more": exact.cdf_curve(thresholds, N, p + 3, POWERS["even"], NOISE),
        },
    )
