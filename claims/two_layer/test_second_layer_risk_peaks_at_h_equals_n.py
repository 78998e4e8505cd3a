r"""The risk of a linear network with a trained second layer peaks at h = n.

Statement.  Let $f(x) = x^\top W a$ with h frozen random hidden units and a trained from zero by gradient flow, on n
samples of $\langle x, \theta \rangle + \varepsilon$, $x \sim N(0, I_d)$, with d > n. The risk follows an exact law at
every (n, d, h): bias and variance grow without bound as h approaches n from either side, at |h - n| <= 1 the mean is
infinite, and h = d is not special. With d < n the law does not depend on h once h >= d, and nothing happens at h = n.

Reason.  For h <= n the network is least squares on a random subspace, and what $\theta$ has outside acts as noise; for
h > n the interpolating a has the squared length $|u|^2 / \chi^2_{h-n+1}$, u being what the data say of $\theta$. A
chi-square of |h - n| + 1 degrees of freedom divides on either side: few of them near h = n, and then it is often small.
"""

import numpy as np
import pytest

from empirics import two_layer_linear as measured
from harness import Axes, Bernoulli, Claim, Kind, NearGaussian, Resolution, Source, UnderConvention
from theory import two_layer_linear as exact

CLAIM = Claim(
    name="two_layer.second_layer_risk_peaks_at_h_equals_n",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E} V = \frac{\sigma^2 h}{n - h - 1} \;(h < n), \quad"
    r"\frac{\sigma^2 n (d + h - 2n - 1)}{(d - n - 1)(h - n - 1)} \;(h > n)",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=UnderConvention(
        "the risk excludes label noise, bias and variance are taken given (X, W), and d > n; "
        "the curve rises from h = 0 to the peak and descends once"
    ),
    axes=Axes(x="h / n", y="risk", yscale="log"),
)
NEAR = (6, 12, 36, 48, 72)


@pytest.mark.parametrize("part", ["bias", "variance"])
@pytest.mark.parametrize(("n", "d", "widths"), [(24, 48, NEAR), (96, 128, (24,)), (24, 96, (120,))])
def test_second_layer_risk_peaks_at_h_equals_n_in_mean(lab, verify, n, d, widths, part):
    theory = exact.mean_curve(n, d, widths, part)

    trials = lab.at_scale(smoke=256, standard=16384, nightly=262144)
    evidence = lab.run(measured.bias_and_variance, trials=trials, n=n, d=d, widths=widths)

    pole = n / np.abs(np.array(widths) - n)
    half_a_per_cent = {("bias", 24): 5.5e-3, ("variance", 24): 1.7e-3, ("bias", 120): 4.5e-3, ("variance", 120): 3e-3}
    tolerance = Resolution(
        0.02 + 0.03 * pole**2 if widths == NEAR else half_a_per_cent[part, widths[0]],
        because="exact at every size: a few per cent, wider towards the pole; half a per cent at a single width",
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=3.0 if widths == NEAR else 0.6),
        at=np.array(widths) / n,
        series=f"{part}, n = {n}, d = {d}",
        counterclaims={
            "bias and variance exchanged": exact.mean_curve(n, d, widths, "bias" if part == "variance" else "variance"),
            "d / n in the place of h / n": np.full(len(widths), n / (d - n - 1)),
            "the peak is at h = d": np.where(np.array(widths) == d, 50.0, 2.0),
        },
    )


@pytest.mark.parametrize("h", [7, 8, 9])
def test_second_layer_risk_peaks_at_h_equals_n_in_law(lab, verify, h):
    n, d, widths, noise = 8, 16, (7, 8, 9), 0.5
    thresholds = np.array([3.0, 10.0, 30.0, 100.0, 1e3, 1e8])
    theory = exact.cdf_curve(thresholds, n, d, h, noise)

    trials = lab.at_scale(smoke=1024, standard=98304, nightly=2**20)
    evidence = lab.run(measured.risk, trials=trials, n=n, d=d, widths=widths, noise=noise)

    tolerance = Resolution(
        np.array([0.02, 0.02, 0.02, 0.02, 0.02, 0.003]),
        because="exact law: two in a hundred of the draws, and three in a thousand where almost all are below",
    )

    verify(
        CLAIM,
        kind=Kind.LAW,
        theory=theory,
        evidence=evidence["risk"].map(lambda risk: risk[:, widths.index(h)]).below(thresholds),
        tolerance=tolerance,
        tail=Bernoulli(),
        at=thresholds,
        series=f"P(R <= x), n = 8, d = 16, h = {h}",
        counterclaims={
            "three units narrower": exact.cdf_curve(thresholds, n, d, h - 3, noise),
            "no more than at h = d": exact.cdf_curve(thresholds, n, d, d, noise),
            "noise alone": exact.cdf_curve(thresholds, n, d, h, noise, radius=0.0),
        },
    )


def test_second_layer_risk_peaks_at_h_equals_n_unless_d_is_below_n(lab, verify):
    n, d, widths = 48, 12, (12, 24, 48, 96)
    theory = exact.mean_curve(n, d, widths, "variance")

    trials = lab.at_scale(smoke=64, standard=4096, nightly=65536)
    evidence = lab.run(measured.pseudo_inverse_bias_and_variance, trials=trials, n=n, d=d, widths=widths)

    tolerance = Resolution(0.01, because="exact at every size: one in a hundred of the noise")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["variance"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=np.array(widths) / n,
        series=f"variance, n = {n}, d = {d}",
        counterclaims={
            "h / (n - h - 1), as if d were large": np.array([12 / 35, 24 / 23, 48.0, 1.0]),
            "d / (n - d), without the finite-size correction, and twice": np.full(4, 2 * d / (n - d)),
        },
    )
