r"""SGD shares the limit of gradient descent only when it interpolates.

Statement. Let $w_\infty$ be the limit of gradient descent on least squares. If the model can fit all labels,
stochastic gradient descent with one random sample and a constant step below $2/\max_i \|\phi_i\|^2$ converges to
$w_\infty$ too. If not, say because one point carries two labels, its mean tends to $w_\infty$ but its iterates keep
a stationary covariance S that solves $S = \frac1n \sum_i [(I - \eta P_i) S (I - \eta P_i) + \eta^2 \xi_i^2 P_i]$,
with $P_i = \phi_i\phi_i^\top$ and $\xi$ the residuals at $w_\infty$.

Reason. The error $e = w - w_\infty$ obeys $e \leftarrow (I - \eta P_i)e + \eta\xi_i\phi_i$ and $\sum_i \xi_i \phi_i =
0$, so first and second moments obey closed linear recursions, of which S is the fixed point. With $\xi = 0$ every
step is a contraction on the span of the features.
"""

import numpy as np
import pytest

from empirics import stochastic_gradient_descent as measured
from harness import NearGaussian, PerTrial, Printed, Radius, Resolution, Roundoff
from harness.claim import Axes, Claim, Kind, Source, UnderConvention
from theory import gradient_descent
from theory import stochastic_gradient_descent as exact

CLAIM = Claim(
    name="lazy_training.sgd_shares_the_limit_only_when_it_interpolates",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"S = \frac1n \sum_{i=1}^n \Bigl[(I - \eta \phi_i\phi_i^\top) S (I - \eta \phi_i\phi_i^\top)"
    r" + \eta^2 \xi_i^2\, \phi_i\phi_i^\top\Bigr]",
    source=Source("hadiji2025class", where="Kernelized least-squares"),
    standing=UnderConvention(
        "H must be invertible, as the slide asks, and the step below 2 / max |phi_i|^2; what happens else is added here"
    ),
    axes=Axes(x="step size", y="stationary variance of the prediction", xscale="log", yscale="log"),
)
POINTS = np.array([[1, 1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1, 1], [1, 0, 0, 0, -1, 1, 1]], dtype=float).T
COLUMNS, RESIDUAL = np.array([0, 1, 2, 0]), np.array([1.0, -1.0, 2.0, 0.0])  # the first point twice, with two labels
STEP_SIZES = np.array([1 / 16, 1 / 8, 1 / 4, 3 / 8])
FEATURES, PER_TRIAL = POINTS[:, COLUMNS], {"kind": Kind.IDENTITY}


def moments(problems, step, steps, *, noise=True):
    """Exact mean and second moments of every trial's problem; without noise, the square of the mean."""
    known = [exact.moments(phi, r, step, steps) for phi, r in problems]
    return PerTrial([np.append(e, M if noise else np.outer(e, e)).astype(float) for e, M in known])


@pytest.mark.parametrize("conflict", [0.0, 1.0])
def test_sgd_shares_the_limit_only_when_it_interpolates(lab, verify, conflict):
    steps, trials = 1500, lab.at_scale(smoke=64, standard=128, nightly=2048)
    data = {"columns": COLUMNS, "conflict": np.array([0, 0, 0, conflict])}
    evidence = lab.run(measured.beside_full_descent, trials=trials, p=8, steps=steps, **data)
    features, residual, labels = (evidence.all(name) for name in ("features", "residual", "labels"))

    theory = PerTrial([gradient_descent.minimum_norm(*one) for one in zip(features, residual, strict=True)])

    tolerance = Roundoff(operations=steps * 8, condition=100, because="rounding of every step")
    left = np.sqrt(1e9 * evidence.worst("contraction") ** steps)
    tolerance += Radius(left, because="the mean square that is left, times 10^9 for unlucky orders of samples")

    printed = PerTrial([gradient_descent.minimum_norm(*one) for one in zip(features, labels, strict=True)])
    last = features[:, :, -1] * (residual[:, -1] / (features[:, :, -1] ** 2).sum(axis=1))[:, None]
    rivals = {
        "as printed, without the initial function": Printed(printed),
        "the last sample is fitted alone": PerTrial(last),
    } | ({"so does SGD with a constant step": PerTrial(evidence.all("single"))} if conflict else {})
    seen, series = evidence["full" if conflict else "single"], f"labels of one point differ by {conflict:g}"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=series, **PER_TRIAL)


@pytest.mark.parametrize("point", [0, 1])
def test_sgd_shares_the_limit_only_when_it_interpolates_or_keeps_a_variance(lab, verify, point):
    theory = np.array([exact.stationary_variance(FEATURES, RESIDUAL, step)[point] for step in STEP_SIZES])

    trials = lab.at_scale(smoke=256, standard=1024, nightly=16384)
    problem = {"points": POINTS, "columns": COLUMNS, "residual": RESIDUAL, "step_sizes": STEP_SIZES}
    evidence = lab.run(measured.long_run, trials=trials, burn=256, steps=3840, **problem)

    share, pilot = lab.at_scale(smoke=0.1, standard=0.025, nightly=0.008), [[34, 79, 232, 658], [1.55, 4.17, 17.9, 94]]
    tolerance = Resolution(share * np.array(pilot[point]) / 1000, because="2.5 % (nightly 0.8 %) of a pilot's values")

    small = np.array([exact.small_step_variance(FEATURES, RESIDUAL, step)[point] for step in STEP_SIZES])
    rivals = {
        "the limit of small steps: S of order eta": small,
        "as for the first point alone": STEP_SIZES / (2 - 4 * STEP_SIZES),
        "it converges, as gradient descent does": np.zeros(4),
    }
    seen = evidence["variance"].map(lambda x: x.reshape(len(x), 4, 3)[:, :, point])
    shown = {"at": STEP_SIZES, "series": f"labels of the point: {2 - point}", "tail": NearGaussian(skewness=0.6)}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


def test_sgd_shares_the_limit_only_when_it_interpolates_since_its_covariance_is_a_fixed_point(lab, verify):
    step, noise = 0.25, np.array([0.5, 0, 0, -0.5])
    S = np.array(exact.stationary_covariance(FEATURES, RESIDUAL, step), dtype=float)
    theory = S.ravel()

    trials, problem = lab.at_scale(smoke=16, standard=16, nightly=256), {"features": FEATURES, "noise": noise}
    evidence = lab.run(measured.one_step_from, trials=trials, step=step, covariance=S, **problem)

    tolerance = Roundoff(operations=1000, because="a root, a rotation and a step of a matrix of order one")

    rivals = {"twice as wide": 2 * theory, "it contracts by one per cent": 0.99 * theory}
    verify(CLAIM, theory=theory, evidence=evidence["second"], tolerance=tolerance, counterclaims=rivals, **PER_TRIAL)


def test_sgd_shares_the_limit_only_when_it_interpolates_by_its_first_moments(lab, verify):
    n, steps, step = 4, 5, 0.125
    evidence = lab.run(measured.every_sequence, trials=16, p=3, n=n, steps=steps, step=step)
    problems = list(zip(evidence.all("features"), evidence.all("residual"), strict=True))

    theory = moments(problems, step, steps)

    tolerance = Roundoff(operations=n**steps, condition=100, because="mean over all sequences of numbers below ten")

    rivals = {
        "one step more": moments(problems, step, steps + 1),
        "a step that is twice as long": moments(problems, 2 * step, steps),
        "no noise: the square of the mean": moments(problems, step, steps, noise=False),
    }
    verify(CLAIM, theory=theory, evidence=evidence["moments"], tolerance=tolerance, counterclaims=rivals, **PER_TRIAL)
