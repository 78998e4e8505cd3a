r"""The risk of a linear network with a trained first layer does not depend on h.

Statement.  Let $f(x) = x^\top W a$ with a fixed and W trained from $W_0$ by gradient descent. The trained network is
the minimum-norm fit plus the part of its first function that the data cannot see: $X^+ y + (I - X^+ X) W_0 a$. The
number h of hidden units does not occur, and the risk has no peak at h = n.

Reason.  $W a$ moves by gradient descent on least squares, whatever the width: its steps lie in the row space of X.
"""

import numpy as np

from empirics import first_layer_training as measured
from harness import Axes, Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import first_layer_training as exact

CLAIM = Claim(
    name="two_layer.first_layer_risk_does_not_peak",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"W a \to X^+ y + (I - X^+ X) W_0 a",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=UnderConvention("the second layer is fixed and not zero, and the risk excludes label noise"),
    axes=Axes(x="h / n", y="risk"),
)


def test_first_layer_risk_does_not_peak(lab, verify):
    n, d, widths = 8, 32, (4, 8, 16)
    evidence = lab.run(
        measured.train,
        trials=lab.at_scale(smoke=64, standard=64, nightly=1024),
        n=n,
        d=d,
        widths=widths,
        steps=8000,
        noise=0.5,
    )
    x, y = evidence.all("x").reshape(-1, 1, n, d), evidence.all("y")[:, None, :]
    start, theta = evidence.all("start").reshape(-1, len(widths), d), np.eye(d)[0]

    theory = PerTrial(exact.limit_risk(x, y, start, theta))

    tolerance = Radius(
        1e-9, because="8000 steps shrink even the slowest mode, of X with condition number 10, by more than 1e12"
    )

    theta_missed = np.broadcast_to(theta, start.shape)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["risk"],
        tolerance=tolerance,
        at=np.array(widths) / n,
        series=f"n = {n}, d = {d}",
        counterclaims={
            "the start is forgotten": PerTrial(exact.limit_risk(x, y, 0 * start, theta_missed)),
            "the start enters with the other sign": PerTrial(exact.limit_risk(x, y, -start, theta_missed)),
            "peak at h = n, as when the second layer is trained": PerTrial(
                exact.limit_risk(x, y, start, theta_missed) * np.array([1.0, 10.0, 1.0])
            ),
        },
    )
