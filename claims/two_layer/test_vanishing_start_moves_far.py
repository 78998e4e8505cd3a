r"""From a vanishing start the units move far, and into two clusters.

Statement.  Let $a_i = \pm 1 / \sqrt h$ be balanced, $w_i(0) \sim N(0, I / (d h^{1+\epsilon}))$, and let gradient
descent fit n < d samples. Then $W(t) - W(0)$ tends to the rank-one matrix $\hat\beta a^\top / \phi'(0)$, with the
minimum-norm $\hat\beta$. Its length does not depend on h: relative to W(0) it grows like $h^{\epsilon/2}$ only, and not
at all at $\epsilon = 0$. The units do not stay close to one another: they split into two clusters by the sign of $a_i$,
at twice the distance that they move. Within a cluster they keep the distances at which they started.

Reason.  The gradient of $w_i$ is $a_i$ times one vector for all units near the origin. The distances vanish in
absolute terms, like $h^{-1/2}$, but so does the distance moved.
"""

import numpy as np
import pytest

from empirics import vanishing_start as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, PerTrial, Printed, Resolution, Source
from theory import vanishing_start as exact

CLAIM = Claim(
    name="two_layer.vanishing_start_moves_far",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"W(t) - W(0) \to \hat\beta a^\top / \phi'(0), \qquad"
    r" \frac{\|W(t) - W(0)\|_F}{\|W(0)\|_F} \sim h^{\epsilon/2} \frac{|\hat\beta|}{|\phi'(0)|}",
    source=Source("ba2020slides", where="Nonlinear Network: Trained First Layer"),
    standing=Corrected("units stay close to those with their own sign, and far from the others; the rate is added"),
    axes=Axes(x="h", y="exponent, or distance over distance moved", xscale="log"),
)


def trained(lab, exponent, signal=0.5, standard=64):
    n, d, h = lab.at_scale(smoke=(16, 64, (16, 48, 144)), standard=(16, 64, (16, 48, 144)),
                           nightly=(80, 320, (64, 256, 1024)))  # fmt: skip
    trials = lab.at_scale(smoke=32, standard=standard, nightly=128)
    evidence = lab.run(measured.train, trials=trials, activation="tanh", n=n, d=d, widths=h, balanced=True,
                       exponent=exponent, signal=signal)  # fmt: skip
    return evidence, np.array(h)


def test_vanishing_start_moves_far_by_a_known_length(lab, verify):
    evidence, h = trained(lab, 1.0, signal=0.25)
    x, y, first = (evidence.all(name) for name in ("x", "y", "first"))
    moved = exact.movement("tanh", h, x, y, first)

    theory = PerTrial(moved)

    tolerance = ModelError(0.1 / h**1.5, because="curvature times what is left of the start; at other seeds a third")

    wrong = {
        "the start is forgotten": PerTrial(exact.movement("tanh", h, x, y, 0 * first)),
        "grows as the square root of h": PerTrial(moved * (h / h[0]) ** 0.5),
        "as far as the labels are long": PerTrial(np.linalg.norm(y, axis=2) * np.ones(len(h))),
    }
    verify(CLAIM, theory=theory, evidence=evidence["moved"], tolerance=tolerance, counterclaims=wrong)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_vanishing_start_moves_far_relative_to_its_size(lab, verify, exponent):
    evidence, h = trained(lab, exponent, standard=128)
    start = evidence.all("start")

    theory = [exponent / 2] * 2

    tolerance = ModelError(2 / h[:-1], because="the first function is fitted too, at most one over h of the labels")
    tolerance += Resolution(0.08, because="what 128 trials locate, against exponents that differ by a half")

    def growth(moved):
        return np.diff(np.log(moved / start[: len(moved)]), axis=1) / np.diff(np.log(h))

    wrong = {
        "the movement of one unit is of order one": [(1 + exponent) / 2] * 2,
        "the start of one unit over all of the movement": [(exponent - 1) / 2] * 2,
    }
    seen, at = evidence["moved"].map(growth), np.sqrt(h[1:] * h[:-1])
    verify(CLAIM, kind=Kind.RATE, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, at=at,
           tail=NearGaussian(skewness=0.5), series=f"epsilon = {exponent:g}")  # fmt: skip


def test_vanishing_start_moves_far_into_two_clusters(lab, verify):
    evidence, h = trained(lab, 1.0, signal=0.7)
    share, kept = evidence.all("share"), evidence.all("kept")

    theory = [2.0] * 3 + [1.0] * 3 + [1.0] * 3

    tolerance = ModelError(np.tile(5 / h, 3), because="the start adds h^-1 to the distance of the centres")

    wrong = {
        "units stay close to one another": Printed([0.0] * 3 + [1.0] * 3 + [1.0] * 3),
        "two independent directions": [2**0.5] * 3 + [0.5] * 3 + [1.0] * 3,
        "units of one sign are drawn together": [2.0] * 3 + [1.0] * 3 + [0.0] * 3,
    }
    seen = evidence["between"].map(lambda b: np.concatenate([b, share[: len(b)], kept[: len(b)]], axis=1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong)
