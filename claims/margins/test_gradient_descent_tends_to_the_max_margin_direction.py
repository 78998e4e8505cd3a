r"""Gradient descent tends to the max-margin direction.

Statement.  Run gradient descent from w = 0 on separable data $z_i = y_i x_i$ with $|z_i| \le 1$, on the exponential or
logistic risk, with steps $\eta$ or $\eta$ over the risk. If $\eta$ is at most 1, for the logistic loss with normalised
steps at most $4n/(n+1)^2$, there is an explicit c, at most $\ln n + 1/2$ for the exponential loss, such that at every
step $\min_i z_i \cdot w \ge \bar\gamma |w| - c$. So the normalised margin is within c / |w| of the largest,
$\bar\gamma$, and the angle to the only direction that attains it has 1 - cos at most $c / (\bar\gamma |w|)$. After T
normalised steps |w| is at least $\bar\gamma \eta T$, after T plain ones $\ln(1 + \bar\gamma^2 \eta T)$.

Reason.  The shares q of the examples in the risk follow mirror descent for $f(q) = |\sum_i q_i z_i|^2 / 2$, whose
minimum is $\bar\gamma^2 / 2$. Each step lowers the log of the summed losses by its length times $|\sum_i q_i z_i| \ge
\bar\gamma$, but for a curvature term which the fall of f pays for.
"""

import numpy as np
import pytest

from empirics import linear_descent as measured
from harness import AsPrinted, Axes, Claim, Kind, ModelError, PerTrial, Roundoff, Source
from theory import linear_descent as exact
from theory import margins, rival_directions

CLAIM = Claim(
    name="margins.gradient_descent_tends_to_the_max_margin_direction",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\bar\gamma - \min_i \frac{z_i^\top w}{\|w\|} \le \frac{\ln n + 1/2}{\|w\|}, \qquad"
    r" \|w_T\| \ge \bar\gamma\, T \text{ or } \ln(1 + \bar\gamma^2 T)",
    source=Source("telgarskymargin", where="The linear case"),
    standing=AsPrinted("the source names the limit; constants, step sizes and the rate at every step are added"),
    axes=Axes(x="steps T", y="shortfall from the largest margin, relative", xscale="log", yscale="log"),
)
SHAPE = (6, 3, 2)  # rows, dimension, support vectors
STEPS = {("logistic", "normalised"): 24 / 49}  # the greatest that the statement allows, where that is not 1
TABLES = {
    "two supports": np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]) / 8,
    "three supports": np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8,
}
ROUNDOFF = Roundoff(operations=4096, scale=512, because="steps added up to |w| < 512")


def rivals_of(table):
    return [rule(table) for rule in (rival_directions.least_squares, rival_directions.l1_margin, rival_directions.mean)]


def certified(verify, tables, apart=20):
    """The exact margins of these data: separable, with every rival direction so many degrees away at least."""
    solved = [margins.l2_margin(table) for table in tables]
    found = [margin for margin in solved if isinstance(margin, margins.Margin)]
    separable = len(found) == len(solved)
    verify.precondition(CLAIM, holds=separable, certificate=f"no hyperplane separates the data: {solved}")
    nearest = max(max(rivals_of(table) @ margin.direction) for margin, table in zip(found, tables, strict=True))
    near = f"a rival direction has cosine {nearest:.3g} and is no {apart} degrees away"
    verify.precondition(CLAIM, holds=apart == 0 or nearest < np.cos(np.radians(apart)), certificate=near)
    return found


def descent(lab, loss, rule):
    """Sixteen random data sets, from w = 0, by steps of the greatest length allowed."""
    options = {"loss": loss, "rule": rule, "step": STEPS.get((loss, rule), 1.0)}
    trials = lab.at_scale(smoke=1, standard=1, nightly=32)
    evidence = lab.run(measured.from_zero, trials=trials, steps=2000, sets=16, shape=SHAPE, **options)
    return evidence, evidence.all("data").reshape(-1, *SHAPE[:2]), options


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
@pytest.mark.parametrize("rule", ["normalised", "plain"])
def test_gradient_descent_tends_to_the_max_margin_direction_at_every_step(lab, verify, loss, rule):
    evidence, data, options = descent(lab, loss, rule)
    known = zip(certified(verify, data), data, strict=True)
    c = np.array([exact.certificate(margin, table, **options) for margin, table in known])

    theory = PerTrial(np.tile(c.reshape(-1, 16), 2))

    rivals = {
        "no ln n": PerTrial(theory.values - exact.potential_at_zero(SHAPE[0], loss)),
        "a twentieth of it": PerTrial(theory.values / 20),
        "the smallest margin keeps up with the length": PerTrial(0 * theory.values),
    }
    angle, shown = evidence.all("angle"), {"side": "at most", "series": f"{loss}, {rule}"}
    seen = evidence["lag"].map(lambda x: np.hstack([x, angle[: len(x)]]))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=ROUNDOFF, counterclaims=rivals, **shown)


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_gradient_descent_tends_to_the_max_margin_direction_and_not_to_its_rivals(lab, verify, loss):
    evidence, data, _ = descent(lab, loss, "normalised")
    known = certified(verify, data)

    theory = PerTrial(np.reshape([margin.direction for margin in known], (-1, 16 * SHAPE[1])))

    tolerance = ModelError(0.1, because="w strays from the ray by less than 10 (pilots), and |w| exceeds 100")
    others = np.reshape([rivals_of(table) for table in data], (-1, 16, 3, SHAPE[1])).transpose(2, 0, 1, 3)
    first, second, third = (PerTrial(other.reshape(theory.values.shape)) for other in others)
    rivals = {"least squares": first, "the largest l1 margin": second, "the mean example": third}
    seen = evidence["map"].map(lambda x: (x / np.linalg.norm(x, axis=2, keepdims=True)).reshape(len(x), -1))
    shown = {"kind": Kind.IDENTITY, "series": f"direction, {loss}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("rule", ["normalised", "plain"])
@pytest.mark.parametrize("table", TABLES)
def test_gradient_descent_tends_to_the_max_margin_direction_at_a_rate(lab, verify, table, rule):
    rows = TABLES[table]
    (margin,) = certified(verify, [rows], apart=0)
    options, stops = {"rule": rule, "step": 1.0}, np.unique(np.geomspace(1, 4096, 25).astype(int)).astype(float)

    theory = exact.certificate(margin, rows, loss="exponential", **options)
    theory = theory / exact.length_floor(margin, stops, **options) / margin.value

    trials = lab.at_scale(smoke=1, standard=2, nightly=16)
    evidence = lab.run(measured.on_table, trials=trials, loss="exponential", data=rows, stops=stops, **options)

    rivals = {"faster by a factor T": theory / stops, "a fiftieth of it": theory / 50, "at once": 0 * theory}
    seen = evidence["normalised_margin"].map(lambda x: 1 - x / margin.value)
    shown = {"side": "at most", "at": stops, "series": f"{table}, {rule}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=ROUNDOFF, counterclaims=rivals, **shown)
