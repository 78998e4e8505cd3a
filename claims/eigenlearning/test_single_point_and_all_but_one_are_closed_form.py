r"""Single point and all but one are closed form.

Statement.  For a kernel that is invariant under a transitive group of its M points, as on cube and circle, the mean
learnability is $\lambda_i / \sum_j \lambda_j$ from one point and $1 - \lambda_i^{-1} / \sum_j \lambda_j^{-1}$ from all
but one, exactly; the errors are $1 - 2 \lambda_i / S + \sum_j \lambda_j^2 / S^2$ with $S = \sum_j \lambda_j$, and
$M \lambda_i^{-2} / (\sum_j \lambda_j^{-1})^2$. No eigenfunction is learned, in the mean, from the labels of another.

Reason.  One point x is fitted by $K(\cdot, x) f(x) / K(x, x)$, and $K(x, x) = S$ for all x. The last point is the first
one for the inverse kernel. An error above 1, worse than no data, awaits modes with
$\lambda_i < \sum_j \lambda_j^2 / 2S$.
"""

import numpy as np
import pytest

from empirics import transitive_kernels as measured
from harness import Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import eigenlearning
from theory import transitive_kernels as exact

CLAIM = Claim(
    name="eigenlearning.single_point_and_all_but_one_are_closed_form",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathcal{L}_i(1) = \frac{\lambda_i}{\sum_j \lambda_j}, \quad"
    r" \mathcal{L}_i(M - 1) = 1 - \frac{\lambda_i^{-1}}{\sum_j \lambda_j^{-1}}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=UnderConvention("kernels that treat all points alike; the source's formula is not exact there"),
)
EVERY_PAIR = np.zeros(240)


@pytest.mark.parametrize("domain", ["cube", "circle"])
@pytest.mark.parametrize("ends", ["single point", "all but one"])
def test_single_point_and_all_but_one_are_closed_form(lab, verify, domain, ends):
    last = ends == "all but one"
    trials = lab.at_scale(smoke=16, standard=32, nightly=1024)
    evidence = lab.run(measured.every_set, trials=trials, domain=domain, all_but_one=last)
    lam, n = evidence.all("eigenvalues"), 15 if last else 1

    learned = exact.last_point_learnabilities if last else exact.first_point_learnabilities
    error = exact.last_point_errors if last else exact.first_point_errors
    theory = PerTrial([np.concatenate([learned(row), error(row), EVERY_PAIR]) for row in lam])

    tolerance = Roundoff(operations=16**2, condition=evidence.worst("condition"), because="solves of at most 15 x 15")

    formula = [eigenlearning.learnabilities(n, row) for row in lam]
    wrong = {
        "the formula lambda / (lambda + C)": _outcome(formula, [error(row) for row in lam]),
        "an error of (1 - L)^2": _outcome([learned(row) for row in lam], [(1 - learned(row)) ** 2 for row in lam]),
        "an error of 1 - L": _outcome([learned(row) for row in lam], [1 - learned(row) for row in lam]),
        "all modes alike: n / M": _outcome(np.full(lam.shape, n / 16), [error(row) for row in lam]),
    }
    seen, series = evidence["outcome"], f"{domain}, {ends}"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)


def _outcome(learned, errors):
    return PerTrial([np.concatenate([a, b, EVERY_PAIR]) for a, b in zip(learned, errors, strict=True)])


def test_single_point_and_all_but_one_are_closed_form_only_with_symmetry(lab, verify):
    trials = lab.at_scale(smoke=16, standard=32, nightly=1024)
    evidence = lab.run(measured.three_points, trials=trials, largest=20)
    lam = evidence.all("eigenvalues")

    rationals = [exact.three_point_learnabilities([int(value) for value in row]) for row in lam]
    theory = PerTrial([[float(value) for value in row] for row in rationals])

    tolerance = Roundoff(operations=64, condition=20, because="solves of at most 2 x 2, eigenvalues from 1 to 20")

    closed = [
        np.concatenate([exact.first_point_learnabilities(row), exact.last_point_learnabilities(row)]) for row in lam
    ]
    wrong = {
        "the closed form, though no symmetry exchanges the points": PerTrial(closed),
        "the formula lambda / (lambda + C)": PerTrial(
            [np.concatenate([eigenlearning.learnabilities(n, row) for n in (1, 2)]) for row in lam]
        ),
    }
    seen, series = evidence["learnability"], "three points without symmetry"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)
