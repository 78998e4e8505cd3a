r"""Linearised networks conserve learnability exactly.

Statement.  Replace a network by its first-order expansion at random weights and train it by gradient descent on every
mode of an orthonormal basis. After t steps of size $\eta$ on the mean square over 2, the learnabilities sum to
$\sum_j (1 - (1 - \eta k_j / n)^t)$ over the eigenvalues $k_j$ of its own tangent kernel on the data, whatever its
width, its random weights and the data; and to n at the end.

Reason.  The sum is the trace of the map from labels to fit, which gradient descent makes $I - (I - \eta K / n)^t$ on
the data. So the sum says nothing about width: what trained networks miss of n measures the motion of their features.
"""

import numpy as np
import pytest

from empirics import linearized_networks as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import early_stopping as exact

CLAIM = Claim(
    name="eigenlearning.linearized_nets_conserve_learnability_exactly",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i(t) = \sum_{j=1}^{n} \left(1 - (1 - \eta k_j / n)^t\right)",
    source=Source("simon2021post", where="Fig 2"),
    standing=UnderConvention("linearised networks, at any time; the source shows trained networks near the end"),
    axes=Axes(x="gradient steps", y="sum of learnabilities minus the formula", xscale="log"),
)
STEPS = (1, 10, 100, 1000)


@pytest.mark.parametrize("width", [8, 64])
def test_linearized_nets_conserve_learnability_exactly(lab, verify, width):
    n, trials = 4, lab.at_scale(smoke=32, standard=32, nightly=512)
    evidence = lab.run(measured.total_learnability, trials=trials, width=width, points=10, n=n, snapshots=STEPS)
    k = evidence.all("gram_eigenvalues")
    step = n / k[:, -1]

    theory = PerTrial(exact.total_learnability(k, step, STEPS))

    tolerance = Roundoff(operations=STEPS[-1] * 8 * width, because="rounding of each step adds up, at worst")

    counterclaims = {
        "n at all times": np.full(len(STEPS), n),
        "steps of the mean square itself, twice as long": PerTrial(exact.total_learnability(k, 2 * step, STEPS)),
        "gradient flow: 1 - exp(-eta k t / n)": PerTrial(exact.total_learnability_of_flow(k, step, STEPS)),
        "one unit is spent on the mean": PerTrial(exact.total_learnability(k[:, 1:], step * (n - 1) / n, STEPS)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           at=STEPS, series=f"width {width}")  # fmt: skip
