r"""Random labels kill the margin bound.

Statement.  For any class of classifiers with values in [-1, 1], the largest margin of a vote on n points is at most the
best correlation of a classifier with the labels. So for random labels its mean is at most the Rademacher complexity
$R_n$, and the term $2 R_n / \gamma$ of the margin bound is at least 2 in the mean, which says nothing. Stumps on the
line, with k changes of label, have the margin $1 / (2 \lfloor k/2 \rfloor + 1)$. For random labels its mean is near
2/n, and $\mathbb{E}\, 1/\gamma = n/2$ exactly: the term is $n R_n$, which grows like $(\pi/2)^{3/2} \sqrt n$. For
labels that turn twice it is $6 R_n$, which falls.

Reason.  The least margin is at most the mean one, under uniform weights on the points, and a mean over the vote is at
most its best classifier. Then $\mathbb{E}\, 1/\gamma \ge 1 / \mathbb{E} \gamma \ge 1 / R_n$, by Jensen. On the line, a
vote of margin $\gamma$ has the variation $2 \gamma k$ at least, twice the sum of its weights at most; and the number of
changes is binomial.
"""

import numpy as np
import pytest

from empirics import stumps as measured
from harness import Axes, Claim, Kind, NearGaussian, PerTrial, Resolution, Roundoff, Source, UnderConvention
from theory import stumps as exact

CLAIM = Claim(
    name="margins.random_labels_kill_the_margin_bound",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\mathbb{E}_y\, \gamma(y) \le R_n \quad\Longrightarrow\quad \mathbb{E}_y \frac{2 R_n}{\gamma(y)} \ge 2",
    source=Source("telgarskymargin", where="Boosting overview"),
    standing=UnderConvention("at the largest margin without violations; the proof, for every class, is added"),
    axes=Axes(x="number of points n", y="margin, or complexity term", xscale="log", yscale="log"),
)
PROGRAM = Roundoff(operations=2e5, because="a linear program with tens of rows, solved to 1e-11")
SIZES = np.array([10, 25, 50, 100, 200, 400])


@pytest.mark.parametrize("family", ["random", "real", "stumps"])
def test_random_labels_kill_the_margin_bound_of_any_class(lab, verify, family):
    trials = lab.at_scale(smoke=32, standard=64, nightly=2048)
    evidence = lab.run(measured.any_class, trials=trials, family=family, n=4, classifiers=12)
    tables = evidence.all("table")

    theory = PerTrial([float(exact.best_correlation(table)) for table in tables])

    rivals = {
        "half of the best correlation": PerTrial(np.array(theory.values) / 2),
        "the correlation of the first classifier": PerTrial(np.abs(tables[:, :, 0].mean(axis=1))),
        "the mean correlation": PerTrial(np.abs(tables.mean(axis=1)).mean(axis=1)),
    }
    verify(CLAIM, side="at most", theory=theory, evidence=evidence["margin"], tolerance=PROGRAM, counterclaims=rivals)


@pytest.mark.parametrize("n", [7, 24])
def test_random_labels_kill_the_margin_bound_through_changes_of_label(lab, verify, n):
    trials = lab.at_scale(smoke=16, standard=48, nightly=1024)
    evidence = lab.run(measured.best_vote, trials=trials, n=n)
    labels = evidence.all("labels").astype(int)
    counts = (labels[:, 1:] != labels[:, :-1]).sum(axis=1)

    theory = PerTrial([float(exact.largest_margin(one)) for one in labels.tolist()])

    rivals = {
        "one stump for every change: 1 / max(k, 1)": PerTrial(1 / np.maximum(counts, 1)),
        "nothing is spared for even k: 1 / (k + 1)": PerTrial(1 / (counts + 1)),
        "the best correlation": PerTrial([best_of_stumps(one) for one in labels]),
    }
    seen, kind = evidence["margin"], Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=seen, tolerance=PROGRAM, counterclaims=rivals)


def best_of_stumps(labels):
    return float(exact.best_correlation(labels[:, None] * (2 * np.tri(len(labels)) - 1)))


def values(n):
    """Theory for each observable of `measured.signs`, at these numbers of points."""
    functions = (exact.rademacher, exact.mean_margin, exact.mean_inverse_margin)
    complexity, margin, inverse = (np.array([float(f(k)) for k in n.tolist()]) for f in functions)
    return {"margin": margin, "complexity": complexity, "term": 2 * complexity * inverse}


def rivals(n, what):
    one = values(n)
    crossed = {"margin": one["complexity"], "complexity": one["margin"], "term": 2.0 + 0 * n}
    limits = {"margin": 2 / n, "complexity": exact.RADEMACHER_LIMIT / n**0.5, "term": exact.RADEMACHER_LIMIT * n**0.5}
    return {
        "the mean margin is R_n, as far as the bound goes": crossed[what],
        "the limit at every n": limits[what],
        "one point less": one[what] * (1 - 1 / n),
    }


FINE = {"margin": 0.25 / SIZES**1.5, "complexity": 0.04 / SIZES**0.5, "term": 0.07 * SIZES**0.5}


@pytest.mark.parametrize("what", list(FINE))
def test_random_labels_kill_the_margin_bound_exactly(lab, verify, what):
    sizes = np.arange(2, 11)
    theory = values(sizes)[what]

    evidence = lab.run(measured.all_signs, trials=lab.at_scale(smoke=2, standard=2, nightly=8), largest=10)[what]

    tolerance = Roundoff(operations=2**10, scale=10, because="means over at most 2^10 signs")

    shown = {"kind": Kind.IDENTITY, "at": sizes, "series": f"{what}, all labels"}
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals(sizes, what), **shown)


@pytest.mark.parametrize("what", list(FINE))
def test_random_labels_kill_the_margin_bound_as_margins_fall_faster_than_complexity(lab, verify, what):
    theory = values(SIZES)[what]

    trials = lab.at_scale(smoke=64, standard=1024, nightly=16384)
    evidence = lab.run(measured.signs, trials=trials, sizes=tuple(SIZES.tolist()), draws=64)[what]

    fine = FINE[what] * lab.at_scale(smoke=4, standard=1, nightly=0.25)
    tolerance = Resolution(fine, because="1 to 4 %: what 65,536 draws locate with six sizes at once")

    shown = {"kind": Kind.LIMIT, "tail": NearGaussian(skewness=1.0), "at": SIZES, "series": f"{what}, random labels"}
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals(SIZES, what), **shown)
