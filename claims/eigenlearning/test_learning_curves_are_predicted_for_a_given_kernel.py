r"""Learning curves are predicted for a given kernel.

Statement.  Take any positive-definite kernel on M points. From the eigenvalues of $K / M$ and n alone, before any data
are drawn, the theory foretells how much of each octave of eigenmodes is learned: to 0.13 from uniform points, up to a
quarter of all, and exactly in the mean over determinantal data.

Reason.  $L_i = \lambda_i / (\lambda_i + C)$ holds exactly in the mean over determinantal data. For uniform data it is
an approximation whose largest known error, 0.118, is reached on the circle; where half of all points are seen, modes
that live on a few outlying points can break it.
"""

import numpy as np
import pytest

from empirics import any_kernel as measured
from harness import Axes, Bounded, Claim, Heuristic, Kind, ModelError, PowerZero, Resolution, Source
from theory import eigenlearning as exact

CLAIM = Claim(
    name="eigenlearning.learning_curves_are_predicted_for_a_given_kernel",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E}\,\mathcal{L}(\phi_i) \approx \frac{\lambda_i}{\lambda_i + C}",
    source=Source("simon2021post", where="A First-Principles Theory of Neural Network Generalization"),
    standing=Heuristic("exact for determinantal data; for uniform data within the largest error known, on the circle"),
    axes=Axes(x="number of the mode, by eigenvalue", y="learnability", xscale="log"),
)
SHARES = (16, 8, 4)  # n = M / 16, M / 8, M / 4


def telling(learnability, theory, apart):
    """A wrong value by octave, or, where this kernel puts it too near to the theory, that it is without power."""
    value = measured.by_octave(learnability)
    near = PowerZero("this kernel puts it within two and a half tolerances of the theory")
    return value if np.abs(value - theory).max() > apart else near


def wrong_formulae(theory, lam, n, apart):
    c, M = exact.constant(n, lam), len(lam)
    return {
        "C = trace / n, without self-consistency": telling(exact.learnability(lam, lam.sum() / n), theory, apart),
        "every mode alike: n / M": telling(np.full(M, n / M), theory, apart),
        "eigenvalues of K with C of K / M": telling(exact.learnability(M * lam, c), theory, apart),
        "squared: (lambda / (lambda + C))^2": telling(exact.learnability(lam, c) ** 2, theory, apart),
        "1 - L in the place of L": telling(1 - exact.learnability(lam, c), theory, apart),
    }


@pytest.mark.parametrize("share", SHARES)
def test_learning_curves_are_predicted_for_a_given_kernel(lab, verify, given, share):
    verify.precondition(CLAIM, **given.positive_definite)
    n, lam = given.size // share, given.eigenvalues
    theory = measured.by_octave(exact.learnabilities(n, lam))

    trials = lab.at_scale(smoke=64, standard=1024, nightly=4096)
    sizes = tuple(given.size // one for one in SHARES)
    evidence = lab.run(measured.learning_curve, trials=trials, gram=given.gram, target=given.target, sizes=sizes)

    tolerance = ModelError(0.13, because="largest error known: 0.1176, the limit on the circle, and more at small n")

    wrong = wrong_formulae(theory, lam, n, 2.5 * 0.13)
    at, tail = 2.0 ** np.arange(len(theory)), Bounded(0, 1)
    learned, curve = evidence[f"learnability n={n}"], f"uniform points, n = {n}"
    verify(
        CLAIM, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, tail=tail, at=at, series=curve
    )


@pytest.mark.parametrize("share", SHARES)
def test_learning_curves_are_predicted_for_a_given_kernel_and_determinantal_data(lab, verify, given, share):
    verify.precondition(CLAIM, **given.positive_definite)
    n, lam = given.size // share, given.eigenvalues
    theory = measured.by_octave(exact.learnabilities(n, lam))

    trials = lab.at_scale(smoke=64, standard=4096, nightly=16384)
    evidence = lab.run(measured.determinantal, trials=trials, gram=given.gram, n=n)

    tolerance = Resolution(0.04, because="no model error; the largest for uniform points is three times this")

    wrong = wrong_formulae(theory, lam, n, 2.5 * 0.04)
    at, tail = 2.0 ** np.arange(len(theory)), Bounded(0, 1)
    learned, curve = evidence["learnability"], f"determinantal data, n = {n} in the mean"
    verify(
        CLAIM, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, tail=tail, at=at, series=curve
    )
