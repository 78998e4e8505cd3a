r"""Any nonlinearity, however small, restores the peak at h = n.

Statement.  With $\gamma_1 = d/n < 1$, $\gamma_2 = h/n$, a linear network with a trained second layer has no peak: from
h = d on it is least squares in every draw; up to there its mean risk falls if $\sigma^2 < r^2 (\frac{n-1}{d} - 1)$, r
being the teacher's length and $\sigma^2$ the noise. But with $\varphi(z) = z + \delta\, g(z)$, here $g(z) = (z^2 - 1) /
\sqrt 2$, the variance has a pole at h = n and is, below, the same for all $\delta > 0$, unlike at $\delta = 0$.

Reason.  Linear features span d directions only; the smallest nonlinearity makes all h independent. Least squares uses
the others with coefficients of order $1 / \delta$, and the noise that they add to the prediction is of order one.
"""

import numpy as np
import pytest

from empirics import linear_risk as nested
from empirics import weak_nonlinearity as measured
from harness import (
    Axes,
    Claim,
    Corrected,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Quantile,
    Radius,
    Resolution,
    Source,
)
from theory import linear_risk, random_features
from theory import weak_nonlinearity as exact

CLAIM = Claim(
    name="two_layer.any_nonlinearity_restores_the_peak",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"V_{\delta \to 0} = \tfrac{\gamma_2}{1 - \gamma_2} \sigma^2 \ne \tfrac{\gamma_1}{1 - \gamma_1} \sigma^2 = V_0",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=Corrected("d > n is what exactly linear networks need for a peak at h = n; nonlinear ones do not"),
    axes=Axes(x="h / n", y="variance", yscale="log"),
)


@pytest.mark.parametrize("delta", [0.001, 0.2])
def test_any_nonlinearity_restores_the_peak_in_mean(lab, verify, delta):
    n, d, widths = 64, 40, (44, 48, 80, 96)
    theory = exact.variance_curve(delta, n, d, widths)

    trials = lab.at_scale(smoke=32, standard=96, nightly=4096)
    evidence = lab.run(measured.variance, trials=trials, n=n, d=d, widths=widths, delta=delta, draws=4)

    pole = n / np.abs(np.array(widths) - n)
    finite = np.where(np.array(widths) < n, 2.0 * pole, 6.5 * (pole + 1)) * n / d**2
    tolerance = Resolution(0.08 * pole, because="a twelfth of the pole 1 / |h/n - 1|") + ModelError(
        finite, because="even features span d^2 / 2 dimensions: n / d^2 times at most 1.5 below and 5.5 above in pilots"
    )

    wrong = {
        "as printed, no peak for d < n: continuous in delta": Printed(exact.variance_curve(0.0, n, d, widths)),
        "the peak is at h = d": np.where(np.array(widths) < n, n / np.abs(np.array(widths) - d), 1.0),
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=0.5),
           counterclaims=wrong, at=np.array(widths) / n, series=f"delta = {delta:g}")  # fmt: skip


@pytest.mark.parametrize("delta", [1e-4, 0.02])
def test_any_nonlinearity_restores_the_peak_at_the_threshold(lab, verify, delta):
    n, d = 32, 20
    theory = np.log10(random_features.peak_median(n))

    trials = lab.at_scale(smoke=512, standard=6144, nightly=65536)
    evidence = lab.run(measured.variance, trials=trials, n=n, d=d, widths=(n,), delta=delta, draws=1).map(np.log10)

    tolerance = Resolution(0.15, because="a factor of 1.4, where a peak is worth two orders of magnitude") + ModelError(
        0.15, because="one eigenvalue makes the variance; the n - 1 others add a third: log10(4/3) is 0.12"
    )

    wrong = {
        "as printed, no peak for d < n": Printed(np.log10(exact.variance_curve(0.0, n, d, [n]))),
        "as high as at h = n + 4": np.log10(exact.variance_curve(delta, n, d, [n + 4])),
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=Quantile(0.5), counterclaims=wrong,
           series=f"log10 of the median at h = n, delta = {delta:g}")  # fmt: skip


def test_any_nonlinearity_restores_the_peak_that_linear_networks_lack(lab, verify):
    n, d, widths = 24, 8, (10, 16, 23, 24, 25, 48)
    trials = lab.at_scale(smoke=32, standard=128, nightly=2048)
    evidence = lab.run(measured.linear_variance, trials=trials, n=n, d=d, widths=widths)

    theory = PerTrial(np.tile(exact.least_squares_variance(evidence.all("x"))[:, None], len(widths)))

    tolerance = Radius(1e-9, because="the nonzero singular values of X W span a factor of a hundred or so at h = 10")

    wrong = {
        "h / (n - h - 1), as if d were large, and a peak": np.array([10 / 13, 16 / 7, 23.0, 100.0, 25.0, 1.0]),
        "d / (n - d - 1) in every draw": np.full(len(widths), d / (n - d - 1)),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["variance"], tolerance=tolerance,
           counterclaims=wrong, at=np.array(widths) / n, series="linear networks, draw by draw")  # fmt: skip


@pytest.mark.parametrize(("noise", "goes"), [(0.5, "down"), (6.0, "up")])
def test_any_nonlinearity_restores_the_peak_that_ended_at_d(lab, verify, noise, goes):
    n, d, widths = 48, 12, (3, 6, 9, 12)  # the risk turns at a noise of 47 / 12 - 1 = 2.92
    theory = linear_risk.increments(n, d, widths, noise)

    trials = lab.at_scale(smoke=64, standard=128, nightly=4096)
    evidence = lab.run(nested.bias_and_variance, trials=trials, n=n, d=d, widths=widths, draws=16)

    tolerance = Resolution(0.05, because="a fifth of no fit's risk, 1, per quarter of d")

    wrong = {
        "rises for d < n as for d > n": np.abs(theory) + 0.2 * (goes == "up"),
        "falls whatever the noise": -np.abs(theory) - 0.2 * (goes == "down"),
    }
    seen, kind = evidence.map(lambda x: np.diff(x[:, 0] + noise * x[:, 1])), Kind.ORDER
    verify(CLAIM, kind=kind, theory=theory, evidence=seen, tolerance=tolerance, tail=NearGaussian(skewness=0.5),
           counterclaims=wrong, at=np.array(widths[1:]) / n, series=f"increments {goes}, noise {noise:g}")  # fmt: skip
