r"""Random labels are interpolated and not generalized.

Statement.  A positive-definite kernel interpolates any labels, random ones too. On m new points whose labels are fair
coins the number of its errors is binomial with mean m / 2, exactly, whatever it has learned. The fit of random labels
takes longer: gradient descent leaves the mean squared residual $\sum_j (1 - \eta k_j / n)^{2t} (u_j^\top y)^2 / n$, and
true labels lie where the eigenvalues $k_j$ are large.

Reason.  $K_{DD}$ is invertible on distinct points. A coin that is independent of the prediction agrees with it half of
the time, and m coins do so independently. Descent shrinks the residual along each eigenvector at its own rate.
"""

import numpy as np
import pytest

from empirics import any_kernel
from empirics import random_labels as measured
from harness import AsPrinted, Axes, Bernoulli, Claim, Kind, NearGaussian, PerTrial, Resolution, Roundoff, Source
from theory import random_labels as exact

CLAIM = Claim(
    name="lazy_training.random_labels_are_interpolated_and_not_generalized",
    statement=__doc__,
    kind=Kind.LAW,
    tex=r"\mathbb{P}(\text{at most } k \text{ errors}) = 2^{-m} \sum_{j \le k} \binom{m}{j}",
    source=Source("hadiji2025class", where="Rethinking generalization"),
    standing=AsPrinted(),
    axes=Axes(x="errors among 20 new points", y="probability of at most as many"),
)
TIMES = (1, 4, 16, 64)


def test_random_labels_are_interpolated_and_not_generalized(lab, verify):
    errors = range(5, 16)
    theory = exact.law_of_errors(20, errors)

    trials = lab.at_scale(smoke=512, standard=8192, nightly=65536)
    evidence = lab.run(measured.interpolated, trials=trials, n=16, m=20, dimension=5)

    tolerance = Resolution(0.06, because="a tenth of the range; a learner right in 55 % of the cases is 0.17 away")

    counterclaims = {
        "something is learned: right in 11 of 20 cases": exact.law_of_errors(20, errors, right=exact.Fraction(11, 20)),
        "worse than a coin: right in 9 of 20 cases": exact.law_of_errors(20, errors, right=exact.Fraction(9, 20)),
        "errors are all or none": [0.5] * len(errors),
    }
    verify(CLAIM, theory=theory, evidence=evidence["errors"].below(errors), tolerance=tolerance, tail=Bernoulli(),
           counterclaims=counterclaims, at=errors, series="random labels")  # fmt: skip


def test_random_labels_are_interpolated_and_not_generalized_over_all_labels(lab, verify):
    theory = exact.law_of_errors(6, range(6))
    trials = lab.at_scale(smoke=4, standard=8, nightly=256)
    evidence = lab.run(measured.every_labelling, trials=trials, n=5, m=6, dimension=5)
    tolerance = Roundoff(operations=2, because="shares of 2^11 labellings are exact")
    counterclaims = {
        "right in 51 % of the cases": exact.law_of_errors(6, range(6), right=exact.Fraction(51, 100)),
        "fewer than k errors": exact.law_of_errors(6, range(-1, 5)),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["at_most"], tolerance=tolerance,
           counterclaims=counterclaims, series="all labels of 5 + 6 points")  # fmt: skip


def test_random_labels_are_interpolated_and_not_generalized_and_leave_no_residual(lab, verify):
    trials = lab.at_scale(smoke=64, standard=512, nightly=4096)
    evidence = lab.run(measured.interpolated, trials=trials, n=16, m=20, dimension=5)

    tolerance = Roundoff(operations=16**2, condition=evidence.worst("condition"), because="a solve at 16 points")

    counterclaims = {"one label is missed": 1.0, "labels are shrunk by one part in n": 1 / 16}
    verify(CLAIM, kind=Kind.IDENTITY, theory=0.0, evidence=evidence["residual"], tolerance=tolerance,
           counterclaims=counterclaims, series="largest residual")  # fmt: skip


@pytest.mark.parametrize("labels", ["true", "random"])
def test_random_labels_are_interpolated_and_not_generalized_and_take_their_time(lab, verify, labels):
    trials = lab.at_scale(smoke=16, standard=64, nightly=512)
    evidence = lab.run(measured.fitted, trials=trials, n=24, dimension=5, step=1.5, times=TIMES)
    drawn = list(zip(evidence.all("gram"), evidence.all(f"{labels} labels"), strict=True))

    theory = PerTrial([exact.mean_squared_residuals(K, y, 1.5, TIMES) for K, y in drawn])

    tolerance = Roundoff(operations=24 * 64, condition=24.0, because="64 contractions of a vector of 24 numbers")

    counterclaims = {
        "half the step, as for |f - y|^2 / (4 n)": PerTrial(
            [exact.mean_squared_residuals(K, y, 0.75, TIMES) for K, y in drawn]
        ),
        "one step later": PerTrial([exact.mean_squared_residuals(K, y, 1.5, [t + 1 for t in TIMES]) for K, y in drawn]),
        "labels in the order of the eigenvectors": PerTrial(
            [exact.mean_squared_residuals(K, np.sort(y), 1.5, TIMES) for K, y in drawn]
        ),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence[labels], tolerance=tolerance,
           counterclaims=counterclaims, series=f"{labels} labels")  # fmt: skip


def test_random_labels_are_interpolated_and_not_generalized_and_are_fitted_later(lab, verify):
    trials = lab.at_scale(smoke=64, standard=256, nightly=8192)
    evidence = lab.run(measured.fitted, trials=trials, n=24, dimension=5, step=1.5, times=TIMES)
    true = evidence.all("true")

    later = evidence["random"].map(lambda x: (x - true[: len(x)])[:, TIMES.index(16)])

    tolerance = Resolution(0.02, because="a tenth of what true labels have gained")

    counterclaims = {"true labels are fitted at once, random ones never": 1.0, "random ones are half as fast": 0.5}
    verify(CLAIM, kind=Kind.ORDER, theory=0.0, evidence=later, tolerance=tolerance, tail=NearGaussian(skewness=1),
           side="at least", counterclaims=counterclaims, series="residual of random less true labels")  # fmt: skip


def test_random_labels_are_interpolated_and_not_generalized_by_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_definite)
    n, trials = given.size // 4, lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(any_kernel.random_labels, trials=trials, gram=given.gram, n=n)

    tolerance = Roundoff(operations=n, condition=evidence.worst("condition"), because="a solve at n points")

    counterclaims = {"one label is missed": 1.0, "labels are shrunk by one part in n": 1 / n}
    verify(CLAIM, kind=Kind.IDENTITY, theory=0.0, evidence=evidence["residual"], tolerance=tolerance,
           counterclaims=counterclaims, series=given.name)  # fmt: skip
