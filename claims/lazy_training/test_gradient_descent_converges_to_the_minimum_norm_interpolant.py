r"""Gradient descent converges to the minimum-norm interpolant.

Statement. Let $\Phi$ hold the features of n points as columns, with Gram matrix $H = \Phi^\top \Phi$ of rank n.
Gradient descent on $\|h_0 + \Phi^\top(w - w_0) - y\|^2 / (2n)$ from $w_0$ converges to $w_0 + \Phi H^{-1}(y -
h_0)$, the interpolant nearest to $w_0$, for every step size below $2n/\lambda_{\max}(H)$ and for none above.

Reason. The residual obeys $r_{t+1} = (I - \eta H/n) r_t$, so $w_t - w_0 = \Phi H^{-1}(I - (I - \eta H/n)^t) r_0$;
the powers vanish exactly when $|1 - \eta\lambda/n| < 1$ for every eigenvalue. Steps never leave the span of the
features, and in it the interpolant is the one of least norm. Without rank n the limit is $\Phi H^{+} r_0$, which
need not interpolate.
"""

import numpy as np

from empirics import gradient_descent as measured
from harness import Claim, Kind, PerTrial, Printed, Radius, Roundoff, Source, UnderConvention
from theory import gradient_descent as exact

CLAIM = Claim(
    name="lazy_training.gradient_descent_converges_to_the_minimum_norm_interpolant",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w_\infty - w_0 = \Phi\,(\Phi^\top\Phi)^{-1}\,(y - h(w_0, X)), \qquad 0 < \eta < \frac{2n}{\lambda_{\max}}",
    source=Source("hadiji2025class", where="GD and least-squares regression, Theorem (Limit of GD)"),
    standing=UnderConvention("the step size must be below 2n / lambda_max, which the theorem does not say"),
)
P, N, STEPS, SNAPSHOTS = 8, 3, 3000, (1, 4, 12)


def descents(lab, *, repeat):
    sizes = {"p": P, "n": N + repeat, "m": 4, "repeat": repeat, "snapshots": SNAPSHOTS, "steps": STEPS}
    trials = lab.at_scale(smoke=64, standard=64, nightly=1024)
    return lab.run(measured.least_squares, trials=trials, fraction=0.5, **sizes)


def problems(evidence):
    """Features, residual and step of every trial; floats are dyadic rationals, so the theory stays exact."""
    return list(zip(evidence.all("features"), evidence.all("residual"), evidence.all("step"), strict=True))


def each(rows):
    return PerTrial(np.array([[float(x) for x in row] for row in rows]))


def iterates(evidence, *, factor=1):
    """Exact displacements after every snapshot; `factor` misstates the step."""
    return each(
        [x for t in SNAPSHOTS for x in exact.displacement(phi, r, factor * step, t)]
        for phi, r, step in problems(evidence)
    )


def limit_tolerance(evidence):
    rounding = Roundoff(operations=STEPS * P, condition=100, because="rounding of every step, eigenvalues in 1..100")
    return rounding + Radius(1e3 * evidence.worst("contraction") ** STEPS, because="what the slowest mode has left")


def test_gradient_descent_converges_to_the_minimum_norm_interpolant(lab, verify):
    evidence = descents(lab, repeat=False)

    theory = each(exact.minimum_norm(phi, r) for phi, r, _ in problems(evidence))

    counterclaims = {
        "it stops where step 12 left it": PerTrial(iterates(evidence).values[:, -P:]),
        "one step is enough: Phi (y - h0) / n": each(exact.recursion(phi, r, 1, 1) for phi, r, _ in problems(evidence)),
    }
    tolerance = limit_tolerance(evidence)
    verify(CLAIM, theory=theory, evidence=evidence["limit"], tolerance=tolerance, counterclaims=counterclaims)


def test_gradient_descent_converges_to_the_minimum_norm_interpolant_step_by_step(lab, verify):
    evidence = descents(lab, repeat=False)

    theory = iterates(evidence)

    limits = each(exact.minimum_norm(phi, r) for phi, r, _ in problems(evidence)).values
    counterclaims = {
        "the objective is not divided by n": iterates(evidence, factor=N),
        "a step is twice as long, as without the factor 1/2": iterates(evidence, factor=2),
        "it is at its limit from the start": PerTrial(np.tile(limits, len(SNAPSHOTS))),
    }
    tolerance = Roundoff(operations=12 * P * N, condition=100, because="rounding of at most 12 steps")
    verify(CLAIM, theory=theory, evidence=evidence["iterates"], tolerance=tolerance, counterclaims=counterclaims)


def test_gradient_descent_converges_to_the_minimum_norm_interpolant_or_to_the_pseudo_inverse(lab, verify):
    evidence = descents(lab, repeat=True)
    start, labels = evidence.all("start_data"), evidence.all("labels")

    theory = each(
        exact.predictions(phi, exact.minimum_norm(phi, r), h0)
        for (phi, r, _), h0 in zip(problems(evidence), start, strict=True)
    )

    counterclaims = {
        "as printed, without its condition: it interpolates labels that contradict each other": Printed(
            PerTrial(labels)
        ),
        "of two labels of one point, the later wins": PerTrial(np.hstack([labels[:, -1:], labels[:, 1:]])),
    }
    tolerance = limit_tolerance(evidence)
    verify(CLAIM, theory=theory, evidence=evidence["at_data"], tolerance=tolerance, counterclaims=counterclaims)
