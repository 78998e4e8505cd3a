r"""The residual law at any depth, width and start.

Statement.  At a risk of $10^{-350000}$ the end-to-end map of a deep linear network trained by gradient flow is known
but for its length: across the max-margin direction it is the offset $\tilde w$ with $z_i \cdot \tilde w = -\ln \alpha_i
- H(\alpha)$ on the support vectors, to four digits. The number of layers, their widths, the scale of the start, and the
choice between the exponential and the logistic loss make no difference.

Reason.  Whatever preconditions the flow, the map rests across its direction only where the shares of the examples in
the risk are the multipliers $\alpha_i$ of the exact margin problem. Depth delays this, by $O((L - 1) |w|^{-1})$, or
$O(|w|^{-3/L})$ for L > 3; and far out the two losses are the same to rounding.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Claim, Kind, ModelError, Source, UnderConvention
from theory import margins, residual_law

CLAIM = Claim(
    name="deep_linear.residual_law_at_any_depth_width_and_start",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w - \langle w, u \rangle u \to \tilde w, \qquad z_i^\top \tilde w = -\ln \alpha_i - H(\alpha)",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention("beyond the source, which names the direction; the start must beat the zero map"),
)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i
LEVEL = np.array([3.5e5])
NETWORKS = [
    ((3, 2, 1), "logistic", 1.0),
    ((3, 16, 1), "exponential", 1.0),
    ((3, 16, 1), "logistic", 1.6),
    ((3, 2, 2, 1), "logistic", 0.7),
    ((3, 8, 4, 1), "exponential", 1.6),
    ((3, 4, 4, 3, 1), "exponential", 1.0),
    ((3, 8, 8, 8, 1), "logistic", 0.7),
]


def spanned(verify, tables):
    """The exact margins of these data, certified to have independent support vectors that span the space."""
    found = [margins.l2_margin(table) for table in tables]
    sound = [margin for margin in found if isinstance(margin, margins.Margin) and margin.strongly_separable]
    certificate = f"not separable, or support vectors that are dependent or do not span: {found}"
    verify.precondition(CLAIM, holds=len(sound) == len(found), certificate=certificate)
    return sound


@pytest.mark.parametrize(("sizes", "loss", "gain"), NETWORKS)
def test_residual_law_at_any_depth_width_and_start(lab, verify, sizes, loss, gain):
    (margin,) = spanned(verify, [ROWS])

    theory = residual_law.offset(margin, ROWS)

    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    setting = {"sizes": sizes, "data": ROWS, "levels": LEVEL, "loss": loss, "gain": gain}
    evidence = lab.run(measured.gaussian_start, trials=trials, **setting)

    depth = len(sizes) - 1
    delay = (depth - 1) * (LEVEL[0] * np.log(10)) ** -min(1.0, 3 / depth)
    tolerance = ModelError(1e-4 + 5 * delay, because="the solver, and the delay of L layers, at |w| > 8 10^5")
    rivals = {
        "all support vectors on the margin: even multipliers": 0 * theory,
        "plus the log of the multipliers": -theory,
        "one L-th of it in each layer": theory / depth,
        "one per cent longer": 1.01 * theory,
    }
    across = np.eye(3) - np.outer(margin.direction, margin.direction)
    seen, series = evidence["map"].map(lambda w: w[:, -3:] @ across), f"{sizes}, {loss}, {gain}"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=series)
