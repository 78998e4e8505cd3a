"""The perceptron until no mistake is left, in one order, here and by scikit-learn; they end with equal weights."""

import numpy as np
import pytest
from sklearn.linear_model import Perceptron

from empirics import perceptron

CASES = {"digits 0 against 1": ("digits", 360, 64), "20,000 planted rows in R^8": ("planted", 20_000, 8)}


def example(name):
    family, n, d = CASES[name]
    rows = perceptron.FAMILIES[family](np.random.default_rng(0), n, d)
    return rows, perceptron.passes(rows, most=10**6)


@pytest.mark.parametrize("name", list(CASES))
def test_scikit_learn(rate, name):
    rows, run = example(name)
    labels = np.where(np.arange(len(rows)) % 2 == 0, 1, -1)
    x, needed = labels[:, None] * rows, run.passes
    model = Perceptron(fit_intercept=False, shuffle=False, tol=None, max_iter=needed)
    rate(lambda: model.fit(x, labels), group=f"perceptron, {name}", things=needed, of="passes")
    assert np.array_equal(model.coef_[0], run.weights)


@pytest.mark.parametrize("name", list(CASES))
def test_here(rate, name):
    rows, run = example(name)
    found = rate(
        lambda: perceptron.passes(rows, most=10**6), group=f"perceptron, {name}", things=run.passes, of="passes"
    )
    assert found.finished
