r"""Higher eigenvalues are learned first, but not always.

Statement.  Over determinantal data sets of n points, the mode of the larger eigenvalue has the larger learnability:
$\mathbb{E} L_i - \mathbb{E} L_j = (\lambda_i - \lambda_j) \, e_{n-1}(\lambda_{\setminus ij}) / e_n(\lambda)$. For
independent points this is no theorem, however far the eigenvalues are apart: on the 3-cube with eigenvalues r, 1, 40 r,
1 by degree, two random points teach the constant function less than a coordinate, for every r. Where the order holds,
it is that of the eigenvalues, not of the frequencies: a ReLU kernel on the cube learns degree 4 before degree 3. On
every data set, what is learned limits the error: $|f - \hat f|^2 \ge (1 - L)^2 |f|^2$.

Reason.  The gap is a ratio of sums of positive terms. In the counterexample degree 2 rules the kernel and cannot tell a
point from its antipode; on such pairs, one in seven, the odd modes share a unit of learnability whatever their
eigenvalues, and the constant gets about a fortieth. The last line is Cauchy-Schwarz for f and $f - \hat f$.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import determinantal as determinantally
from empirics import eigenlearning as independently
from empirics import learning_order as measured
from harness import Claim, Corrected, Kind, ModelError, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source
from theory import determinantal, eigenlearning, kernels, spectra
from theory import learning_order as exact

CLAIM = Claim(
    name="eigenlearning.higher_eigenvalues_are_learned_first",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"\lambda_i > \lambda_j \;\Rightarrow\; \mathbb{E}\, \mathcal{L}_i \ge \mathbb{E}\, \mathcal{L}_j",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Corrected("a theorem for determinantal data; for independent points no ratio of eigenvalues suffices"),
)


def test_higher_eigenvalues_are_learned_first_is_false_for_some_kernels(lab, verify):
    trials = lab.at_scale(smoke=8, standard=16, nightly=128)
    evidence = lab.run(measured.masked, trials=trials, n=2, largest=1000)
    levels = [exact.masked_levels(int(ratio)) for ratio in evidence.all("ratio")]

    theory = PerTrial([_first_gap(exact.uniform_learnabilities(2, row)) for row in levels])

    tolerance = Roundoff(operations=64, condition=evidence.worst("condition"), because="solves of 2 x 2 systems")

    fermions = [determinantal.fixed_size_learnabilities(2, row, (1, 3, 3, 1)) for row in levels]
    formula = [eigenlearning.learnabilities(2, row, (1, 3, 3, 1)) for row in levels]
    counterclaims = {
        "as printed, the larger eigenvalue first": Printed(PerTrial([_first_gap(row) for row in formula])),
        "as for determinantal data": PerTrial([_first_gap(row) for row in fermions]),
        "both learned alike": np.zeros(1),
    }
    gap = evidence["learnability"].map(lambda x: x[:, 0] - x[:, 1])
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=gap, tolerance=tolerance, counterclaims=counterclaims,
           series="constant less coordinate, two uniform points of the 3-cube")  # fmt: skip


def _first_gap(learnabilities):
    return float(learnabilities[0] - learnabilities[1])


def _gaps(n, eigenvalues):
    return [float(gap) for gap in exact.determinantal_gaps(n, [Fraction(value) for value in eigenvalues])]


@pytest.mark.parametrize("n", [2, 5])
def test_higher_eigenvalues_are_learned_first_from_determinantal_data(lab, verify, n):
    trials = lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(determinantally.enumerated, trials=trials, n=n, fixed_size=True, basis="random")
    order = np.argsort(-evidence.all("eigenvalues"), axis=1)
    lam = np.take_along_axis(evidence.all("eigenvalues"), order, axis=1)

    theory = PerTrial([_gaps(n, row) for row in lam])

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 8 x 8 systems")

    counterclaims = {
        "the smaller eigenvalue first": PerTrial(-np.asarray(theory.values)),
        "as if only the mean size were n": PerTrial([-np.diff(eigenlearning.learnabilities(n, row)) for row in lam]),
        "one point more": PerTrial([_gaps(n + 1, row) for row in lam]),
    }
    gaps = evidence["learnability"].map(lambda x: -np.diff(np.take_along_axis(x, order[: len(x)], axis=1)))
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=gaps, tolerance=tolerance, counterclaims=counterclaims,
           series=f"gaps of neighbours, determinantal, n = {n}")  # fmt: skip


def test_higher_eigenvalues_are_learned_first_and_not_lower_frequencies(lab, verify):
    cube = spectra.cube(lambda c: kernels.profile("relu_ntk", c, dimension=6), 6)
    theory = -np.diff(eigenlearning.learnabilities(24, cube.eigenvalues, cube.multiplicities))[2:5]

    trials = lab.at_scale(smoke=128, standard=1024, nightly=16384)
    evidence = lab.run(independently.cube, trials=trials, kernel="relu_ntk", dimension=6, sizes=(24,))

    why = "an order: twice the largest error of a gap here, measured at other seeds"
    tolerance = ModelError(0.03, because=why) + Resolution(0.015, because="a fifteenth of the smallest gap")

    counterclaims = {"the lower the degree the earlier": np.abs(theory), "all alike": np.zeros(3)}
    gaps = evidence["n=24"].map(lambda x: -np.diff(x)[:, 2:5])
    verify(CLAIM, theory=theory, evidence=gaps, tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=1.5), series="L_k - L_{k+1}, uniform points of the 6-cube")  # fmt: skip


@pytest.mark.parametrize("n", [2, 5])
def test_higher_eigenvalues_are_learned_first_and_learnability_bounds_the_error(lab, verify, n):
    evidence = lab.run(measured.random_target, trials=lab.at_scale(smoke=16, standard=64, nightly=1024), n=n)
    learned, fitted = evidence.all("learnability"), evidence.all("fitted")

    theory = PerTrial(exact.least_mse(learned))

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of n x n systems")

    counterclaims = {
        "as for an orthogonal projection: 1 - L": PerTrial(1 - learned),
        "by Pythagoras: |f|^2 less the square of the fit": PerTrial(1 - fitted),
        "without the square: |1 - L|": PerTrial(np.abs(1 - learned)),
    }
    verify(CLAIM, kind=Kind.BOUND, theory=theory, evidence=evidence["mse"], side="at least", tolerance=tolerance,
           counterclaims=counterclaims, series=f"error over |f|^2, every set of {n} points")  # fmt: skip
