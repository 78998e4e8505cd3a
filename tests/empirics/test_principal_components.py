"""Regression on components against numpy's pseudo-inverse, one data set at a time."""

import numpy as np
import pytest

from empirics import principal_components

CASE = {"n": 4, "variances": np.array([1.0, 0.5, 0.25, 0.2, 0.1, 0.1]), "theta": np.arange(1.0, 7.0), "noise": 0.3,
        "thresholds": np.array([1.0])}  # fmt: skip


def test_the_risk_is_that_of_the_pseudo_inverse():
    found = principal_components.risks.run(np.random.default_rng(0), used=(2, 4, 6), draws=1, **CASE)
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 6)) * np.sqrt(CASE["variances"])
    y = x @ CASE["theta"] + np.sqrt(0.3) * rng.standard_normal(4)
    for i, p in enumerate((2, 4, 6)):
        beta = np.append(np.linalg.pinv(x[:, :p]) @ y, np.zeros(6 - p))
        assert found["mean"][i] == pytest.approx(np.sum(CASE["variances"] * (beta - CASE["theta"]) ** 2))
        assert found["share"][i] == (found["mean"][i] <= 1)


def test_bad_input_is_named():
    for bad in ({"used": (7,)}, {"used": (0,)}, {"theta": np.ones(5)}):
        with pytest.raises(ValueError, match="want one shape"):
            principal_components.risks.run(np.random.default_rng(0), **({"used": (2,), "draws": 1} | CASE | bad))
