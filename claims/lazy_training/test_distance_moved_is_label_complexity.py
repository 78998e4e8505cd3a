r"""The distance moved is the label complexity.

Statement. Gradient descent on $\|h_0 + \Phi^\top(w - w_0) - y\|^2 / (2n)$ with features of rank n ends at a distance
from its start whose square is $(y - h_0)^\top H^{-1} (y - h_0)$, where $H = \Phi^\top\Phi$: what counts are the
labels as seen from the initial function. The shorter form $y^\top H^{-1} y$ is right only if $h_0$ vanishes. The
distance grows in every step if the step size is at most $n/\lambda_{\max}(H)$; between this and the largest stable
step, $2n/\lambda_{\max}(H)$, it can overshoot and fall again.

Reason. With $A = I - \eta H/n$, the squared distance after t steps is $r^\top H^{-1}(I - A^t)^2 r$ for $r = y -
h_0$. Each eigenvalue a of A contributes $(1 - a^t)^2$, which increases in t where $0 \le a < 1$ and alternates about
one where $-1 < a < 0$.
"""

import numpy as np
import pytest

from empirics import gradient_descent as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Radius, Roundoff, Source
from theory import gradient_descent as exact

CLAIM = Claim(
    name="lazy_training.distance_moved_is_label_complexity",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\|w_\infty - w_0\|^2 = (y - h_0)^\top H^{-1} (y - h_0)",
    source=Source("hadiji2025class", where="Generalization analysis"),
    standing=Corrected("the printed distance leaves out the initial function; growth in every step is added here"),
    axes=Axes(x="step", y="squared distance, observed - predicted"),
)
P, N, STEPS, SNAPSHOTS = 8, 3, 3000, (1, 2, 3, 4, 6, 8)


def descents(lab, fraction=0.5):
    sizes = {"p": P, "n": N, "m": 4, "repeat": False, "snapshots": SNAPSHOTS, "steps": STEPS, "fraction": fraction}
    return lab.run(measured.least_squares, trials=lab.at_scale(smoke=64, standard=64, nightly=1024), **sizes)


def complexities(features, labels):
    """Exact squared distances to the interpolants of these labels, one per trial."""
    return np.array([float(exact.label_complexity(*one)) for one in zip(features, labels, strict=True)])


def distances(problems, *, factor=1, more=0):
    """Exact squared distances at the snapshots; `factor` misstates the step, `more` the number of steps."""
    rows = [[exact.squared_distance(phi, r, factor * step, t + more) for t in SNAPSHOTS] for phi, r, step in problems]
    return PerTrial(np.array(rows, dtype=float))


def test_distance_moved_is_label_complexity(lab, verify):
    evidence = descents(lab)

    theory = PerTrial(complexities(evidence.all("features"), evidence.all("residual")))

    tolerance = Roundoff(operations=STEPS * P, condition=1000, because="rounding of every step, distances below ten")
    tolerance += Radius(1e4 * evidence.worst("contraction") ** STEPS, because="what the slowest mode has left")

    counterclaims = {
        "as printed: y^T H^-1 y": Printed(PerTrial(complexities(evidence.all("features"), evidence.all("labels")))),
        "divided by n, as the risk is": PerTrial(theory.values / N),
    }
    moved = evidence["limit"].map(lambda w: (w**2).sum(axis=1))
    verify(CLAIM, theory=theory, evidence=moved, tolerance=tolerance, counterclaims=counterclaims)


@pytest.mark.parametrize("fraction", [0.5, 0.9])
def test_distance_moved_is_label_complexity_step_by_step(lab, verify, fraction):
    evidence = descents(lab, fraction)
    problems = list(zip(*(evidence.all(name) for name in ("features", "residual", "step")), strict=True))

    theory = distances(problems)

    tolerance = Roundoff(operations=8 * P * N, condition=1000, because="rounding of at most eight steps")

    whole = complexities(evidence.all("features"), evidence.all("residual"))[:, None]
    counterclaims = {
        "the objective is not divided by n": distances(problems, factor=N),
        "it is at its limit from the start": PerTrial(np.repeat(whole, len(SNAPSHOTS), axis=1)),
        "one step more": distances(problems, more=1),
    }
    counterclaims |= (
        {"it never falls": PerTrial(np.maximum.accumulate(theory.values, axis=1))} if fraction > 0.5 else {}
    )
    moved = evidence["iterates"].map(lambda w: (w.reshape(len(w), -1, P) ** 2).sum(axis=2))
    shown = {"at": SNAPSHOTS, "series": f"step {fraction:g} of the largest"}
    verify(CLAIM, theory=theory, evidence=moved, tolerance=tolerance, counterclaims=counterclaims, **shown)


def test_distance_moved_is_label_complexity_and_grows_in_every_step(lab, verify):
    evidence = descents(lab)

    theory = 0

    tolerance = Roundoff(operations=STEPS * P, condition=100, because="distances below ten, each rounded")

    first = np.linalg.norm(evidence.all("iterates").reshape(-1, len(SNAPSHOTS), P)[:, 0], axis=1)
    whole = np.sqrt(complexities(evidence.all("features"), evidence.all("residual")))
    short = "every step adds a thousandth of the way"
    counterclaims = {"every step adds as much as the first": PerTrial(first), short: PerTrial(whole / 1000)}
    least, bound = evidence["least_growth"], {"kind": Kind.BOUND, "side": "at least", "series": "least growth"}
    verify(CLAIM, theory=theory, evidence=least, tolerance=tolerance, counterclaims=counterclaims, **bound)


def test_distance_moved_is_label_complexity_of_a_wide_network(lab, verify):
    width = lab.at_scale(smoke=256, standard=1024, nightly=16384)
    trials = lab.at_scale(smoke=8, standard=16, nightly=256)
    sizes = {"activation": "tanh", "width": width, "inputs": 10, "n": 4, "m": 8, "loss": 1e-10, "steps": 2000}
    evidence = lab.run(measured.wide_network, trials=trials, **sizes)
    features = np.linalg.cholesky(evidence.all("gram")).transpose(0, 2, 1)  # any with this kernel
    unit = ((residual := evidence.all("labels") - evidence.all("start_data")) ** 2).sum(axis=1)

    theory = PerTrial(complexities(features, residual) / unit)

    tolerance = ModelError(3 / np.sqrt(width), because="features move by O(1/sqrt m); 1/sqrt m measured at 256, 1024")

    counterclaims = {
        "as printed: y^T H^-1 y": Printed(PerTrial(complexities(features, evidence.all("labels")) / unit)),
        "divided by n, as the risk is": PerTrial(theory.values / 4),
    }
    moved, series = evidence["squared_distance"].map(lambda x: x / unit), f"tanh, width {width}, over |y - h_0|^2"
    verify(CLAIM, theory=theory, evidence=moved, tolerance=tolerance, counterclaims=counterclaims, series=series)
