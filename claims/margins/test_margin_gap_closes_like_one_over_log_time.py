r"""The margin gap closes like one over log time.

Statement.  On separable data with multipliers $\alpha_i$ of the exact margin problem, and the largest margin
$\bar\gamma$, gradient flow on the exponential or logistic risk misses the largest margin at time t by $\bar\gamma
(H(\alpha) + \ln \max_i \alpha_i) / \ln t$, up to the next order, with the entropy $H = -\sum_i \alpha_i \ln \alpha_i$.
If the support vectors span the space, the angle to the max-margin direction is $\bar\gamma |\tilde w| / \ln t$, where
$z_i \cdot \tilde w = -\ln \alpha_i - H$ on them. Neither depends on the start or on the other examples. It is seen here
at times up to $e^{10000}$.

Reason.  The risk falls like $1 / (\bar\gamma^2 t)$, and w is a multiple of the max-margin direction with $|w| \approx
\ln t / \bar\gamma$, plus the offset that gives the examples the shares $\alpha_i$ of the risk.
"""

import numpy as np
import pytest

from empirics import linear_flow as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Source, UnderConvention
from theory import linear_descent as exact
from theory import margins, residual_law

CLAIM = Claim(
    name="margins.margin_gap_closes_like_one_over_log_time",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"1 - \frac{1}{\bar\gamma} \min_i \frac{z_i^\top w}{\|w\|} \sim \frac{H(\alpha) + \ln \max_i \alpha_i}{\ln t},"
    r" \qquad \angle(w, \bar w) \sim \frac{\bar\gamma \|\tilde w\|}{\ln t}",
    source=Source("telgarskymargin", where="The linear case"),
    standing=UnderConvention("beyond the source, which names the limit; multipliers must be unique"),
    axes=Axes(x="ln t", y="shortfall from the largest margin, relative", xscale="log", yscale="log"),
)
LATE = np.array([1e4])
CURVE = np.geomspace(30, 1e4, 11)
TABLES = {
    "two supports": np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]) / 8,
    "three supports": np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8,
}


def certified(verify, tables):
    """The exact margins of these data, certified to be separable and to have unique multipliers."""
    solved = [margins.l2_margin(table) for table in tables]
    found = [margin for margin in solved if isinstance(margin, margins.Margin) and margin.nondegenerate]
    verify.precondition(CLAIM, holds=len(found) == len(solved), certificate=f"not separable, or not uniquely: {solved}")
    return found


def flows(lab, loss, shape, log_times):
    trials = lab.at_scale(smoke=1, standard=2, nightly=64)
    evidence = lab.run(measured.in_log_time, trials=trials, loss=loss, log_times=log_times, sets=16, shape=shape)
    return evidence, evidence.all("data").reshape(-1, *shape[:2])


@pytest.mark.parametrize("shape", [(6, 3, 3), (8, 4, 4)], ids=["R^3", "R^4"])
@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_margin_gap_closes_like_one_over_log_time_with_exact_constants(lab, verify, loss, shape):
    evidence, data = flows(lab, loss, shape, LATE)
    known = list(zip(certified(verify, data), data, strict=True))
    gaps = np.array([exact.gap_constant(margin) for margin, _ in known]).reshape(-1, 16)
    angles = np.array([exact.angle_constant(margin, table) for margin, table in known]).reshape(-1, 16)

    theory = PerTrial(np.hstack([gaps, angles]))

    tolerance = ModelError(1e-3, because="constants below 2, times the next order, less than 5 / ln t")

    entropies = np.array([residual_law.entropy(margin) for margin, _ in known]).reshape(-1, 16)
    rivals = {
        "the entropy alone": PerTrial(np.hstack([entropies, angles])),
        "even multipliers: no gap at this order": PerTrial(0 * theory.values),
        "ln ln t / ln t": PerTrial(theory.values * np.log(LATE)),
    }
    ideal, turned = evidence.all("margin"), evidence.all("angle")[:, :, 0]
    seen = evidence["normalised_margin"].map(
        lambda x: LATE * np.hstack([1 - x[:, :, 0] / ideal[: len(x)], turned[: len(x)]])
    )
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"{loss}, constants")


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_margin_gap_closes_like_one_over_log_time_and_no_other_power(lab, verify, loss):
    log_times = np.geomspace(1e3, 1e4, 5)
    evidence, data = flows(lab, loss, (6, 3, 2), log_times)
    certified(verify, data)

    theory = np.full(16, -1.0)

    tolerance = ModelError(
        0.03, because="the next order, less than 5 / ln t relative, turns the slope by 0.005 at most"
    )

    rivals = {"1 / ln(t)^2": -2.0, "ln ln t / ln t": -1 + 1 / np.log(3000), "1 / sqrt(ln t)": -0.5}
    ideal = evidence.all("margin")
    seen = evidence["normalised_margin"].map(
        lambda x: np.polyfit(np.log(log_times), np.log(1 - (x / ideal[: len(x), :, None]).reshape(-1, 5)).T, 1)[
            0
        ].reshape(len(x), 16)
    )
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"{loss}, exponent")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_margin_gap_closes_like_one_over_log_time_from_any_start(lab, verify, table, loss):
    rows = TABLES[table]
    (margin,) = certified(verify, [rows])

    theory = 1 - residual_law.normalised_margin(margin, exact.log_risk(margin, CURVE)) / margin.value

    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.on_table, trials=trials, loss=loss, log_times=CURVE, data=rows)

    tolerance = ModelError(1 / CURVE**2, because="the next order, in a gap of about 0.3 / ln t or 0.5 / ln t")
    rivals = {
        "one over the square of ln t": theory * CURVE[0] / CURVE,
        "ln ln t / ln t": theory * np.log(CURVE),
        "a constant larger by a tenth": 1.1 * theory,
    }
    seen = evidence["normalised_margin"].map(lambda x: 1 - x / margin.value)
    shown = {"at": CURVE, "series": f"{table}, {loss}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
