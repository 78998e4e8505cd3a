r"""Noise and ridge on a finite domain.

Statement.  Let n different points be drawn from a domain of M. A ridge $\delta$ then acts, on every data set, as the
kernel $K' = K + \delta \, 1[x = x']$ of eigenvalues $\lambda_i + \delta / M$: $L_i \approx \lambda_i / (\lambda_i + C)$
with $n = \sum_i (\lambda_i + \delta / M) / (\lambda_i + C)$. Without ridge, noise $\sigma^2$ on the labels adds about
$[q + (E_0 - 1)(M - 2n + q)] \sigma^2 / M$ to the error, which is $\sigma^2$ at n = M. The usual formulae, with
$\delta / C$ and $(E_0 - 1) \sigma^2$, are those of a continuous domain. With replacement, learnabilities sum to the
number of different points, $M (1 - (1 - 1/M)^n)$ in the mean.

Reason.  Points that do not repeat make $K_{DD} + \delta$ a Gram matrix of K', and the noise a white target on the
domain: $\sigma^2 / M$ more power for every mode.
"""

import numpy as np
import pytest

from empirics import finite_domain as measured
from harness import (
    Axes,
    Claim,
    Corrected,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Radius,
    Resolution,
    Source,
)
from theory import finite_domain as exact
from theory import kernels, learning_curves, spectra

CLAIM = Claim(
    name="eigenlearning.noise_and_ridge_on_a_finite_domain",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"n = \sum_i \frac{\lambda_i + \delta / M}{\lambda_i + C}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Corrected("the post names no formula; those of the paper behind it are for a continuous domain"),
    axes=Axes(x="number of samples", y="error that unit noise adds", yscale="log"),
)
CUBE = spectra.cube(lambda c: kernels.profile("relu_ntk_4", c, dimension=6), 6)
LAM, M = CUBE.eigenvalues, CUBE.multiplicities
RIDGE, TAIL = 0.1, NearGaussian(skewness=1)
ERROR = {"learned": 2e-3, "mse": np.array([4e-4, 15e-4, 1e-3, 1e-3]), "train_error": np.array([5e-7, 2e-6, 5e-6, 5e-6])}
FINE = {"learned": 3e-3, "mse": np.array([1e-3, 2e-3, 4e-3, 2e-3]), "train_error": np.array([1e-6, 5e-6, 1e-5, 1e-5])}


def experiment(lab, n, ridge=RIDGE, trials=512):
    trials = lab.at_scale(smoke=64, standard=trials, nightly=16 * trials)
    return lab.run(measured.cube, trials=trials, kernel="relu_ntk_4", dimension=6, n=n, ridge=ridge)


def by_degree(levels, what):
    return levels.learned[1:5] if what == "learned" else [getattr(levels, what)(unit) for unit in np.eye(7)[1:5]]


def test_noise_and_ridge_on_a_finite_domain_of_which_every_data_set_sees_another_kernel(lab, verify):
    evidence = experiment(lab, 32, trials=64)
    ridgeless = evidence.all("without_ridge")

    theory = PerTrial(exact.without_replacement(32, LAM, M, ridge=RIDGE).shrink * ridgeless)

    round_off = 64 * 2.0**-52 * evidence.worst("norm") / RIDGE
    tolerance = Radius(round_off, because="solves of 32 x 32 systems, no eigenvalue below the ridge")

    counterclaims = {
        "the fits of K' as they are": PerTrial(ridgeless),
        "the ridge is not divided by M": PerTrial(LAM / (LAM + RIDGE) * ridgeless),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["learned"], tolerance=tolerance,
           counterclaims=counterclaims, series="learnability, data set by data set")  # fmt: skip


@pytest.mark.parametrize("what", ["learned", "mse", "train_error"])
def test_noise_and_ridge_on_a_finite_domain_in_the_mean(lab, verify, what):
    theory = by_degree(exact.without_replacement(56, LAM, M, ridge=RIDGE), what)

    evidence = experiment(lab, 56)[what].map(lambda x: x[:, 1:5])

    why = "at most half of this at other seeds, from the covariance taken as diagonal"
    tolerance = ModelError(ERROR[what], because=why) + Resolution(FINE[what], because="the usual formula's error / 10")

    counterclaims = {
        "as on a continuous domain": Printed(by_degree(learning_curves.levels(56, LAM, M, ridge=RIDGE), what)),
        "two points fewer": by_degree(exact.without_replacement(54, LAM, M, ridge=RIDGE), what),
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=TAIL, counterclaims=counterclaims,
           series=f"{what.replace('_', ' ')} of degrees 1 to 4, n = 56")  # fmt: skip


@pytest.mark.parametrize("n", [16, 32, 48, 56])
def test_noise_and_ridge_on_a_finite_domain_where_noise_is_bounded(lab, verify, n):
    theory = exact.without_replacement(n, LAM, M).overfitting - 1

    evidence = experiment(lab, n, ridge=0.0)["excess"]

    why = "0.09 / n at most at other seeds, and less near n = M"
    tolerance = ModelError(0.12 / n, because=why) + Resolution(0.002, because="half a per cent")

    counterclaims = {
        "as on a continuous domain: E_0 - 1": Printed(learning_curves.overfitting(n, LAM, M) - 1),
        "all noise is learned, at the data alone: n / M": n / 64,
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=TAIL, counterclaims=counterclaims, at=n,
           series="noise, 64 points of the 6-cube")  # fmt: skip


def test_noise_and_ridge_on_a_finite_domain_with_replacement(lab, verify):
    theory = exact.distinct_points(32, 32)

    trials = lab.at_scale(smoke=64, standard=1024, nightly=32768)
    evidence = lab.run(measured.with_replacement, trials=trials, kernel="laplace", dimension=5, n=32)

    tolerance = Resolution(0.6, because="three per cent of the mean")

    counterclaims = {"n": 32, "n M / (n + M)": 16, "M (1 - 1/M)^n": 32 - theory}
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, tail=TAIL,
           counterclaims=counterclaims, series="total learnability, 32 of 32 points with replacement")  # fmt: skip
