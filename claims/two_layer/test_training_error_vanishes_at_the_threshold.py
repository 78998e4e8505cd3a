r"""The training error of random features vanishes at h = n, where the risk peaks.

Statement.  Let a network have h frozen nonlinear units and a second layer fitted to n noisy labels by least squares. In
the limit of large n, d and h its training error is $(\sigma^2 + r^2 u)(1 - h/n)$ for h < n, where $\sigma^2$ is the
label noise and $r^2 u$ is what the features miss of the teacher, and zero from h = n on: there it interpolates.

Reason.  To least squares on h directions out of n, noise and what the features miss are alike: a share h/n of either is
fitted. With n directions all of it is, at the price of the peak of the risk.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import random_features, training_error
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Radius, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import random_feature_ridge as exact

CLAIM = Claim(
    name="two_layer.training_error_vanishes_at_the_threshold",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\tfrac{1}{n} |y - F a|^2 \to (\sigma^2 + r^2 u) (1 - \gamma_2), \quad \gamma_2 = \frac{h}{n} < 1",
    source=Source("ba2020slides", where="Introduction: the Double Descent Phenomenon"),
    standing=UnderConvention(
        "the activation is not linear; the slides say that the model interpolates, the error is added"
    ),
    axes=Axes(x="h / n", y="training error"),
)
NOISE = 0.25


@pytest.mark.parametrize(("activation", "ratio"), [("relu", 0.5), ("relu", 2.0), ("erf", 1.0)])
def test_training_error_vanishes_at_the_threshold(lab, verify, activation, ratio):
    n = lab.at_scale(smoke=32, standard=32, nightly=128)
    d, widths = int(ratio * n), tuple(n * k // 8 for k in (1, 2, 4, 6, 7))
    phi = activation_constants.constants(activation)
    theory = exact.training_error(phi, [Fraction(h, d) for h in widths], Fraction(n, d), noise=NOISE)

    trials, measures = lab.at_scale(smoke=32, standard=128, nightly=1024), ("signal left",)
    evidence = lab.run(
        random_features.in_the_limit,
        trials=trials, activation=activation, n=n, d=d, widths=widths, measures=measures, sets=16,
    )  # fmt: skip

    unfitted = 1 - np.array(widths) / n
    fine = lab.at_scale(smoke=0.08, standard=0.035, nightly=0.003)
    tolerance = Resolution(fine * unfitted, because="a few per cent of no fit's error") + ModelError(
        10 / n**2 * unfitted, because="2 E(2n) - E(n) has lost the order 1/n: pilots at n = 32 and 48 leave 8 / n^2"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["signal left"].map(lambda left: left + NOISE * unfitted),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.5),
        at=np.array(widths) / n,
        series=f"{activation}, d / n = {ratio:g}",
        counterclaims={
            "label noise alone is left": NOISE * unfitted,
            "no share of what is missed is fitted": theory / unfitted,
            "the error vanishes at h = d": (1 + NOISE) * np.maximum(0, 1 - np.array(widths) / d),
        },
    )


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_training_error_vanishes_at_the_threshold_and_beyond(lab, verify, activation):
    n, d = 32, 32
    widths = (n, n + 1, 2 * n)
    phi = activation_constants.constants(activation)
    theory = exact.training_error(phi, [Fraction(h, d) for h in widths], Fraction(n, d), noise=NOISE)

    trials = lab.at_scale(smoke=16, standard=64, nightly=1024)
    evidence = lab.run(training_error.at_threshold, trials=trials, activation=activation, n=n, d=d, widths=widths,
                       noise=NOISE)  # fmt: skip

    tolerance = Radius(1e-6, because="round-off times the condition number of n features, rarely above 1e8")

    verify(
        CLAIM,
        kind=Kind.IDENTITY,
        theory=theory,
        evidence=evidence["left"],
        tolerance=tolerance,
        at=np.array(widths) / n,
        series=f"square root relative to no fit, {activation}",
        counterclaims={
            "at h = n one sample in n is left": np.sqrt([1 / n, 0, 0]),
            "the noise cannot be fitted": np.full(3, np.sqrt(NOISE / (1 + NOISE))),
        },
    )
