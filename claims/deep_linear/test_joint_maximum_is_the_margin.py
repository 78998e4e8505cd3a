r"""The joint maximum over all layers is the margin.

Statement.  The limit problem of deep linear networks, $\max \min_i z_i^\top W_L \cdots W_1$ over $|W_k|_F = 1$ for each
layer, has the value $\bar\gamma$, the $\ell_2$ margin of the data, whatever the depth and the widths. If one budget
$\sum_k |W_k|_F^2 = 1$ is shared, layers take equal parts and the value is $\bar\gamma L^{-L/2}$. At a maximum every
layer has rank one, neighbours share their singular vectors, and the whole map points to the max-margin direction; the
layers themselves are free up to signs and rotations between them. Under gradient flow the normalised layers reach the
same value.

Reason.  $|W_L \cdots W_1| \le |W_L|_F \cdots |W_1|_F$, with equality for aligned layers of rank one alone, and a map of
norm $c$ has smallest margin $\bar\gamma c$ at most. The budget is split by the inequality between the two means.
"""

import numpy as np
import pytest

from empirics import deep_linear
from empirics import joint_maximum as measured
from harness import Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import joint_maximum as exact
from theory import margins, rival_directions

CLAIM = Claim(
    name="deep_linear.joint_maximum_is_the_margin",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\max_{\|W_1\|_F = 1} \cdots \max_{\|W_L\|_F = 1} \min_i z_i^\top W_L \cdots W_1 = \bar\gamma,"
    r" \qquad \max_{\sum_k \|W_k\|_F^2 = 1} \min_i z_i^\top W_L \cdots W_1 = \bar\gamma L^{-L/2}",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention("iterates 'converge to max' read as: to its value and to the set of its maximisers"),
)
SIZES = {1: (3, 1), 2: (3, 3, 1), 3: (3, 3, 2, 1), 4: (3, 2, 2, 2, 1)}
COUNT = 6


def certified(verify, tables):
    """The exact margins of these data, which are separable."""
    solved = [margins.l2_margin(table) for table in tables]
    found = [margin for margin in solved if isinstance(margin, margins.Margin)]
    separable = len(found) == len(solved)
    verify.precondition(CLAIM, holds=separable, certificate=f"no hyperplane separates the data: {solved}")
    return found


def optimised(lab, verify, depth, constraint):
    """The optimiser's findings, and the exact margin of each trial's data."""
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    setting = {"sizes": SIZES[depth], "count": COUNT, "constraint": constraint, "restarts": 2}
    evidence = lab.run(measured.maximised, trials=trials, **setting)
    data = evidence.all("data").reshape(-1, COUNT, 3)
    return evidence, data, certified(verify, data)


@pytest.mark.parametrize("constraint", ["layers", "total"])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_joint_maximum_is_the_margin(lab, verify, depth, constraint):
    evidence, data, found = optimised(lab, verify, depth, constraint)

    unit = [exact.with_norms(margin, [1.0] * depth) for margin in found]
    shared = [exact.with_total(margin, 1.0, depth) for margin in found]
    theory = PerTrial(unit if constraint == "layers" else shared)

    tolerance = Radius(1e-6, because="the optimiser stops where a step gains less than 1e-10; constraints hold exactly")
    rivals = {
        "the other constraint": PerTrial(shared if constraint == "layers" else unit),
        "each layer gets 1 / L, not its square": PerTrial([margin.value * depth**-depth for margin in found]),
        "the mean margin in place of the smallest": PerTrial(np.linalg.norm(data.mean(axis=1), axis=1)),
    }
    seen, shown = evidence["value"], {"series": f"{depth} layers, {constraint}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [2, 4])
def test_joint_maximum_is_the_margin_of_rank_one_layers_that_align(lab, verify, depth):
    evidence, data, found = optimised(lab, verify, depth, "layers")

    nothing = [0.0] * (2 * depth - 1)
    theory = PerTrial([[*nothing, *margin.direction] for margin in found])

    tolerance = Radius(1e-3, because="a value short by 1e-6 allows an angle of about the root of it")
    least = [rival_directions.least_squares(table) for table in data]
    isotropic = [0.5] * (depth - 1) + [0.0] + [0.0] * (depth - 1)
    crossed = [0.0] * depth + [1.0] * (depth - 1)
    rivals = {
        "layers with equal singular values": PerTrial([[*isotropic, *margin.direction] for margin in found]),
        "layers that are orthogonal to each other": PerTrial([[*crossed, *margin.direction] for margin in found]),
        "the direction of least squares": PerTrial([[*nothing, *direction] for direction in least]),
    }
    seen, shown = evidence["shape"], {"series": f"waste, misalignment and direction, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_joint_maximum_is_the_margin_that_gradient_flow_reaches(lab, verify, depth):
    levels, trials = np.array([1e5]), lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(deep_linear.planted_data, trials=trials, sizes=SIZES[depth], count=COUNT, levels=levels)
    data = evidence.all("data").reshape(-1, COUNT, 3)

    found = certified(verify, data)
    theory = PerTrial(np.array([exact.with_norms(margin, [1.0] * depth) for margin in found]))

    tolerance = ModelError(0.002, because="waste and misalignment of order one, over s_k^2 > 1000, at a margin below 1")
    rivals = {
        "one twentieth of the norm is wasted": PerTrial(0.95 * theory.values),
        "the mean margin in place of the smallest": PerTrial(np.linalg.norm(data.mean(axis=1), axis=1)),
    }
    seen, shown = (
        evidence["joint_margin"].map(lambda x: x[:, -1]),
        {"series": f"flow, {depth} layer{'s' * (depth > 1)}"},
    )
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
