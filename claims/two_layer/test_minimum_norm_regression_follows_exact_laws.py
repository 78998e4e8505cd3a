r"""Minimum-norm linear regression follows exact laws at every size.

Statement.  Fit n samples of $\langle x, \theta \rangle + \varepsilon$, $x \sim N(0, I_d)$, $|\theta| = r$, $\varepsilon
\sim N(0, \sigma^2)$, by least squares of minimum norm. The risk is $\sigma^2 \chi^2_d / \chi^2_{n-d+1}$ for d <= n, and
the sum of $r^2$ times a Beta variable and $\sigma^2 \chi^2_n / \chi^2_{d-n+1}$ for d >= n, at every n and d, d = n
included. Noise makes the peak at d = n: without it the risk is 0 up to n and then rises. The second descent ends in a
minimum near $d / n = r / (r - \sigma)$ if $r > \sigma$; otherwise it goes on to the risk of no fit.

Reason.  The noise meets a diagonal entry of an inverse Wishart matrix, one over a chi-square of $|n - d| + 1$ degrees,
and the row space of the data, which decides how much of $\theta$ is lost, is independent of the singular values.
"""

import numpy as np
import pytest

from empirics import minimum_norm as measured
from harness import Axes, Claim, Kind, NearGaussian, Resolution, Source, UnderConvention
from theory import minimum_norm as exact

CLAIM = Claim(
    name="two_layer.minimum_norm_regression_follows_exact_laws",
    statement=__doc__,
    kind=Kind.LAW,
    tex=r"R = \sigma^2 \frac{\chi^2_d}{\chi^2_{n-d+1}} \;(d \le n), \quad"
    r" r^2 \operatorname{Beta}\left(\tfrac{d-n}{2}, \tfrac{n}{2}\right) + \sigma^2 \frac{\chi^2_n}{\chi^2_{d-n+1}}"
    r" \;(d \ge n)",
    source=Source("ba2020slides", where="Introduction: the Double Descent Phenomenon"),
    standing=UnderConvention("Gaussian inputs, label noise, and the risk excludes it; the slides speak of the limit"),
    axes=Axes(x="d / n", y="mean risk"),
)
USED = [0, 1, 3, 4, 5]  # of the dimensions: at n + 1 the mean is infinite with noise
PAIRS = {"noise": np.array([1.0, 1.0, 0.0]), "signal": np.array([4.0, 1.0, 1.0])}
MEANS = {"dimensions": (4, 6, 17, 28, 32, 80), "draws": 64, "thresholds": np.ones(1), **PAIRS}


@pytest.mark.parametrize("d", [7, 8, 9])
def test_minimum_norm_regression_follows_exact_laws(lab, verify, d):
    n, near, thresholds = 8, (7, 8, 9), np.array([0.5, 1.0, 2.0, 5.0, 20.0, 200.0])
    theory = exact.cdf_curve(thresholds, n, d, noise=0.5)

    trials, one = lab.at_scale(smoke=32, standard=512, nightly=4096), np.ones(1)
    case = {"n": n, "dimensions": near, "noise": one / 2, "signal": one, "draws": 256, "thresholds": thresholds}
    evidence = lab.run(measured.risks, trials=trials, **case)

    tolerance = Resolution(
        np.array([0.02, 0.02, 0.02, 0.02, 0.02, 0.02 if d == n else 0.004]),
        because="exact law: two in a hundred of the draws, and four in a thousand where almost all are below",
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["share"].map(lambda share: share[:, 0, near.index(d)]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.8),  # of a share p among 256: (1 - 2 p) / sqrt(256 p (1 - p))
        at=thresholds,
        series=f"P(R <= x), n = 8, d = {d}",
        counterclaims={
            "one more degree of freedom below": exact.cdf_curve(thresholds, n + (-1 if d > n else 1), d, noise=0.5),
            "no fit: the signal is missed": exact.cdf_curve(thresholds - 1, n, d, noise=0.5),
            "noise counted in the risk": exact.cdf_curve(thresholds - 0.5, n, d, noise=0.5),
        },
    )


@pytest.mark.parametrize("signal", [4, 1])
def test_minimum_norm_regression_follows_exact_laws_in_mean(lab, verify, signal):
    n, dimensions = 16, (4, 6, 28, 32, 80)
    theory = exact.mean_curve(n, dimensions, noise=1, signal=signal)

    evidence = lab.run(measured.risks, trials=lab.at_scale(smoke=64, standard=896, nightly=8192), n=n, **MEANS)

    tolerance = Resolution(
        np.array([0.024, 0.045, 0.058, 0.05, 0.021]),
        because="exact at every size: a few per cent, wider towards the peak, and 0.7 % at d = 5 n",
    )

    d = np.array(dimensions)
    verify(
        CLAIM,
        kind=Kind.LIMIT,
        theory=theory,
        evidence=evidence["mean"].map(lambda mean: mean[:, (4, 1).index(signal)][:, USED]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=d / n,
        series=f"noise 1, signal {signal}, n = 16",
        counterclaims={
            "the limit: without the 1 in |n - d| - 1": signal * np.maximum(0, 1 - n / d)
            + np.minimum(n, d) / np.abs(n - d),
            "label noise counted in the risk": exact.mean_curve(n, dimensions, noise=1, signal=signal) + 1,
            "symmetric about d = n": exact.mean_curve(n, dimensions, noise=1, signal=0),
        },
    )


def test_minimum_norm_regression_follows_exact_laws_without_noise(lab, verify):
    n, dimensions = 16, (17, 28, 32, 80)
    theory = exact.mean_curve(n, dimensions, noise=0, signal=1)

    evidence = lab.run(measured.risks, trials=lab.at_scale(smoke=64, standard=896, nightly=8192), n=n, **MEANS)

    d, fine = np.array(dimensions), np.array([0.006, 0.01, 0.01, 0.0045])
    tolerance = Resolution(fine, because="exact at every size: a hundredth of the signal at most")

    verify(
        CLAIM,
        kind=Kind.LIMIT,
        theory=theory,
        evidence=evidence["mean"].map(lambda mean: mean[:, 2, 2:]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=d / n,
        series="noise 0, signal 1, n = 16",
        counterclaims={
            "a peak all the same": 1 - n / d + 0.1 * n / (d - n),
            "the fit shrinks everything by n / d": (1 - n / d) ** 2,
            "one dimension more is lost": 1 - (n - 1) / d,
        },
    )
