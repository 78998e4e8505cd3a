"""Flows in log time by right-hand sides per unit of log time, and descent on many data sets at once or one by one."""

import numpy as np
import pytest

from empirics import deep_linear, linear_descent, linear_flow
from empirics.planted_margins import planted

FAR = 1e4  # ln(1 / risk) or ln t
SETS, STEPS = 16, 500
data = planted(np.random.default_rng(0), sets=SETS, count=6, dimension=3, supports=3)
start = np.random.default_rng(1).standard_normal((SETS, 3))
OPTIONS = {"loss": "exponential", "rule": "normalised", "step": 1.0, "steps": STEPS}
LAYERS = [np.full((4, 3), 0.1), np.eye(4), np.full((1, 4), 0.1)]


def counted(monkeypatch, module):
    """The number of right-hand sides that a module's velocity gives out, as a list that grows."""
    calls, velocity = [], module.velocity

    def counting(*args):
        field, jacobian = velocity(*args)

        def count(w, s):
            calls.append(s)
            return field(w, s)

        return count, jacobian

    monkeypatch.setattr(module, "velocity", counting)
    return calls


def one_layer_in_log_time():
    return linear_flow.flow(data.rows[0], np.zeros(3), np.array([FAR]), loss="logistic")


def one_layer():
    return deep_linear.flow([np.full((1, 3), 0.1)], data.rows[0], np.array([FAR / deep_linear.LN10]))


def three_layers():
    return deep_linear.flow(LAYERS, data.rows[0], np.array([FAR / deep_linear.LN10]))


@pytest.mark.parametrize("flow", [one_layer_in_log_time, one_layer, three_layers], ids=lambda flow: flow.__name__)
def test_flow(rate, note, monkeypatch, flow):
    module = linear_flow if flow is one_layer_in_log_time else deep_linear
    with monkeypatch.context() as patched:
        calls = counted(patched, module)
        flow()
    note(f"{flow.__name__}: {len(calls) / FAR:.3g} right-hand sides per unit of ln t or of ln(1 / risk), to {FAR:g}")
    rate(flow, group=f"flows to a logarithm of {FAR:g}", things=1, of="flows")


def test_descent_one_by_one(rate):
    def loop():
        return [
            linear_descent.descend(z[None], w[None], **OPTIONS)[-1, 0] for z, w in zip(data.rows, start, strict=True)
        ]

    assert np.isfinite(rate(loop, group="descent on data sets", things=SETS * STEPS, of="steps")).all()


def test_descent_at_once(rate):
    def batch():
        return linear_descent.descend(data.rows, start, **OPTIONS)[-1]

    last = rate(batch, group="descent on data sets", things=SETS * STEPS, of="steps")
    alone = linear_descent.descend(data.rows[3:4], start[3:4], **OPTIONS)[-1, 0]
    assert np.allclose(last[3], alone)
