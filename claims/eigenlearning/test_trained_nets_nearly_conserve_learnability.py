r"""Trained networks nearly conserve learnability.

Statement.  Train a fully connected network (ReLU or tanh, one or four hidden layers) to interpolate each of the M modes
of an orthonormal basis on the same n points of a circle, and call $L_i$ the learnability of what it has learned. The
sum of the $L_i$ is n up to a few per cent, in the mean over initialisations and data sets, at widths in the hundreds.

Reason.  A linearised network is kernel regression with the tangent kernel of its start and conserves learnability
exactly, whatever its width. What is missing or left over is the work of the features' motion alone, and of stopping
before the loss is zero.
"""

import pytest

from empirics import trained_networks as measured
from harness import Axes, Claim, Empirical, FiniteVariance, Kind, ModelError, Source
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.trained_nets_nearly_conserve_learnability",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E} \sum_{i=1}^{M} \mathcal{L}_i^{\mathrm{net}}(\mathcal{D}) \approx n",
    source=Source("simon2021post", where="Fig 2"),
    standing=Empirical("no theorem: the deviation from n is measured and lies within 8 per cent of n"),
    axes=Axes(x="training set size n", y="sum of all learnabilities"),
)


@pytest.mark.parametrize(
    ("activation", "depth", "n"), [("relu", 1, 3), ("tanh", 1, 3), ("relu", 4, 3), ("tanh", 4, 3), ("relu", 1, 6)]
)
def test_trained_nets_nearly_conserve_learnability(lab, verify, activation, depth, n):
    width = lab.at_scale(smoke=32, standard=128 if depth == 1 else 64, nightly=4096 if depth == 1 else 1024)

    theory = exact.total_learnability(n)

    evidence = lab.run(
        measured.total_learnability,
        trials=lab.at_scale(smoke=64, standard=256, nightly=4096),
        activation=activation, depth=depth, width=width, points=10, n=n, loss=1e-3, steps=2000,
    )  # fmt: skip

    tolerance = ModelError(
        lab.at_scale(smoke=0.25, standard=0.08, nightly=0.02) * n,
        because="features of a network of finite width move while it trains: a few per cent of n at these widths",
    )

    counterclaims = {
        "one unit is spent on the mean: n - 1": n - 1,
        "unseen points share the budget: n (M - n) / M": n * (10 - n) / 10,
        "networks learn everything they are shown and nothing else, twice over": 2 * n,
    }
    # Pilot runs with other seeds show standard deviations of 0.03 to 0.08; the bound leaves a factor of two.
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, tail=FiniteVariance(sigma=0.15),
           at=n, series=f"{activation}, {depth} hidden, width {width}", counterclaims=counterclaims)  # fmt: skip
