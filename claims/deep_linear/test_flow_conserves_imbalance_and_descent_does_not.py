r"""Flow conserves the imbalance of neighbouring layers; descent does not.

Statement.  Let $D_k = W_{k+1}^\top W_{k+1} - W_k W_k^\top$. Gradient flow on any function of $W_L \cdots W_1$ conserves
every $D_k$, and with it the differences of the layers' squared Frobenius norms. One step of gradient descent of size
$\eta$ changes $D_k$ by exactly $\eta^2 (G_{k+1}^\top G_{k+1} - G_k G_k^\top)$, $G_k$ the gradient of layer k: with line
search on separable data, where $\eta$ grows as the risk falls far below $10^{-300}$, it drifts for good.

Reason.  The change of $D_k$ in a step is linear plus quadratic in $\eta$; the linear part is $W_{k+1}^\top G_{k+1} -
G_k W_k^\top$, which vanishes identically, plus its transpose.
"""

import numpy as np
import pytest

from empirics import deep_linear as flows
from empirics import deep_linear_gradients as measured
from harness import Claim, Kind, PerTrial, Radius, Roundoff, Source, UnderConvention
from theory import deep_linear, deep_linear_gradients

CLAIM = Claim(
    name="deep_linear.flow_conserves_imbalance_and_descent_does_not",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Delta \left( W_{k+1}^\top W_{k+1} - W_k W_k^\top \right)"
    r" = \eta^2 \left( G_{k+1}^\top G_{k+1} - G_k G_k^\top \right)",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18), proof remarks"),
    standing=UnderConvention(
        "conservation is for the flow; descent with line search obeys the stated second-order law"
    ),
)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i
LEVELS = np.array([10.0, 1e3, 1e5])


@pytest.mark.parametrize("sizes", [(3, 4, 3, 1)], ids=["3-4-3-1"])
def test_flow_conserves_imbalance_and_descent_does_not(lab, verify, sizes):
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(flows.gaussian_start, trials=trials, sizes=sizes, data=ROWS, levels=LEVELS)
    start = evidence.all("initial")

    balances = [d.reshape(len(start), -1) for d in deep_linear.imbalances(start, sizes)]
    theory = PerTrial(np.tile(np.hstack(balances), 1 + len(LEVELS)))

    rivals = {"the sum is conserved, not the difference": PerTrial(-theory.values), "perfect balance": 0.0}
    shown = {"series": f"flow, {sizes}"}
    tolerance = Radius(1e-4, because="local tolerances 1e-10 and 1e-8 of the integrator, weights up to 100")
    verify(CLAIM, theory=theory, evidence=evidence["imbalances"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("sizes", [(3, 4, 3, 1)], ids=["3-4-3-1"])
def test_flow_conserves_imbalance_and_descent_does_not_by_a_law(lab, verify, sizes):
    rounds, trials = 8, lab.at_scale(smoke=4, standard=8, nightly=256)
    setting = {"sizes": sizes, "data": ROWS, "rounds": rounds, "steps": 100}
    evidence = lab.run(measured.line_search_descent, trials=trials, **setting)
    weights = evidence.all("before").reshape(len(evidence.all("step")), rounds, -1)
    step = evidence.all("step")

    change = deep_linear_gradients.imbalance_step(weights, ROWS, sizes, step)
    theory = PerTrial(change.reshape(len(step), -1))

    because = "two sums of squares of all weights are subtracted"
    tolerance = Roundoff(operations=100, condition=evidence.worst("squared_norm"), because=because)
    rivals = {
        "descent conserves the imbalance": 0.0,
        "the sum of both squares": PerTrial(np.abs(theory.values)),
        "first order in the step": PerTrial(theory.values / np.repeat(step, change.shape[-1], axis=1)),
    }
    shown = {"series": f"descent with line search, {sizes}"}
    verify(
        CLAIM, theory=theory, evidence=evidence["imbalance_change"], tolerance=tolerance, counterclaims=rivals, **shown
    )
