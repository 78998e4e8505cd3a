r"""Gradient descent grows the smoothed margin.

Statement.  Let $m_i(\theta)$ be the margins of a network that is homogeneous of order L in $\theta$, $F = -\ln \sum_i
e^{-m_i}$ and $G = \nabla F$, the direction of descent on $\sum_i e^{-m_i}$. Per unit of step size $\ln(F / |\theta|^L)$
grows by $|G|^2 / F - L^2 \mu / |\theta|^2$, with $\mu = \sum_i q_i m_i$ and $q_i = e^{F - m_i}$, and this is not
negative where F > 0. A step that changes the margins by $d_i$ adds at most $\langle q, d \rangle$ to F, and at least
$\langle q, d \rangle - \frac18 (\max d - \min d)^2$: if it is small, the smoothed margin rises. With biases there is no
such law.

Reason.  By Euler $\langle \theta, \nabla m_i \rangle = L m_i$. The growth is the part of $|G|^2$ across $\theta$, over
F, plus $(L^2 \mu / |\theta|^2)(\mu / F - 1)$, and $\mu \ge F$ because no $q_i$ exceeds 1. The rest is Jensen's
inequality and Hoeffding's lemma.
"""

import numpy as np
import pytest

from empirics import smoothed_margin as measured
from harness import Axes, Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import smoothed_margin as exact

CLAIM = Claim(
    name="margins.gradient_descent_grows_the_smoothed_margin",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\frac{d}{dt} \ln \frac{F}{|\theta|^L} = \frac{|G|^2 - \langle G, \theta \rangle^2 / |\theta|^2}{F}"
    r" + \frac{L^2 \mu}{|\theta|^2} \Bigl( \frac{\mu}{F} - 1 \Bigr) \ge 0",
    source=Source("telgarskymargin", where="Margin plots: GD improves normalized margins!"),
    standing=UnderConvention(
        "of the smoothed margin over the length of all weights; small steps, no biases; each step's bound is added"
    ),
    axes=Axes(x="step", y="growth of ln(F / |theta|^L), less its bound"),
)
NETWORKS = {
    "linear": ((5, 1), 1),
    "two layers": ((5, 8, 1), 1),
    "three layers": ((5, 8, 6, 1), 1),
    "two layers, squared": ((5, 8, 1), 2),
}
STEPS, RELATIVE = 100, 0.005  # what one step adds to F, in parts of F


def descended(lab, verify, network):
    """Descent from random data with F = 1, certified to be homogeneous, and the order L."""
    (sizes, power), trials = NETWORKS[network], lab.at_scale(smoke=8, standard=8, nightly=256)
    setting = {"sizes": sizes, "power": power, "n": 10, "steps": STEPS, "relative": RELATIVE}
    evidence = lab.run(measured.descended, trials=trials, **setting)
    worst = evidence.worst("euler")
    verify.precondition(CLAIM, holds=worst < 1e-12, certificate=f"not homogeneous: Euler's identity fails by {worst}")
    return evidence, exact.order(len(sizes) - 1, power)


@pytest.mark.parametrize("side", ["at least", "at most"])
@pytest.mark.parametrize("network", NETWORKS)
def test_gradient_descent_grows_the_smoothed_margin(lab, verify, network, side):
    evidence, order = descended(lab, verify, network)
    step = exact.Step(*(evidence.all(name) for name in exact.Step._fields))
    bound = exact.least_growth if side == "at least" else exact.most_growth

    theory = PerTrial(bound(step, order))

    tolerance = Radius(1e-13, because="differences of logarithms of order ten, from sums of some hundred products")

    rivals = (
        {
            "weights do not grow": PerTrial(bound(step._replace(mean=0 * step.mean, square=0 * step.square), order)),
            "of one order more": PerTrial(bound(step, order + 1)),
            "it stays": 0.0,
        }
        if side == "at most"
        else {
            "at the speed of F": PerTrial(np.full_like(step.size, np.log1p(RELATIVE))),
            "of one order less": PerTrial(bound(step, order - 1)),
            "no curvature": PerTrial(exact.most_growth(step, order)),
        }
    )
    seen = evidence["curve"].map(lambda x: np.diff(x, axis=1))
    verify(CLAIM, side=side, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           at=np.arange(1, STEPS + 1), series=f"{network}, {side}")  # fmt: skip
