r"""The mean risk is infinite at the threshold.

Statement.  Minimum-norm linear regression of n noisy samples in d dimensions has a risk R with $\Pr[R > t] \sim c\,
t^{-(|n-d|+1)/2}$, and the exact law gives c. At d = n the exponent is 1/2, and at d = n - 1 and n + 1 it is 1: in all
three places the mean is infinite, at every n. A peak that an experiment measured there by averaging M repetitions is no
property of the model. At d = n it is proportional to M.

Reason.  A chi-square of f degrees of freedom is below x with probability of order $x^{f/2}$, and one with f = |n - d| +
1 divides the noise. Of M variables with exponent 1/2 the largest is of order $M^2$, and so is the sum.
"""

import numpy as np
import pytest

from empirics import minimum_norm as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import minimum_norm as exact

CLAIM = Claim(
    name="two_layer.mean_risk_is_infinite_at_the_threshold",
    statement=__doc__,
    kind=Kind.LAW,
    tex=r"t^{(|n-d|+1)/2} \Pr[R > t] \to c, \quad \operatorname{median} \frac1M \sum_{i \le M} R_i \sim"
    r" \frac{\pi c^2}{4 \operatorname{erfc}^{-1}(1/2)^2}\, M \;(d = n)",
    source=Source("ba2020slides", where="Introduction: the Double Descent Phenomenon"),
    standing=UnderConvention("label noise, and n and d finite; the slides show the peak in the limit"),
    axes=Axes(x="t", y="t^index P(R > t)", xscale="log"),
)
NEAR, FAR = np.array([3.0, 10.0, 30.0, 100.0]), np.array([10.0, 100.0, 1e3, 1e4])


@pytest.mark.parametrize(("d", "index", "t"), [(2, 0.5, FAR), (1, 1.0, NEAR), (3, 1.0, NEAR)])
def test_mean_risk_is_infinite_at_the_threshold(lab, verify, d, index, t):
    n = 2
    theory = t**index * (1 - exact.cdf_curve(t, n, d))

    trials = lab.at_scale(smoke=8, standard=192, nightly=1024)
    one = np.ones(1)
    evidence = lab.run(
        measured.risks, trials=trials, n=n, dimensions=(d,), noise=one, signal=one, draws=4096, thresholds=t
    )

    tolerance = Resolution(
        np.array([0.025, 0.05, 0.1, 0.17]), because="the constant is about 1; the fewer draws above t, the wider"
    )

    shares_seen, nearby = evidence["share"].map(lambda share: t**index * (1 - share[:, 0, 0])), 3 if d == 2 else 2
    verify(
        CLAIM,
        theory=theory,
        evidence=shares_seen,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.25),  # of a share p among 4096: 1 / sqrt(4096 p), with p > 0.004
        at=t,
        series=f"n = 2, d = {d}, index {index:g}",
        counterclaims={
            "the exponent of the next dimension": t**index * (1 - exact.cdf_curve(t, n, nearby)),
            "a finite mean of 2, and Markov's inequality": t**index * np.minimum(1.0, 2 / t),
            "exponent 3/2: a finite mean": t ** (index - 1.5),
        },
    )


@pytest.mark.parametrize("repetitions", [16, 64])
def test_mean_risk_is_infinite_at_the_threshold_and_averages_grow(lab, verify, repetitions):
    n, levels = 2, np.array([1.5, 3.5, 10.0, 50.0])
    theory = exact.average_cdf(levels, n)

    trials = lab.at_scale(smoke=32, standard=512, nightly=4096)
    evidence = lab.run(measured.averages, trials=trials, n=n, repetitions=(16, 64), draws=2048, thresholds=levels)

    tolerance = Resolution(0.05, because="a law in the limit of many repetitions: five in a hundred averages") + (
        ModelError(0.11 / (repetitions * levels), because="averages are shifted by 0.43, to first order in 1 / M")
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["share"].map(lambda share: share[:, (16, 64).index(repetitions)]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.5),
        at=levels,
        series=f"P(average of {repetitions} risks <= {repetitions} x)",
        counterclaims={
            "a finite mean: the average settles below 1.5 M": np.ones(4),
            "the size of one risk": exact.cdf_curve(repetitions * levels, n, n),
            "the root of M in the place of M": exact.average_cdf(levels * repetitions**0.5, n),
        },
    )
