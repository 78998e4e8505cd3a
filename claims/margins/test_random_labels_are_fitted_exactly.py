r"""Random labels are fitted exactly.

Statement.  A ReLU network $\sum_{j \le n} w_j\, \mathrm{relu}(\langle a, x \rangle - b_j)$, of $2n + d$ weights, fits
any labels of n distinct points in $\mathbb{R}^d$ without error. But not always are random labels fitted: a point with
two labels costs an error, whatever the function, and with m nodes of this form only those labels can be fitted in sign
that, in the order of $\langle a, x \rangle$, have at most m runs.

Reason.  Put one knot before each projection: the matrix of node outputs is triangular. With m nodes the sum is zero and
then linear on m pieces, the first from zero, so that it changes its sign m - 1 times at most; zigzags attain that.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import memorization as measured
from harness import Axes, Claim, Corrected, Kind, PerTrial, Printed, Roundoff, Source
from theory import memorization as exact

CLAIM = Claim(
    name="margins.random_labels_are_fitted_exactly",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"y_i = \sum_{j=1}^n w_j \max(0, \langle a, x_i \rangle - b_j), \qquad i = 1, \dots, n",
    source=Source("telgarskymargin", where="Some backstory from 2017"),
    standing=Corrected("'always' needs points that have one label each, and a network that is large enough"),
    axes=Axes(x="nodes", y="labels missed"),
)
COUNTS = Roundoff(operations=0, because="counts of labels")


def integers(evidence, *names):
    return [evidence.all(name).astype(int).tolist() for name in names]


@pytest.mark.parametrize(("data", "n"), [("digits", 200), ("box", 60)])
def test_random_labels_are_fitted_exactly(lab, verify, data, n):
    trials = lab.at_scale(smoke=4, standard=4, nightly=64)
    evidence = lab.run(measured.fitted, trials=trials, data=data, n=n, new=20, position=0.25)
    known = list(zip(*integers(evidence, "points", "labels", "direction"), strict=True))
    clashes = max(exact.conflicts(x[:n], y) for x, y, _ in known)
    verify.precondition(CLAIM, holds=clashes == 0, certificate=f"{clashes} points have two labels")

    def values(position, step=1):
        """Values at all points of the network that fits every `step`-th label in the order of the projections."""
        for x, y, a in known:
            order = np.argsort(np.array(x[:n]) @ a)[::step]
            found = exact.memorizer([x[i] for i in order], [y[i] for i in order], a, position)
            yield [float(value) for value in (*found.values(x), found.parameters)]

    theory = PerTrial(list(values(Fraction(1, 4))))

    tolerance = Roundoff(operations=n, condition=evidence.worst("condition"), because="a triangular solve for n nodes")

    rivals = {
        "n + d weights, a node for every second label": PerTrial(list(values(Fraction(1, 4), 2))),
        "linear between the points": PerTrial(list(values(Fraction(0)))),
        "shrunk by one part in n": PerTrial(np.array(theory.values) * (1 - 1 / n)),
    }
    parameters = evidence.all("parameters")
    seen = evidence["values"].map(lambda x: np.column_stack([x, parameters[: len(x)]]))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals)


def test_random_labels_are_fitted_exactly_by_as_many_nodes_as_runs(lab, verify):
    nodes, trials = np.arange(1, 11), lab.at_scale(smoke=16, standard=16, nightly=512)
    evidence = lab.run(measured.zigzags, trials=trials, n=len(nodes), samples=200)
    (signs,) = integers(evidence, "signs")

    theory = PerTrial([[exact.fewest_errors(one, m) for m in nodes.tolist()] for one in signs])

    rivals = {
        "every node fits one label: n - m": len(nodes) - nodes,
        "one node for two runs": PerTrial([[exact.fewest_errors(one, 2 * m) for m in nodes.tolist()] for one in signs]),
        "a guess, whatever the nodes": len(nodes) / 2,
    }
    verify(CLAIM, theory=theory, evidence=evidence["fewest"], tolerance=COUNTS, counterclaims=rivals, at=nodes,
           series="labels missed, 10 points")  # fmt: skip


def test_random_labels_are_fitted_exactly_unless_points_repeat(lab, verify):
    n, trials = 60, lab.at_scale(smoke=8, standard=32, nightly=512)
    evidence = lab.run(measured.repeated, trials=trials, n=n, distinct=30)
    points, labels = integers(evidence, "points", "labels")

    theory = PerTrial([exact.conflicts(*one) for one in zip(points, labels, strict=True)])

    rivals = {
        "as printed, always: no errors": Printed(0.0),
        "every repetition is an error": PerTrial([n - len({tuple(x) for x in one}) for one in points]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["errors"], tolerance=COUNTS, counterclaims=rivals)
