r"""The linearized objective is convex, but not strictly.

Statement. The objective $\|h_0 + \Phi^\top w - y\|^2 / (2n)$ of p parameters and n data points is convex. Its Hessian
$\Phi\Phi^\top/n$ has as many zero eigenvalues as p exceeds the rank of $\Phi$, at least $p - n$, so in the
overparameterized regime the minimiser is not unique. Gradient descent picks, of all minimisers, the one nearest to
its start.

Reason. $v^\top \Phi\Phi^\top v = \|\Phi^\top v\|^2$ is never negative, and zero for every v orthogonal to the features
of the data. The gradient lies in the span of these features, so what the start has orthogonal to it stays, and the
rest goes where the objective is least.
"""

from functools import partial

import numpy as np
import pytest

from empirics import flat_directions as measured
from harness import Axes, Claim, Exactly, Kind, PerTrial, Radius, Roundoff, Source, UnderConvention
from theory import flat_directions as exact

CLAIM = Claim(
    name="lazy_training.linearized_objective_is_convex_not_strictly",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\dim\ker \nabla^2 = p - \operatorname{rank}\Phi \ge p - n, \qquad"
    r" w_\infty = w_0 + \Phi H^{+}(y - h_0 - \Phi^\top w_0)",
    source=Source("hadiji2025class", where="NTK"),
    standing=UnderConvention("'purely convex' read as convex, not as strictly convex: p exceeds n"),
    axes=Axes(x="number of the eigenvalue", y="eigenvalue of the Hessian, observed - predicted"),
)
P, N, STEPS = 9, 4, 3000
DATA = {"four points": (0, 1, 2, 3), "two points, each twice": (0, 1, 0, 1)}


def curvatures(lab, data):
    trials = lab.at_scale(smoke=64, standard=64, nightly=1024)
    return lab.run(measured.curvature, trials=trials, p=P, columns=np.array(DATA[data]), steps=STEPS)


def each(evidence, function, *names):
    """A theory function of every trial's own integers, as an array."""
    return np.array([function(*one) for one in zip(*map(evidence.all, names), strict=True)], dtype=float)


@pytest.mark.parametrize("data", DATA)
def test_linearized_objective_is_convex_not_strictly(lab, verify, data):
    evidence = curvatures(lab, data)

    theory = PerTrial(each(evidence, exact.flat_dimension, "features"))

    tolerance = Exactly(because="a rank over the rationals, and eigenvalues counted that are 0 or above 1e-9")

    counterclaims = {
        "strictly convex: no flat direction": np.zeros(1),
        "as many as data": np.full(1, N),
        "only one": np.ones(1),
    }
    if data != "four points":
        counterclaims["p - n, however often a point is repeated"] = np.full(1, P - N)
    flat = evidence["spectrum"].map(lambda x: (np.abs(x) < 1e-9).sum(axis=1))
    verify(CLAIM, theory=theory, evidence=flat, tolerance=tolerance, counterclaims=counterclaims, series=data)


@pytest.mark.parametrize("data", DATA)
def test_linearized_objective_is_convex_not_strictly_by_its_spectrum(lab, verify, data):
    evidence = curvatures(lab, data)

    theory = PerTrial(each(evidence, exact.hessian_eigenvalues, "features"))

    tolerance = Roundoff(operations=10 * P, condition=100, because="Gram matrix, eigenvalues up to a hundred")

    least = theory.values[:, -N:].min(axis=1, keepdims=True)
    counterclaims = {
        "twice that: |.|^2 / n has no factor 1/2": PerTrial(2 * theory.values),
        "not divided by n": PerTrial(N * theory.values),
        "strictly convex: positive where it is zero": PerTrial(np.maximum(theory.values, 1e-6 + least)),
    }
    spectrum, shown = evidence["spectrum"], {"at": np.arange(1, P + 1), "series": data}
    verify(CLAIM, theory=theory, evidence=spectrum, tolerance=tolerance, counterclaims=counterclaims, **shown)


@pytest.mark.parametrize("data", DATA)
def test_linearized_objective_is_convex_not_strictly_and_the_start_chooses(lab, verify, data):
    evidence = curvatures(lab, data)
    start = evidence.all("start")

    theory = PerTrial(each(evidence, exact.nearest_minimiser, "features", "residual", "start"))

    tolerance = Roundoff(operations=STEPS * P, condition=100, because="rounding of every step")
    tolerance += Radius(100 * evidence.worst("contraction") ** STEPS, because="what the slowest mode has left")

    from_zero = partial(exact.nearest_minimiser, start=[0] * P)
    origin = each(evidence, from_zero, "features", "residual")
    counterclaims = {
        "one minimiser, from every start": PerTrial(origin),
        "the start is kept, and the solution from zero added": PerTrial(start + origin),
        "of all minimisers the one half-way to that of zero": PerTrial((theory.values + origin) / 2),
    }
    limit, shown = evidence["limit"], {"series": f"limit, {data}"}
    verify(CLAIM, theory=theory, evidence=limit, tolerance=tolerance, counterclaims=counterclaims, **shown)
