r"""The variance of random features descends to a plateau above h = n.

Statement.  Let a network have h > n frozen nonlinear units and the second layer of least length that fits n samples. In
the limit of large n, d and h its variance is $\sigma^2 [K + 1 / (h/n - 1)]$: it falls strictly from the peak at h = n
towards the plateau $\sigma^2 K$ of the infinitely wide network, $\sigma^2$ being the label noise. K depends on d/n, and
on the activation through $\mu_*^2 / \mu_1^2$.

Reason.  Least length acts as a ridge that makes the degrees of freedom n. The fixed point of that ridge does not
contain h: with u the overlap that the mean predictor loses, $K = (1 - u) u / (u^2 + \mu_*^2 / \mu_1^2)$, and h enters
by the pole alone.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import random_features as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import random_features as exact

CLAIM = Claim(
    name="two_layer.variance_descends_to_a_plateau_above_threshold",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"V = \sigma^2 \left[ K(\gamma_1, \phi) + \frac{1}{\gamma_2 - 1} \right], \quad \gamma_2 = \frac{h}{n} > 1",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention(
        "the activation is not linear, and the variance is that of the label noise given (X, W); "
        "the formula and its plateau are added"
    ),
    axes=Axes(x="h / n", y="variance", yscale="log"),
)


@pytest.mark.parametrize(("ratio", "standard"), [(0.5, 48), (1.0, 32), (2.0, 32)])
def test_variance_descends_to_a_plateau_above_threshold(lab, verify, ratio, standard):
    n = lab.at_scale(smoke=32, standard=standard, nightly=2 * standard)
    d, widths = int(ratio * n), (n // 4, n // 2, 5 * n // 8, 11 * n // 8, 3 * n // 2, 2 * n, 4 * n)
    theory = exact.mean_curve("relu", n, d, widths, "variance", finite_size=False)

    evidence = lab.run(
        measured.in_the_limit,
        trials=lab.at_scale(smoke=32, standard=96, nightly=512),
        activation="relu",
        n=n,
        d=d,
        widths=widths,
        measures=("variance",),
        sets=8,
    )

    pole = n / np.abs(np.array(widths) - n)
    fine = lab.at_scale(smoke=2.0, standard=1.0, nightly=0.3)
    tolerance = Resolution(
        fine * (0.25 / np.sqrt(d) + 0.07 * pole**2),
        because="fluctuations grow with the squared pole, and those of wide networks shrink with the d inputs",
    ) + ModelError(
        25 / d**2 * (1 + pole) + 8 / n**2 * pole**2,
        because="2 V(2n) - V(n) has lost the orders 1/n and 1/d: pilots leave 21 / d^2 and 7 / n^2 of the pole",
    )

    ratios, wide = np.array(widths) / n, np.array(widths) > n
    slope_of_phi = exact.plateau(Fraction(n, d), activation_constants.constants("relu").tangent_zeta)[1]
    wrong = {
        "no plateau: a pole and nothing else, whatever d": np.where(wide, pole, theory),
        "a plateau of one, whatever d: h / |h - n| on either side": pole * ratios,
        "a double pole": np.where(wide, theory + pole**2 - pole, theory),
    }
    of_the_slope = {"K from the constants of phi', not of phi": np.where(wide, slope_of_phi + pole, theory)}
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["variance"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.5),
        at=ratios,
        series=f"relu, d / n = {ratio:g}",
        counterclaims=wrong | of_the_slope if d >= n else wrong,
    )
