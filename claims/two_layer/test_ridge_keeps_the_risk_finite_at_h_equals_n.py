r"""A ridge keeps the risk finite at h = n.

Statement.  Without a ridge the bias, the variance and the norm of regression on random features are infinite at h = n,
in the limit of large n, d, h. With any ridge $\lambda > 0$, in $\min_a |y - F a|^2 / n + (h / d) \lambda |a|^2$, they
are finite, and together with the training error they follow from one scalar, the overlap $\alpha$ with the teacher, at
every width. Networks of a few dozen units agree with the limit, at h = n as elsewhere, once the error of order 1/n is
extrapolated away.

Reason.  All these limits have the denominator $\delta_1 \delta_2 + e (\delta_1 + \delta_2)$, where $\delta_1$ and
$\delta_2$ count the free units and samples per input ($\psi_1 = h/d$, $\psi_2 = n/d$, and d g degrees of freedom are
taken), and e > 0. The ridge makes $\delta_1 \delta_2$ positive; without it the smaller of the two is 0, and at h = n
both are.
"""

import numpy as np
import pytest

from empirics import random_feature_ridge as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import activation_constants, two_layer_conventions
from theory import random_feature_ridge as exact

CLAIM = Claim(
    name="two_layer.ridge_keeps_the_risk_finite_at_h_equals_n",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"V = \sigma^2\, \frac{g e + \alpha^2 \delta_1}{\delta_1 \delta_2 + e (\delta_1 + \delta_2)}, \quad"
    r" \delta_i = \psi_i - g, \quad e = g - \alpha^2",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention(
        f"{two_layer_conventions.SLIDES}; the slides show it without ridge, and refer to the formula for every ridge"
    ),
    axes=Axes(x="h / n", y="limit with ridge", yscale="log"),
)
PARTS = [
    ("erf", "bias", (0.05, 0.04, 0.02)),
    ("relu", "variance", (0.06, 0.05, 0.03)),
    ("erf", "squared norm", (0.25, 0.16, 0.08)),
    ("relu", "training error", (0.025, 0.025, 0.011)),
]


def limit(part, phi, neurons, samples, ridge):
    """One of the four limits, at h/d neurons and n/d samples per input."""
    if part in ("bias", "variance"):
        return exact.ridge_risk(phi, neurons, samples, ridge)[part == "variance"]
    return {"squared norm": exact.squared_norm, "training error": exact.training_error}[part](
        phi, neurons, samples, ridge
    )


@pytest.mark.parametrize(("activation", "part", "resolution"), PARTS)
def test_ridge_keeps_the_risk_finite_at_h_equals_n(lab, verify, activation, part, resolution):
    n, d, widths, ridge = 32, 48, (16, 32, 64), 0.05
    phi, neurons, samples = activation_constants.constants(activation), np.array(widths) / d, n / d
    theory = limit(part, phi, neurons, samples, ridge)

    evidence = lab.run(
        measured.extrapolated,
        trials=lab.at_scale(smoke=64, standard=512, nightly=16384),
        activation=activation,
        n=n,
        d=d,
        widths=widths,
        ridge=ridge,
    )

    finer = lab.at_scale(smoke=1, standard=1, nightly=5)
    tolerance = Resolution(
        np.array(resolution) / finer,
        because="3 to 9 % of the value at h = n; without ridge bias, variance and norm are infinite",
    ) + ModelError(
        0.2 * np.array(resolution), because="2 R(2n) - R(n) is off by less than 1 %: by up to four times that at n = 16"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=np.array(widths) / n,
        series=f"{part}, {activation}, d / n = {d / n}, ridge {ridge}",
        counterclaims={
            "the ridge over mu_*^2 in the place of mu_1^2": limit(
                part, phi, neurons, samples, ridge * phi.slope / phi.rest
            ),
            "the ridge over mu_1^2 mu_*^2": limit(part, phi, neurons, samples, ridge * phi.rest),
            "a loss over 2n: twice the ridge": limit(part, phi, neurons, samples, 2 * ridge),
        },
    )
