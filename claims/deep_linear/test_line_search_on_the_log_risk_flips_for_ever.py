r"""Line search on the logarithm of the risk flips for ever.

Statement.  Descend on $F = -\ln \widehat{\mathcal{R}}$ of the two points (1, a) and (1, -a), $0 < a^2 < 3/5$, by one
linear layer, each step at first twice as long as the last, then halved until F grows by a quarter of what its slope
promises. From almost any start no step is ever halved again: the steps double, and the map flips between the directions
(1, a/3) and (1, -a/3). Its normalised margin tends to $(1 - a^2/3) / \sqrt{1 + a^2/9}$, not to 1, while the risk falls
faster than any exponential of the number of steps. Search on the risk itself does find the direction (1, 0).

Reason.  Far out only the point that is behind has a share in the risk. A step of length s along it adds at least
$s (1 - a^2)$ to F, and $s (1 + a^2) / 4$ was asked for. With r = |y| / s before the step, r becomes |r - a| / 2, which
tends to a/3, with y on the other side each time. On the risk itself no step with $s |G|^2 \ge 4$ can be accepted.
"""

import numpy as np

from empirics import line_search_descent as measured
from harness import Claim, Corrected, Kind, PerTrial, Printed, Radius, Source
from theory import line_search_descent as exact

CLAIM = Claim(
    name="deep_linear.line_search_on_the_log_risk_flips_for_ever",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\min_i \frac{z_i^\top w_t}{\|w_t\|} \to \frac{1 - a^2/3}{\sqrt{1 + a^2/9}} < \bar\gamma = 1",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=Corrected("'GD+linesearch' needs a search that bounds its steps, as on the risk, not on its logarithm"),
)
SETS, STOPS = 16, np.array([45.0, 46.0])


def ended(lab, rule, stops):
    trials = lab.at_scale(smoke=1, standard=1, nightly=64)
    evidence = lab.run(measured.two_points, trials=trials, sets=SETS, stops=stops, rule=rule)
    return evidence, evidence.all("height")


def both(x):
    return np.repeat(x, len(STOPS), axis=1)


def test_line_search_on_the_log_risk_flips_for_ever(lab, verify):
    evidence, height = ended(lab, "log", STOPS)

    theory = PerTrial(both(exact.flip(height).margin))

    tolerance = Radius(1e-9, because="the start, and the point that is ahead, count for 2^-40 of the last steps")
    rivals = {"the largest margin": Printed(1.0), "along one of the points": PerTrial(both(1 - height**2))}
    seen = evidence["normalised_margin"].map(lambda x: x.reshape(len(x), -1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series="normalised margin")


def test_line_search_on_the_log_risk_flips_for_ever_from_side_to_side(lab, verify):
    evidence, height = ended(lab, "log", STOPS)

    theory = PerTrial(-(exact.flip(height).slope ** 2))

    tolerance = Radius(1e-9, because="the start, and the point that is ahead, count for 2^-40 of the last steps")
    rivals = {
        "it converges to (1, 0)": Printed(0.0),
        "on one side": PerTrial(-theory.values),
        "a": PerTrial(-(height**2)),
    }
    seen = evidence["map"].map(lambda w: (w[..., 1] / w[..., 0]).prod(axis=-1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series="slopes of two maps")


def test_line_search_on_the_log_risk_flips_for_ever_but_not_on_the_risk(lab, verify):
    evidence, height = ended(lab, "risk", np.array([500.0]))

    theory = PerTrial(np.ones_like(height))

    tolerance = Radius(1e-9, because="y shrinks by |1 - s a^2| < 0.97 a step, with 1 < s < 4 and 0.09 < a^2 < 0.49")
    rivals = {"the flip": PerTrial(exact.flip(height).margin), "along one of the points": PerTrial(1 - height**2)}
    seen = evidence["normalised_margin"].map(lambda x: x.reshape(len(x), -1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series="search on the risk")
