"""Random features at nested widths: one factorization for all of them against a pseudo-inverse for each."""

import numpy as np
import pytest

from empirics.nested_widths import MEASURES, Fit
from empirics.random_features import activate, population

N, D, WIDTHS, SETS = 48, 48, (12, 24, 36, 60, 72, 96, 192), 8


def drawn():
    rng = np.random.default_rng(0)
    w = rng.standard_normal((D, WIDTHS[-1]))
    w /= np.linalg.norm(w, axis=0)
    x = rng.standard_normal((SETS, N, D))
    second, first = population("erf", w)
    return activate("erf", x @ w), x, first, second


def by_pseudo_inverse(features, x, first, second):
    """Bias and variance, (2, SETS, widths)."""
    found = np.empty((2, SETS, len(WIDTHS)))
    for i, one in enumerate(features):
        for j, h in enumerate(WIDTHS):
            inverse = np.linalg.pinv(one[:, :h])
            fit, u = inverse @ x[i], second[:h, :h]
            found[0, i, j] = (np.sum(fit * (u @ fit)) - 2 * np.sum(fit * first[:h])) / D + 1
            found[1, i, j] = np.sum(inverse * (u @ inverse))
    return found


def by_one_factorization(features, x, first, second):
    fit = Fit(features, x, first, second, WIDTHS)
    return np.array([MEASURES["bias"](fit), MEASURES["variance"](fit)])


@pytest.mark.parametrize("way", [by_pseudo_inverse, by_one_factorization], ids=["one by one", "all at once"])
def test_bias_and_variance_of_random_features(rate, way):
    data = drawn()
    group = f"bias and variance of erf features at {len(WIDTHS)} widths, n = {N}"
    found = rate(lambda: way(*data), group=group, things=SETS, of="data sets")
    assert found == pytest.approx(by_pseudo_inverse(*data), rel=1e-6)
