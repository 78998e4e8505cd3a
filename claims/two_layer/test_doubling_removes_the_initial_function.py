r"""Doubling removes the initial function.

Statement.  Give each of h units w a twin with the same input weights w and the opposite output weight a, and divide all
a by $\sqrt 2$. The network is then 0 at every input, bit for bit; its tangent kernel is that of the h distinct units.
Without the twins the trained network keeps the part of its first function $f_0$ that it cannot unlearn from n points,
and, for odd activations and in the limit of large n and d, its risk exceeds that of the doubled network by $\mu_1^2 B +
\mu_*^2 (1 + V)$, whatever the width: B and V are the bias and the variance of regression with the kernel, for a teacher
of length 1 and label noise of variance 1.

Reason.  Training fits $y - f_0$ and adds $f_0$. The first function is $\mu_1$ times a random linear one, plus
independent noise of variance $\mu_*^2$ at every point: the linear part is learned with the misfit B, the noise at the
data acts like label noise, and the noise at the new point stays.
"""

import numpy as np

from empirics import large_start as measured
from harness import (
    Axes,
    Claim,
    Exactly,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Quantile,
    Resolution,
    Roundoff,
    Source,
    UnderConvention,
)
from theory import activation_constants
from theory import large_start as exact

CLAIM = Claim(
    name="two_layer.doubling_removes_the_initial_function",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E}\, \big( f_0(x) - k(x)^\top K^{-1} f_0(X) \big)^2 \to \mu_1^2 B + \mu_*^2 (1 + V)",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=UnderConvention(
        "signs of a drawn at random and an odd activation; what is left without doubling is added"
    ),
    axes=Axes(x="d / n", y="mean squared difference of the functions"),
)
RATIOS = (0.5, 1.0, 2.0, 4.0)


def start(lab):
    trials = lab.at_scale(smoke=32, standard=32, nightly=512)
    return lab.run(measured.start, trials=trials, activation="erf", n=5, d=4, h=7)


def test_doubling_removes_the_initial_function(lab, verify):
    theory = 0

    evidence = start(lab)["first"]

    tolerance = Exactly(because="two sums of the same numbers in the same order, with opposite signs")

    phi = activation_constants.constants("erf")
    rivals = {"up to rounding": 2.0**-53, "as without twins": (phi.slope + phi.rest) ** 0.5}
    kind = Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)


def test_doubling_removes_the_initial_function_and_keeps_the_kernel(lab, verify):
    evidence = start(lab)
    x, w = evidence.all("x").reshape(-1, 5, 4), evidence.all("w").reshape(-1, 4, 7)

    kernel = exact.tangent_kernel(x, w).reshape(len(x), -1)
    theory = PerTrial(kernel)

    tolerance = Roundoff(operations=64, scale=32, because="sums over 7 units and 4 inputs of numbers below 32")

    rivals = {"as of 2h units: a half": PerTrial(kernel / 2), "each twin adds its own": PerTrial(2 * kernel)}
    seen, kind = evidence["kernel"], Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals)


def test_doubling_removes_the_initial_function_and_its_share_of_the_risk(lab, verify):
    n = 24
    theory = [exact.excess("erf", n, round(g * n)) for g in RATIOS]

    evidence = lab.run(measured.movement, trials=lab.at_scale(smoke=64, standard=384, nightly=8192), n=n, ratios=RATIOS)

    tolerance = Resolution(
        lab.at_scale(smoke=0.06, standard=0.012, nightly=0.003), because="four per cent of most values"
    ) + ModelError(1 / n**2, because="2 R(2n) - R(n) has lost the order 1/n; 1 / n^2 was seen at d = n / 2")

    phi = activation_constants.constants("erf")
    rivals = {
        "nothing stays": np.zeros(len(RATIOS)),
        "all of f_0 stays": np.full(len(RATIOS), phi.slope + phi.rest),
        "the noise at the new point is forgotten": np.array(theory) - phi.rest,
    }
    tail, seen, series = NearGaussian(skewness=0.6), evidence["excess"], "infinitely many erf units"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, tail=tail, counterclaims=rivals, at=RATIOS,
           series=series)  # fmt: skip


def test_doubling_removes_the_initial_function_of_trained_networks(lab, verify):
    n, d, h = lab.at_scale(smoke=(12, 24, 24), standard=(24, 48, 64), nightly=(320, 640, 640))
    theory = 1

    run = {"activation": "erf", "n": n, "d": d, "h": h, "fresh": 64, "noise": 0.25}
    evidence = lab.run(measured.undoubled, trials=lab.at_scale(smoke=16, standard=96, nightly=96), **run)
    excess = evidence["pair"].map(lambda x: x[:, 0] / x[:, 1])

    fine = Resolution(0.01, because="excess over what regression with the kernel leaves of f_0, in the same network")
    tolerance = fine + ModelError(3 / h, because="trained networks are off regression by 1 / h; 1.5 / h was seen")

    phi = activation_constants.constants("erf")
    rivals = {"nothing stays": 0.0, "all of f_0 stays": (phi.slope + phi.rest) / exact.excess("erf", n, d)}
    verify(CLAIM, theory=theory, evidence=excess, tolerance=tolerance, tail=Quantile(0.5), counterclaims=rivals)
