r"""What does not separate stays bounded.

Statement.  If z and -z both occur, no direction separates the data, and w does not tend to a max-margin direction in
the whole space. Let independent z occur $a_z$ times and -z $b_z$ times, beside m rows that are separable once their
parts in the span of the z are removed, with margin $\bar\gamma$ and multipliers $\alpha_i$ then. Under gradient flow $z
\cdot w$ tends to $\ln(a_z / b_z)$ on the logistic, and to half of it on the exponential risk. Across the span w grows
for ever, along the max-margin direction of what is left of the rows: $z_i \cdot w = \ln(\bar\gamma^2 t / n) - \ln
\alpha_i + o(1)$ on their support vectors, for n rows in all, so that w is known to o(1) where there are d equations.

Reason.  The other rows lose their share of the gradient, so that each pair comes to its own minimum. The shares of the
rows among themselves then tend to the multipliers, by what separable data show, with the parts in the span included.
"""

import numpy as np
import pytest

from empirics import linear_flow as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Source, UnderConvention
from theory import linear_descent as exact
from theory import margins

CLAIM = Claim(
    name="margins.what_does_not_separate_stays_bounded",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"z^\top w \to \ln \frac{a_z}{b_z}, \qquad z_i^\top w = \ln \frac{\bar\gamma^2 t}{n} - \ln \alpha_i + o(1)",
    source=Source("telgarskymargin", where="The linear case"),
    standing=UnderConvention("beyond the source, which leaves out that the data must be separable"),
    axes=Axes(x="ln t", y="coordinates of w"),
)
LOG_TIMES = np.array([30.0])


def certified(verify, evidence):
    """The margins of the rows across the pairs, unique, where the data as a whole are certified not to be separable."""
    rows, pairs = evidence.all("rows"), evidence.all("pairs")
    whole = [margins.l2_margin(np.vstack([z, two, -two])) for z, two in zip(rows, pairs, strict=True)]
    split = all(isinstance(margin, margins.NotSeparable) for margin in whole)
    verify.precondition(CLAIM, holds=split, certificate=f"the data are separable, see the residual law: {whole}")
    solved = [margins.l2_margin(z[:, 2:]) for z in rows]
    found = [margin for margin in solved if isinstance(margin, margins.Margin) and margin.nondegenerate]
    unique = len(found) == len(solved)
    verify.precondition(CLAIM, holds=unique, certificate=f"not separable across the pairs, or not uniquely: {solved}")
    return list(zip(found, rows, pairs, evidence.all("copies"), strict=True))


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_what_does_not_separate_stays_bounded(lab, verify, loss):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    evidence = lab.run(measured.overlapping, trials=trials, loss=loss, log_times=LOG_TIMES)
    known = certified(verify, evidence)

    def but(change):
        changed = [change(*one) for one in known]
        return PerTrial([exact.overlapping_map(m, z, p, c, LOG_TIMES[-1], loss=loss) for m, z, p, c in changed])

    theory = but(lambda *one: one)

    tolerance = ModelError(1e-3, because="what remains of the start, up to 1e-6 in pilots of 300 draws at other seeds")

    rivals = {
        "pairs cancel: z.w = 0": but(lambda m, z, pairs, copies: (m, z, pairs, np.full((2, 2), copies.sum() / 4))),
        "the other way round": but(lambda m, z, pairs, copies: (m, z, pairs, copies[:, ::-1])),
        "rows without their parts in the span": but(lambda m, z, pairs, copies: (m, z * [0, 0, 1, 1], pairs, copies)),
        "pairs do not count in n": but(lambda m, z, pairs, copies: (m, z, pairs, copies / copies.sum() / 1e3)),
    }
    seen, series = evidence["map"].map(lambda x: x[:, -1]), f"{loss} loss"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=series)
