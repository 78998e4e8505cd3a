r"""AdaBoost is coordinate descent.

Statement.  For votes of $h_j(x_i) = \pm 1$, AdaBoost is coordinate descent on $\sum_i e^{-m_i}$, $m_i$ the margins so
far, with exact line search: the column of largest edge $\gamma = |\sum_i p_i y_i h_j(x_i)|$, $p_i \propto e^{-m_i}$, is
the one along which most can be gained, and the step $\mathrm{artanh}\, \gamma$ gains all of it: the sum is multiplied
by $\sqrt{1 - \gamma^2}$. Hence $\ln \sum_i e^{-m_i} = \ln n + \frac12 \sum_t \ln(1 - \gamma_t^2)$ after every round;
its negative is a soft minimum, at most $\ln n$ below the smallest margin. Where $h = \pm c$, the step is
$\mathrm{artanh}(\gamma / c) / c$; for values in $[-1, 1]$ the line search goes at least as far as AdaBoost.

Reason.  Along one column the sum is $\cosh a - \gamma \sinh a$ times what it was, and convexity of the exponential
makes this a bound for values between the signs. The largest term of $\sum_i e^{-m_i}$ is at least the sum over n.
"""

import numpy as np
import pytest

from empirics import boosted_tables as measured
from harness import Axes, Claim, Kind, PerTrial, Printed, Radius, Roundoff, Source, UnderConvention
from theory import boosting as exact

CLAIM = Claim(
    name="margins.adaboost_is_coordinate_descent",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\ln \sum_{i=1}^n e^{-m_i} = \ln n + \tfrac12 \sum_t \ln (1 - \gamma_t^2), \qquad"
    r" -\ln \sum_i e^{-m_i} \le \min_i m_i \le -\ln \tfrac1n \sum_i e^{-m_i}",
    source=Source("telgarskymargin", where="Boosting overview; Boosting methods find large margin boosted classifiers"),
    standing=UnderConvention(
        "the line search is exact for values of one size only; 'ln sum is like the margin' up to its sign"
    ),
    axes=Axes(x="round", y="negative logarithm of the sum"),
)
N, VOTERS, ROUNDS = 32, 48, 64
SUMS = Roundoff(operations=2**13, scale=8, because="64 rounds of sums over 32 rows, of margins below 8")
SEARCH = Radius(1e-11, because="a root of the derivative, bracketed to 1e-14, of sums of 32 terms of order one")


def searched(lab, confidence, unsure):
    trials, sizes = lab.at_scale(smoke=4, standard=8, nightly=256), {"n": N, "d": VOTERS, "rounds": 24}
    return lab.run(measured.searched, trials=trials, **sizes, confidence=confidence, unsure=unsure)


def random_signs(lab):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    evidence = lab.run(measured.random_signs, trials=trials, n=N, d=VOTERS, rounds=ROUNDS)
    return evidence, exact.soft_margin(evidence.all("edge"), exact.adaboost_step(evidence.all("edge")), N)


@pytest.mark.parametrize("confidence", [1.0, 0.5])
def test_adaboost_is_coordinate_descent_with_exact_line_search(lab, verify, confidence):
    evidence = searched(lab, confidence, 0.0)
    edges = evidence.all("edge")

    theory = PerTrial(exact.adaboost_step(edges, confidence))

    rivals = {
        "a quadratic model: the edge, over the mean square": PerTrial(edges / confidence**2),
        "ln((1 + g) / (1 - g)), twice as far": PerTrial(2 * theory.values),
    }
    if confidence != 1:
        rivals["the step for signs"] = PerTrial(exact.adaboost_step(edges))
    verify(CLAIM, theory=theory, evidence=evidence["step"], tolerance=SEARCH, counterclaims=rivals)


def test_adaboost_is_coordinate_descent_with_short_steps_between_the_signs(lab, verify):
    evidence = searched(lab, 1.0, 0.3)
    edges = evidence.all("edge")

    theory = PerTrial(exact.adaboost_step(edges))

    rivals = {
        "a quadratic model: the edge, over the mean square": PerTrial(edges / evidence.all("square")),
        "ln((1 + g) / (1 - g)), twice as far": PerTrial(2 * theory.values),
        "a third longer": PerTrial(4 / 3 * theory.values),
    }
    verify(CLAIM, kind=Kind.BOUND, side="at least", theory=theory, evidence=evidence["step"], tolerance=SEARCH,
           counterclaims=rivals)  # fmt: skip


def test_adaboost_is_coordinate_descent_along_the_best_coordinate(lab, verify):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    evidence = lab.run(measured.best_coordinate, trials=trials, n=N, d=VOTERS)
    edges = evidence.all("edge")

    theory = PerTrial(exact.log_gain(edges, exact.adaboost_step(edges)))

    rivals = {
        "Hoeffding's bound: half the squared edge": PerTrial(edges**2 / 2),
        "the factor 1 - g^2": PerTrial(2 * theory.values),
    }
    verify(CLAIM, theory=theory, evidence=evidence["fall"], tolerance=SEARCH, counterclaims=rivals)


def test_adaboost_is_coordinate_descent_on_the_exponential_risk(lab, verify):
    evidence, soft = random_signs(lab)

    theory = PerTrial(soft)

    rivals = {
        "as printed, without the minus sign": Printed(PerTrial(-soft)),
        "the mean over the rows, not the sum": PerTrial(soft + np.log(N)),
        "Hoeffding's bound": PerTrial(np.cumsum(evidence.all("edge") ** 2, axis=1) / 2 - np.log(N)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["soft"], tolerance=SUMS, counterclaims=rivals,
           at=np.arange(1, ROUNDS + 1), series="soft minimum")  # fmt: skip


@pytest.mark.parametrize("side", ["at least", "at most"])
def test_adaboost_is_coordinate_descent_on_a_soft_minimum(lab, verify, side):
    evidence, soft = random_signs(lab)

    theory = PerTrial(soft if side == "at least" else soft + np.log(N))

    rivals = {
        "as printed, without the minus sign": Printed(PerTrial(-theory.values)),
        "the mean is below, the sum above": PerTrial(2 * soft + np.log(N) - theory.values),
        "half of ln n is enough": PerTrial(soft + np.log(N) / 2),
    }
    verify(CLAIM, kind=Kind.BOUND, side=side, theory=theory, evidence=evidence["least"], tolerance=SUMS,
           counterclaims=rivals)  # fmt: skip
