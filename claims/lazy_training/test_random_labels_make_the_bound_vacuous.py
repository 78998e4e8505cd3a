r"""Random labels make the bound vacuous.

Statement.  Over all $2^n$ labels the mean of $y^\top H^{-1} y$ is $\operatorname{tr} H^{-1}$, and at least $n^2 /
\operatorname{tr} H$. So the root mean square of $2 \sqrt{k_{\max}\, y^\top H^{-1} y / n}$, the first term of the
generalization bound, is at least 2 for every kernel, every n and all points.

Reason.  Independent signs have covariance I. By Cauchy-Schwarz the mean of the inverse eigenvalues is at least the
inverse of their mean, which is at most $k_{\max}$; orthogonal features of equal length attain it.
"""

import numpy as np
import pytest

from empirics import generalization_bounds as measured
from harness import Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import generalization_bounds as exact

CLAIM = Claim(
    name="lazy_training.random_labels_make_the_bound_vacuous",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E}_y\, y^\top H^{-1} y = \operatorname{tr} H^{-1} \ge \frac{n^2}{\operatorname{tr} H}",
    source=Source("hadiji2025class", where="Generalization analysis"),
    standing=UnderConvention("labels are independent fair coins; the class has the criterion, the constant 2 is added"),
)
SEVERAL = {"smoke": 8, "standard": 16, "nightly": 256}


@pytest.mark.parametrize("n", [2, 5, 8])
def test_random_labels_make_the_bound_vacuous_by_the_trace_of_the_inverse(lab, verify, n):
    evidence = lab.run(measured.every_labelling, trials=lab.at_scale(**SEVERAL), n=n, p=n + 2, orthogonal=False)
    features = evidence.all("features").astype(int).tolist()

    traces = np.array([float(exact.mean_complexity_of_random_labels(phi)) for phi in features])
    theory = PerTrial(traces)

    tolerance = Roundoff(operations=n**3, condition=evidence.worst("condition"), scale=n, because="solves of n x n")

    wrong = {
        "n^2 / tr H, as if all eigenvalues were equal": PerTrial(
            [float(exact.least_mean_complexity(phi)) for phi in features]
        ),
        "per point: tr H^-1 / n": PerTrial(traces / n),
        "n, whatever the kernel": np.full(1, float(n)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["mean"], tolerance=tolerance, counterclaims=wrong,
           series=f"{n} points")  # fmt: skip


@pytest.mark.parametrize(("orthogonal", "side"), [(False, "at least"), (True, "two-sided")])
def test_random_labels_make_the_bound_vacuous_by_a_constant(lab, verify, orthogonal, side):
    n = 5
    evidence = lab.run(measured.every_labelling, trials=lab.at_scale(**SEVERAL), n=n, p=n + 2, orthogonal=orthogonal)
    features, first = evidence.all("features").astype(int).tolist(), evidence.all("first_term")
    least = np.array([float(exact.least_mean_complexity(phi)) for phi in features])

    theory = PerTrial(np.stack([least, np.full(len(least), float(exact.least_first_term()))], axis=1))

    tolerance = Roundoff(operations=n**3, condition=evidence.worst("condition"), scale=n, because="solves of n x n")

    grams = np.array([np.array(phi) @ np.array(phi).T for phi in features])
    worst = n / np.linalg.eigvalsh(grams)[:, 0] if not orthogonal else least * 2
    wrong = {
        "n, as if k_max were 1": PerTrial(np.stack([n + 0 * least, 2 + 0 * least], axis=1)),
        "n / lambda_min, as for the worst labels" if not orthogonal else "twice as much": PerTrial(
            np.stack([worst, 2 + 0 * least], axis=1)
        ),
    }
    both = evidence["mean"].map(lambda x: np.stack([x, first[: len(x)]], axis=1))
    kind = Kind.IDENTITY if side == "two-sided" else Kind.BOUND
    verify(CLAIM, kind=kind, side=side, theory=theory, evidence=both, tolerance=tolerance, counterclaims=wrong,
           series="equal orthogonal features" if orthogonal else "any features")  # fmt: skip
