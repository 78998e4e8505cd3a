r"""Eigenfunctions belong to the measure of the data.

Statement. The eigenfunctions whose learnability is $\lambda_i / (\lambda_i + C)$ are those of $\int K(x, x')
\phi_i(x') \, p(x') \, dx' = \lambda_i \phi_i(x)$, where p is the density that the data are drawn from, at the norm
that the data have. With $dx'$ in the place of $p(x') \, dx'$ the formula is wrong unless p is uniform.
A mode of eigenvalue 0, such as a harmonic of odd degree from 3 on for a ReLU layer without bias, is never learned.

Reason.  A data set sees the operator through its mean over samples, and samples follow p. For determinantal data,
weighed by det of $\sqrt{p} K \sqrt{p}$, the formula is an identity, which tells one measure from another exactly.
"""

from functools import partial

import numpy as np
import pytest

from empirics import data_measure as measured
from empirics import eigenlearning as independently
from harness import (
    Claim,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Resolution,
    Roundoff,
    Source,
    UnderConvention,
)  # fmt: skip
from theory import data_measure as exact
from theory import eigenlearning, kernels, spectra

CLAIM = Claim(
    name="eigenlearning.eigenfunctions_belong_to_the_data_measure",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\int K(x, x') \, \phi_i(x') \, p(x') \, dx' = \lambda_i \, \phi_i(x)",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=UnderConvention("the integral is a mean over the distribution of the data; the source writes dx'"),
)


@pytest.mark.parametrize("n", [2, 4])
def test_eigenfunctions_belong_to_the_data_measure(lab, verify, n):
    evidence = lab.run(measured.weighted, trials=lab.at_scale(smoke=8, standard=24, nightly=256), n=n)
    drawn = list(zip(evidence.all("gram"), evidence.all("weights"), strict=True))

    theory = PerTrial([exact.learnabilities(n, K, p) for K, p in drawn])

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 8 x 8 systems")

    counterclaims = {
        "as printed, for the measure dx': every point alike": Printed(
            PerTrial([exact.learnabilities(n, K) for K, _ in drawn])
        ),
        "one sample more": PerTrial([exact.learnabilities(n + 1, K, p) for K, p in drawn]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["learnability"], tolerance=tolerance, counterclaims=counterclaims,
           series=f"8 points of unequal weight, n = {n}")  # fmt: skip


def test_eigenfunctions_belong_to_the_data_measure_on_the_sphere(lab, verify):
    degrees = range(8)
    evidence = lab.run(measured.operator, trials=lab.at_scale(smoke=8, standard=32, nightly=256), degrees=len(degrees))
    legendre = spectra.gegenbauer(3, 7, evidence.all("cosine")).T
    eigenvalues = np.array([float(exact.relu_eigenvalue_on_the_sphere(k)) for k in degrees])

    theory = PerTrial(eigenvalues * legendre)

    tolerance = Roundoff(operations=64**2, condition=1.0, because="a quadrature of 64 x 64 nodes")

    neighbours = np.where(eigenvalues == 0, np.roll(eigenvalues, 1), eigenvalues)
    counterclaims = {
        "as printed, dx' is the area: 4 pi times as much": Printed(PerTrial(4 * np.pi * eigenvalues * legendre)),
        "odd degrees have eigenvalues like their neighbours": PerTrial(neighbours * legendre),
    }
    verify(CLAIM, theory=theory, evidence=evidence["image"], tolerance=tolerance, counterclaims=counterclaims,
           series="one hidden ReLU layer without bias on the sphere S^2")  # fmt: skip


def test_eigenfunctions_belong_to_the_data_measure_and_odd_harmonics_are_never_learned(lab, verify):
    evidence = lab.run(measured.learned, trials=lab.at_scale(smoke=4, standard=16, nightly=256), n=24, degrees=8)
    complexity = evidence.all("complexity")
    eigenvalues = np.array([float(exact.relu_eigenvalue_on_the_sphere(k)) for k in range(8)])

    theory = PerTrial(eigenvalues * complexity)

    because = "a solve; coefficients of labels at most 4 are as large as its condition"
    tolerance = Roundoff(operations=24**2, condition=evidence.worst("condition"), scale=4, because=because)

    neighbours = np.where(eigenvalues == 0, np.roll(eigenvalues, 1), eigenvalues)
    counterclaims = {
        "odd degrees are learned like their neighbours": PerTrial(neighbours * complexity),
        "all degrees alike: n / 64": PerTrial(np.full_like(complexity, 24 / 64)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["learnability"], tolerance=tolerance, counterclaims=counterclaims,
           series="learnability of harmonics on S^2, n = 24")  # fmt: skip


def test_eigenfunctions_belong_to_the_data_measure_at_its_norm(lab, verify):
    def levels(radius):
        profile = partial(kernels.profile, "laplace", dimension=8, radius=radius)
        found = spectra.sphere(profile, 8, 40)
        rest = float(profile(1.0) - found.trace)
        return eigenlearning.learnabilities(64, found.eigenvalues, found.multiplicities, ridge=rest)[:5]

    theory = levels(1.0)

    trials = lab.at_scale(smoke=128, standard=1024, nightly=16384)
    evidence = lab.run(independently.sphere, trials=trials, kernel="laplace", dimension=8, degrees=5, sizes=(64,))

    tolerance = ModelError(0.004, because="largest error of the formula on S^7") + Resolution(0.008, because="fine")

    counterclaims = {"the spectrum at norm sqrt(d), the data at norm 1": levels(8**0.5), "at norm 2": levels(2.0)}
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence["n=64"], tolerance=tolerance,
           tail=NearGaussian(skewness=1.2), counterclaims=counterclaims, series="Laplace kernel on S^7")  # fmt: skip
