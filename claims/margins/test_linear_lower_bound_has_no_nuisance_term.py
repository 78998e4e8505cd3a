r"""The linear lower bound has no nuisance term.

Statement.  Among the linear networks $x \mapsto W_L \cdots W_1 x$ with one output and $\|W_k\|_2 \le s_k$, the largest
$\sum_i \sigma_i f(x_i)$ is $\prod_k s_k\, |\sum_i \sigma_i x_i|$ for all signs $\sigma$, at every depth and width. So
their Rademacher complexity lies between $1/\sqrt 2$ and 1 times $\prod_k s_k \|X\|_F / n$, the data times the Lipschitz
constant: two equal points attain the first, orthogonal points of equal length the second.

Reason.  The product of the layers is a row of length at most $\prod_k s_k$. Layers of rank one attain it if each
continues in the direction in which the one before it ends. Such aligned layers may have the nuisance term $L^{3/2}$,
whereas the upper bound covers each layer in its own worst direction and pays up to $L^{3/2} w$.
"""

import numpy as np
import pytest

from empirics import nuisance_term as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import nuisance_term
from theory import rademacher as exact

CLAIM = Claim(
    name="margins.linear_lower_bound_has_no_nuisance_term",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E} \sup_{\|W_k\|_2 \le s_k} \frac1n \sum_i \sigma_i W_L \cdots W_1 x_i = \frac{\prod_k s_k}{n}\,"
    r" \mathbb{E} \Bigl| \sum_i \sigma_i x_i \Bigr| \in \Bigl[ \tfrac{1}{\sqrt 2}, 1 \Bigr] \cdot"
    r" \frac{\|X\|_F}{n} \prod_k s_k",
    source=Source("telgarskymargin", where="Negative remark: nuisance term; linear lower bound"),
    standing=UnderConvention("the class is that of all networks with bounded spectral norms; constants are added"),
    axes=Axes(x="number of layers", y="complexity, times n"),
)
WIDTH = 4
ASCENT = Roundoff(operations=2**10, scale=2e3, because="at most 2^5 sums of lengths below 2000, 8 sweeps of ascent")


def networks(lab, depth, n, p, family):
    trials, width = lab.at_scale(smoke=2, standard=8, nightly=128), WIDTH
    return lab.run(measured.linear_networks, trials=trials, depth=depth, width=width, n=n, p=p, family=family)


def per_trial(evidence, function):
    cases = zip(evidence.all("features"), evidence.all("radii"), strict=True)
    return np.array([function(features, float(np.prod(radii))) for features, radii in cases])


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_linear_lower_bound_has_no_nuisance_term(lab, verify, depth):
    evidence = networks(lab, depth, n=6, p=3, family="any")
    value = per_trial(evidence, exact.of_ball)

    theory = PerTrial(value)

    radii = evidence.all("radii")
    rivals = {
        "times the largest nuisance term": PerTrial(value * nuisance_term.largest_nuisance([4] * depth, [4] * depth)),
        "directions that are drawn: no ascent": PerTrial(evidence.all("sampled")),
        "the last layer alone counts": PerTrial(value / np.prod(radii, axis=1) * radii[:, -1] * 1.1),
        "root of the mean square": PerTrial(6 * per_trial(evidence, exact.trace_bound)),
    }
    seen = evidence["supremum"]
    verify(
        CLAIM,
        theory=theory,
        evidence=seen,
        tolerance=ASCENT,
        counterclaims=rivals,
        series=f"{depth} layer{'s' * (depth > 1)}",
    )


@pytest.mark.parametrize("family", ["any", "orthonormal up to scale"])
@pytest.mark.parametrize("depth", [2, 3])
def test_linear_lower_bound_has_no_nuisance_term_and_is_below_data_times_lipschitz(lab, verify, depth, family):
    evidence = networks(lab, depth, n=6, p=6, family=family)
    value = 6 * per_trial(evidence, exact.trace_bound)

    theory = PerTrial(value)

    rivals = {"the typical share of equal points, sqrt(2 / pi)": PerTrial(value * 0.8), "half": PerTrial(value / 2)}
    equal = family.startswith("ortho")
    kind, side = (Kind.IDENTITY, "two-sided") if equal else (Kind.BOUND, "at most")
    seen = evidence["supremum"]
    verify(CLAIM, kind=kind, side=side, theory=theory, evidence=seen, tolerance=ASCENT, counterclaims=rivals)


@pytest.mark.parametrize("depth", [2, 3])
def test_linear_lower_bound_has_no_nuisance_term_and_is_attained_by_two_equal_points(lab, verify, depth):
    evidence = networks(lab, depth, n=2, p=4, family="equal")
    value = per_trial(evidence, exact.khintchine_bound)

    theory = PerTrial(value)

    rivals = {
        "all of data times Lipschitz": PerTrial(value * 2**0.5),
        "as many equal points: sqrt(2 / pi)": PerTrial(value * (4 / np.pi) ** 0.5),
    }
    verify(CLAIM, theory=theory, evidence=evidence["supremum"], tolerance=ASCENT, counterclaims=rivals)
