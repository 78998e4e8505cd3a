"""Linear two-layer networks: all widths from one factorization, quantiles by few nodes, descent in closed form."""

import numpy as np
import pytest

from empirics import linear_risk, two_layer_linear
from theory.second_layer_training import after
from theory.two_layer_linear import SecondLayerRisk

N, D, WIDTHS, DRAWS = 32, 64, (4, 8, 16, 20, 44, 56, 80, 128), 16
STEPS = 4096


def test_pseudo_inverse_of_every_width(rate):
    def one_by_one():
        rng = np.random.default_rng(0)
        return [two_layer_linear.pseudo_inverse_bias_and_variance.run(rng, n=N, d=D, widths=WIDTHS) for _ in range(4)]

    rate(one_by_one, group=f"bias and variance at {len(WIDTHS)} widths, n = {N}, d = {D}", things=4, of="draws")


def test_nested_factorizations(rate):
    def together():
        rng = np.random.default_rng(0)
        return linear_risk.bias_and_variance.run(rng, n=N, d=D, widths=WIDTHS, draws=DRAWS)["bias and variance"]

    found = rate(
        together, group=f"bias and variance at {len(WIDTHS)} widths, n = {N}, d = {D}", things=DRAWS, of="draws"
    )
    assert found.shape == (2, len(WIDTHS))


@pytest.mark.parametrize("nodes", [16, 8, 6])
def test_median_beyond_the_threshold(rate, note, nodes):
    law = SecondLayerRisk(16, 32, 24, noise=0.25)
    median = rate(lambda: law.quantile(0.5, nodes), group="median of the third law", things=1, of="medians")
    note(f"{nodes} nodes: the probability of the median is off by {abs(law.cdf(median) - 0.5):.1g}")


@pytest.mark.parametrize("way", ["closed form", "step by step"])
def test_descent_on_the_second_layer(rate, way):
    rng = np.random.default_rng(1)
    f, y, start = rng.standard_normal((12, 48)), rng.standard_normal(12), np.zeros(48)
    size = 1 / np.linalg.norm(f, 2) ** 2

    def steps():
        a = start
        for _ in range(STEPS):
            a = a + size * f.T @ (y - f @ a)
        return a

    run = steps if way == "step by step" else lambda: after(f, y, start, 12 * size, STEPS)
    found = rate(run, group=f"{STEPS} steps of descent on the second layer", things=1, of="networks")
    assert found == pytest.approx(steps(), abs=1e-9)
