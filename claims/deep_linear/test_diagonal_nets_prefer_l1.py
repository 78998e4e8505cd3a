r"""Diagonal nets prefer the l1 margin.

Statement.  Train $x \mapsto w \cdot x$ with $w_j = u_j^2 - v_j^2$ by gradient flow on separable data $z_i = y_i x_i$,
from positive u and v. These networks are linear and have two layers, but $w / |w|_1$ tends to the direction of largest
$\ell_1$ margin g, if unique, and not to that of largest $\ell_2$ margin, which dense layers find on the same data. Let
$N = \sum_j u_j^2 + v_j^2$. From any moment on at which the summed exponential loss is at most one, $1 - \min_i z_i
\cdot w / (g N)$ stays below an explicit constant over the growth of $\ln N$. All coordinates grow, but as powers
$|w|_1^{r_j}$, where $r_j$ is the edge of coordinate j under the hardest distribution of the examples, over g.

Reason.  The flow conserves $a_j = u_j v_j$, so that $w_j = 2 a_j \sinh s_j$ with $s_j = \ln(u_j / v_j)$, and s moves
along minus the gradient of the risk at w: mirror descent that exponentiates, as boosting does. Soon $\ln N$ is the
largest $|s_j|$, and the norm dual to the largest entry is the sum of all.
"""

import numpy as np
import pytest

from empirics import diagonal_networks as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import diagonal_networks as exact
from theory import l1_margins

CLAIM = Claim(
    name="deep_linear.diagonal_nets_prefer_l1",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w = u \odot u - v \odot v: \quad \frac{w}{\|w\|_1} \to \arg\max_{\|w\|_1 \le 1} \min_i z_i^\top w, \qquad"
    r" |w_j| \sim \|w\|_1^{\,|\sum_i p_i z_{ij}| / g}",
    source=Source("telgarskymargin", where="Deep linear networks"),
    standing=UnderConvention("a control that the source lacks: its networks find the l2 margin, being dense"),
    axes=Axes(x="-log10 of the summed loss", y="shortfall from the largest l1 margin", xscale="log", yscale="log"),
)
LEVELS = np.array([10.0, 100.0, 1e3, 1e4, 1e5])
COUNT, DIMENSION, GAINS, LOSSES = 6, 4, [0.1, 1.0], ["exponential", "logistic"]


def certified(verify, tables):
    """The exact l1 margins of these data: unique, and 20 degrees or more away from what else might be the limit."""
    found = [(l1_margins.l1_margin(table), table) for table in tables]
    kept = [m for m, table in found if isinstance(m, l1_margins.L1Margin) and exact.is_unique(m, table)]
    verify.precondition(CLAIM, holds=len(kept) == len(found), certificate=f"no unique l1 margin: {found}")
    nearest = max(max(exact.rivals(table) @ exact.direction(m, 2)) for m, (_, table) in zip(kept, found, strict=True))
    near = f"a rival has cosine {nearest:.3g} and is no 20 degrees away"
    verify.precondition(CLAIM, holds=nearest < np.cos(np.radians(20)), certificate=near)
    return kept


def diagonal(lab, loss, gain):
    setting = {"count": COUNT, "dimension": DIMENSION, "loss": loss, "gain": gain, "levels": LEVELS}
    evidence = lab.run(measured.diagonal, trials=lab.at_scale(smoke=2, standard=4, nightly=64), **setting)
    return evidence, evidence.all("data").reshape(-1, COUNT, DIMENSION)


def others_share(gain, level):
    """Order of |w_j| / |w|_1 for a coordinate of edge 6/16 at most: (|w|_1 / a)^(6/16 - 1), |w|_1 = 4 ln(1 / loss)."""
    return (4 * LEVELS[level] * np.log(10) / gain**2) ** (6 / 16 - 1)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("gain", GAINS)
def test_diagonal_nets_prefer_l1(lab, verify, gain, loss):
    evidence, data = diagonal(lab, loss, gain)

    theory = PerTrial([exact.direction(margin) for margin in certified(verify, data)])

    tolerance = ModelError(
        30 * others_share(gain, -1), because="two others, thrice as large by the start, times 5 to undo it"
    )
    others = np.array([[rival / np.abs(rival).sum() for rival in exact.rivals(table)] for table in data])
    margin, squares, mean = (PerTrial(others[:, k]) for k in range(3))
    rivals = {"the largest l2 margin": margin, "least squares": squares, "the mean example": mean}
    seen = evidence["map"].map(lambda w: w[:, -1] / np.abs(w[:, -1]).sum(axis=1, keepdims=True))
    shown = {"series": f"direction, {loss} loss, start {gain}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("gain", GAINS)
def test_diagonal_nets_prefer_l1_at_every_level(lab, verify, gain):
    evidence, data = diagonal(lab, "exponential", gain)
    u, v, sizes = (evidence.all(name)[:, 1:] for name in ("u", "v", "size"))

    known = enumerate(certified(verify, data))
    theory = PerTrial(np.array([exact.gap_ceiling(m, COUNT, (u[k, 0], v[k, 0]), sizes[k, 1:]) for k, m in known]))

    tolerance = Radius(1e-6, because="the integrator keeps ten digits of the weights")
    power, seen = theory.values * (sizes[:, :1] / sizes[:, 1:]) ** 2, evidence["missing"].map(lambda x: x[:, 2:])
    rivals = {"a power of N, not of ln N": PerTrial(power), "a hundredth of it": PerTrial(theory.values / 100)}
    shown = {"kind": Kind.BOUND, "side": "at most", "at": LEVELS[1:], "series": f"since level 10, start {gain}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("loss", LOSSES)
def test_diagonal_nets_prefer_l1_but_others_grow_by_powers(lab, verify, loss):
    evidence, data = diagonal(lab, loss, 0.1)

    theory = PerTrial([exact.exponents(m, table) for m, table in zip(certified(verify, data), data, strict=True)])

    tolerance = ModelError(others_share(0.1, 2) + 1e-3, because="what the others take at level 1000, over ln 100")
    hull = np.abs([exact.rivals(table)[0] for table in data])
    other = PerTrial(hull / hull.max(axis=1, keepdims=True))
    rivals = {"in proportion": 1.0, "not at all": np.zeros(DIMENSION), "under the l2 multipliers": other}
    gained = evidence["log_ratio"].map(lambda s: np.abs(s[:, 5] - s[:, 3]))
    seen = gained.map(lambda x: x / x.max(axis=1, keepdims=True))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"exponents, {loss}")


def test_diagonal_nets_prefer_l1_and_dense_ones_l2(lab, verify):
    trials, levels = lab.at_scale(smoke=2, standard=4, nightly=64), np.array([100.0, 1e4])
    evidence = lab.run(measured.dense, trials=trials, count=COUNT, sizes=(DIMENSION, 3, 1), levels=levels)
    data = evidence.all("data").reshape(-1, COUNT, DIMENSION)
    best = [exact.direction(margin, 2) for margin in certified(verify, data)]

    theory = PerTrial([exact.rivals(table)[0] for table in data])

    tolerance = ModelError(0.1, because="what the data do not see of the start, of order one, over |W_1| > 100")
    squares = PerTrial([exact.rivals(table)[1] for table in data])
    rivals = {"the largest l1 margin": PerTrial(best), "least squares": squares}
    seen = evidence["map"].map(lambda w: w / np.linalg.norm(w, axis=1, keepdims=True))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series="dense, direction")
