r"""Odd units from a vanishing start fit through their inverse.

Statement.  Let the first layer of $f(x) = \sum_i a_i \phi(\langle x, w_i \rangle)$, $a_i = \pm 1 / \sqrt h$, be trained
by gradient descent from a vanishing start on n < d samples, and let $\phi$ be odd. At every width, not only a large
one, f ends at $\sqrt h\, \phi(x^\top X^+ \phi^{-1}(y / \sqrt h))$, whatever the signs. If $\phi - \phi(0)$ is odd, as
for the sigmoid, then this holds with $\phi - \phi(0)$ for $\phi$, and with f and y less $c = \phi(0) \sum_i a_i$.

Reason.  The gradients of all units are equal up to the sign of $a_i$, and $\phi'$ is even: they end at $\pm u$ with one
vector u, in the row space of X as every gradient is. Of such vectors just one interpolates.
"""

import numpy as np
import pytest

from empirics import vanishing_start as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import vanishing_start as exact

CLAIM = Claim(
    name="two_layer.odd_units_fit_through_their_inverse",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x) = \sqrt h\, \phi\big( x^\top X^+ \phi^{-1}(y / \sqrt h) \big)",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=UnderConvention(
        "d > n, an odd activation and labels that it reaches, below the root of h times its supremum; "
        "the slides state the limit of infinite width, where this is minimum-norm regression"
    ),
    axes=Axes(x="fresh input and width", y="residual of f"),
)


@pytest.mark.parametrize(("activation", "balanced"), [("tanh", True), ("sigmoid", False)])
def test_odd_units_fit_through_their_inverse(lab, verify, activation, balanced):
    h = (16, 48, 144) if activation == "tanh" else (64,)
    trials = lab.at_scale(smoke=32, standard=32, nightly=256)
    evidence = lab.run(measured.train, trials=trials, activation=activation, n=16, d=64, widths=h, balanced=balanced,
                       exponent=3.0, signal=0.5)  # fmt: skip
    data = {name: evidence.all(name) for name in ("x", "y", "fresh", "first", "signs")}

    def flat(prediction):
        return prediction.reshape(len(prediction), -1)

    end, linear = exact.through_the_inverse(activation, h, **data), exact.minimum_norm(activation, **data)
    theory = PerTrial(flat(end))

    tolerance = ModelError(
        np.repeat(20.0 * np.array(h) ** -4.0, 64), because="the start leaves the order of its square, h^-4"
    ) + Radius(3e-7, because="training ends at a residual of 1e-9 of y, and XX' has a condition number of 10")

    wrong = {
        "minimum-norm regression at every width": PerTrial(flat(linear)),
        "curved the other way": PerTrial(flat(2 * linear - end)),
    }
    seen = evidence["prediction"].map(flat)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=activation)
