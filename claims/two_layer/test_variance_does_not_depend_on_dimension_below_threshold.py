r"""The variance of random features does not depend on the dimension below h = n.

Statement.  Let a network have h frozen nonlinear units and a second layer fitted by least squares to n > h samples. In
the limit of large n, d and h its variance is $\sigma^2 h / (n - h)$, $\sigma^2$ being the label noise, whatever the
number d of inputs and whatever the activation. At finite sizes, h / (n - h - 1) removes most of the deviation.

Reason.  Nonlinear units act as Gaussian features F with a covariance S of full rank. With whitened features $Z = F
S^{-1/2}$ the variance is $\sigma^2 \operatorname{tr} (Z^\top Z)^{-1}$: S drops out, and with it d and the activation.
Linear units have rank d, and for them min(h, d) takes the place of h.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import random_features as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import random_features as exact

CLAIM = Claim(
    name="two_layer.variance_does_not_depend_on_dimension_below_threshold",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"V = \sigma^2 \frac{\gamma_2}{1 - \gamma_2}, \quad \gamma_2 = \frac{h}{n} < 1",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention(
        "the activation is not linear, d is large, and the variance is that of the label noise given (X, W); "
        "the formula is added"
    ),
    axes=Axes(x="h / n", y="variance", yscale="log"),
)


def rivals(activation, n, d, widths):
    """Wrong variances in the limit."""
    ratio, fitted = np.array(widths) / n, np.minimum(widths, d)
    plateau = exact.plateau(Fraction(n, d), activation_constants.constants(activation).zeta)[1]
    wrong = {
        "the plateau of wide networks is added": ratio / (1 - ratio) + plateau,
        "a double pole": ratio / (1 - ratio) ** 2,
        "one sample is lost per input: d / n in the place of 1 / (1 - h/n)": ratio * (1 + d / n),
    }
    linear = {"min(h, d) in the place of h, as for linear units": fitted / (n - fitted)}
    return wrong | linear if d < max(widths) else wrong


@pytest.mark.parametrize("ratio", [0.5, 2.0])
def test_variance_does_not_depend_on_dimension_below_threshold_for_relu(lab, verify, ratio):
    n = lab.at_scale(smoke=32, standard=48, nightly=96)
    d, widths = int(ratio * n), (n // 4, n // 2, 3 * n // 4)
    theory = exact.mean_curve("relu", n, d, widths, "variance", finite_size=False)

    evidence = lab.run(
        measured.in_the_limit,
        trials=lab.at_scale(smoke=32, standard=128, nightly=1024),
        activation="relu",
        n=n,
        d=d,
        widths=widths,
        measures=("variance",),
        sets=16,
    )

    pole = n / (n - np.array(widths))
    tolerance = Resolution(
        lab.at_scale(smoke=0.04, standard=0.018, nightly=0.003) * pole**2,
        because="about two per cent of the squared pole, in proportion to the fluctuations",
    ) + ModelError(8 / n**2 * pole**2, because="2 V(2n) - V(n) has lost the order 1/n: pilots leave 7 / n^2")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["variance"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.4),
        at=np.array(widths) / n,
        series=f"relu, d / n = {ratio:g}",
        counterclaims=rivals("relu", n, d, widths),
    )


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_variance_does_not_depend_on_dimension_below_threshold_for_erf(lab, verify, ratio):
    n = lab.at_scale(smoke=64, standard=64, nightly=256)
    d, widths = int(ratio * n), (n // 4, n // 2, 3 * n // 4)
    theory = exact.mean_curve("erf", n, d, widths, "variance")

    evidence = lab.run(
        measured.at_once,
        trials=lab.at_scale(smoke=32, standard=96, nightly=1024),
        activation="erf",
        n=n,
        d=d,
        widths=widths,
        measures=("variance",),
        sets=16,
    )

    pole = n / (n - np.array(widths))
    tolerance = Resolution(
        lab.at_scale(smoke=0.02, standard=0.008, nightly=0.0008) * pole**2,
        because="about one per cent of the squared pole, in proportion to the fluctuations",
    ) + ModelError(
        1.5 / n * pole, because="features that are not Gaussian: pilots at n = 32 and 64 leave up to 1.1 / n"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["variance"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.3),
        at=np.array(widths) / n,
        series=f"erf, n = {n}, d / n = {ratio:g}",
        counterclaims=rivals("erf", n, d, widths),
    )
