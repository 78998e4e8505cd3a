r"""The bias of random features is unbounded at h = n.

Statement.  Given inputs X and hidden weights W, the bias B of h random features on n samples grows without bound as h/n
tends to 1, from below and from above alike: in the limit of large n, d and h, $|h/n - 1| B$ tends to $r^2 u$ on both
sides, where r is the length of the teacher and u > 0 the overlap with it that the mean predictor loses. With $\gamma_2
= h/n$ and $r^2 B_\infty$ the bias at infinite width the formula below holds. The bias is bounded for $h/n \ge 1 +
\delta$ with $\delta$ fixed, and not for all $h/n > 1$.

Reason.  What the features miss of the teacher acts as label noise of variance $r^2 u$, and the fit amplifies it as it
amplifies label noise: by a simple pole at h = n.
"""

import numpy as np
import pytest

from empirics import random_features as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import random_features as exact

CLAIM = Claim(
    name="two_layer.bias_is_unbounded_at_the_threshold",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"B = r^2 \left[ B_\infty + \frac{u}{\gamma_2 - 1} \right] \;(\gamma_2 > 1), \quad "
    r"B = \frac{r^2 u}{1 - \gamma_2} \;(\gamma_2 < 1)",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=Corrected("bounded only where h/n stays above 1 + delta; the residue at h = n is added"),
    axes=Axes(x="h / n", y="bias", yscale="log"),
)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_bias_is_unbounded_at_the_threshold_along_the_curve(lab, verify, ratio):
    n = lab.at_scale(smoke=32, standard=32, nightly=64)
    d, widths = int(ratio * n), (n // 4, n // 2, 5 * n // 8, 11 * n // 8, 3 * n // 2, 2 * n, 4 * n)
    theory = exact.mean_curve("relu", n, d, widths, "bias", finite_size=False)

    evidence = lab.run(
        measured.in_the_limit,
        trials=lab.at_scale(smoke=32, standard=96, nightly=512),
        activation="relu",
        n=n,
        d=d,
        widths=widths,
        measures=("bias",),
        sets=8,
    )

    pole = n / np.abs(np.array(widths) - n)
    fine = lab.at_scale(smoke=2.0, standard=1.0, nightly=0.3)
    tolerance = Resolution(
        fine * (0.02 + 0.035 * pole**2), because="fluctuations grow with the squared pole"
    ) + ModelError(
        5 / d**2 * (1 + pole) + 8 / n**2 * pole**2,
        because="2 B(2n) - B(n) has lost the orders 1/n and 1/d: pilots leave 4 / d^2 and 5 / n^2 of the pole",
    )

    wide = np.array(widths) > n
    residue = 1 / pole[-1] * (theory[-1] - theory[-2]) / (1 / pole[-1] * (pole[-1] - pole[-2]))
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["bias"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.5),
        at=np.array(widths) / n,
        series=f"relu, d / n = {ratio:g}",
        counterclaims={
            "no pole above h = n": np.where(wide, theory - residue * pole, theory),
            "a residue of one: nothing of the teacher is learned": theory + (1 - residue) * pole,
            "a double pole": np.where(wide, theory + residue * (pole**2 - pole), theory),
        },
    )


@pytest.mark.parametrize(("ratio", "standard", "fine"), [(0.5, 72, 0.045), (2.0, 60, 0.12)])
def test_bias_is_unbounded_at_the_threshold_with_one_residue(lab, verify, ratio, standard, fine):
    n = lab.at_scale(smoke=48, standard=standard, nightly=96)
    d, widths = int(ratio * n), (5 * n // 6, 7 * n // 6)
    gap = np.abs(np.array(widths) / n - 1)
    theory = gap * exact.mean_curve("relu", n, d, widths, "bias", finite_size=False)

    evidence = lab.run(
        measured.in_the_limit,
        trials=lab.at_scale(smoke=32, standard=96, nightly=512),
        activation="relu",
        n=n,
        d=d,
        widths=widths,
        measures=("bias",),
        sets=8,
    )

    tolerance = Resolution(
        lab.at_scale(smoke=2.0, standard=1.0, nightly=0.2) * fine,
        because="a tenth of the bias of no fit, and less where a network has few inputs to learn",
    ) + ModelError(40 / n**2, because="pilots leave at most 25 / n^2 so near the pole")

    at_half = exact.mean_curve("relu", n, d, [n // 2, 3 * n // 2], "bias", finite_size=False)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["bias"].map(lambda bias: gap * bias),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.8),
        at=np.array(widths) / n,
        series=f"|h/n - 1| bias, relu, d / n = {ratio:g}",
        counterclaims={
            "bounded above h = n, by its value at 3n / 2": Printed(np.array([theory[0], gap[1] * at_half[1]])),
            "bounded below h = n, by its value at n / 2": np.array([gap[0] * at_half[0], theory[1]]),
            "a residue of one: nothing of the teacher is learned": np.ones(2),
        },
    )
