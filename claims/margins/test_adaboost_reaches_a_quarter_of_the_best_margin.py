r"""AdaBoost reaches a quarter of the best margin.

Statement.  Let $\bar\gamma$ be the best margin of a vote, and the edge of every round at least $\bar\gamma$, as that of
the best column is. With steps $a_t = \mathrm{artanh}\, \gamma_t$, not shrunk, AdaBoost has after t rounds at least the
margin $\Upsilon(\bar\gamma) - \ln n / (t\, \mathrm{artanh}\, \bar\gamma)$, where $\Upsilon(g) = -\ln(1 - g^2) / \ln
\frac{1+g}{1-g}$ is between g/2 and g. So it exceeds $\bar\gamma / 4$ from round $4 \ln n / \bar\gamma^2$ on, and $3
\bar\gamma / 8$ from round $8 \ln n / \bar\gamma^2$ on. In the end it is at least $\Upsilon(\bar\gamma) \ge \bar\gamma /
2$, and no more against an adversary who gives the column of least such edge. Learners that choose by another criterion,
as trees do by Gini's, can fall below an edge of $\bar\gamma$; then the theorem does not apply.

Reason.  The margin exceeds $-\ln \sum_i e^{-m_i}$, and this soft minimum grows, per unit of the votes' weights, by
$\Upsilon(\gamma_t)$: the mean of tanh over $[0, \mathrm{artanh}\, \gamma_t]$, which is concave and increasing.
"""

import numpy as np
import pytest

from empirics import boosted_tables as measured
from harness import Axes, Claim, Exactly, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import boosting as exact
from theory import l1_margins

CLAIM = Claim(
    name="margins.adaboost_reaches_a_quarter_of_the_best_margin",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\frac{\min_i m_i}{\sum_t a_t} \ge \Upsilon(\bar\gamma) - \frac{\ln n}{t\, \mathrm{artanh}\, \bar\gamma} \ge"
    r" \frac{\bar\gamma}{2} - \frac{\ln n}{t\, \bar\gamma}",
    source=Source("telgarskymargin", where="Theorem (T '13)"),
    standing=UnderConvention(
        "|h| <= 1 and an edge of the best margin in every round; half of the printed count suffices"
    ),
    axes=Axes(x="round", y="margin", xscale="log"),
)
GRID = np.unique(np.round(np.geomspace(1, 2000, 40)).astype(int))
SUMS = Radius(1e-12, because="margins of sums of up to a thousand steps, over their length")


def adversary(lab, n, errors, rounds):
    trials, margin = lab.at_scale(smoke=4, standard=4, nightly=64), float(exact.margin_with_errors(n, errors))
    sizes = {"n": n, "errors": errors, "rounds": int(rounds)}
    return lab.run(measured.adversary, trials=trials, **sizes, edge=margin, shrinkage=np.array([1.0]))


def tumours(lab, verify, n=40, rounds=1000):
    """AdaBoost on stumps, true and random labels, and the exact best margins (trials, 2), certified to be positive."""
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.stumps, trials=trials, n=n, features=6, rounds=rounds)
    solved = [[l1_margins.l1_margin(table) for table in pair] for pair in evidence.all("table").astype(int)]
    best = np.array([[getattr(found, "low", 0.0) for found in pair] for pair in solved], dtype=float)
    verify.precondition(CLAIM, holds=best.min() > 0, certificate="no vote of the stumps separates some labels")
    return evidence, best


@pytest.mark.parametrize("labels", ["true", "random"])
def test_adaboost_reaches_a_quarter_of_the_best_margin_at_every_round(lab, verify, labels):
    evidence, best = tumours(lab, verify)
    which, t = ["true", "random"].index(labels), np.arange(1, 1001)

    theory = PerTrial([exact.guaranteed_margin(margin, 40, t) for margin in best[:, which]])

    rivals = {
        "the best margin itself": PerTrial(np.repeat(best[:, [which]], len(t), axis=1)),
        "no ln n": PerTrial([exact.guaranteed_margin(margin, 1, t) for margin in best[:, which]]),
    }
    seen = evidence["margin"].map(lambda x: x[:, which])
    verify(CLAIM, side="at least", theory=theory, evidence=seen, tolerance=SUMS, counterclaims=rivals,
           at=t, series=f"{labels} labels")  # fmt: skip


def test_adaboost_reaches_a_quarter_of_the_best_margin_of_stumps_on_tumours(lab, verify):
    evidence, best = tumours(lab, verify)
    goals = np.stack([best / 4, 3 * best / 8], axis=2).reshape(len(best), 4)

    theory = PerTrial([[exact.rounds_to_share(g, 40, s) for g in pair for s in (0.25, 0.375)] for pair in best])

    rivals = {
        "whatever the margin: ln n": np.full(4, np.log(40)),
        "whatever n: 1 / margin": PerTrial(1 / np.repeat(best, 2, axis=1)),
    }
    seen = evidence["margin"].map(lambda x: measured.settled(np.repeat(x, 2, axis=1), goals[: len(x)]))
    verify(
        CLAIM, side="at most", theory=theory, evidence=seen, tolerance=Exactly(because="counts"), counterclaims=rivals
    )


@pytest.mark.parametrize(("n", "errors"), [(8, 3), (16, 6)])
def test_adaboost_reaches_a_quarter_of_the_best_margin_against_an_adversary(lab, verify, n, errors):
    margin = float(exact.margin_with_errors(n, errors))

    theory = [exact.rounds_to_share(margin, n, share) for share in (0.25, 0.375)]

    evidence = adversary(lab, n, errors, 360)
    goals = np.array([margin / 4, 3 * margin / 8])

    rivals = {
        "ln n / margin": np.full(2, np.log(n) / margin),
        "a quarter of the bound": [count / 4 for count in theory],
        "as soon as there are no errors: 2 ln n / margin^2": np.full(2, exact.rounds_to_share(margin, n, 0)),
    }
    seen = evidence["margin"].map(lambda x: measured.settled(np.repeat(x, 2, axis=1), goals))
    verify(
        CLAIM, side="at most", theory=theory, evidence=seen, tolerance=Exactly(because="counts"), counterclaims=rivals
    )


def test_adaboost_reaches_a_quarter_of_the_best_margin_and_half_against_an_adversary(lab, verify):
    margin = float(exact.margin_with_errors(8, 3))  # 1/4

    theory = np.full(len(GRID), float(exact.rate(margin)))

    evidence = adversary(lab, 8, 3, GRID[-1])

    slack = np.log(8) / (GRID / 4) + 0.06 / 4
    tolerance = ModelError(slack, because="the soft minimum is ln n low at most; edges exceed the margin by a few %")

    rivals = {"the best margin": np.full(len(GRID), margin), "two thirds": np.full(len(GRID), margin / 1.5)}
    seen = evidence["margin"].map(lambda x: x[:, 0, GRID - 1])
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           at=GRID, series=f"adversary, best margin {margin}")  # fmt: skip
