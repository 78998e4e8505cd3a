r"""Label noise is not part of the risk.

Statement.  Let labels be $y = \langle x, \theta \rangle$ plus noise of variance $\sigma^2$. The risk R is the mean
square of $f(x) - \langle x, \theta \rangle$; the error on fresh labels is larger by exactly $\sigma^2$, whatever was
fitted. And the factor $1 / (2n)$ of the objective rescales time, no more: for linear weights $\beta$, gradient flow on
$\|y - X\beta\|^2 / (2n)$ is at time t where the flow on $\|y - X\beta\|^2 / 2$ is at time t / n.

Reason.  The noise of a fresh label is independent of the fit. A positive factor of a loss multiplies the velocity and
leaves the path alone.
"""

import numpy as np
import pytest

from empirics import minimum_norm as measured
from harness import Axes, Claim, Kind, NearGaussian, PerTrial, Radius, Resolution, Source, UnderConvention
from theory import minimum_norm as exact

CLAIM = Claim(
    name="two_layer.label_noise_is_not_part_of_the_risk",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E} (y - f(x))^2 = R + \sigma^2, \quad \beta_{1/(2n)}(t) = \beta_{1/2}(t / n)",
    source=Source("ba2020slides", where="Problem Setup and Assumptions"),
    standing=UnderConvention("the risk against the teacher's noiseless output, as the slides define it"),
    axes=Axes(x="risk, and error on fresh labels", y="mean square"),
)


@pytest.mark.parametrize("d", [4, 32])
def test_label_noise_is_not_part_of_the_risk(lab, verify, d):
    n, noise = 16, 0.5
    theory = exact.fresh_error(n, d, noise)

    trials = lab.at_scale(smoke=64, standard=960, nightly=8192)
    evidence = lab.run(measured.fresh_labels, trials=trials, n=n, d=d, noise=noise, fits=32, points=64)

    tolerance = Resolution([0.025, 0.04], because="exact at every size: 5 and 8 % of the noise")

    risk, error = np.array(theory, dtype=float)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=[0, 1],
        series=f"n = {n}, d = {d}",
        counterclaims={
            "the risk contains the noise": [error, error],
            "and fresh labels double it": [risk, error + noise],
            "noise is fitted away": [risk, risk],
        },
    )


def test_label_noise_is_not_part_of_the_risk_and_the_loss_factor_is_a_clock(lab, verify):
    n, d, times = 8, 6, np.array([0.25, 1.0, 4.0])
    trials = lab.at_scale(smoke=16, standard=64, nightly=512)
    evidence = lab.run(measured.two_clocks, trials=trials, n=n, d=d, noise=0.5, times=times)
    data = list(zip(evidence.all("x"), evidence.all("y"), evidence.all("theta"), strict=True))

    def curves(first, second):
        return PerTrial([[exact.flow_risk(*one, time) for time in (*first, *second)] for one in data])

    theory = curves(times / n, times / n)

    tolerance = Radius(1e-10, because="a matrix exponential of norm below 100, in a dimension of 7")

    verify(
        CLAIM,
        kind=Kind.IDENTITY,
        theory=theory,
        evidence=evidence["risks"],
        tolerance=tolerance,
        series="risk at t on the loss over 2n, and at t / n on the loss over 2",
        counterclaims={
            "one clock for both": curves(times, times / n),
            "without the 2": curves(2 * times / n, 2 * times / n),
            "n - 1 in the place of n": curves(times / (n - 1), times / n),
        },
    )
