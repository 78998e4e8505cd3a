r"""Rademacher complexity of a ball.

Statement.  For features $\phi_i$ with Gram matrix H and random signs $\sigma$, the linear functions with $|w - w_0| \le
W$ have $\mathbb{E} \sup \sum_i \sigma_i h(x_i) = W\, \mathbb{E} |\sum_i \sigma_i \phi_i|$. It lies between $W
\sqrt{\operatorname{tr} H / 2}$ and $W \sqrt{\operatorname{tr} H}$, and is at least $W \max_i |\phi_i|$. So the printed
bound, $W \max_i |\phi_i| / \sqrt n$, fails by a factor $\sqrt n$ or more; it holds for the average over the points.

Reason.  A linear function is largest on the ball in the direction of its slope. The mean of a length is at most the
root of the mean square, and at least $1 / \sqrt 2$ of it for random signs; averaging over all signs but one leaves one
feature. Orthogonal features attain the first, two equal ones the others. Adding $h(w_0, x)$ changes nothing.
"""

import math

import numpy as np
import pytest

from empirics import rademacher as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source
from theory import rademacher as exact

CLAIM = Claim(
    name="lazy_training.rademacher_complexity_of_a_ball",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E} \sup_{|w-w_0| \le W} \frac1n \sum_i \sigma_i h(w, x_i) \le \frac{W}{n} \sqrt{\operatorname{tr} H}",
    source=Source("hadiji2025class", where="Generalization analysis"),
    standing=Corrected("1 / n is missing before the sum; the sharper bound, the lower ones and equality are added"),
    axes=Axes(x="number of features n", y="complexity of the sum over n"),
)
SEVERAL = {"smoke": 8, "standard": 32, "nightly": 256}
ENUMERATION = Roundoff(operations=1024, scale=200, because="at most 2^10 sums of lengths below 200, 24 steps of ascent")


def per_trial(evidence, function):
    cases = zip(evidence.all("features"), evidence.all("radius"), strict=True)
    return np.array([function(features, float(radius)) for features, radius in cases])


def both(x, y):
    return PerTrial(np.stack([x, y], axis=1))


@pytest.mark.parametrize("n", [2, 5, 8])
def test_rademacher_complexity_of_a_ball_with_and_without_a_shift(lab, verify, n):
    evidence = lab.run(measured.enumerated, trials=lab.at_scale(**SEVERAL), n=n, p=3, family="any", largest=9)
    value, shifted, shift = per_trial(evidence, exact.of_ball), evidence.all("shifted"), evidence.all("shift")

    theory = both(value, value)

    root, printed = n * per_trial(evidence, exact.trace_bound), per_trial(evidence, exact.largest_norm_bound)
    wrong = {
        "root of the mean square: W sqrt(tr H)": both(root, root),
        "the printed bound, as a value": both(printed, printed),
        "the initial function adds its own mean length": both(value, value + np.sqrt((shift**2).sum(axis=1))),
    }
    seen = evidence["supremum"].map(lambda x: np.stack([x, shifted[: len(x)]], axis=1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=ENUMERATION, counterclaims=wrong, series=f"{n} in R^3")


@pytest.mark.parametrize(("family", "side"), [("any", "at most"), ("orthonormal up to scale", "two-sided")])
def test_rademacher_complexity_of_a_ball_from_above(lab, verify, family, side):
    evidence = lab.run(measured.enumerated, trials=lab.at_scale(**SEVERAL), n=6, p=6, family=family, largest=9)
    trace, largest = per_trial(evidence, exact.trace_bound), per_trial(evidence, exact.largest_norm_bound)

    theory = both(trace, largest)

    wrong = {
        "as printed, for the sum": Printed(both(largest / 6, largest / 6)),
        "the typical ratio of equal features, sqrt(2 / pi)": both(trace * 0.8, largest * 0.8),
    }
    seen = evidence["supremum"].map(lambda x: np.stack([x, x], axis=1) / 6)
    kind = Kind.IDENTITY if side == "two-sided" else Kind.BOUND
    verify(CLAIM, kind=kind, side=side, theory=theory, evidence=seen, tolerance=ENUMERATION, counterclaims=wrong)


def test_rademacher_complexity_of_a_ball_from_below(lab, verify):
    evidence = lab.run(measured.enumerated, trials=lab.at_scale(**SEVERAL), n=2, p=2, family="equal", largest=9)
    khintchine, jensen = per_trial(evidence, exact.khintchine_bound), per_trial(evidence, exact.jensen_bound)

    theory = both(khintchine, jensen)

    wrong = {
        "root of the mean square: W sqrt(tr H)": both(khintchine * 2**0.5, jensen),
        "the limit of many equal features: sqrt(2 / pi)": both(khintchine * (4 / math.pi) ** 0.5, jensen),
    }
    seen, kind = evidence["supremum"].map(lambda x: np.stack([x, x], axis=1)), Kind.BOUND
    verify(CLAIM, kind=kind, side="at least", theory=theory, evidence=seen, tolerance=ENUMERATION, counterclaims=wrong)


def test_rademacher_complexity_of_a_ball_for_equal_features(lab, verify):
    n = np.arange(1, lab.at_scale(smoke=8, standard=10, nightly=14) + 1)
    theory = [exact.of_equal_features(int(k)) for k in n]

    evidence = lab.run(measured.equal_features, trials=lab.at_scale(smoke=2, standard=4, nightly=16), largest=len(n))
    wrong = {
        "the printed bound: 1 / sqrt n": Printed(n**-0.5),
        "orthogonal features: sqrt n": n**0.5,
        "the limit at every n: sqrt(2 n / pi)": (2 * n / math.pi) ** 0.5,
    }
    verify(CLAIM, theory=theory, evidence=evidence["supremum"], tolerance=ENUMERATION, counterclaims=wrong, at=n)


def test_rademacher_complexity_of_a_ball_for_normal_features(lab, verify):
    sizes, p = (2, 8), 4
    theory = [exact.mean_for_normal_features(n, p) for n in sizes]

    trials = lab.at_scale(smoke=64, standard=1024, nightly=16384)
    evidence = lab.run(measured.normal_features, trials=trials, sizes=sizes, p=p, sets=512)

    fine = lab.at_scale(smoke=0.05, standard=0.009, nightly=0.003)
    tolerance = Resolution(np.sqrt(sizes) * fine, because="0.5 % of 1.9 sqrt n")

    wrong = {
        "root of the mean square: sqrt(n p)": [(n * p) ** 0.5 for n in sizes],
        "the lower bound: sqrt(n p / 2)": [(n * p / 2) ** 0.5 for n in sizes],
    }
    seen, tail, series = evidence["supremum"], NearGaussian(skewness=0.5), "normal features in R^4"
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=seen, tolerance=tolerance, tail=tail, counterclaims=wrong,
           at=sizes, series=series)  # fmt: skip
