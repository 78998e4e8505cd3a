r"""Learning curves of boolean functions.

Statement.  Parities of degree 0, 1, 3 and 8 on the 8-cube, learned from n corners by regression with the tangent kernel
of a ReLU network with four hidden layers, have learnability $\lambda_k / (\lambda_k + C)$ and mean squared error
$E_0 (1 - \mathcal{L}_k)^2$, with $E_0 = n / (n - q)$ and q the sum of all squared learnabilities. Trained networks
follow the same curves, the less closely the narrower they are.

Reason.  $K_{DD}^{-1}$ concentrates at its mean over determinantal data; from a few points it fluctuates, most along the
constant function. A network adds the fluctuations of its own tangent kernel and the motion of its features.
"""

from dataclasses import replace

import numpy as np
import pytest

from empirics import boolean_functions as measured
from harness import Axes, Claim, FiniteVariance, Heuristic, Kind, ModelError, PowerZero, Resolution, Source
from theory import boolean_functions as exact

CLAIM = Claim(
    name="eigenlearning.learning_curves_of_boolean_functions",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathcal{L}_k = \frac{\lambda_k}{\lambda_k + C}, \quad \mathcal{E}_k = \frac{n}{n - q} (1 - \mathcal{L}_k)^2",
    source=Source("simon2021post", where="Fig 1"),
    standing=Heuristic("model errors are stated by degree, for kernel regression and for networks of the width used"),
    axes=Axes(x="training set size n", y="learnability", xscale="log"),
)
ERRORS = replace(CLAIM, axes=Axes(x="training set size n", y="mean squared error", xscale="log"))
KERNEL, SHALLOW, D, DEGREES = "relu_ntk_4", "relu_ntk", 8, (0, 1, 3, 8)
PILOTS = "above the largest errors in pilots at standard scale: kernels of few points and of narrow networks fluctuate"
SIGMA = {  # of one trial, by degree; a quarter above pilots
    ("learnability", "kernel"): (0.035, 0.022, 0.005, 0.016),
    ("mse", "kernel"): (0.04, 0.055, 0.028, 0.16),
    ("learnability", "networks"): (0.12, 0.09, 0.045, 0.012),
    ("mse", "networks"): (0.07, 0.19, 0.13, 0.13),
}
FINE = {"kernel": 0.5, "networks": 0.9}  # resolution over sigma: 512 data sets, 144 networks


def model_error(lab, quantity, learner, n):
    standard, nightly = {
        ("learnability", "kernel"): ((0.16 / n, 0.005, 0.002, 0.006),) * 2,
        ("mse", "kernel"): ((0.22 / n, 0.05 / n + 0.003, 0.02, 0.045),) * 2,
        ("learnability", "networks"): ((0.12, 0.06, 0.02, 0.02), (0.06, 0.06, 0.09, 0.09)),
        ("mse", "networks"): ((0.05, 0.06, 0.13, 0.14), (0.05, 0.08, 0.15, 0.2)),
    }[quantity, learner]
    return lab.at_scale(smoke=standard, standard=standard, nightly=nightly)


def wrong_learnabilities(k, sizes, far):
    right, other = exact.curves(KERNEL, D, sizes), exact.curves(SHALLOW, D, sizes)
    return {
        "the eigenvalue of the degree beside it": far(right.learned[:, k - 1 if k else 1]),
        "every degree alike: n / M": far(np.array(sizes) / 2**D),
        "twice the constant: lambda / (lambda + 2 C)": far(1 / (1 + 2 * right.unlearned[:, k] / right.learned[:, k])),
        "C without multiplicities": far(exact.curves(KERNEL, D, sizes, multiplicities=False).learned[:, k]),
        "the spectrum of one hidden layer": far(other.learned[:, k]),
    }


