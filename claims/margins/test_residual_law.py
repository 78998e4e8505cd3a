r"""Descent obeys a residual law.

Statement.  Descend on separable data, by gradient flow or by steps along the gradient over the risk or over its length,
on the exponential or the logistic risk, from any start. If the support vectors are independent, with multipliers
$\alpha_i$ in the exact margin problem of value $\bar\gamma$ and direction u, then $z_i \cdot w + \ln \alpha_i$ tends to
the same for all of them, however large. If they span the space, w is $a u + \tilde w + o(1)$ with one fixed vector
$\tilde w$, orthogonal to u: $z_i \cdot \tilde w = -\ln \alpha_i - H(\alpha)$ on them, H the entropy; under gradient
flow $a = (\ln(\bar\gamma^2 t / n) + H) / \bar\gamma$. If they do not, only the part of w in their span is determined:
without other examples, the part orthogonal to them stays as it was at the start, for ever.

Reason.  The part of w across u rests only where the shares of the examples in the risk are the multipliers, and shares
are proportional to $\exp(-z_i \cdot w)$. There the linearised map contracts, and the other examples drop out.
"""

import numpy as np
import pytest

from empirics import linear_descent, linear_flow
from harness import Axes, Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import linear_descent as exact
from theory import margins, residual_law

CLAIM = Claim(
    name="margins.residual_law",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"w = \frac{\ln(\bar\gamma^2 t / n) + H(\alpha)}{\bar\gamma}\, u + \tilde w + o(1), \qquad"
    r" z_i^\top \tilde w = -\ln \alpha_i - H(\alpha)",
    source=Source("telgarskymargin", where="The linear case"),
    standing=UnderConvention("beyond the source, which names the direction; multipliers must be unique"),
    axes=Axes(x="ln t", y="coordinates"),
)
RULES = {"normalised": ("normalised", 1.0), "shorter": ("normalised", 0.7), "unit length": ("unit", 0.2)}
CONTRACTED = Radius(1e-9, because="the slowest map contracts by 1 - 0.007, 4000 times; round-off below 1e-11")


def certified(verify, tables, span):
    """The exact margins of these data, certified to have unique multipliers, and support vectors that span or not."""
    found = [margins.l2_margin(table) for table in tables]
    sound = [m for m in found if isinstance(m, margins.Margin) and m.nondegenerate and m.strongly_separable == span]
    verify.precondition(
        CLAIM, holds=len(sound) == len(found), certificate=f"not separable, unique, or as wide: {found}"
    )
    return list(zip(sound, tables, strict=True))


def descent(lab, loss, rule, shape):
    trials = lab.at_scale(smoke=1, standard=1, nightly=16)
    setting = {"loss": loss, "rule": RULES[rule][0], "step": RULES[rule][1], "steps": 4000}
    evidence = lab.run(linear_descent.from_anywhere, trials=trials, sets=16, shape=shape, **setting)
    return evidence, evidence.all("data").reshape(-1, *shape[:2])


def per_trial(rows):
    return PerTrial(np.reshape(rows, (-1, 16 * np.shape(rows)[1])))


def flat(x):
    return x.reshape(len(x), -1)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_residual_law(lab, verify, loss, rule):
    evidence, data = descent(lab, loss, rule, (6, 3, 3))
    known = certified(verify, data, span=True)

    theory = per_trial([residual_law.offset(*one) for one in known])

    rivals = {"even multipliers": PerTrial(0 * theory.values), "plus the logarithm": PerTrial(-theory.values)}
    seen, series = evidence["across"].map(flat), f"{loss}, {rule}"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=CONTRACTED, counterclaims=rivals, series=series)


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
def test_residual_law_for_heights_above_two_supports(lab, verify, loss):
    evidence, data = descent(lab, loss, "normalised", (8, 4, 2))
    known = certified(verify, data, span=False)

    logs = np.log([residual_law.shares(margin)[:2] for margin, _ in known])
    theory = per_trial(logs.mean(axis=1, keepdims=True) - logs)

    rivals = {"all on the margin": 0 * logs[0, :1], "plus the log of the multipliers": PerTrial(-theory.values)}
    seen = evidence["heights"].map(flat)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=CONTRACTED, counterclaims=rivals, series=f"heights, {loss}")


@pytest.mark.parametrize("shape", [(2, 3, 2), (3, 4, 3)], ids=["R^3", "R^4"])
def test_residual_law_and_the_start_if_supports_do_not_span(lab, verify, shape):
    evidence, data = descent(lab, "logistic", "normalised", shape)
    known = certified(verify, data, span=False)
    offsets = np.array([residual_law.offset(*one) for one in known])
    left = evidence.all("beside")[:, 0].reshape(offsets.shape)

    theory = per_trial(offsets + left)

    rivals = {"all of w is determined": per_trial(offsets), "the start alone": per_trial(left)}
    seen, series = evidence["across"].map(flat), "beside the supports"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=CONTRACTED, counterclaims=rivals, series=series)


@pytest.mark.parametrize("loss", ["exponential", "logistic"])
@pytest.mark.parametrize("log_time", [1e3, 1e4])
def test_residual_law_under_gradient_flow(lab, verify, loss, log_time):
    trials, times = lab.at_scale(smoke=1, standard=2, nightly=64), np.array([1e3, 1e4])
    evidence = lab.run(linear_flow.in_log_time, trials=trials, loss=loss, log_times=times, sets=16, shape=(6, 3, 3))
    known = certified(verify, evidence.all("data").reshape(-1, 6, 3), span=True)

    theory = per_trial([residual_law.end_to_end_map(m, z, exact.log_risk(m, log_time)) for m, z in known])

    tolerance = Radius(1e-8, because="round-off of exponents near 10^4, 10^-12, times the condition of the rows, 10^2")

    ray = np.array([(residual_law.entropy(m) + log_time) * m.direction / m.value for m, _ in known])
    rivals = {
        "no offset": per_trial(theory.values.reshape(ray.shape) - [residual_law.offset(*one) for one in known]),
        "the ray at time t": per_trial(ray),
        "a risk of 1 / t, for any margin": per_trial([residual_law.end_to_end_map(m, z, -log_time) for m, z in known]),
    }
    seen = evidence["map"].map(lambda x: flat(x[:, :, list(times).index(log_time)]))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, series=f"flow, {loss}")
