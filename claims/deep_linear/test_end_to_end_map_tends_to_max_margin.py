r"""The end-to-end map tends to the max-margin direction.

Statement.  Train $x \mapsto W_L \cdots W_1 x$ by gradient flow on the logistic risk $\widehat{\mathcal{R}}$ of n
separable data $z_i = y_i x_i$, from a start better than the zero map. Let $\alpha_i$ be the multipliers of the exact
$\ell_2$ margin problem, $v = \sum_i \alpha_i z_i$ its solution, $\bar\gamma = |v|$ the margin, $H = -\sum_i \alpha_i
\ln \alpha_i$ and $c = -\ln(n \widehat{\mathcal{R}})$. Whatever the depth, the widths and the start, the normalised
margin is $\bar\gamma (c - \ln \max_i \alpha_i) / (c + H)$ up to the next order. If the support vectors are independent
and span, the map itself is $(c + H)\, v / \bar\gamma^2 + w_\perp + o(1)$, where $z_i \cdot w_\perp = -\ln \alpha_i - H$
on them.

Reason.  Across v the map moves by the sum of the $z_i$, each weighted by its share in the risk, which vanishes only
where the shares are the multipliers; there $z_i \cdot w = c - \ln \alpha_i$. For L layers the flow is preconditioned by
matrices that align with v. This delays the approach, to $O((L - 1) / |w|)$, or $O(|w|^{-3/L})$ for L > 3, but does not
move its end.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Source, UnderConvention
from theory import margins, rival_directions
from theory import residual_law as exact

CLAIM = Claim(
    name="deep_linear.end_to_end_map_tends_to_max_margin",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w = \frac{c + H(\alpha)}{\bar\gamma^2} \sum_i \alpha_i z_i + w_\perp + o(1), \qquad"
    r" z_i^\top w_\perp = -\ln \alpha_i - H(\alpha), \qquad c = -\ln(n \widehat{\mathcal{R}})",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention(
        "'max' read as the set of maximisers: all have this map; the start must beat the zero map"
    ),
    axes=Axes(x="-log10 of the risk", y="normalised margin", xscale="log"),
)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i
LEVELS = np.array([100.0, 1e3, 1e4, 1e5])
SIZES = {1: (3, 1), 2: (3, 4, 1), 3: (3, 4, 3, 1), 4: (3, 4, 4, 3, 1)}


def certified(verify, tables):
    """The exact margins of these data, certified to be unique and spanned by the support vectors."""
    found = [margins.l2_margin(table) for table in tables]
    solved = [margin for margin in found if isinstance(margin, margins.Margin) and margin.strongly_separable]
    certificate = f"not separable, or support vectors that are dependent or do not span: {found}"
    verify.precondition(CLAIM, holds=len(solved) == len(found), certificate=certificate)
    return solved


def approach(depth, levels):
    """(L - 1) |w|^-min(1, 3/L), with |w| of the order of ln(1 / risk)."""
    return (depth - 1) * (np.asarray(levels) * np.log(10)) ** -min(1.0, 3 / depth)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_end_to_end_map_tends_to_max_margin(lab, verify, depth):
    (margin,) = certified(verify, [ROWS])

    theory = exact.normalised_margin(margin, -LEVELS * np.log(10))

    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.gaussian_start, trials=trials, sizes=SIZES[depth], data=ROWS, levels=LEVELS)

    next_order = 6 * approach(depth, LEVELS) + 1 / LEVELS
    tolerance = ModelError(0.05 / LEVELS * next_order, because="a gap near 0.04 / LEVELS, delayed by L layers; 1 / c^2")
    seen = evidence["normalised_margin"].map(lambda x: x[:, 1:])
    reached = [(ROWS @ rival(ROWS)).min() for rival in (rival_directions.l1_margin, rival_directions.least_squares)]
    rivals = {
        "the margin of the l1 margin's direction": np.full(len(LEVELS), reached[0]),
        "the margin of least squares": np.full(len(LEVELS), reached[1]),
        "already the margin: no gap": np.full(len(LEVELS), margin.value),
        "half the gap": (theory + margin.value) / 2,
    }
    shown = {"at": LEVELS, "series": f"{depth} layer{'s' * (depth > 1)}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_end_to_end_map_tends_to_max_margin_direction(lab, verify, depth):
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.planted_data, trials=trials, sizes=SIZES[depth], count=6, levels=LEVELS)
    data = evidence.all("data").reshape(-1, 6, 3)

    theory = PerTrial([margin.direction for margin in certified(verify, data)])

    tolerance = ModelError(1e-4, because="the offset, of order ten at most, over |w| > 10^5")
    rivals = {
        "least squares": PerTrial([rival_directions.least_squares(table) for table in data]),
        "the mean example": PerTrial([rival_directions.mean(table) for table in data]),
    }
    seen = evidence["map"].map(lambda x: x[:, -3:] / np.linalg.norm(x[:, -3:], axis=1, keepdims=True))
    shown = {"series": f"direction, {depth} layer{'s' * (depth > 1)}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_end_to_end_map_tends_to_max_margin_with_offset(lab, verify, depth):
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.planted_data, trials=trials, sizes=SIZES[depth], count=6, levels=LEVELS)
    data, logs = evidence.all("data").reshape(-1, 6, 3), evidence.all("log_risk")[:, -1]
    known = list(zip(certified(verify, data), data, logs, strict=True))

    theory = PerTrial(np.array([exact.end_to_end_map(*one) for one in known]))

    offsets = np.array([exact.offset(margin, table) for margin, table, _ in known])
    tolerance = ModelError(100 * approach(depth, LEVELS[-1]) + 1e-6, because="the delay of L layers; the solver")
    rivals = {
        "no offset: all support vectors at the same margin": PerTrial(theory.values - offsets),
        "plus the log of the multipliers": PerTrial(theory.values - 2 * offsets),
    }
    shown = {"series": f"the whole map, {depth} layer{'s' * (depth > 1)}"}
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["map"].map(lambda x: x[:, -3:]),
        tolerance=tolerance,
        counterclaims=rivals,
        **shown,
    )
