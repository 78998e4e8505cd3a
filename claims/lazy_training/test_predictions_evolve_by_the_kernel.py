r"""Predictions evolve by the kernel, up to the square of the step.

Statement. One step $w' = w - \eta\nabla L$ on $L = \frac1n\sum_i \ell(f(x_i))$ changes $f(x)$ by
$-\frac{\eta}{n}\sum_i \ell'_i\,K(x, x_i) + \frac{\eta^2}{2}\langle v, \nabla^2 f(x)\,v\rangle + O(\eta^3)$, with the
tangent kernel $K$ at $w$ and $v = -\nabla L$. For ReLU nothing follows the second order while no unit changes its side
at a point; for $f = \langle w, x\rangle$ nothing follows the first, and $K(x, x') = \langle x, x'\rangle$ at every $w$.

Reason. This is Taylor's formula along the step. The second derivative of $\sum_j a_j\sigma(\langle w_j,
x\rangle)/\sqrt m$ in the direction $(V, b)$ is $\sum_j [2b_j\sigma'_j\langle V_j, x\rangle + a_j\sigma''_j\langle V_j,
x\rangle^2]/\sqrt m$, and $\sigma'' = 0$ between the kinks of ReLU.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import prediction_steps as measured
from harness import Axes, Claim, Exactly, Kind, ModelError, PerTrial, Quantile, Roundoff, Source, UnderConvention
from theory import prediction_steps as exact

CLAIM = Claim(
    name="lazy_training.predictions_evolve_by_the_kernel",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x; w') = f(x; w) - \frac{\eta}{n} \sum_i \ell'_i\, K(x, x_i)"
    r" + \frac{\eta^2}{2} \langle v, \nabla^2 f(x)\, v \rangle + O(\eta^3)",
    source=Source("telgarskymargin", where="NTK (neural tangent kernel); The initial kernel"),
    standing=UnderConvention(
        "the approximation is of order two in the step where f is twice differentiable along it; the constant is added"
    ),
    axes=Axes(x="step", y="order of the error in the step", xscale="log"),
)
N, M, HALVINGS = 4, 8, (6, 7, 8, 9)
NAMES = ["tanh", "softplus", "erf", "relu"]


def steps(lab):
    trials = lab.at_scale(smoke=64, standard=64, nightly=512)
    return lab.run(measured.network, trials=trials, width=16, inputs=3, n=N, m=M, halvings=HALVINGS)


def expansion(evidence, name):
    """The coefficients of step and of step^2 at the test points, (trials, M) each."""
    problems = zip(*(evidence.all(k) for k in ("weights", "readout", "points", "labels")), strict=True)
    nets = [(exact.Network(name, w, a), x, y) for w, a, x, y in problems]
    at = [(net, x[:N], exact.slopes(net, x[:N], y), x[N:]) for net, x, y in nets]
    return np.array([exact.first_order(*given) for given in at]), np.array([exact.second_order(*given) for given in at])


def together(first, second):
    return PerTrial(np.hstack([first, second]))


@pytest.mark.parametrize("name", NAMES)
def test_predictions_evolve_by_the_kernel(lab, verify, name):
    evidence = steps(lab)

    first, second = expansion(evidence, name)
    theory = together(first, second)

    unit = 1 / evidence.all("room").min() if name == "relu" else 2.0 ** HALVINGS[0]
    rounding = Roundoff(operations=1e3, condition=np.repeat([unit, unit**2], M), because="divided by step and step^2")
    why = "fifth order, the first that the fit leaves out, of steps up to 1/64; pilots: 1e-10 and 3e-8"
    tolerance = rounding + ModelError(0.0 if name == "relu" else np.repeat([1e-9, 1e-6], M), because=why)

    counterclaims = {
        "the kernel is exact: nothing of second order": together(first, 0 * second),
        "the second order without its half": together(first, 2 * second),
        "the loss is not divided by n": together(N * first, N**2 * second),
        "uphill": together(-first, second),
    }
    verify(CLAIM, theory=theory, evidence=evidence[name], tolerance=tolerance, counterclaims=counterclaims)


@pytest.mark.parametrize("name", NAMES)
def test_predictions_evolve_by_the_kernel_up_to_second_order(lab, verify, name):
    evidence = steps(lab)

    theory = np.full(len(HALVINGS) - 1, 2.0)

    tolerance = ModelError(
        0.02, because="the third order is a tenth of the second, or less, at a step of 1/4; here 1/64"
    )

    counterclaims = {"first order: another kernel": 1.0, "order 3/2, as across a kink": 1.5, "third order": 3.0}
    verify(CLAIM, kind=Kind.RATE, theory=theory, evidence=evidence[f"{name} order"], tolerance=tolerance,
           counterclaims=counterclaims, tail=Quantile(0.5), at=0.5 ** np.array(HALVINGS[:-1]), series=name)  # fmt: skip


def test_predictions_evolve_by_the_kernel_exactly_for_linear_functions(lab, verify):
    sizes, n, m = (0.125, 1.0, 64.0), 4, 3
    evidence = lab.run(measured.linear, trials=16, inputs=3, n=n, m=m, sizes=sizes)
    problems = list(zip(*(evidence.all(k).astype(int).tolist() for k in ("weights", "points", "labels")), strict=True))

    def after(factor=1):
        steps = [factor * Fraction(size) for size in sizes]
        values = [[exact.linear_step(w, x[:n], y, z, step) for step in steps for z in x[n:]] for w, x, y in problems]
        return PerTrial(np.array(values, dtype=float))

    theory = after()

    tolerance = Exactly(because="integers, and divisions by powers of 2 only")

    counterclaims = {"steps twice as long": after(factor=2), "uphill": after(factor=-1)}
    verify(CLAIM, theory=theory, evidence=evidence["after"], tolerance=tolerance, counterclaims=counterclaims)
