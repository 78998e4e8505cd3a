r"""A margin is the lead over the best other class.

Statement.  The margin of scores $f \in \mathbb{R}^k$, $k \ge 2$, at a label y is $f_y - \max_{j \ne y} f_j$: the amount
by which the score of y can be lowered before it ties, or, if negative, must be raised. In the printed form, with arg
max, the number of a class is subtracted from a score. For two classes the margin is $\pm (f_1 - f_0)$. Ties are errors:
the share of margins $\le 0$ is the training error for the worst choice among equals, of margins < 0 for the best. With
the latter f = 0 would have no errors at all.

Reason.  The label is predicted, whatever is done with ties, exactly where its score exceeds every other.
"""

import numpy as np
import pytest

from empirics import classification_margins as measured
from harness import Claim, Corrected, Exactly, Kind, PerTrial, Printed, Source
from theory import classification_margins as exact

CLAIM = Claim(
    name="margins.margin_is_the_lead_over_the_best_other_class",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x)_y - \max_{j \neq y} f(x)_j",
    source=Source("telgarskymargin", where="... so what are margins?"),
    standing=Corrected("max, as on the later slides, not arg max, of the other scores; ties counted as errors"),
)
INTEGERS = Exactly(because="integers, and counts of 16 rows over 16")


def best(row, y):
    return max((value, j) for j, value in enumerate(row) if j != y)[1]


def ranked(lab, classes):
    """Random scores with many ties, and the same as pairs of rows and labels."""
    trials = lab.at_scale(smoke=64, standard=64, nightly=1024)
    evidence = lab.run(measured.ranked, trials=trials, classes=classes, n=16, largest=3)
    scores, labels = (evidence.all(name).astype(int).tolist() for name in ("scores", "labels"))
    return evidence, list(zip(scores, labels, strict=True))


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_margin_is_the_lead_over_the_best_other_class(lab, verify, classes):
    evidence, tables = ranked(lab, classes)

    def each(score):
        return PerTrial([[float(score(row, y)) for row, y in zip(*one, strict=True)] for one in tables])

    theory = each(exact.margin if classes > 2 else lambda row, y: exact.binary_margin(row[1] - row[0], 2 * y - 1))

    rivals = {
        "as printed, arg max: the number of a class": Printed(each(lambda row, y: row[y] - best(row, y))),
        "as printed, classes counted from 1": Printed(each(lambda row, y: row[y] - best(row, y) - 1)),
        "the max over all classes, y as well": each(lambda row, y: row[y] - max(row)),
        "how sure, right or wrong": PerTrial(np.abs(theory.values)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["lead"], tolerance=INTEGERS, counterclaims=rivals)


def test_margin_is_the_lead_over_the_best_other_class_and_ties_are_errors(lab, verify):
    evidence, tables = ranked(lab, 3)

    def both(margins):
        return [float(exact.share_of_errors(margins, ties_are_errors=ties)) for ties in (True, False)]

    of_scores = [both([exact.margin(row, y) for row, y in zip(*one, strict=True)]) for one in tables]
    of_zero = [both([exact.margin([0, 0, 0], y) for y in labels]) for _, labels in tables]

    theory = PerTrial(np.hstack([of_scores, of_zero]))

    two_in_three = 0 * np.array(of_zero) + 2 / 3
    rivals = {
        "a tie is as good as a win": PerTrial(theory.values[:, [1, 1, 3, 3]]),
        "f = 0 errs on the other classes, two in three": PerTrial(np.hstack([of_scores, two_in_three])),
    }
    verify(CLAIM, theory=theory, evidence=evidence["wrong"], tolerance=INTEGERS, counterclaims=rivals)
