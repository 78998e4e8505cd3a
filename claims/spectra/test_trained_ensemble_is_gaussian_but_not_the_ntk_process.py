r"""A trained ensemble is Gaussian, but not the NTK process.

Statement.  Train wide networks from random starts, the initial function left in place, until they interpolate the
labels y at X. Over the starts, their values at other points T are jointly Gaussian, with mean $A y$,
$A = K(T, X) K(X, X)^{-1}$, and covariance $S_{TT} + A S_{XX} A^T - A S_{XT} - (A S_{XT})^T$. The tangent kernel K
decides how labels are carried over, the covariance S of the functions at the start what spreads. A trained network is
thus no sample of the Gaussian process with covariance K, neither of this process itself nor conditioned on the labels.

Reason.  Training adds $A (y - f_0(X))$ to the initial function $f_0$, a Gaussian process with covariance S. The map is
linear, so that the law stays Gaussian. It would be the posterior of K if S were K, as in no network with more than a
trained read-out: here S(x, x) is two fifths of K(x, x).
"""

import numpy as np

from empirics import trained_ensembles as measured
from harness import Axes, Bernoulli, Claim, Corrected, Kind, ModelError, Printed, Resolution, Source
from theory import trained_ensembles as exact

CLAIM = Claim(
    name="spectra.trained_ensemble_is_gaussian_but_not_the_ntk_process",
    statement=__doc__,
    kind=Kind.LAW,
    tex=r"f_\infty(T) \sim \mathcal{N}\bigl(A y,\; S_{TT} + A S_{XX} A^{\top} - A S_{XT} - (A S_{XT})^{\top}\bigr)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, samples of the Gaussian process"),
    standing=Corrected("at the start a sample of S, after training of a law in which S and K appear; never of K"),
    axes=Axes(x="value t of the trained network at (1, 1, 0)", y="share of networks with a value up to t"),
)
DIRECTIONS = np.array([(1, 0, 0), (1, 1, 1), (1, 1, -1), (1, 1, 0), (0, 1, 0), (0, 0, 1)], dtype=float)
POINTS = DIRECTIONS * np.sqrt(3 / (DIRECTIONS**2).sum(axis=1, keepdims=True))
LABELS, D = np.array([-1.0, 1.0, 1.0]), range(3)
S, K = exact.erf_kernels(POINTS)
LAW = "erf, one hidden layer"


def networks(lab):
    smallest, *_, largest = np.linalg.eigvalsh(K[:3, :3])
    descent = {"step": 0.95 * 2 * len(LABELS) / (smallest + largest), "steps": 16}
    width = lab.at_scale(smoke=64, standard=256, nightly=2048)
    trials = lab.at_scale(smoke=512, standard=8192, nightly=131072)
    setting = {"width": width, "points": POINTS, "labels": LABELS, "data": len(LABELS)}
    return lab.run(measured.trained_network, trials=trials, **setting, **descent)["function"]


def tolerance_of(lab, error):
    fineness = lab.at_scale(smoke=0.2, standard=0.06, nightly=0.016)
    return Resolution(fineness, because="a quarter of the distance of the nearest other law") + ModelError(
        error, because="width 256 and 16 steps: half of it at other seeds"
    )


def test_trained_ensemble_is_gaussian_but_not_the_ntk_process(lab, verify):
    law = exact.trained(K, S, D, LABELS)
    t = np.round(law.mean[0] + np.sqrt(law.covariance[0, 0]) * np.arange(-2, 2.1, 0.5), 2)
    theory = law.below(t)

    evidence = networks(lab).map(lambda f: f[:, 0]).below(t)

    tolerance = tolerance_of(lab, 0.012)

    counterclaims = {
        "a sample of the NTK process": Printed(exact.untrained(K, D).below(t)),
        "a sample of the NTK process given the labels": Printed(exact.trained(K, K, D, LABELS).below(t)),
        "a sample of the process at the start, given the labels": exact.trained(S, S, D, LABELS).below(t),
        "every start ends in kernel regression": (t >= law.mean[0]).astype(float),
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=Bernoulli(), at=t, series=LAW)  # fmt: skip


def test_trained_ensemble_is_gaussian_but_not_the_ntk_process_jointly(lab, verify):
    law, radii = exact.trained(K, S, D, LABELS), np.array([0.5, 1.0, 2.0, 3.0, 4.0, 6.0])
    theory = law.radius_below(radii, law)

    whiten = law.whitener()
    evidence = networks(lab).map(lambda f: (((f - law.mean) @ whiten.T) ** 2).sum(axis=1)).below(radii)

    tolerance = tolerance_of(lab, 0.02)

    about = exact.Law(law.mean, exact.untrained(S, D).covariance)
    counterclaims = {
        "a sample of the NTK process given the labels": Printed(
            exact.trained(K, K, D, LABELS).radius_below(radii, law)
        ),
        "heavier tails: a Gaussian of random size, same covariance": exact.heavy_radius_below(3, radii),
        "a sphere of random directions, same covariance": (radii >= 3).astype(float),
        "the start's spread about the new mean: S": about.radius_below(radii, law),
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=Bernoulli(), series="three points jointly: squared distance from the mean")  # fmt: skip
