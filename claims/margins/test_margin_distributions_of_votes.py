r"""Margin distributions of votes: no errors exactly if F(0) = 0, and F(t) > 0 from the margin on.

Statement.  Let F(t) be the share of examples for which a vote $f = \sum_j w_j h_j$ of voters $|h_j| \le 1$ has
$y_i f(x_i) \le t \sum_j |w_j|$. F rises in steps, is continuous from the right, and F(0) is the training error if ties
count as errors. The first step is at the margin $\gamma$ of the voters at most, whatever the weights. Coordinate
descent on the exponential risk, with steps of $\nu$ times the largest edge, brings it to $(1 - \nu / 2) \gamma - \ln(n)
/ |w|_1$ at least.

Reason.  Under the hardest distribution of the examples no voter has a larger edge than $\gamma$, so neither has a
vote. A step a on an edge e lowers the log of the risk by $a e - a^2 / 2$ or more, and edges are at least $\gamma$.
"""

from fractions import Fraction

import numpy as np

from empirics import margin_distributions as measured
from harness import AsPrinted, Axes, Claim, Exactly, Kind, PerTrial, Roundoff, Source
from theory import l1_margins
from theory import margin_distributions as exact

CLAIM = Claim(
    name="margins.margin_distributions_of_votes",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"F(t) = \frac{1}{n} \# \Bigl\{ i : \frac{y_i f(x_i)}{\|w\|_1} \le t \Bigr\}, \qquad \bigl( 1 - \tfrac{\nu}{2}"
    r" \bigr) \gamma - \frac{\ln n}{\|w\|_1} \le \min_i \frac{y_i f(x_i)}{\|w\|_1} \le \gamma",
    source=Source("telgarskymargin", where="Margin plots"),
    standing=AsPrinted("the plots show F; its first step and the rate of boosted stumps are added here"),
    axes=Axes(x="rounds", y="first step of F", xscale="log"),
)
ROUNDS, STEP, EXAMPLES = (10, 30, 100, 300, 1000), 0.1, 10
SUMS = Roundoff(operations=4 * max(ROUNDS), because="sums of as many steps, over the sum of the weights")


def votes(lab):
    """Votes with integer weights, and their exact normalised margins."""
    trials = lab.at_scale(smoke=64, standard=512, nightly=16384)
    evidence = lab.run(measured.vote, trials=trials, n=8, voters=7, thresholds=np.arange(-16, 17) / 16)
    known = zip(evidence.all("rows"), evidence.all("weights"), strict=True)
    return evidence, [exact.of_vote(*vote) for vote in known]


def stumps(lab):
    """Boosted stumps, and the exact margins of all stumps on the same points, one column a round."""
    trials = lab.at_scale(smoke=4, standard=8, nightly=256)
    evidence = lab.run(measured.boosted, trials=trials, n=EXAMPLES, d=2, rounds=ROUNDS, step=STEP)
    return evidence, np.array([[l1_margins.l1_margin_value(rows)] * len(ROUNDS) for rows in evidence.all("rows")])


def test_margin_distributions_of_votes(lab, verify):
    evidence, margins = votes(lab)
    at, before = ([Fraction(k, 16) - late for k in range(-16, 17)] for late in (0, Fraction(1, 32)))

    theory = PerTrial([exact.distribution(each, at) for each in margins])

    tolerance = Exactly(because="shares of examples; all margins and thresholds are multiples of 1/16")

    rivals = {
        "from the left: ties do not count": PerTrial([exact.distribution(m, before) for m in margins]),
        "weights of sum 16 not divided out": PerTrial([exact.distribution([16 * x for x in m], at) for m in margins]),
        "the share beyond": PerTrial([[1 - share for share in exact.distribution(m, at)] for m in margins]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["distribution"], tolerance=tolerance, counterclaims=rivals)


def test_margin_distributions_of_votes_without_errors(lab, verify):
    evidence, margins = votes(lab)

    theory = PerTrial([exact.distribution(each, [0]) == [0] for each in margins])

    tolerance = Exactly(because="yes and no")

    rivals = {
        "a tie is no error": PerTrial([exact.distribution(each, [Fraction(-1, 32)]) == [0] for each in margins]),
        "the median margin is positive": PerTrial([exact.distribution(each, [0])[0] < 0.5 for each in margins]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["faultless"], tolerance=tolerance, counterclaims=rivals)


def test_margin_distributions_of_votes_of_boosted_stumps(lab, verify):
    evidence, gamma = stumps(lab)

    theory = PerTrial(gamma)

    tolerance = SUMS

    rivals = {"half the margin": PerTrial(gamma / 2), "nine tenths of it": PerTrial(0.9 * gamma)}
    verify(CLAIM, kind=Kind.BOUND, side="at most", theory=theory, evidence=evidence["least"], tolerance=tolerance,
           counterclaims=rivals, at=ROUNDS, series="first step less the margin")  # fmt: skip


def test_margin_distributions_of_votes_of_many_boosted_stumps(lab, verify):
    evidence, gamma = stumps(lab)
    known = zip(gamma[:, 0], evidence.all("lengths"), strict=True)

    theory = PerTrial([exact.smallest_after(margin, STEP, EXAMPLES, lengths) for margin, lengths in known])

    tolerance = SUMS

    rivals = {"at once": PerTrial(gamma), "no log of n": PerTrial((1 - STEP / 2) * gamma)}
    verify(CLAIM, kind=Kind.BOUND, side="at least", theory=theory, evidence=evidence["least"], tolerance=tolerance,
           counterclaims=rivals, at=ROUNDS, series="first step less its lower bound")  # fmt: skip
