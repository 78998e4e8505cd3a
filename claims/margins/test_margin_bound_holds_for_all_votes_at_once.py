r"""The margin bound holds for all votes at once.

Statement.  Let $R_n$ be the Rademacher complexity of classifiers with values in [-1, 1]. With probability $1 - \delta$,
all their votes f with weights of sum one err with probability at most $\hat P(y f < \gamma) + \frac{2}{\gamma} R_n +
\sqrt{\ln(1/\delta) / (2n)}$, for a $\gamma$ fixed in advance, and for all of J such $\gamma$ with $\delta / J$. For
stumps on the line $n R_n = 2\, \mathbb{E} \sum L - (n \bmod 2)$, over the divisors L of a sum of n signs with an odd
quotient, and $\sqrt n R_n \to (\pi / 2)^{3/2}$. At n = 400, for labels that turn twice along the line, $\gamma = 0.3$
and $\delta = 0.05$, the bound is 0.70. Neither $1/\gamma$ nor the margins can be left out: with noisy labels there are
votes that make no errors on the sample and many elsewhere.

Reason.  The ramp from 1 at 0 to 0 at $\gamma$ lies between error and margin violation. Its mean deviates, at its worst
vote, by $2 R_n$ times its slope in the mean, and by the last term more at most; the convex hull is as complex as the
class. For stumps, reflect the walk of partial sums at two barriers.
"""

import numpy as np
import pytest

from empirics import stumps as measured
from harness import Axes, Claim, Kind, NearGaussian, PerTrial, Resolution, Roundoff, Source, UnderConvention
from theory import stumps as exact

CLAIM = Claim(
    name="margins.margin_bound_holds_for_all_votes_at_once",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\Pr[y f \le 0] \le \hat P[y f < \gamma] + \frac{2}{\gamma} R_n + \sqrt{\frac{\ln(1/\delta)}{2n}}",
    source=Source("telgarskymargin", where="Boosting overview; Theorem (Schapire-Freund-Bartlett-Lee, 1998)"),
    standing=UnderConvention(
        "gamma fixed in advance, or among J; constants, and the complexity of stumps in closed form, are added"
    ),
    axes=Axes(x="number of points n", y="bound", xscale="log", yscale="log"),
)
N, NOISES, GAMMAS = 400, (0.0, 0.05, 0.3, 0.5), (0.004, 0.03, 0.1, 0.3, 0.9)
SIZES, MARGIN, DELTA = np.array([50, 100, 200, 400]), 0.3, 0.05
SURE = 1e-9  # so small that the bound may be asked of every trial
READINGS = {"each": (1, lambda x: x), "best": (len(GAMMAS), lambda x: x.min(axis=-1, keepdims=True))}
LENGTHS = Roundoff(operations=4 * N, because="sums of n lengths, 1 in all")


def votes(lab, trials):
    return lab.run(measured.votes, trials=trials, n=N, rounds=200, noises=NOISES, gammas=GAMMAS)


def flat(x):
    return x.reshape(len(x), -1)


@pytest.mark.parametrize("margin", ["each", "best"])
def test_margin_bound_holds_for_all_votes_at_once(lab, verify, margin):
    evidence = votes(lab, lab.at_scale(smoke=4, standard=32, nightly=1024))
    shares, errors = evidence.all("shares"), evidence.all("errors")[..., None]
    choices, read = READINGS[margin]
    excess = exact.excess(N, GAMMAS, SURE, choices)

    theory = PerTrial(flat(read(shares + excess)))

    rivals = {
        "without the factor 1 / gamma": PerTrial(flat(read(shares + exact.excess(N, 1, SURE, choices)))),
        "errors in place of margin violations": PerTrial(flat(read(errors + excess))),
        "a vote that was fixed in advance": PerTrial(flat(read(shares + exact.deviation(N, SURE / choices)))),
    }
    seen = evidence["risk"].map(lambda x: flat(read(x[..., None] + 0 * excess)))
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=LENGTHS, counterclaims=rivals)


def test_margin_bound_holds_for_all_votes_at_once_with_exact_risks(lab, verify):
    evidence = votes(lab, trials=lab.at_scale(smoke=4, standard=4, nightly=64))
    known = list(zip(*(evidence.all(name) for name in ("points", "values", "turns")), strict=True))

    def risks(noises):
        for x, values, turns in known:
            cuts = (x[1:] + x[:-1]) / 2
            yield [float(exact.risk(cuts, f, turns, a)) for a, pair in zip(noises, values, strict=True) for f in pair]

    theory = PerTrial(list(risks(NOISES)))

    rivals = {
        "errors on the sample": PerTrial(flat(evidence.all("errors"))),
        "without the noise": PerTrial(list(risks([0.0] * len(NOISES)))),
    }
    seen, kind = evidence["risk"].map(flat), Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=seen, tolerance=LENGTHS, counterclaims=rivals)


def test_margin_bound_holds_for_all_votes_at_once_and_says_something(lab, verify):
    sizes = SIZES.tolist()
    theory = [exact.excess(n, MARGIN, DELTA) for n in sizes]

    trials = lab.at_scale(smoke=64, standard=1024, nightly=16384)
    evidence = lab.run(measured.two_turns, trials=trials, sizes=tuple(sizes), draws=64, gamma=MARGIN)

    deviation = np.sqrt(np.log(1 / DELTA) / (2 * SIZES))
    fine = lab.at_scale(smoke=0.8, standard=0.2, nightly=0.05)
    tolerance = Resolution(fine / SIZES**0.5, because="1.5 % of 13 / sqrt n, the complexity that 65,536 draws locate")

    rivals = {
        "complexity from the VC dimension": 2 / MARGIN * bounds(exact.complexity_by_vc_dimension) + deviation,
        "its limit at every n": 2 / MARGIN * exact.RADEMACHER_LIMIT / SIZES**0.5 + deviation,
        "without the factor 1 / gamma": [exact.excess(n, 1, DELTA) for n in sizes],
        "R_n / gamma, once": 1 / MARGIN * bounds(exact.rademacher) + deviation,
    }
    seen = evidence["violations"].map(lambda x: x + deviation)
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           tail=NearGaussian(skewness=0.6), at=SIZES, series="bound for margin 0.3, two turns")  # fmt: skip


def bounds(complexity):
    return np.array([float(complexity(n)) for n in SIZES.tolist()])
