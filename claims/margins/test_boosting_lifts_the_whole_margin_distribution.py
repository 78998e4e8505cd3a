r"""Boosting lifts the whole margin distribution.

Statement.  After rounds of AdaBoost with edges $g_t$ and steps $a_t = \operatorname{artanh} g_t$, the share $F(\theta)$
of examples whose margin $m_i / \sum_t a_t$ is at most $\theta$ stays below $e^{\theta \sum_t a_t} \prod_t \sqrt{1 -
g_t^2}$, for every $\theta$ at once. So not the smallest margin alone is lifted, long after the training error is zero.
Decision stumps on tumours show it, with true and with random labels. The random ones leave the stumps smaller edges,
their distribution rises much less, and this is what the plots of margins show.

Reason.  The weights of a round are $e^{-m_i}$ over their sum, so each round multiplies the mean of $e^{-m_i}$ by
$\sqrt{1 - g_t^2}$. An example with $m_i \le \theta \sum_t a_t$ alone contributes $e^{-\theta \sum_t a_t} / n$ or more.
"""

import numpy as np
import pytest

from empirics import boosted_tables as measured
from harness import AsPrinted, Axes, Claim, Kind, Radius, Source
from theory import boosting as exact

CLAIM = Claim(
    name="margins.boosting_lifts_the_whole_margin_distribution",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"F(\theta) = \tfrac1n \#\Bigl\{ i : \frac{m_i}{\sum_t a_t} \le \theta \Bigr\} \le e^{\theta \sum_t a_t}"
    r" \prod_t \sqrt{1 - g_t^2}",
    source=Source("telgarskymargin", where="Example: boosted decision stumps"),
    standing=AsPrinted("the slides plot F; the curve above it is Schapire, Freund, Bartlett and Lee's, checked here"),
    axes=Axes(x="normalised margin", y="share of examples at or below it"),
)
ROUNDS, AT = (3, 30, 300), np.round(np.arange(-0.4, 0.85, 0.05), 2)
LABELS = ("true", "random")


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("labels", LABELS)
def test_boosting_lifts_the_whole_margin_distribution(lab, verify, labels, rounds):
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.distributions, trials=trials, n=80, features=6, rounds=ROUNDS, at=AT)
    which, when = LABELS.index(labels), ROUNDS.index(rounds)
    edges, steps = (evidence.all(name)[:, which, :rounds] for name in ("edge", "step"))

    known = zip(edges, steps, strict=True)
    theory = np.max([exact.distribution_ceiling(g, a, AT) for g, a in known], axis=0)  # on the slowest data

    tolerance = Radius(1e-9, because="sums of some hundred steps, in exponents below a hundred")
    rivals = {
        "a third of it": theory / 3,
        "every margin is above twice the mean edge": 1.0 * (2 * edges.mean() <= AT),
    }
    seen, shown = evidence["share"].map(lambda x: x[:, which, when]), {"at": AT, "series": f"{labels}, round {rounds}"}
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
