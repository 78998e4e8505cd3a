r"""Label complexity below n is sufficient, not necessary.

Statement.  It suffices for learning that $y^\top H^{-1} y$ grows slower than n, and it is not necessary. The sign of a
coordinate on the sphere is interpolated by a smooth kernel with fewer and fewer wrong signs as n grows, while $y^\top
H^{-1} y / n$ grows and the generalization bound stays vacuous.

Reason.  A discontinuous function has infinite norm in the space of a smooth kernel, so that interpolants that approach
it pay without limit for the jump. Signs do not: they are wrong only near the jump, where n points leave less room.
"""

import numpy as np

from empirics import discontinuous_target as measured
from harness import Bernoulli, Claim, Kind, Resolution, Source, UnderConvention
from theory import generalization_bounds as exact

CLAIM = Claim(
    name="lazy_training.label_complexity_below_n_is_sufficient_not_necessary",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"\frac{y^\top H^{-1} y}{n} \to \infty \quad\text{and}\quad P(y f(x) \le 0) \to 0",
    source=Source("hadiji2025class", where="Generalization analysis"),
    standing=UnderConvention("the class calls the criterion sufficient; that it is not necessary is added here"),
)
SIZES = (8, 128)


def test_label_complexity_below_n_is_sufficient_not_necessary(lab, verify):
    theory = [1, 1, 1]  # complexity per point grows, error falls, the bound is above one half

    trials = lab.at_scale(smoke=64, standard=384, nightly=2048)
    evidence = lab.run(measured.sign_of_a_coordinate, trials=trials, d=3, sizes=SIZES, tests=256)

    tolerance = Resolution(lab.at_scale(smoke=0.45, standard=0.24, nightly=0.1), because="an order, not a rate")

    def happens(squares, risks):
        grows, falls = squares[:, 1] / SIZES[1] > squares[:, 0] / SIZES[0], risks[:, 1] < risks[:, 0]
        bounds = exact.risk_bound(squares[:, 1], SIZES[1], 1.0, 1e-8, 0.05)
        return np.stack([grows, falls, bounds > 0.5], axis=1).astype(float)

    risks = evidence.all("risk")
    events = evidence["complexity"].map(lambda squares: happens(squares, risks[: len(squares)]))
    wrong = {
        "necessary as well: it falls where signs are learned": [0, 1, 1],
        "what grows is not learned": [1, 0, 1],
        "the bound accounts for the error that falls": [1, 1, 0],
    }
    verify(CLAIM, theory=theory, evidence=events, tolerance=tolerance, tail=Bernoulli(), counterclaims=wrong)
