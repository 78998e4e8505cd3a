"""A thousand risks of minimum-norm regression: dense data sets one by one and all at once, against the exact law."""

import numpy as np
import pytest

from empirics import minimum_norm
from theory.minimum_norm import MinimumNormRisk

DRAWS, NOISE = 1000, 0.5
SIZES = pytest.mark.parametrize(("n", "d"), [(16, 16), (32, 64)])


def group(n, d):
    return f"{DRAWS} risks, n = {n}, d = {d}"


def dense(rng, draws, n, d):
    x, theta, eps = minimum_norm._draw(rng, draws, n, d)
    return np.sum((minimum_norm.fit(x, x @ theta + np.sqrt(NOISE) * eps) - theta) ** 2, axis=(1, 2))


@SIZES
def test_pseudo_inverse_one_by_one(rate, n, d):
    def loop():
        rng, risks = np.random.default_rng(0), []
        for _ in range(DRAWS):
            x, theta = rng.standard_normal((n, d)), rng.standard_normal(d)
            y = x @ theta + np.sqrt(NOISE) * rng.standard_normal(n)
            risks.append(np.sum((np.linalg.pinv(x) @ y - theta) ** 2))
        return risks

    assert len(rate(loop, group=group(n, d), things=DRAWS, of="risks")) == DRAWS


@SIZES
def test_dense_all_at_once(rate, n, d):
    found = rate(lambda: dense(np.random.default_rng(0), DRAWS, n, d), group=group(n, d), things=DRAWS, of="risks")
    assert found.shape == (DRAWS,)


@SIZES
def test_scalar_sampler(rate, n, d):
    def sample():
        return minimum_norm.scalar_risks(np.random.default_rng(0), n, d, draws=DRAWS, noise=NOISE)

    risks = rate(sample, group=group(n, d), things=DRAWS, of="risks")
    assert np.median(risks) == pytest.approx(MinimumNormRisk(n, d, NOISE).quantile(0.5), rel=0.2)


@SIZES
def test_one_exact_quantile(rate, n, d):
    """The law itself: what a thousand draws only estimate."""
    law = MinimumNormRisk(n, d, NOISE)
    assert rate(lambda: law.quantile(0.5), group=f"median, n = {n}, d = {d}", things=1, of="medians") > 0
