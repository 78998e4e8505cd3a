r"""The smallest margin can fall while the smoothed one grows.

Statement.  Let a network be homogeneous of order L in its weights $\theta$, with margins $m_i$, $F = -\ln \sum_i
e^{-m_i}$, $G = \nabla F$ and $\mu = \sum_i q_i m_i$, $q_i = e^{F - m_i}$. Gradient descent on $e^{-F}$ improves the
smoothed margin $F / |\theta|^L$ at every small step. It need not improve the smallest margin, of a point b, over
$|\theta|^L$ or over the product of spectral norms: per unit of step size their logarithms grow by $\langle \nabla m_b,
G \rangle / m_b$, less $L^2 \mu / |\theta|^2$, or less $\sum_k u_k^\top G_k v_k / |W_k|_2$, by the first singular
vectors. In a linear function, a point that five others are opposed to loses a fifth of its margin over $|\theta|$ while
F grows by half, and gets it back later.

Reason.  The direction $G = \sum_i q_i \nabla m_i$ is ruled by the many. As their margins grow, so do the weights $q_i$
of the few, up to the multipliers of the largest margin.
"""

import numpy as np
import pytest

from empirics import smoothed_margin as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Radius, Source
from theory import smoothed_margin as exact

CLAIM = Claim(
    name="margins.smallest_margin_can_fall_while_the_smoothed_one_grows",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{d}{dt} \ln \frac{m_b}{|\theta|^L} = \frac{\langle \nabla m_b, G \rangle}{m_b}"
    r" - \frac{L^2 \mu}{|\theta|^2}",
    source=Source("telgarskymargin", where="Margin plots: GD improves normalized margins!"),
    standing=Corrected("in the end, and at every step for the smoothed margin; the smallest one may fall at first"),
    axes=Axes(x="growth of ln F", y="growth of the logarithm of the margin"),
)
NETWORKS = {
    "linear": ((5, 1), 1),
    "two layers": ((5, 8, 1), 1),
    "three layers": ((5, 8, 6, 1), 1),
    "two layers, squared": ((5, 8, 1), 2),
}
POINTS = np.vstack([[-1, 2], np.outer([1, 1.1, 1.2, 1.3, 1.5], [2, -1])])  # one against many
HIDDEN = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
PLANTED = {
    "linear": ((np.full((1, 2), 2.5),), 1),
    "two layers": ((HIDDEN, np.ones((1, 3))), 1),
    "two layers, squared": ((HIDDEN, np.ones((1, 3)) / 2), 2),
}
GROWTH = np.linspace(0.0, 3.0, 13)
RELATIVE = 0.005  # what one step adds to F, in parts of F


@pytest.mark.parametrize("margin", ["smoothed", "smallest"])
@pytest.mark.parametrize("network", PLANTED)
def test_smallest_margin_can_fall_while_the_smoothed_one_grows(lab, verify, network, margin):
    (weights, power), labels = PLANTED[network], np.ones(len(POINTS))
    smoothed, smallest = exact.along_flow(weights, POINTS, labels, power, GROWTH)

    theory = smoothed if margin == "smoothed" else smallest

    setting = {"weights": weights, "points": POINTS, "labels": labels, "power": power, "relative": RELATIVE}
    trials = lab.at_scale(smoke=2, standard=2, nightly=16)
    evidence = lab.run(measured.planted, trials=trials, growth=GROWTH, **setting)

    tolerance = ModelError(
        2e-3, because="steps that raise F by 1/200: halving them halves a distance of 0.0008 (pilots)"
    )

    rivals = {
        "the other margin": smallest if margin == "smoothed" else smoothed,
        "as F, undivided": GROWTH,
        "as printed, it never falls": Printed(np.maximum.accumulate(smallest)) if margin == "smallest" else 0 * GROWTH,
    }
    seen = evidence["curve" if margin == "smoothed" else "unsmoothed"]
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           at=GROWTH, series=f"{margin} margin, {network}")  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
def test_smallest_margin_can_fall_while_the_smoothed_one_grows_at_known_rates(lab, verify, network):
    (sizes, power), trials = NETWORKS[network], lab.at_scale(smoke=8, standard=8, nightly=256)
    setting = {"sizes": sizes, "power": power, "n": 10, "steps": 1, "relative": RELATIVE}
    evidence = lab.run(measured.descended, trials=trials, **setting)
    unit = (evidence.all("smoothed") / evidence.all("square"))[:, :1]  # of step size: |G|^2 / F is 1 in it
    drawn = zip(*(evidence.all(name) for name in ("weights", "points", "labels")), strict=True)
    found = np.array([exact.rates(measured.unflat(w, sizes), x, y, power) for w, x, y in drawn])

    theory = PerTrial(found * unit)

    tolerance = Radius(1e-6, because="central differences over 1e-5 or less: 1e-10 from curvature, 1e-16 / h at most")

    rivals = {
        "as printed, normalised smallest margins improve": Printed(PerTrial(np.maximum(theory.values, 0))),
        "as fast as the smoothed one": PerTrial(theory.values[:, :1]),
        "without the norms": PerTrial(theory.values + (1 - theory.values[:, :1])),
    }
    seen = evidence["slopes"].map(lambda x: x * unit[: len(x)])
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           series=network)  # fmt: skip
