r"""Linear functions fit random labels up to two per dimension.

Statement.  Of all signs of n points in general position, linear functions of d features fit the share $2^{1-n}
\sum_{k<d} \binom{n-1}{k}$: all of them at $n = d$, half of them at $n = 2d$, and next to none far beyond. So on 64
handwritten digits, with 17 features, the label "is it a 0" is separable and random labels are not: an exact convex
combination of the rows $y_i x_i$ is zero.

Reason.  Cover's count: a new hyperplane cuts the cells of n - 1 others in dimension d as often as these have cells in
dimension d - 1. Separable labels are those for which 0 is outside the convex hull of the rows $y_i x_i$.
"""

import numpy as np

from empirics import memorization as measured
from harness import Axes, Bernoulli, Claim, Corrected, Kind, PerTrial, Printed, Resolution, Roundoff, Source
from theory import margins
from theory import width_and_margin as exact

CLAIM = Claim(
    name="margins.linear_functions_fit_random_labels_up_to_two_per_dimension",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\Pr[\text{fitted}] = 2^{1-n} \sum_{k=0}^{d-1} \binom{n-1}{k}",
    source=Source("telgarskymargin", where="Some backstory from 2017"),
    standing=Corrected(
        "'always', for random labels, needs capacity: linear functions have it for two labels a dimension"
    ),
    axes=Axes(x="points per dimension", y="share of labellings fitted"),
)


def test_linear_functions_fit_random_labels_up_to_two_per_dimension(lab, verify):
    d, sizes, trials = 6, (6, 9, 12, 15, 18, 24), lab.at_scale(smoke=256, standard=3072, nightly=65536)
    theory = [exact.separable_share(n, d) for n in sizes]

    evidence = lab.run(measured.linear, trials=trials, d=d, sizes=sizes)["fitted"]

    fine = lab.at_scale(smoke=0.4, standard=0.1, nightly=0.025)
    tolerance = Resolution(fine, because="what 3072 answers, yes or no, tell of a share that falls from 1 to 0")

    rivals = {
        "as printed, always": Printed(np.ones(len(sizes))),
        "up to n = d, and no further": 1.0 * (np.array(sizes) <= d),
        "one dimension less": [exact.separable_share(n, d - 1) for n in sizes],
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals,
           tail=Bernoulli(), at=np.array(sizes) / d, series="linear functions, d = 6")  # fmt: skip


def test_linear_functions_fit_random_labels_up_to_two_per_dimension_of_digits(lab, verify):
    evidence = lab.run(measured.coarse_digits, trials=lab.at_scale(smoke=2, standard=2, nightly=32), n=64)
    tables = zip(*(evidence.all(name).astype(int).tolist() for name in ("true", "random")), strict=True)

    theory = PerTrial([[isinstance(margins.l2_margin(rows), margins.Margin) for rows in pair] for pair in tables])

    tolerance = Roundoff(operations=0, because="yes and no")

    rivals = {"all labels are fitted": Printed(np.array([1, 1])), "none are": np.array([0, 0])}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["fitted"], tolerance=tolerance,
           counterclaims=rivals, series="digits: is it a 0, random")  # fmt: skip
