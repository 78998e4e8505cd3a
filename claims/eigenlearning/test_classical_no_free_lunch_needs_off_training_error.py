r"""The classical no-free-lunch theorem needs the off-training error.

Statement.  Average over all $2^M$ boolean targets. Then every kernel has the same share of wrong signs at points it was
not trained on, one half, and the same learnability, n / M. It does not have the same mean squared error: off the
training set that is $1 + \overline{|T_x|^2}$, where $T_x$ are the weights of the prediction at x, and it is least, 1,
for the kernel that learns nothing there.

Reason.  Off the training set the prediction depends on the labels seen, and the target's value does not. For a sign
that leaves a fair coin; a square also pays for the size of the prediction.
"""

import numpy as np
import pytest

from empirics import no_free_lunch as measured
from harness import Claim, Corrected, Kind, PerTrial, Printed, Roundoff, Source
from theory import no_free_lunch as exact

CLAIM = Claim(
    name="eigenlearning.classical_no_free_lunch_needs_off_training_error",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E}_f \bigl[(\hat f - f)(x)^2\bigr] = 1 + |T_x|^2, \quad x \notin \mathcal{D}",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=Corrected(
        "the same for every algorithm are the off-training share of wrong signs, and the learnability; "
        "the mean squared error is not"
    ),
)
SEVERAL = {"smoke": 4, "standard": 16, "nightly": 128}


@pytest.mark.parametrize("n", [2, 4, 6])
def test_classical_no_free_lunch_needs_off_training_error(lab, verify, n):
    theory = [exact.OFF_TRAINING_ERROR, exact.mean_learnability(n, 8)]

    evidence = lab.run(measured.every_target, trials=lab.at_scale(**SEVERAL), n=n, largest=20)
    seen = {name: evidence.all(name) for name in ("zero_one_off", "learnability")}

    condition = evidence.worst("condition")
    tolerance = Roundoff(operations=8**3, condition=condition, because="solves of at most 8 x 8 systems")

    counterclaims = {
        "counted on all points, training points included": [(8 - n) / 16, n / 8],
        "better than chance on the points not seen": [0.5 - n / 32, n / 8],
        "the learnability is 1/2 as well": [0.5, 0.5 + (n == 4) / 8],
    }
    both = evidence["zero_one_off"].map(lambda x: np.stack([x, seen["learnability"][: len(x)]], axis=1))
    verify(CLAIM, theory=theory, evidence=both, tolerance=tolerance, counterclaims=counterclaims,
           series=f"signs and learnability, n = {n}")  # fmt: skip


@pytest.mark.parametrize("n", [2, 4, 6])
def test_classical_no_free_lunch_needs_off_training_error_and_fails_for_squares(lab, verify, n):
    evidence = lab.run(measured.every_target, trials=lab.at_scale(**SEVERAL), n=n, largest=20)
    levels = evidence.all("levels").astype(int).tolist()

    theory = PerTrial([float(exact.mean_squared_errors(row, n)[0]) for row in levels])

    condition = evidence.worst("condition")
    tolerance = Roundoff(operations=8**3, condition=condition, because="solves of at most 8 x 8 systems")

    counterclaims = {
        "the same for every kernel, hence 1, that of one which learns nothing": Printed(np.ones(1)),
        "on all points, training points included": PerTrial(
            [float(exact.mean_squared_errors(row, n)[1]) for row in levels]
        ),
    }
    verify(CLAIM, theory=theory, evidence=evidence["mse_off"], tolerance=tolerance, counterclaims=counterclaims,
           series=f"squares, n = {n}")  # fmt: skip
