r"""Exact line search does not maximize the margin.

Statement.  Coordinate descent on the exponential risk with exact line search, AdaBoost, need not tend to the best
margin. On a table A of 8 x 8 signs whose best vote has the margin 5/13 it tends to 1/3, from weights near uniform: it
settles in a cycle of three columns, all with the edge $r = (\sqrt 5 - 1)/2$, and after t rounds of that the margin is
$(\lfloor t/3 \rfloor - 1_{t \equiv 1\, (3)}) / t$. With short steps coordinate descent does tend to the best margin,
that of the $\ell_1$ norm, not to that of the $\ell_2$ norm.

Reason.  A round along a column a of edge r divides the weight of row i by $1 + r a_i$, and $(1 + r)^2 (1 - r) = 1$:
rows that are wrong in one round of three get their weights back. That the three columns lead all others, strictly, is
an inequality in $\mathbb{Q}(\sqrt 5)$, decided without rounding. The rate guaranteed to edges r is attained: with $1 -
r^2 = r$ and $(1+r)/(1-r) = r^{-3}$ it is 1/3.
"""

from fractions import Fraction

import numpy as np

from empirics import boosting_cycle as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Roundoff, Source
from theory import boosting, l1_margins, margins, rival_directions
from theory import boosting_cycle as exact

CLAIM = Claim(
    name="margins.exact_line_search_does_not_maximize_the_margin",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{\min_i m_i}{\sum_t a_t} \to \Upsilon\Bigl(\frac{\sqrt 5 - 1}{2}\Bigr) = \frac13 < \frac5{13} ="
    r" \max_{\|w\|_1 \le 1} \min_i (A w)_i",
    source=Source("telgarskymargin", where="The linear case"),
    standing=Corrected("coordinate descent gets the best margin in the limit of short steps, not by exact line search"),
    axes=Axes(x="round", y="margin", xscale="log"),
)
TABLE = np.array(exact.TABLE, dtype=float)
GRID = np.unique(np.round(np.geomspace(1, 1000, 50)).astype(int))
SUMS = Roundoff(operations=3000, because="sums of up to 1000 equal steps, and three operations in each")


def cycles(lab, verify):
    """Runs from random weights in the cycle, each certified to be one without rounding."""
    evidence = lab.run(
        measured.in_cycle, trials=lab.at_scale(smoke=4, standard=8, nightly=128), table=TABLE, rounds=3000
    )
    shares = [[Fraction(x, 1000) for x in row] for row in evidence.all("shares").astype(int).tolist()]
    holds = all(exact.is_cycle(exact.cycle_weights(row[:3], row[3:])) for row in shares)
    verify.precondition(CLAIM, holds=holds, certificate=f"not all of these shares are repeated: {shares}")
    return evidence


def test_exact_line_search_does_not_maximize_the_margin(lab, verify):
    evidence = cycles(lab, verify)

    theory = [exact.margin_in_cycle(int(t)) for t in GRID]

    best = l1_margins.l1_margin_value(exact.TABLE)
    rivals = {
        "as printed, the best margin": Printed(np.full(len(GRID), best)),
        "the limit at once": np.full(len(GRID), float(exact.LIMIT)),
        "all rows lag by one": np.floor(GRID / 3) / GRID - 1 / GRID,
    }
    seen = evidence["margin"].map(lambda x: x[:, GRID - 1])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=SUMS, counterclaims=rivals,
           at=GRID, series="weights in the cycle")  # fmt: skip


def test_exact_line_search_does_not_maximize_the_margin_in_a_golden_cycle(lab, verify):
    evidence = cycles(lab, verify)

    theory = [float(exact.R)] * 60 + [column for column, _ in exact.CYCLE] * 20

    rivals = {
        "the edge that the best margin asks for": np.append(np.full(60, 5 / 13), theory[60:]),
        "five eighths": np.append(np.full(60, 5 / 8), theory[60:]),
    }
    columns = evidence.all("column")
    seen = evidence["edge"].map(lambda x: np.hstack([x[:, :60], columns[: len(x), :60]]))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=SUMS, counterclaims=rivals)


def test_exact_line_search_does_not_maximize_the_margin_from_weights_near_uniform(lab, verify):
    late = GRID[GRID >= 100]
    theory = np.full(len(late), float(boosting.rate(float(exact.R))))

    trials, rounds = lab.at_scale(smoke=4, standard=4, nightly=128), int(GRID[-1])
    evidence = lab.run(measured.near_uniform, trials=trials, table=TABLE, spread=0.02, rounds=rounds)

    tolerance = ModelError(3 / late, because="the way into the cycle: 1.4 / t in pilots of 60 runs, 1.33 / t in it")

    best = l1_margins.l1_margin_value(exact.TABLE)
    rivals = {
        "as printed, the best margin": Printed(np.full(len(late), best)),
        "half of it, as guaranteed": np.full(len(late), float(boosting.rate(best))),
    }
    seen = evidence["margin"].map(lambda x: x[:, late - 1])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           at=late, series="weights near uniform")  # fmt: skip


def test_exact_line_search_does_not_maximize_the_margin_but_short_steps_do(lab, verify):
    trials, sizes = lab.at_scale(smoke=2, standard=2, nightly=64), {"tables": 16, "n": 8, "d": 4}
    evidence = lab.run(measured.short_steps, trials=trials, **sizes, shrinkage=0.1, rounds=4000)

    def each(value):
        return PerTrial([[value(rows) for rows in tables] for tables in evidence.all("rows")])

    theory = each(l1_margins.l1_margin_value)

    tolerance = ModelError(0.01, because="4000 steps of a tenth of the edge: within 0.005 in pilots of 16 tables")

    def of(direction):
        """The margin of a direction, over its l1 norm."""
        return each(lambda rows: (rows @ direction(rows)).min() / np.abs(direction(rows)).sum())

    rivals = {
        "of the l2 margin's direction": of(lambda rows: getattr(margins.l2_margin(rows), "direction", None)),
        "of least squares": of(rival_directions.least_squares),
        "half of the best margin": PerTrial(np.array(theory.values) / 2),
    }
    verify(CLAIM, theory=theory, evidence=evidence["reached"], tolerance=tolerance, counterclaims=rivals,
           series="short steps")  # fmt: skip
