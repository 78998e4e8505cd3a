r"""A trained net is kernel regression plus its initial function.

Statement.  Train a wide network, its random initial function left in place, until it interpolates labels y at D. Over
initialisations, what it learns has the mean $A y$ of kernel regression, $A_x = K(x, D) K(D, D)^{-1}$ with the tangent
kernel K, and the covariance $S + A S_{DD} A^T - A S_{D \cdot} - (A S_{D \cdot})^T$, with S that of the initial
function. It is not one function, and the spread is no Bayesian posterior of K either.

Reason.  Gradient descent fits the residual $y - f_0(D)$ and adds the fit to $f_0$, which has mean 0 and covariance S.
"""

import numpy as np

from empirics import wide_networks as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, PowerZero, Printed, Resolution, Source
from theory import kernels
from theory import wide_networks as exact

CLAIM = Claim(
    name="eigenlearning.trained_net_is_kernel_regression_plus_initial_function",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"f_\infty = f_0 + K_{xD} K_{DD}^{-1} (y - f_0(D))",
    source=Source("simon2021post", where="Finite network = infinite-width network = kernel regression"),
    standing=Corrected("a network learns the printed function in the mean only: its initial function is left out"),
    axes=Axes(x="point of the circle", y="mean over initialisations"),
)
POINTS, D, LABELS, KERNEL = 10, (0, 2, 5, 8), np.array([1.0, -1.0, 1.0, 0.0]), "relu_ntk"
OUTSIDE = [i for i in range(POINTS) if i not in D]
UPPER = np.triu_indices(len(OUTSIDE))
ANGLES = 2 * np.pi * np.arange(POINTS) / POINTS
WIDTH = "finite width: 0.012 in the mean and 0.002 in the covariance, in pilots at width 512"


def on_circle(which, kernel=KERNEL):
    return which(kernel, np.cos(ANGLES - ANGLES[:, None]), dimension=2, radius=1.0)


def networks(lab):
    width, trials = (
        lab.at_scale(smoke=128, standard=512, nightly=4096),
        lab.at_scale(smoke=32, standard=512, nightly=4096),
    )
    setting = {"activation": "relu", "points": POINTS, "data": D, "labels": LABELS, "group": 16, "steps": 40}
    return lab.run(measured.after_training, trials=trials, width=width, **setting)


def test_trained_net_is_kernel_regression_plus_initial_function_in_the_mean(lab, verify):
    theory = exact.mean_after_training(on_circle(kernels.profile), D, LABELS)

    evidence = networks(lab)

    tolerance = ModelError(0.016, because=WIDTH) + Resolution(0.03, because="means of 16 networks spread by 0.08")

    counterclaims = {
        "a Bayesian who knows the law at the start": exact.mean_after_training(
            on_circle(kernels.initial_covariance), D, LABELS
        ),
        "the tangent kernel of four hidden layers": exact.mean_after_training(
            on_circle(kernels.profile, "relu_ntk_4"), D, LABELS
        ),
        "nothing between the data: 0": np.zeros(len(OUTSIDE)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["mean"], tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=0.3), at=OUTSIDE, series="mean")  # fmt: skip


def test_trained_net_is_kernel_regression_plus_initial_function_with_its_spread(lab, verify):
    K, S = on_circle(kernels.profile), on_circle(kernels.initial_covariance)
    theory = exact.covariance_after_training(K, S, D)[UPPER]

    evidence = networks(lab)

    tolerance = ModelError(0.004, because=WIDTH) + Resolution(0.012, because="a seventh of the largest variance")

    inside = np.isin(range(POINTS), D)
    at_data = np.where(np.outer(inside, inside), S, 0.0)
    prior = S[np.ix_(OUTSIDE, OUTSIDE)][UPPER]
    counterclaims = {
        "every initialisation learns the same function": Printed(np.zeros(len(theory))),
        "as before training: S": prior,
        "the Bayesian posterior of the tangent kernel": exact.covariance_after_training(K, K, D)[UPPER],
        "S + A S_DD A^T, as if both were independent": prior + exact.covariance_after_training(K, at_data, D)[UPPER],
        "the Bayesian posterior of the law at the start": PowerZero("it differs by 0.005 at most"),
    }
    verify(CLAIM, theory=theory, evidence=evidence["covariance"], tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=1), series="covariance")  # fmt: skip
