"""The climb to the supremum against its closed form and against random members of the ball."""

from itertools import product

import numpy as np
import pytest

from empirics import rademacher


@pytest.mark.parametrize("family", ["any", "orthogonal", "orthonormal up to scale", "equal"])
def test_the_climb_ends_at_the_maximum(family):
    rng = np.random.default_rng(1)
    seen = rademacher.enumerated(rng, n=4, p=5, family=family, largest=6)
    phi, radius = seen["features"], seen["radius"]
    signs = np.array(list(product((-1, 1), repeat=4)))
    assert seen["supremum"] == pytest.approx(radius * np.linalg.norm(signs @ phi, axis=1).mean(), rel=1e-12)
    assert seen["shifted"] == pytest.approx(seen["supremum"], rel=1e-12)
    w = rng.standard_normal((2000, 5))
    w *= radius / np.linalg.norm(w, axis=1, keepdims=True)
    assert (signs @ phi @ w.T).max(axis=1).mean() <= seen["supremum"]


def test_families_are_what_they_say():
    rng = np.random.default_rng(2)
    gram = (lambda x: x @ x.T)(rademacher.enumerated(rng, n=3, p=3, family="orthogonal", largest=9)["features"])
    assert np.array_equal(gram, np.diag(np.diag(gram)))
    equal = rademacher.enumerated(rng, n=3, p=2, family="equal", largest=9)["features"]
    assert (equal == equal[0]).all()
    with pytest.raises(ValueError, match="family"):
        rademacher.enumerated(rng, n=3, p=2, family="orthogonal", largest=9)


def test_equal_features_by_hand():
    seen = rademacher.equal_features(np.random.default_rng(3), largest=4)["supremum"]
    assert seen == pytest.approx([1, 1, 1.5, 1.5])
