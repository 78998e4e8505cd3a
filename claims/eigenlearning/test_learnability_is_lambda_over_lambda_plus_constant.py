r"""Learnability is lambda / (lambda + C).

Statement.  Let lambda_i be the eigenvalues of the kernel on the data measure and C the positive root of
sum_i lambda_i / (lambda_i + C) = n. Then the learnability of the i-th eigenfunction, averaged over data sets of n
points, is lambda_i / (lambda_i + C). This is exact, at every size and for every kernel, if data sets are drawn with
probability proportional to det K[D, D] and n is their mean size; for independent points it is an approximation.

Reason.  By Jacobi's formula L_i(D) is the derivative of log det K[D, D] in log lambda_i, so its mean over determinantal
data is that of the logarithm of prod_j (1 + lambda_j / C), the sum of all weights. For independent points K[D, D]^-1
concentrates at its determinantal mean where many points see each mode from many directions: cube, sphere, Gaussian.
"""

from functools import partial

import numpy as np
import pytest

from empirics import determinantal as determinantally
from empirics import eigenlearning as measured
from harness import Axes, Claim, Heuristic, Kind, ModelError, NearGaussian, PerTrial, Resolution, Roundoff, Source
from theory import circle, kernels, spectra
from theory import eigenlearning as exact

CLAIM = Claim(
    name="eigenlearning.learnability_is_lambda_over_lambda_plus_constant",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathcal{L}(\phi_i) = \frac{\lambda_i}{\lambda_i + C}, \quad \sum_i \frac{\lambda_i}{\lambda_i + C} = n",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Heuristic("exact for determinantal data, with measured error for independent points, false on the circle"),
    axes=Axes(x="eigenvalue", y="learnability", xscale="log"),
)
KERNEL = "relu_ntk_4"
INDEPENDENT = {  # experiment, parameters, number of levels, model error
    "cube": (measured.cube, {"kernel": KERNEL, "dimension": 8}, 9, lambda n: 0.004),
    "sphere": (measured.sphere, {"kernel": KERNEL, "dimension": 8, "degrees": 5}, 5, lambda n: 0.004),
    "gaussian": (measured.gaussian, {}, 9, lambda n: 0.2 / n),
}


def spectrum(domain):
    """Eigenvalues and multiplicities by level, and the trace beyond: modes never learned, which act as a ridge."""
    dimension, radius = (2, 1.0) if domain == "circle" else (8, 1.0 if domain == "sphere" else None)
    profile = partial(kernels.profile, KERNEL, dimension=dimension, radius=radius)
    if domain == "sphere":
        levels = spectra.sphere(profile, 8, 40)
        return levels.eigenvalues, levels.multiplicities, float(profile(1.0) - levels.trace)
    levels = spectra.cube(profile, 8) if domain != "circle" else circle.equidistant_spectrum(profile, 256)
    return levels.eigenvalues, levels.multiplicities, 0.0


def wrong_formulae(n, lam, c, trace, show, points=256):
    return {
        "twice the constant: lambda / (lambda + 2 C)": show(exact.learnability(lam, 2 * c)),
        "squared: (lambda / (lambda + C))^2": show(exact.learnability(lam, c) ** 2),
        "an exponential: 1 - exp(-lambda / C)": show(1 - np.exp(-lam / c)),
        "C = trace / n, without self-consistency": show(exact.learnability(lam, trace / n)),
        "eigenvalues of the Gram matrix with C of the kernel": show(exact.learnability(n * lam, c)),
        "all modes alike: n / M": show(np.full(lam.shape, n / points)),
    }


@pytest.mark.parametrize(("n", "basis"), [(2, "walsh"), (2, "random"), (5, "random")])
def test_learnability_is_lambda_over_lambda_plus_constant_over_all_subsets(lab, verify, n, basis):
    trials = lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(determinantally.enumerated, trials=trials, n=n, fixed_size=False, basis=basis)
    lam = evidence.all("eigenvalues")

    theory = PerTrial([exact.learnabilities(n, row) for row in lam])

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 8 x 8 systems")

    c, trace = np.array([[exact.constant(n, row)] for row in lam]), lam.sum(axis=1, keepdims=True)
    fewer = PerTrial([exact.learnabilities(n - 1, row) for row in lam])
    wrong = wrong_formulae(n, lam, c, trace, PerTrial, points=8) | {"the sum is n - 1": fewer}
    kind, learned, series = Kind.IDENTITY, evidence["learnability"], f"all subsets of the 3-cube, {basis} functions"
    verify(CLAIM, kind=kind, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, series=series)


@pytest.mark.parametrize(("domain", "n"), [("cube", 64), ("circle", 32)])
def test_learnability_is_lambda_over_lambda_plus_constant_for_determinantal_samples(lab, verify, domain, n):
    lam, m, _ = spectrum(domain)
    levels = slice(0, 9) if domain == "cube" else slice(6, 33)
    theory = exact.learnabilities(n, lam, m)[levels]

    trials = lab.at_scale(smoke=128, standard=4096, nightly=16384)
    evidence = lab.run(determinantally.sampled, trials=trials, domain=domain, kernel=KERNEL, n=n, fixed_size=False)

    fineness = (0.004 if domain == "cube" else 0.015) / lab.at_scale(smoke=1, standard=1, nightly=3)
    tolerance = Resolution(fineness, because="no model error; independent points miss by 0.1 on the circle")

    wrong = wrong_formulae(n, lam, exact.constant(n, lam, m), lam @ m, lambda x: x[levels])
    learned = evidence["at_mean_size"].map(lambda x: x[:, levels])
    tail, x, curve = NearGaussian(skewness=1.5), lam[levels], f"{domain}, determinantal, n = {n} in the mean"
    verify(
        CLAIM, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, tail=tail, at=x, series=curve
    )


@pytest.mark.parametrize("n", [16, 64])
@pytest.mark.parametrize("domain", ["cube", "sphere", "gaussian"])
def test_learnability_is_lambda_over_lambda_plus_constant_nearly_for_independent_points(lab, verify, domain, n):
    experiment, design, levels, error = INDEPENDENT[domain]
    lam, m, ridge = spectrum(domain)
    theory = exact.learnabilities(n, lam, m, ridge=ridge)[:levels]

    features = {"eigenvalues": lam, "multiplicities": m} if domain == "gaussian" else {}
    trials = lab.at_scale(smoke=128, standard=4096, nightly=16384)
    evidence = lab.run(experiment, trials=trials, sizes=(16, 64), **design, **features)
    learned = evidence[f"n={n}"]

    why = "largest errors measured, n = 16 ... 128: 0.0037 on cube and sphere, 0.12 / n for Gaussian features"
    tolerance = ModelError(error(n), because=why) + Resolution(0.003, because="finer than the model error")

    c, flat = exact.constant(n, lam, m, ridge=ridge), exact.learnabilities(n, lam, ridge=ridge)[:levels]
    wrong = wrong_formulae(n, lam, c, lam @ m + ridge, lambda x: x[:levels]) | {"every level one mode": flat}
    tail, x, curve = NearGaussian(skewness=2 if n == 16 else 1.2), lam[:levels], f"{domain}, independent, n = {n}"
    verify(
        CLAIM, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, tail=tail, at=x, series=curve
    )
