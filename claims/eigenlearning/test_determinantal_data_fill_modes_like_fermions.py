r"""Determinantal data fill the modes like fermions.

Statement.  Let a set D of exactly n among M points be drawn with probability proportional to det K[D, D]. Then the mean
learnability of the i-th eigenfunction is lambda_i e_{n-1}(lambda without lambda_i) / e_n(lambda), the occupation of a
level by n free fermions, with e_n the elementary symmetric polynomials. If only the mean size is n, it is
lambda_i / (lambda_i + C).

Reason.  The determinants of all K[D, D] with n points sum to e_n of the eigenvalues of K (Cauchy and Binet), and L_i(D)
is the derivative of log det K[D, D] in log lambda_i. With weights det K[D, D] / (M C)^|D| the sum is that of all e_n,
prod_j (1 + lambda_j / C).
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import determinantal as measured
from harness import Axes, Claim, Kind, NearGaussian, PerTrial, Resolution, Roundoff, Source, UnderConvention
from theory import determinantal as exact
from theory import eigenlearning, kernels, spectra

CLAIM = Claim(
    name="eigenlearning.determinantal_data_fill_modes_like_fermions",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E} \, \mathcal{L}_i = \frac{\lambda_i \, e_{n-1}(\lambda_{\setminus i})}{e_n(\lambda)}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=UnderConvention(
        "data drawn with probability proportional to det K[D, D], not point by point as in the source"
    ),
    axes=Axes(x="eigenvalue", y="learnability", xscale="log"),
)


@pytest.mark.parametrize("basis", ["walsh", "random"])
@pytest.mark.parametrize("n", [2, 5])
def test_determinantal_data_fill_modes_like_fermions(lab, verify, n, basis):
    trials = lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(measured.enumerated, trials=trials, n=n, fixed_size=True, basis=basis)
    lam = evidence.all("eigenvalues")

    occupations = [exact.fixed_size_learnabilities_exact(n, [Fraction(value) for value in row]) for row in lam]
    theory = PerTrial([[float(occupation) for occupation in row] for row in occupations])

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 8 x 8 systems")

    wrong = {
        "as if only the mean size were n": PerTrial([eigenlearning.learnabilities(n, row) for row in lam]),
        "without exclusion: e_{n-1} of all lambda": PerTrial([row * _ratio(n, row) for row in lam]),
        "uniform subsets: n / M": PerTrial(np.full(lam.shape, n / 8)),
    }
    learned, series = evidence["learnability"], f"all sets of n points of the 3-cube, {basis} functions"
    verify(CLAIM, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong, series=series)


def _ratio(n, eigenvalues):
    e = exact.elementary_symmetric([Fraction(value) for value in eigenvalues], n)
    return float(e[n - 1] / e[n])


def test_determinantal_data_fill_modes_like_fermions_in_samples(lab, verify):
    n = 64
    cube = spectra.cube(lambda c: kernels.profile("relu_ntk_4", c, dimension=8), 8)
    lam, m = cube.eigenvalues, cube.multiplicities
    theory = exact.fixed_size_learnabilities(n, lam, m)

    trials = lab.at_scale(smoke=128, standard=4096, nightly=16384)
    evidence = lab.run(measured.sampled, trials=trials, domain="cube", kernel="relu_ntk_4", n=n, fixed_size=True)

    fineness = lab.at_scale(smoke=0.004, standard=0.004, nightly=0.001)
    tolerance = Resolution(fineness, because="no model error: half a per cent")

    wrong = {
        "eight points fewer": exact.fixed_size_learnabilities(n - 8, lam, m),
        "every level one mode, and all of them learned": np.ones(9),
        "uniform subsets: n / M": np.full(9, n / 256),
    }
    learned, tail, series = evidence["learnability"], NearGaussian(skewness=1.5), "samples of 64 points of the 8-cube"
    verify(
        CLAIM,
        kind=Kind.LIMIT,
        theory=theory,
        evidence=learned,
        tolerance=tolerance,
        counterclaims=wrong,
        tail=tail,
        at=lam,
        series=series,
    )
