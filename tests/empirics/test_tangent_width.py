"""Linearised first layers of finite width against the pseudo-inverse, and shapes of the trials."""

import numpy as np
import pytest

from empirics import tangent_risk, tangent_width


@pytest.mark.parametrize("h", [2, 5, 9])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_linearised_network_is_the_minimum_norm_fit_on_its_features(activation, h):
    rng, n, d = np.random.default_rng(1), 20, 4
    x, fresh, w = rng.standard_normal((n, d)), rng.standard_normal((6, d)), rng.standard_normal((d, h))
    seen, new = (tangent_risk.SLOPES[activation](v @ w) for v in (x, fresh))
    features = np.einsum("ni,nk->nik", seen, x).reshape(n, -1)
    tests = np.einsum("ni,nk->nik", new, fresh).reshape(len(fresh), -1)
    a = (tests @ np.linalg.pinv(features, rcond=1e-6)).T
    expected = [np.sum((fresh.T - x.T @ a) ** 2) / fresh.size, np.sum(a**2) / len(fresh)]
    assert np.allclose(tangent_width.linearised(x, fresh, seen, new), expected, rtol=1e-6)


def test_trials_give_one_number_per_width():
    sizes = {"activation": "erf", "n": 8, "d": 3, "widths": (1, 2, 5), "points": 4}
    for trial in (tangent_width.in_proportion, tangent_width.with_fixed_widths, tangent_width.at_widths):
        found = trial.run(np.random.default_rng(0), **sizes)
        assert {part: values.shape for part, values in found.items()} == {"bias": (3,), "variance": (3,)}


def test_bad_input_is_named():
    sizes = {"activation": "cos", "n": 8, "d": 3, "widths": (1, 2, 5), "points": 4}
    with pytest.raises(ValueError, match="activation must be one of relu, erf"):
        tangent_width.at_widths.run(np.random.default_rng(0), **sizes)
