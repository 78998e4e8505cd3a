r"""Trained networks nearly conserve learnability.

Statement.  Train a fully connected network (ReLU or tanh, one or four hidden layers) to interpolate each of the M modes
of an orthonormal basis on the same n points of a circle, and call $L_i$ the learnability of what it has learned. In the
mean over initialisations and data sets, at widths near a hundred, each $L_i$ is that of regression with the infinitely
wide network's tangent kernel up to 0.1, and their sum is n up to a few per cent.

Reason.  A linearised network is kernel regression with the tangent kernel of its start and conserves learnability
exactly, whatever its width. What is missing or left over is the work of the features' motion alone, and of stopping
before the loss is zero; single modes also feel that the kernel of the start is not that of infinite width.
"""

from functools import partial

import numpy as np
import pytest

from empirics import trained_networks as measured
from harness import Axes, Claim, Empirical, FiniteVariance, Kind, ModelError, PowerZero, Resolution, Source
from theory import circle, kernels
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.trained_nets_nearly_conserve_learnability",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E} \sum_{i=1}^{M} \mathcal{L}_i^{\mathrm{net}}(\mathcal{D}) \approx n",
    source=Source("simon2021post", where="Fig 2"),
    standing=Empirical("no theorem: deviations are measured: 4 per cent of n in the sum, 0.1 in single modes"),
    axes=Axes(x="training set size n", y="sum of all learnabilities"),
)


CASES = [(activation, depth, n) for n in (3, 6) for depth in (1, 4) for activation in ("relu", "tanh")]
OTHER = {"relu": "tanh", "tanh": "relu"}


def networks(lab, activation, depth):
    width = lab.at_scale(smoke=16, standard=128 if depth == 1 else 64, nightly=4096 if depth == 1 else 1024)
    steps = lab.at_scale(smoke=20, standard=400 if depth == 1 else 60, nightly=4000 if depth == 1 else 1000)
    return lab.run(
        measured.learnabilities,
        trials=lab.at_scale(smoke=32, standard=80, nightly=1024),
        activation=activation, depth=depth, width=width, points=10, sizes=(3, 6), steps=steps,
    )  # fmt: skip


def of_kernel(activation, depth, n):
    kernel = f"{activation}_ntk" if depth == 1 else f"{activation}_ntk_{depth}"
    return circle.mean_learnabilities(partial(kernels.profile, kernel, dimension=2, radius=1.0), 10, n)


@pytest.mark.parametrize(("activation", "depth", "n"), CASES)
def test_trained_nets_nearly_conserve_learnability(lab, verify, activation, depth, n):
    theory = exact.total_learnability(n)

    evidence = networks(lab, activation, depth)

    drift = lab.at_scale(smoke=0.1, standard=0.02 if n == 3 else 0.025, nightly=0.02) * n
    tolerance = ModelError(drift, because="a third above pilots: features of a narrow network move while it trains")
    tolerance += Resolution(1.45 * 0.13, because="as many networks as time allows")

    counterclaims = {
        "one unit is spent on the mean: n - 1": n - 1,
        "unseen points share the budget: n (M - n) / M": n * (10 - n) / 10,
        "networks learn everything they are shown and nothing else, twice over": 2 * n,
    }
    # Pilot runs with other seeds show standard deviations of 0.03 to 0.10.
    verify(CLAIM, theory=theory, evidence=evidence[f"total n={n}"], tolerance=tolerance, tail=FiniteVariance(0.13),
           at=n, series=f"{activation}, {depth} hidden", counterclaims=counterclaims)  # fmt: skip


@pytest.mark.parametrize(("activation", "depth", "n"), CASES)
def test_trained_nets_nearly_conserve_learnability_mode_by_mode(lab, verify, activation, depth, n):
    theory = of_kernel(activation, depth, n)

    evidence = networks(lab, activation, depth)

    sigma = 0.12 if (activation, depth, n) == ("tanh", 1, 6) else 0.08  # of one trial; pilots show 0.09 and 0.06
    tolerance = ModelError(0.06 if n == 3 else 0.09, because="a fifth above pilots: the tangent kernel of a narrow "
                           "network is not that of an infinite one, and moves")  # fmt: skip
    tolerance += Resolution(1.45 * sigma, because="as many networks as time allows")

    near, other = (
        PowerZero("both activations learn alike, up to two tolerances"),
        of_kernel(OTHER[activation], depth, n),
    )
    apart = np.any(np.abs(other - theory) > 2.1 * tolerance.half_width(len(theory)))
    counterclaims = {
        "high frequencies first": theory[::-1],
        "what is left unlearned: 1 - L": 1 - theory,
        "the tangent kernel of the other activation": other if apart else near,
    }
    verify(CLAIM, theory=theory, evidence=evidence[f"learnability n={n}"], tolerance=tolerance,
           tail=FiniteVariance(sigma), at=range(10), series=f"{activation}, {depth} hidden, n = {n}",
           counterclaims=counterclaims)  # fmt: skip
