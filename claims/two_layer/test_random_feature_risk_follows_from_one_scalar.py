r"""The limiting risk of random features follows from one scalar.

Statement.  Replace the features by linear ones with independent noise. In the limit of large n, d, h, the bias and the
variance of the minimum-norm fit, which spectral theory gives as integrals over a Marchenko-Pastur law at an implicit
ridge, are algebraic functions of h/n and of the positive root u of $u^2 + (\zeta + \psi - 1) u = \zeta$, where $\zeta =
\mu_*^2 / \mu_1^2$ is the noise of the features over their linear part, and $\psi = \min(h, n) / d$.

Reason.  At h > n the implicit ridge makes the degrees of freedom equal n. That equation turns the fixed point at h/d
into the same fixed point at $\psi = n/d$, and the ridge drops out; at h < n the misfit is u at $\psi = h/d$.
"""

from functools import partial

import pytest

from empirics import random_features as measured
from harness import Axes, Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import random_features as exact

CLAIM = Claim(
    name="two_layer.random_feature_risk_follows_from_one_scalar",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"u^2 + (\zeta + \psi - 1) u = \zeta, \quad V = \sigma^2 \left[\frac{(1-u) u}{u^2 + \zeta}"
    r" + \frac{1}{\gamma_2 - 1}\right], \quad \gamma_2 > 1",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention("the Gaussian model of the features; the risk excludes label noise"),
    axes=Axes(x="trial", y="bias and variance"),
)


def bias_and_variance(activation, sizes):
    """One row per (n, d, h), in the limit with their ratios."""
    limit = partial(exact.mean_curve, activation, finite_size=False)
    return [[limit(n, d, [h], part="bias")[0], limit(n, d, [h], part="variance")[0]] for n, d, h in sizes]


@pytest.mark.parametrize("activation", ["relu", "erf"])
@pytest.mark.parametrize("side", ["narrow", "wide"])
def test_random_feature_risk_follows_from_one_scalar(lab, verify, activation, side):
    evidence = lab.run(
        measured.spectral,
        trials=lab.at_scale(smoke=64, standard=64, nightly=1024),
        activation=activation,
        wide=side == "wide",
    )
    sizes = evidence.all("sizes").astype(int).tolist()

    theory = PerTrial(bias_and_variance(activation, sizes))

    tolerance = Radius(1e-9, because="a thousand nodes leave 1e-40 at |log(h/d)| >= 0.09; the root is found to 1e-14")

    pole = [[n / abs(h - n)] * 2 for n, _, h in sizes]
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["risk"],
        tolerance=tolerance,
        series=f"bias and variance of the feature model, {activation}, {side}",
        counterclaims={
            "d and h exchanged": PerTrial(bias_and_variance(activation, [(n, h, d + (d == n)) for n, d, h in sizes])),
            "a pole at h = n of unit residue and nothing else": PerTrial(pole),
        },
    )
