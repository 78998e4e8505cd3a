r"""Line search on the risk maximizes the margin.

Statement.  Train $x \mapsto W_L \cdots W_1 x$ by gradient descent, each step at first twice as long as the last, then
halved until the risk falls by a quarter of what its slope promises (Armijo). Let $G_k$ be the gradients of $F = -\ln
\widehat{\mathcal{R}}$, $\eta$ a step along them, $p = \eta \sum_k |G_k|^2$ and $\mu_k = \sum \eta^2 |G_k|^2$ over all
steps. Every step has p < 4 and adds at least $-\ln(1 - p/4)$ to F. $|W_{k+1}|_F^2 - |W_k|_F^2$ grows by exactly
$\mu_{k+1} - \mu_k$, and the flow's bounds on rank and angles hold with $\mu_{k+1}$ added to the largest and $\mu_k$
taken from the smallest eigenvalue of $D_k$. After T steps the normalised margin is within $O(1 / T)$ of the exact one.

Reason.  A step moves $D_k$ by $\eta^2 (G_{k+1}^\top G_{k+1} - G_k G_k^\top)$, the difference of two matrices without
negative eigenvalues, of these traces. No step can take off more than the whole risk: so the search bounds its own
steps, and the map stays within a bounded distance of the max-margin ray, while it grows.
"""

import numpy as np
import pytest

from empirics import line_search_descent as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import deep_linear, margins, residual_law, rival_directions
from theory import line_search_descent as exact

CLAIM = Claim(
    name="deep_linear.line_search_on_the_risk_maximizes_the_margin",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\min_i \frac{z_i^\top w_T}{\|w_T\|} = \bar\gamma - O(1/T), \qquad"
    r" \ln \frac{\widehat{\mathcal{R}}_t}{\widehat{\mathcal{R}}_{t+1}} \ge -\ln(1 - p_t / 4)",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention("'linesearch' is on the risk, not on its logarithm; the start must beat the zero map"),
    axes=Axes(x="steps", y="normalised margin", xscale="log"),
)
SIZES = {1: (3, 1), 2: (3, 4, 1), 3: (3, 4, 3, 1), 4: (3, 4, 3, 2, 1)}
STOPS, SETS, COUNT = np.array([125.0, 250, 500]), 16, 6
DEEP = [2, 3, 4]


def descended(lab, verify, depth):
    """Descent from starts that beat the zero map, on data certified to be separable with unique multipliers."""
    setting = {"sizes": SIZES[depth], "sets": SETS, "count": COUNT, "stops": STOPS}
    evidence = lab.run(measured.descended, trials=lab.at_scale(smoke=1, standard=1, nightly=16), **setting)
    tables = evidence.all("data").reshape(-1, COUNT, SIZES[depth][0])
    found = [margins.l2_margin(table) for table in tables]
    sound = [margin for margin in found if isinstance(margin, margins.Margin) and margin.strongly_separable]
    certificate = f"not separable, or support vectors dependent: {found}"
    verify.precondition(CLAIM, holds=len(sound) == len(found), certificate=certificate)
    return evidence, list(zip(sound, tables, strict=True))


def drifted(evidence, depth):
    """The imbalances at the start, ready to meet arrays (trials, sets, stops, layers), and after all steps so far."""
    start = deep_linear.imbalance(evidence.all("initial")[:, :, None], SIZES[depth])
    return start, exact.drifted(start, evidence.all("moved"))


def flat(x):
    return np.reshape(x, (len(x), -1))


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_line_search_on_the_risk_maximizes_the_margin(lab, verify, depth):
    evidence, known = descended(lab, verify, depth)

    theory = PerTrial(np.reshape([[margin.value] * len(STOPS) for margin, _ in known], (-1, SETS * len(STOPS))))

    tolerance = ModelError(
        np.tile(1.5 / STOPS, SETS), because="at most 0.51 / T in 12 pilots of 16 sets, at other seeds"
    )
    reached = [[(z @ rival_directions.least_squares(z)).min()] * len(STOPS) for _, z in known]
    slow = [residual_law.normalised_margin(margin, -np.log(COUNT * STOPS)) for margin, _ in known]
    rivals = {
        "the margin of least squares": PerTrial(np.reshape(reached, theory.values.shape)),
        "at the pace of fixed steps, a risk of 1 / T": PerTrial(np.reshape(slow, theory.values.shape)),
    }
    seen, at = evidence["normalised_margin"].map(flat), np.tile(STOPS, SETS)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, at=at,
           series=f"{depth} layer{'s' * (depth > 1)}")  # fmt: skip


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_line_search_on_the_risk_maximizes_the_margin_by_steps_that_pay(lab, verify, depth):
    evidence, _ = descended(lab, verify, depth)
    promised = flat(evidence.all("promised"))

    theory = PerTrial(exact.least_growth(promised))

    tolerance = Radius(1e-11, because="round-off in differences of F, below 10^4")
    rivals = {"all of the slope": PerTrial(promised), "a third of it": PerTrial(theory.values * 4 / 3)}
    verify(CLAIM, kind=Kind.BOUND, side="at least", theory=theory, evidence=evidence["growth"].map(flat),
           tolerance=tolerance, counterclaims=rivals, series=f"growth of F, depth {depth}")  # fmt: skip


@pytest.mark.parametrize("depth", DEEP)
def test_line_search_on_the_risk_maximizes_the_margin_with_norms_that_drift(lab, verify, depth):
    evidence, _ = descended(lab, verify, depth)
    start, now = drifted(evidence, depth)

    theory = PerTrial(flat(now.trace))

    tolerance = Radius(1e-8, because="round-off of a thousand additions to squares below 10^5")
    rivals = {"as under the flow": PerTrial(flat(start.trace + 0 * now.trace)), "balanced": 0.0}
    seen = evidence["squared"].map(lambda x: flat(np.diff(x, axis=-1)))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals,
           series=f"differences of squared norms, {depth} layers")  # fmt: skip


@pytest.mark.parametrize("name", ["excess_rank", "misalignment"])
@pytest.mark.parametrize("depth", DEEP)
def test_line_search_on_the_risk_maximizes_the_margin_of_aligned_layers(lab, verify, depth, name):
    evidence, _ = descended(lab, verify, depth)
    _, now = drifted(evidence, depth)
    tops, ceiling = evidence.all("spectral"), getattr(deep_linear, f"{name}_ceiling")

    theory = PerTrial(flat(ceiling(now, tops)))

    tolerance = Radius(1e-12, because="round-off of quotients below one")
    rivals = {"at all times": 0.0, "squared norms squared": PerTrial(flat(ceiling(now, tops**2)))}
    verify(CLAIM, kind=Kind.BOUND, side="at most", theory=theory, evidence=evidence[name].map(flat),
           tolerance=tolerance, counterclaims=rivals, series=f"{name}, {depth} layers")  # fmt: skip
