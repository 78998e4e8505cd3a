r"""First-layer training from a vanishing start is minimum-norm regression.

Statement.  Let $f(x) = \sum_i a_i \phi(\langle x, w_i \rangle)$ with balanced $a_i = \pm 1 / \sqrt h$ fixed and W
trained by gradient descent from $w_i \sim N(0, I / (d h^{1+\epsilon}))$ on n < d samples. On the same data, f is the
linear network $x^\top X^+ y$ (plus what it started with) up to an error $e(x) / h$, and e is known: it comes from the
curvature of $\phi$ at 0. The ReLU has a kink at 0, and it ends elsewhere at every width.

Reason.  Units of one sign stay together, of length $h^{-1/2}$, where $\phi$ is nearly straight. All gradients lie in
the row space of X. Two opposed groups cancel the even part of $\phi$, but for a common drift, which it causes.
"""

import numpy as np
import pytest

from empirics import vanishing_start as measured
from harness import (
    Axes,
    Claim,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    PowerZero,
    Resolution,
    Source,
    UnderConvention,
)
from theory import vanishing_start as exact

CLAIM = Claim(
    name="two_layer.vanishing_initialization_is_minimum_norm",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x) = x^\top X^+ y + e(x) / h + O(h^{-2})",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=UnderConvention(
        "d > n; the activation has three derivatives and a slope at 0, and the signs are balanced or it is 0 there; "
        "the error to first order in 1/h is added"
    ),
    axes=Axes(x="h", y="exponent of the error", xscale="log"),
)
RATES = {"h^(-1/2), as of a mean of h numbers": [-0.5, -0.5], "of second order: h^-2": [-2.0, -2.0]}


def trained(lab, activation, exponent, trials):
    """The networks, their data and starts, and the widths."""
    n, d, h = lab.at_scale(smoke=(16, 64, (16, 48, 144)), standard=(16, 64, (16, 48, 144)),
                           nightly=(80, 320, (64, 256, 1024)))  # fmt: skip
    evidence = lab.run(measured.train, trials=trials, activation=activation, n=n, d=d, widths=h, balanced=True,
                       exponent=exponent, signal=0.25)  # fmt: skip
    return evidence, {name: evidence.all(name) for name in ("x", "y", "fresh", "first")}, np.array(h)


def errors(evidence, linear):
    """f minus the linear network at the fresh inputs: (trials, widths, inputs)."""
    return evidence["prediction"].map(lambda f: f - linear[: len(f)])


def slopes(h):
    return lambda e: np.diff(np.log(np.linalg.norm(e, axis=2)), axis=1) / np.diff(np.log(h))


@pytest.mark.parametrize("activation", ["tanh", "softplus"])
def test_vanishing_initialization_is_minimum_norm_at_rate_one_over_h(lab, verify, activation):
    evidence, data, h = trained(lab, activation, 6.0, lab.at_scale(smoke=32, standard=32, nightly=64))
    linear = exact.minimum_norm(activation, **data)

    theory = [-1.0, -1.0]

    tolerance = ModelError(6 / h[:-1], because="the next order changes the error by about 4 / h of it")

    seen, at = errors(evidence, linear).map(slopes(h)), np.sqrt(h[1:] * h[:-1])
    wrong = RATES | {"an error that stays, as at a kink": [0.0, 0.0]}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, at=at, series=activation)


@pytest.mark.parametrize(("activation", "next_order"), [("tanh", 5), ("softplus", 80)])
def test_vanishing_initialization_is_minimum_norm_with_a_known_error(lab, verify, activation, next_order):
    evidence, data, h = trained(lab, activation, 6.0, lab.at_scale(smoke=32, standard=32, nightly=64))
    linear = exact.minimum_norm(activation, **data)
    given = data["x"], data["y"], data["fresh"]
    leading = exact.leading_error(activation, *given, evidence.all("rate"))
    flow = exact.leading_error(activation, *given)

    def multiple(e):
        """The multiple of the leading error that fits h e, less its first order in 1/h: from pairs of widths."""
        c = h * np.sum(e * leading[: len(e)], axis=2) / np.sum(leading[: len(e)] ** 2, axis=2)
        return (h[1:] * c[:, 1:] - h[:-1] * c[:, :-1]) / np.diff(h)

    theory = [1.0, 1.0]

    tolerance = ModelError(
        next_order / (h[1:] * h[:-1]),
        because="second order in 1/h, like the fourth power of y: up to a sixth of it was seen",
    )

    flows = np.repeat(np.sum(flow * leading, axis=2) / np.sum(leading**2, axis=2), 2, axis=1)
    wrong = {
        "no error at all": [0.0, 0.0],
        "twice, as if both groups erred alike": [2.0, 2.0],
        "of gradient flow, without steps": PowerZero("no drift") if activation == "tanh" else PerTrial(flows),
    }
    seen = errors(evidence, linear).map(multiple)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong)


def test_vanishing_initialization_is_minimum_norm_but_not_of_relu(lab, verify):
    evidence, data, h = trained(lab, "relu", 1.0, lab.at_scale(smoke=32, standard=128, nightly=128))
    linear = exact.minimum_norm("identity", **data)

    theory = [0.0, 0.0]

    tolerance = Resolution(0.2, because="a fifth of the exponent of smooth activations")

    seen, at = errors(evidence, linear).map(slopes(h)), np.sqrt(h[1:] * h[:-1])
    wrong = RATES | {"as smooth activations: 1/h": [-1.0, -1.0]}
    verify(CLAIM, kind=Kind.RATE, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, at=at,
           tail=NearGaussian(skewness=0.5), series="relu")  # fmt: skip
