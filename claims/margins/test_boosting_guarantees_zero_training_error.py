r"""Boosting guarantees zero training error.

Statement.  If some vote of the columns has a margin $\bar\gamma > 0$ on n examples, AdaBoost makes no training error
from round $2 \ln n / \bar\gamma^2$ on, and after t rounds the share of errors is at most $(1 - \bar\gamma^2)^{t/2}$.
This needs no more than an edge of $\bar\gamma$ in every round: an adversary who always gives the column of least
such edge delays it to more than a quarter of that count. Without any such vote, as for an example that comes with both
labels, some weights leave no column an edge, and there is no guarantee.

Reason.  By duality, for all weights p of the examples some column has the edge $\sum_i p_i y_i h(x_i) \ge \bar\gamma$.
Then each round multiplies $\sum_i e^{-m_i}$ by $\sqrt{1 - \bar\gamma^2} < e^{-\bar\gamma^2/2}$ or less, and an error
alone contributes 1.
"""

import numpy as np
import pytest

from empirics import boosted_tables as measured
from harness import Axes, Claim, Exactly, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import boosting as exact
from theory import l1_margins

CLAIM = Claim(
    name="margins.boosting_guarantees_zero_training_error",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"t > \frac{2 \ln n}{\bar\gamma^2} \;\Rightarrow\; m_i > 0 \text{ for all } i, \qquad"
    r" \tfrac1n \#\{i : m_i \le 0\} \le (1 - \bar\gamma^2)^{t/2}",
    source=Source("telgarskymargin", where="Margins, boosting, and deep networks"),
    standing=UnderConvention(
        "some vote of the columns separates the examples, and each round has an edge of its margin"
    ),
    axes=Axes(x="round", y="share of training errors, and its bound"),
)
ROUNDS = Exactly(because="counts of rounds")


@pytest.mark.parametrize(("n", "errors"), [(8, 3), (12, 5), (16, 6)])
def test_boosting_guarantees_zero_training_error_against_an_adversary(lab, verify, n, errors):
    margin = exact.margin_with_errors(n, errors)

    theory = exact.rounds_to_share(margin, n, 0)

    trials, sizes = lab.at_scale(smoke=4, standard=8, nightly=128), {"n": n, "errors": errors, "rounds": 200}
    evidence = lab.run(measured.adversary, trials=trials, **sizes, edge=float(margin), shrinkage=np.array([1.0]))
    edges = evidence.all("edge")
    verify.precondition(CLAIM, holds=edges.min() > margin - 1e-9, certificate=f"an edge of {edges.min()} < {margin}")

    rivals = {
        "a quarter of it: ln n / (2 margin^2)": np.log(n) / (2 * float(margin) ** 2),
        "not squared: 2 ln n / margin": 2 * np.log(n) / float(margin),
        "whatever n: 1 / margin^2": 1 / margin**2,
    }
    seen = evidence["cleared"].map(lambda x: x[:, 0])
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=ROUNDS, counterclaims=rivals)


def test_boosting_guarantees_zero_training_error_at_an_exponential_rate(lab, verify):
    margin, t = exact.margin_with_errors(16, 6), np.arange(1, 91)

    theory = exact.share_of_errors(margin, t)

    trials, sizes = lab.at_scale(smoke=4, standard=8, nightly=128), {"n": 16, "errors": 6, "rounds": 200}
    evidence = lab.run(measured.adversary, trials=trials, **sizes, edge=float(margin), shrinkage=np.array([1.0]))

    tolerance = Roundoff(operations=128, because="powers of numbers below one")

    rivals = {
        "no square root: (1 - margin^2)^t": theory**2,
        "exp(-margin t)": np.exp(-float(margin) * t),
    }
    seen = evidence["errors"].map(lambda x: x[:, 0, : len(t)] / 16)
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           at=t, series="adversary, n = 16")  # fmt: skip


def test_boosting_guarantees_zero_training_error_of_stumps_on_tumours(lab, verify):
    trials, n = lab.at_scale(smoke=2, standard=8, nightly=64), 40
    evidence = lab.run(measured.stumps, trials=trials, n=n, features=6, rounds=400)
    margins = [[l1_margins.l1_margin_value(table) for table in pair] for pair in evidence.all("table").astype(int)]
    verify.precondition(CLAIM, holds=np.min(margins) > 0, certificate="no vote of the stumps separates some labels")

    theory = PerTrial([[exact.rounds_to_share(margin, n, 0) for margin in pair] for pair in margins])

    rivals = {
        "whatever the margin: ln n": np.full(2, np.log(n)),
        "whatever n: 1 / margin": PerTrial(1 / np.array(margins)),
    }
    verify(CLAIM, side="at most", theory=theory, evidence=evidence["cleared"], tolerance=ROUNDS, counterclaims=rivals,
           series="true and random labels")  # fmt: skip
