r"""The maximum learning rate is one over the top eigenvalue, and networks outlive it.

Statement. Let $\lambda$ be the largest eigenvalue of $\Theta/n$, $\Theta$ the tangent kernel on the data at the
start, and the loss $q$ times the mean square of the residuals. Gradient descent decreases the loss of a wide network
up to the step $1/(q\lambda)$: that is $1/\lambda$ for the mean square, and $2/\lambda$ for half of it. Above, the loss
first rises, and yet the network converges at steps up to about twice as long.

Reason. The residual is multiplied by $I - 2q\eta\Theta/n$, whose top factor passes $-1$ at $\eta = 1/(q\lambda)$. The
growing function then pulls its own kernel down until the step is short enough. For
$f = \langle u, v\rangle/\sqrt{m}$ both obey a recursion in two numbers, which returns as long as $q\eta\lambda < 2$.
"""

from functools import partial

import numpy as np
import pytest

from empirics import learning_rates as measured
from harness import Axes, Claim, Exactly, Kind, ModelError, PerTrial, Printed, Roundoff, Source, UnderConvention
from theory import kernels, spectra
from theory import learning_rates as exact

CLAIM = Claim(
    name="lazy_training.maximum_learning_rate",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\eta_{\max} = \frac{1}{q\,\lambda_{\max}(\Theta/n)}, \qquad L = \frac{q}{n} \sum_i (f(x_i) - y_i)^2",
    source=Source("im2021project", where="3 Results on spectra: maximum learning rate"),
    standing=UnderConvention(
        "the inverse eigenvalue is for a loss without the factor 1/2; it bounds the steps that descend, not those that "
        "converge: finite networks converge up to nearly twice it"
    ),
    axes=Axes(x="step in units of the maximum learning rate", y="step x kernel / 2 at the end, observed - predicted"),
)
N, INPUTS = 16, 8
FRACTIONS = np.array([0.9, 1.1, 1.8])
WIDTH, STEPS, LINEAR = 256, 100, np.array([0.5, 0.9, 1.1, 1.2, 1.4, 1.6, 1.8, 2.1])


def width(lab):
    return lab.at_scale(smoke=256, standard=2048, nightly=8192)


def networks(lab, *, loss_factor):
    trials = lab.at_scale(smoke=8, standard=8, nightly=64)
    return lab.run(
        measured.network,
        trials=trials, activation="relu", width=width(lab), inputs=INPUTS, n=N, loss_factor=loss_factor, noise=0.03,
        fractions=FRACTIONS, steps=5, later=100, bisections=10,
    )  # fmt: skip


@pytest.mark.parametrize("loss_factor", [0.5, 1.0])
def test_maximum_learning_rate_of_a_network(lab, verify, loss_factor):
    evidence = networks(lab, loss_factor=loss_factor)
    top, trace = evidence.all("largest_eigenvalue") / N, evidence.all("trace") / N

    theory = PerTrial(np.log([exact.maximum_learning_rate(value, loss_factor) for value in top]))

    why = "half of the last bracket and O(1/m) change of the kernel; other modes are a thousandth; pilots: 5 / m"
    tolerance = ModelError(0.0025 + 8 / width(lab), because=why)

    profile = partial(kernels.profile, "relu_ntk", dimension=INPUTS)
    operator = float(spectra.sphere(profile, INPUTS, 2).eigenvalues[0])
    counterclaims = {
        "the other convention of the loss": PerTrial(-np.log((1.5 - loss_factor) * top)),
        "the kernel is not divided by n": PerTrial(-np.log(loss_factor * N * top)),
        "the trace takes the place of the eigenvalue": PerTrial(-np.log(loss_factor * trace)),
        "the operator's eigenvalue, that of infinitely many points": np.full(1, -np.log(loss_factor * operator)),
        "4 / lambda for half the mean square": PerTrial(-np.log(loss_factor * top / 2)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["log_threshold"], tolerance=tolerance, counterclaims=counterclaims)


def events(rises, converges):
    return np.concatenate([rises, converges]).astype(float)


def layers(lab):
    trials = lab.at_scale(smoke=64, standard=64, nightly=1024)
    return lab.run(measured.two_layer_linear, trials=trials, width=WIDTH, fractions=LINEAR, steps=STEPS)


@pytest.mark.parametrize("net", ["relu", "two linear layers"])
def test_maximum_learning_rate_is_outlived(lab, verify, net):
    evidence, c = (networks(lab, loss_factor=0.5), FRACTIONS) if net == "relu" else (layers(lab), LINEAR)

    theory = events(exact.rises(c), exact.converges(c))

    tolerance = Exactly(because="events that happen in every trial or in none")

    counterclaims = {
        "as printed, with half the mean square: 1 / lambda": Printed(events(2 * c > 1, 2 * c < 1)),
        "it converges where it descends, and nowhere else": events(c > 1, c < 1),
        "it rises where it diverges, and nowhere else": events(c > 2, c < 2),
    }
    verify(CLAIM, theory=theory, evidence=evidence["events"], tolerance=tolerance, counterclaims=counterclaims)


def test_maximum_learning_rate_of_two_linear_layers(lab, verify):
    evidence = layers(lab)
    sizes = evidence.all("sizes")[:, :-1]  # the last one diverges
    start = evidence.all("value")[:, None], evidence.all("sharpness")[:, None]

    theory = PerTrial(sizes / 2 * exact.two_layer_linear(*start, WIDTH, sizes, STEPS)[1])

    tolerance = Roundoff(operations=WIDTH * STEPS, condition=100, because="each step rounds sums of 256 products")

    counterclaims = {
        "the kernel stays": LINEAR[:-1],
        "it ends at the threshold": np.minimum(LINEAR[:-1], 1.0),
        "steps are half as long": PerTrial(sizes / 2 * exact.two_layer_linear(*start, WIDTH, sizes / 2, STEPS)[1]),
    }
    final, at = evidence["final"].map(lambda x: x[:, :-1]), LINEAR[:-1]
    verify(CLAIM, theory=theory, evidence=final, tolerance=tolerance, counterclaims=counterclaims, at=at,
           series="two linear layers of width 256")  # fmt: skip
