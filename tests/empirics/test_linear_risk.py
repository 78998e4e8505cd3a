"""Nested widths by one factorization, against the pseudo-inverse of each; bad widths."""

import numpy as np
import pytest

from empirics import linear_risk as measured


@pytest.mark.parametrize(("n", "d", "widths"), [(6, 9, (1, 4, 6, 7, 15)), (6, 4, (2, 4)), (5, 8, (9, 12))])
def test_bias_and_variance_are_those_of_the_pseudo_inverse(n, d, widths):
    draws, rng = 3, np.random.default_rng(0)
    x, w = rng.standard_normal((draws, n, d)), rng.standard_normal((draws, d, widths[-1]))
    sizes = {"n": n, "d": d, "widths": widths, "draws": draws}
    bias, variance = measured.bias_and_variance.run(np.random.default_rng(0), **sizes)["bias and variance"]
    for i, h in enumerate(widths):
        fits = w[:, :, :h] @ np.linalg.pinv(x @ w[:, :, :h])
        assert bias[i] == pytest.approx(
            np.mean([np.sum((m @ z - np.eye(d)) ** 2) / d for m, z in zip(fits, x, strict=True)])
        )
        assert variance[i] == pytest.approx(np.mean(np.sum(fits**2, axis=(1, 2))))


def test_the_risk_is_that_of_the_pseudo_inverse():
    n, d, widths, rng = 6, 9, (1, 4, 6, 7, 15), np.random.default_rng(1)
    x, w, eps = rng.standard_normal((n, d)), rng.standard_normal((d, 15)), rng.standard_normal(n)
    found = measured.risk.run(np.random.default_rng(1), n=n, d=d, widths=widths, noise=0.5)["risk"]
    for h, risk in zip(widths, found, strict=True):
        reached = w[:, :h] @ np.linalg.pinv(x @ w[:, :h]) @ (x[:, 0] + np.sqrt(0.5) * eps)
        assert risk == pytest.approx(np.sum((reached - np.eye(d)[0]) ** 2))


@pytest.mark.parametrize(("d", "widths"), [(9, ()), (9, (0, 2)), (9, (3, 2)), (4, (2, 5))])
def test_bad_widths_are_named(d, widths):
    with pytest.raises(ValueError, match="widths must increase"):
        measured.bias_and_variance.run(np.random.default_rng(0), n=6, d=d, widths=widths, draws=1)
    with pytest.raises(ValueError, match="widths must increase"):
        measured.risk.run(np.random.default_rng(0), n=6, d=d, widths=widths, noise=1.0)
