r"""The circle breaks the learnability formula.

Statement.  On the circle, for the kernel with eigenvalues 1 / k^2 (and the constant function fitted freely) and n
independent uniform points, the mean learnability at frequency k = t n / (2 pi) tends to log(1 + t^2) / t^2 for n to
infinity. The formula lambda / (lambda + C) tends to 1 / (1 + t^2 / 4): it is too large by up to 0.1176, at t = 1.35,
and stays so however large n is.

Reason.  The fit joins the data by straight lines, so L_k is the mean of sinc^2(k l / 2) over the gap l that covers a
fixed point. For independent points this gap is 2 pi Beta(2, n - 1), of the size of its own mean at every n: nothing
concentrates. The constant is C = (pi / n)^2 up to terms that vanish exponentially in n.
"""

import numpy as np

from empirics import circle as measured
from harness import (
    Axes,
    Claim,
    Corrected,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Resolution,
    Roundoff,
    Source,
)
from theory import circle as exact

CLAIM = Claim(
    name="eigenlearning.circle_breaks_the_learnability_formula",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathcal{L}_k \to \frac{\ln(1 + t^2)}{t^2} \ne \frac{1}{1 + t^2/4}, \quad t = \frac{2 \pi k}{n}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Corrected(
        "the formula lambda / (lambda + C) is refuted here: independent points on a circle do not concentrate"
    ),
    axes=Axes(x="t = 2 pi k / n", y="learnability"),
)
FREQUENCIES = (2, 3, 5, 8, 11, 14, 18, 24, 32, 48, 64)


def wrong_formulae(formula, equal_gaps):
    return {
        "lambda / (lambda + C)": Printed(formula),
        "twice the constant: lambda / (lambda + 2 C)": formula / (2 - formula),
        "squared: (lambda / (lambda + C))^2": formula**2,
        "all gaps equal: sinc^2(t / 2)": equal_gaps,
    }


def test_circle_breaks_the_learnability_formula_on_every_data_set(lab, verify):
    n, k = 24, (1, 2, 4, 8, 16)
    trials = lab.at_scale(smoke=64, standard=64, nightly=1024)
    evidence = lab.run(measured.learnability_and_gaps, trials=trials, n=n, frequencies=k)
    gaps = evidence.all("gaps")

    theory = PerTrial(exact.gap_learnabilities(k, gaps))

    tolerance = Roundoff(operations=n, condition=evidence.worst("condition"), because="Cholesky solves with K[D, D]")

    mean = [float(exact.mean_learnability(j, n)) for j in k]
    wrong = {
        "lambda / (lambda + C)": PerTrial(np.tile([exact.formula_learnability(j, n) for j in k], (len(gaps), 1))),
        "its mean over data sets": PerTrial(np.tile(mean, (len(gaps), 1))),
        "all gaps equal": PerTrial(exact.gap_learnabilities(k, np.full(gaps.shape, 2 * np.pi / n))),
    }
    kind, learned, series = Kind.IDENTITY, evidence["learnability"], f"n = {n}, data set by data set"
    verify(CLAIM, kind=kind, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, series=series)


def test_circle_breaks_the_learnability_formula_at_finite_size(lab, verify):
    n, k = 64, np.array(FREQUENCIES)
    theory = [exact.mean_learnability(j, n) for j in FREQUENCIES]

    trials = lab.at_scale(smoke=64, standard=1024, nightly=8192)
    evidence = lab.run(measured.learnability, trials=trials, n=n, frequencies=FREQUENCIES, sets=16)

    fineness = np.where(k <= 3, 0.004, 0.008) / lab.at_scale(smoke=1, standard=1, nightly=3)
    tolerance = Resolution(fineness, because="exact at this n: below a tenth of the formula's error, finer near L = 1")

    wrong = wrong_formulae(np.array([exact.formula_learnability(j, n) for j in FREQUENCIES]), np.sinc(k / n) ** 2)
    t, tail, curve = 2 * np.pi * k / n, NearGaussian(skewness=1), f"n = {n}, exact"
    verify(
        CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=wrong, tail=tail, at=t, series=curve
    )


def test_circle_breaks_the_learnability_formula_for_ever(lab, verify):
    n = lab.at_scale(smoke=256, standard=256, nightly=1024)
    k = np.array(FREQUENCIES) * n // 64
    t = 2 * np.pi * k / n
    theory = exact.limit_learnability(t)

    trials = lab.at_scale(smoke=64, standard=512, nightly=2048)
    evidence = lab.run(measured.learnability, trials=trials, n=n, frequencies=tuple(k.tolist()), sets=8)

    fineness = Resolution(np.where(t < 0.3, 0.003, 0.01), because="a tenth of the formula's error, finer near L = 1")
    tolerance = fineness + ModelError(0.35 / n, because="gaps not yet Gamma(2): order 1 / n, with factor below 0.32")

    wrong = wrong_formulae(exact.formula_limit(t), np.sinc(k / n) ** 2)
    tail, curve = NearGaussian(skewness=0.8), f"n = {n}, limit"
    verify(
        CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=wrong, tail=tail, at=t, series=curve
    )
