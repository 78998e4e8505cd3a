r"""The limit needs no spanning supports.

Statement.  Let the support vectors of separable data be independent without spanning the space. The end-to-end map w of
gradient flow still tends to the max-margin direction, and within their span it obeys the residual law, $z_i \cdot w =
c - \ln \alpha_i$ on them. But let N be an orthonormal frame of what is orthogonal to them. Without other examples
$W_1 N$ never moves, whatever the depth; with them it soon stops. Hence $|w N| / |w|$ is asymptotic to $|u^\top W_1 N| /
|W_1|_F$, u the first left singular vector of $W_1$: the angle times $|W_1|_F$ tends to a constant which the start
decides, and the angle falls like $|w|^{-1/L}$ only, not like 1 / |w|, as it does if the supports span.

Reason.  The gradient of $W_1$ is a matrix times the slope of the risk at w, a combination of the examples; its product
with N is zero. And $w N = W_L \cdots W_2 W_1 N$, where $W_L \cdots W_2$ aligns with u.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import margins, residual_law, rival_directions
from theory import supports_that_do_not_span as exact

CLAIM = Claim(
    name="deep_linear.limit_needs_no_spanning_supports",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"W_1(t)\, N = W_1(0)\, N, \qquad \frac{\|w N\|}{\|w\|} \sim \frac{\|u^\top W_1(0) N\|}{\|W_1\|_F}",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention("'strongly separable' asks the supports to span: needed for the rate, not for the limit"),
    axes=Axes(x="-log10 of the risk", y="sine of the angle to the supports' span", xscale="log", yscale="log"),
)
ROWS = np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]) / 8  # rows y_i x_i
SUPPORTS = ROWS[2:4]
LEVELS = np.array([100.0, 1e4, 1e5, 3.5e5])
LENGTHS = LEVELS * np.log(10)  # |w| is larger: rows are shorter than one
SIZES = {1: (3, 1), 2: (3, 4, 1), 3: (3, 4, 3, 1), 4: (3, 4, 4, 3, 1)}


def flow(lab, verify, depth, rows):
    """The flow from Gaussian starts, and the margin, certified to have independent supports that do not span."""
    found = [margins.l2_margin(rows)]
    sound = [m for m in found if isinstance(m, margins.Margin) and m.nondegenerate and not m.strongly_separable]
    certificate = f"not separable, degenerate, or supports that span: {found}"
    verify.precondition(CLAIM, holds=len(sound) == len(found), certificate=certificate)
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.gaussian_start, trials=trials, sizes=SIZES[depth], data=rows, levels=LEVELS)
    return evidence, evidence.all("first").reshape(-1, 1 + len(LEVELS), SIZES[depth][1], 3), sound[0]


def later(maps):
    """The end-to-end maps (trials, levels, 3) after the start."""
    return maps.reshape(len(maps), -1, 3)[:, 1:]


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_limit_needs_no_spanning_supports(lab, verify, depth):
    evidence, _, margin = flow(lab, verify, depth, ROWS)

    theory = margin.direction

    tolerance = ModelError(
        3 * LENGTHS[-1] ** (-1 / depth), because="a start of order one over |W_1|_F, about |w|^(1/L)"
    )
    rivals = {"least squares": rival_directions.least_squares(ROWS), "the l1 margin": rival_directions.l1_margin(ROWS)}
    seen = evidence["map"].map(lambda w: w[:, -3:] / np.linalg.norm(w[:, -3:], axis=1, keepdims=True))
    shown = {"series": f"direction, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_limit_needs_no_spanning_supports_within_their_span(lab, verify, depth):
    evidence, _, margin = flow(lab, verify, depth, ROWS)

    theory = residual_law.offset(margin, ROWS)

    delay = 10 * (depth - 1) * LENGTHS[-1] ** -min(1.0, 3 / depth)
    tolerance = ModelError(1e-6 + delay, because="the solver, and the delay of L layers")
    rest = np.column_stack([margin.direction, exact.complement(margin, ROWS)])
    rivals = {"even multipliers": 0 * theory, "plus the log of the multipliers": -theory}
    seen = evidence["map"].map(lambda w: w[:, -3:] @ (np.eye(3) - rest @ rest.T))
    shown = {"series": f"offset within the span, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_limit_needs_no_spanning_supports_as_the_rest_never_moves(lab, verify, depth):
    evidence, first, margin = flow(lab, verify, depth, SUPPORTS)
    normals = exact.complement(margin, SUPPORTS)

    theory = PerTrial(np.tile(exact.left_alone(first[:, 0], normals)[..., 0], 1 + len(LEVELS)))

    tolerance = Radius(1e-9, because="a linear invariant: the integrator keeps it to round-off of its steps")
    rivals = {"it dies out": 0.0, "it turns round": PerTrial(-theory.values)}
    seen = evidence["first"].map(lambda x: (x.reshape(len(x), -1, 3) @ normals)[..., 0])
    shown = {"series": f"W_1 N, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_limit_needs_no_spanning_supports_but_the_rate_does(lab, verify, depth):
    evidence, first, margin = flow(lab, verify, depth, SUPPORTS)
    normals = exact.complement(margin, SUPPORTS)

    theory = PerTrial(exact.sine(first[:, 1:], first[:, :1], normals))

    because = "u is misaligned by O(|w|^(-2/L)): at most 0.5 |w|^(-3/L) in 40 pilots at other seeds"
    tolerance = ModelError(1.5 * LENGTHS ** (-3 / depth), because=because)
    lengths = np.linalg.norm(later(evidence.all("map")), axis=2)
    rivals = {
        "an offset over |w|, as if they spanned": PerTrial(np.linalg.norm(ROWS[0]) / lengths),
        "twice as large": PerTrial(2 * theory.values),
        "falling like 1 / |w|": PerTrial(theory.values**depth),
    }
    seen = evidence["map"].map(lambda w: np.abs(later(w) @ normals[:, 0]) / np.linalg.norm(later(w), axis=2))
    shown = {"at": LEVELS, "series": f"{depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