def wrong_errors(k, sizes, far):
    right, other, n = exact.curves(KERNEL, D, sizes), exact.curves(SHALLOW, D, sizes), np.array(sizes)
    left = right.unlearned[:, k]
    return {
        "without E_0: (1 - L)^2": far(left**2),
        "E_0 = 1 / (1 - n / M)": far(left**2 / (1 - n / 2**D)),
        "q without multiplicities": far(left**2 * n / (n - right.squares)),
        "the eigenvalue of the degree beside it": far(right.mse[:, k - 1 if k else 1]),
        "the spectrum of one hidden layer": far(other.mse[:, k]),
    }


def telling(theory, tolerance):
    """Lets a counterclaim pass that is two tolerances away at some n; any other has no power."""
    near = PowerZero("for this degree it stays within two tolerances of the theory")
    return lambda wrong: wrong if np.any(np.abs(wrong - theory) > 2.1 * tolerance.half_width(len(theory))) else near


def trials(lab, learner):
    """Training set sizes, and trials of kernel regression or of networks."""
    if learner == "kernel":
        sizes = lab.at_scale(smoke=(2, 8), standard=(2, 4, 8, 16, 32, 64, 128), nightly=(2, 4, 8, 16, 32, 64, 128, 192))
        count, size = lab.at_scale(smoke=64, standard=512, nightly=8192), {"dimension": D, "sizes": sizes}
        return sizes, lab.run(measured.kernel_regression, trials=count, kernel=KERNEL, degrees=DEGREES, **size)
    sizes, steps = lab.at_scale(smoke=((4, 16), 30), standard=((4, 16, 32), 60), nightly=((2, 8, 32, 128), 500))
    count, width = lab.at_scale(smoke=(8, 32), standard=(144, 64), nightly=(256, 500))
    size = {"width": width, "dimension": D, "sizes": sizes, "degrees": DEGREES}
    return sizes, lab.run(measured.networks, trials=count, kernel=KERNEL, steps=steps, **size)


@pytest.mark.parametrize(("quantity", "learner"), [("learnability", "kernel"), ("learnability", "networks")])
@pytest.mark.parametrize("degree", DEGREES)
def test_learning_curves_of_boolean_functions(lab, verify, quantity, learner, degree):
    k, (sizes, evidence) = DEGREES.index(degree), trials(lab, learner)
    theory = exact.learnability(KERNEL, D, degree, sizes)

    sigma, error = SIGMA[quantity, learner][k], model_error(lab, quantity, learner, np.array(sizes))[k]
    tolerance = ModelError(error, because=PILOTS) + Resolution(FINE[learner] * sigma, because="as many as time allows")

    wrong = wrong_learnabilities(degree, sizes, telling(theory, tolerance))
    observed, tail = evidence[quantity].map(lambda x: x[:, :, k]), FiniteVariance(sigma)
    verify(CLAIM, theory=theory, evidence=observed, tolerance=tolerance, tail=tail, at=sizes, counterclaims=wrong,
           series=f"degree {degree}, {learner}")  # fmt: skip


@pytest.mark.parametrize(("quantity", "learner"), [("mse", "kernel"), ("mse", "networks")])
@pytest.mark.parametrize("degree", DEGREES)
def test_learning_curves_of_boolean_functions_mean_squared_error(lab, verify, quantity, learner, degree):
    k, (sizes, evidence) = DEGREES.index(degree), trials(lab, learner)
    theory = exact.mse(KERNEL, D, degree, sizes)

    sigma, error = SIGMA[quantity, learner][k], model_error(lab, quantity, learner, np.array(sizes))[k]
    tolerance = ModelError(error, because=PILOTS) + Resolution(FINE[learner] * sigma, because="as many as time allows")

    wrong = wrong_errors(degree, sizes, telling(theory, tolerance))
    observed, tail = evidence[quantity].map(lambda x: x[:, :, k]), FiniteVariance(sigma)
    verify(ERRORS, theory=theory, evidence=observed, tolerance=tolerance, tail=tail, at=sizes, counterclaims=wrong,
           series=f"degree {degree}, {learner}")  # fmt: skip
