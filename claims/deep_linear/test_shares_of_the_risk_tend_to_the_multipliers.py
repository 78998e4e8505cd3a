r"""Shares of the risk tend to the multipliers.

Statement.  As gradient flow drives the logistic risk of a linear network of any depth to zero on separable data, the
share of example i in the risk tends to $\alpha_i$, the multiplier of the exact $\ell_2$ margin problem, a rational
number: support vectors share the risk unevenly for ever, the other examples drop out. This needs the multipliers to be
unique, but not that the support vectors span the space.

Reason.  Across the max-margin direction the map moves by the sum of the $z_i = y_i x_i$ weighted by the shares; it
comes to rest only where that sum points along $\sum_i \alpha_i z_i$, and on affinely independent support vectors only
one choice does.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Claim, Kind, ModelError, Source, UnderConvention
from theory import margins

CLAIM = Claim(
    name="deep_linear.shares_of_the_risk_tend_to_the_multipliers",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{e^{-z_i^\top w}}{\sum_j e^{-z_j^\top w}} \to \alpha_i, \qquad"
    r" \bar\gamma = \Big\| \sum_i \alpha_i z_i \Big\| = \max_{\|w\| = 1} \min_i z_i^\top w",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention(
        "beyond the source; 'strongly separable' is needed for unique multipliers only, not for a span"
    ),
)
TABLES = {
    "spanning": np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8,
    "two supports": np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]) / 8,
}  # rows y_i x_i
LEVELS = np.array([100.0, 1e4])
SIZES = {1: (3, 1), 2: (3, 4, 1), 3: (3, 4, 3, 1)}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_shares_of_the_risk_tend_to_the_multipliers(lab, verify, depth, table):
    rows = TABLES[table]
    margin = margins.l2_margin(rows)
    unique = isinstance(margin, margins.Margin) and margin.nondegenerate
    verify.precondition(CLAIM, holds=unique, certificate=f"not separable, or multipliers not unique: {margin}")

    theory = list(margin.weights)

    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.gaussian_start, trials=trials, sizes=SIZES[depth], data=rows, levels=LEVELS)

    tolerance = ModelError(1e-3, because="O((L - 1) / |w|) with |w| > 10^4, times the spread of the examples")
    support = np.array([weight > 0 for weight in margin.weights])
    rivals = {
        "all support vectors weigh the same": support / support.sum(),
        "all examples weigh the same": np.full(len(rows), 1 / len(rows)),
    }
    seen = evidence["shares"].map(lambda x: x[:, -len(rows) :])
    shown = {"series": f"{depth} layer{'s' * (depth > 1)}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
