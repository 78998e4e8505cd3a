r"""The limit depends on the loss, the kernel does not.

Statement. Train one linear model with the logistic and with the square loss; its kernel is the same along both ways.
The square loss ends at the interpolant of the labels nearest to the start. With the logistic loss the weights grow
without bound and forget their start: with steps $\eta$ over the risk, the velocity per $\eta$ tends to the point of the
convex hull of the rows $y_i\phi_i$ nearest to the origin, which has the direction of largest margin and the margin as
its length. From the origin the square loss ends in the direction of the nearest point of their affine hull, so that the
two classifiers differ unless all data lie on the margin.

Reason. The gradient over the logistic risk tends to the mean of the rows with weights $e^{-y_i \phi_i \cdot w}$. Rows
beyond the margin lose theirs geometrically, the others share the weight as multipliers of the margin problem.
"""

from functools import partial

import numpy as np
import pytest

from empirics import limits_of_losses as measured
from harness import Exactly, ModelError, NearGaussian, PerTrial, Radius, Resolution
from harness.claim import AsPrinted, Axes, Claim, Kind, Source
from theory import flat_directions
from theory import limits_of_losses as exact

CLAIM = Claim(
    name="lazy_training.limit_depends_on_the_loss_kernel_does_not",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w_{t+1} - w_t \to \eta \operatorname*{arg\,min}_{v \in \operatorname{conv}\{y_i\phi_i\}} \|v\|",
    source=Source("hadiji2025class", where="Extending this analysis"),
    standing=AsPrinted(),
    axes=Axes(x="step", y="growth of the norm per step, over the step size", xscale="log"),
)
ROWS = {  # y_i phi_i: four points in five dimensions, three of them on the margin
    "first": [[-1, 2, 2, 1, 2], [1, 1, 0, 0, 2], [-2, 1, 2, -1, 0], [-2, -2, 2, 0, 1]],
    "second": [[-1, 1, -1, -2, -1], [-2, -2, 1, -1, -1], [-2, -2, 1, 2, 1], [0, -2, 0, -1, 1]],
}
LABELS, STEP, STEPS = np.array([1.0, -1, 1, -1]), 1 / 32, np.array([512, 1024, 2048, 4096])
both = pytest.mark.parametrize("data", ROWS)


def runs(lab, data, *, scale=0.5, standard=64):
    problem = {"features": (np.array(ROWS[data]) * LABELS[:, None]).T, "labels": LABELS, "scale": scale, "step": STEP}
    trials = lab.at_scale(smoke=64, standard=standard, nightly=16 * standard)
    return lab.run(measured.both_losses, trials=trials, tests=512, snapshots=tuple(STEPS.tolist()), **problem)


@both
def test_limit_depends_on_the_loss_kernel_does_not(lab, verify, data):
    theory = np.array(exact.nearest_in_convex_hull(ROWS[data]), dtype=float)

    seen = runs(lab, data)["velocity"]

    tolerance = Radius(1e-9, because="exp(-1.7 * 4096 / 32) is left of the row beyond the margin, 1.7 away")

    rivals = {
        "of the affine hull": np.array(exact.nearest_in_affine_hull(ROWS[data]), dtype=float),
        "the mean row": np.mean(ROWS[data], axis=0),
    }
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"velocity, {data}")


@both
def test_limit_depends_on_the_loss_kernel_does_not_and_the_norm_grows(lab, verify, data):
    theory = np.full(3, np.linalg.norm(np.array(exact.nearest_in_convex_hull(ROWS[data]), dtype=float)))

    seen = runs(lab, data)["norm"].map(lambda x: np.diff(x) / (STEP * np.diff(STEPS)))

    tolerance = ModelError(20 / (STEP**2 * STEPS[:-1] * STEPS[1:]), because="half the square of the rest, |.|^2 < 40")

    least_squares = np.linalg.norm(np.array(exact.nearest_in_affine_hull(ROWS[data]), dtype=float))
    rivals = {
        "to a finite limit, as with the square loss": np.zeros(3),
        "by the margin of least squares": np.full(3, least_squares),
    }
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, at=STEPS[1:], series=data)


@both
def test_limit_depends_on_the_loss_kernel_does_not_but_the_square_loss_remembers(lab, verify, data):
    evidence, features = runs(lab, data), (np.array(ROWS[data]) * LABELS[:, None]).T
    nearest = partial(flat_directions.nearest_minimiser, features, LABELS)

    theory = PerTrial(np.array([nearest(start) for start in evidence.all("start")], dtype=float))

    tolerance = Radius(1e-9, because="(1 - smallest eigenvalue / trace)^4096 < exp(-40)")

    from_zero = np.array(nearest([0] * 5), dtype=float)
    rivals = {
        "the start is forgotten": from_zero,
        "it only adds to the solution from zero": PerTrial(evidence.all("start") + from_zero),
    }
    limit, series = evidence["limit"], f"limit with the square loss, {data}"
    verify(CLAIM, theory=theory, evidence=limit, tolerance=tolerance, counterclaims=rivals, series=series)


@both
def test_limit_depends_on_the_loss_kernel_does_not_so_predictions_differ(lab, verify, data):
    theory = exact.disagreement(exact.nearest_in_convex_hull(ROWS[data]), exact.nearest_in_affine_hull(ROWS[data]))

    seen = runs(lab, data, scale=0.0, standard=256)["disagreement"]

    tolerance = Resolution(0.012, because="a twentieth of the share") + ModelError(0.01, because="offset over norm")

    rivals = {"the same classifier": 0.0, "unrelated ones": 0.5, "angle / (2 pi)": theory / 2}
    shown = {"kind": Kind.LIMIT, "tail": NearGaussian(skewness=0.5), "series": f"share of signs that differ, {data}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@both
def test_limit_depends_on_the_loss_kernel_does_not_change(lab, verify, data):
    rows = np.tile(np.array(ROWS[data]) @ np.transpose(ROWS[data]), (2, 1))
    theory = (rows * np.tile(np.outer(LABELS, LABELS), (2, 1))).ravel()

    seen = runs(lab, data)["kernels"]

    tolerance = Exactly(because="products of small integers, at the ends of both ways")

    rivals = {"of the rows, with labels": rows.ravel(), "weighted by the logistic curvature at zero": theory / 4}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"kernel, {data}")
