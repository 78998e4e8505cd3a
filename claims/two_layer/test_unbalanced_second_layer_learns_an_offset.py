r"""An unbalanced second layer brings an offset, and training fits what it leaves.

Statement.  If $\phi(0) \ne 0$, as for the sigmoid, and the signs of $a_i = \pm 1 / \sqrt h$ are independent, then the
network starts from the constant $c = \phi(0) \sum_i a_i$, which is of order one at every width. Training from a
vanishing start fits what c leaves of the labels: f tends to $c + x^\top X^+ (y - c \mathbf 1)$, and not to
minimum-norm regression on y.

Reason.  A linear function of centred inputs cannot undo a constant. It costs $c^2$ at a fresh input, and what fits it
on the samples has the squared length $c^2\, \mathbf 1^\top (X X^\top)^{-1} \mathbf 1$.
"""

from empirics import vanishing_start as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Source
from theory import vanishing_start as exact

CLAIM = Claim(
    name="two_layer.unbalanced_second_layer_learns_an_offset",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x) \to c + x^\top X^+ (y - c \mathbf 1), \quad c = \phi(0) \sum_i a_i",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=Corrected("with independent signs it is the linear network with an offset; balanced signs have none"),
    axes=Axes(x="fresh input", y="residual of f"),
)


def test_unbalanced_second_layer_learns_an_offset(lab, verify):
    evidence = lab.run(
        measured.train,
        trials=lab.at_scale(smoke=16, standard=16, nightly=1024),
        activation="sigmoid",
        n=16,
        d=64,
        widths=(1024,),
        balanced=False,
        exponent=3.0,
        signal=0.5,
    )
    data = {name: evidence.all(name) for name in ("x", "y", "first", "fresh")}
    signs = {"signs": evidence.all("signs")}

    theory = PerTrial(exact.minimum_norm("sigmoid", **data, **signs)[:, 0])

    tolerance = ModelError(0.2, because="curvature at labels less offsets of up to 2: below 60 / h in 3000 pilots")

    offset = signs["signs"] / 2
    without = exact.minimum_norm("sigmoid", **data)[:, 0]
    wrong = {
        "minimum-norm regression on y": Printed(PerTrial(without)),
        "minimum-norm regression on y, and the offset on top": PerTrial(without + offset),
        "regression on what the offset leaves, without the offset": PerTrial(theory.values - offset),
    }
    seen = evidence["prediction"].map(lambda f: f[:, 0])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong)
