r"""Steps below 2 n over the top eigenvalue converge.

Statement. Gradient descent on $\|\Phi^\top w - y\|^2 / (2n)$ with step $\eta = 2nc/\lambda_{\max}(H)$ multiplies
the residual along the top eigenvector of $H = \Phi^\top\Phi$ by $1 - 2c$ in every step: it shrinks for $0 < c < 1$
and grows for $c > 1$.

Reason. The residual obeys $r_{t+1} = (I - \eta H/n)\,r_t$, and along an eigenvector the factor is $1 -
\eta\lambda/n$. Every other eigenvalue gives a factor between that one and 1, so the top one decides.
"""

import numpy as np
import pytest

from empirics import any_kernel
from empirics import gradient_descent as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import gradient_descent as exact

CLAIM = Claim(
    name="lazy_training.steps_below_two_n_over_the_top_eigenvalue_converge",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"0 < \eta < \frac{2n}{\lambda_{\max}(\Phi^\top\Phi)}",
    source=Source("hadiji2025class", where="GD and least-squares regression, Theorem (Limit of GD)"),
    standing=UnderConvention("the theorem states no step size; for the objective with 1 / (2n) the threshold is sharp"),
    axes=Axes(x="step size in units of 2n / lambda_max", y="log growth of the residual per step, observed - predicted"),
)


@pytest.mark.parametrize("n", [3, 8])
def test_steps_below_two_n_over_the_top_eigenvalue_converge(lab, verify, n):
    fractions = np.array([0.15, 0.35, 0.75, 0.9, 0.99, 1.01, 1.1, 1.5])
    evidence = lab.run(
        measured.growth_at_step,
        trials=lab.at_scale(smoke=64, standard=64, nightly=1024),
        p=24,
        n=n,
        fractions=fractions,
        early=4,
        late=16,
    )
    steps, top = evidence.all("step"), evidence.all("largest_eigenvalue")
    thresholds = np.array([exact.largest_stable_step(float(value), n) for value in top])[:, None]

    theory = PerTrial(exact.top_mode_log_rate(steps / thresholds))

    tolerance = Roundoff(
        operations=100, condition=1e8, because="the top mode shrinks to 1e-5 of the others, each rounded to eps"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["rate"],
        tolerance=tolerance,
        at=fractions,
        series=f"n = {n}",
        counterclaims={
            "the threshold is 2 / lambda_max": PerTrial(exact.top_mode_log_rate(n * steps / thresholds)),
            "the threshold is n / lambda_max": PerTrial(exact.top_mode_log_rate(2 * steps / thresholds)),
            "the threshold is 2 / (n lambda_max)": PerTrial(exact.top_mode_log_rate(n**2 * steps / thresholds)),
        },
    )


def test_steps_below_two_n_over_the_top_eigenvalue_converge_for_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_semidefinite)
    n, fractions = given.size // 4, np.array([0.15, 0.35, 0.75, 0.9, 0.99, 1.01, 1.1, 1.5])

    theory = exact.top_mode_log_rate(fractions)

    trials = lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(any_kernel.stepped, trials=trials, gram=given.gram, n=n, fractions=fractions)

    tolerance = Roundoff(operations=8 * n, condition=1e5, because="the top mode shrinks to 1e-4, each step rounded")

    counterclaims = {
        "the threshold is 2 / lambda_max": exact.top_mode_log_rate(n * fractions),
        "the threshold is n / lambda_max": exact.top_mode_log_rate(2 * fractions),
    }
    verify(CLAIM, theory=theory, evidence=evidence["rate"], tolerance=tolerance, at=fractions,
           counterclaims=counterclaims, series=given.name)  # fmt: skip
