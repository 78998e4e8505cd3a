"""The ends of the learning curve, measured: what every kernel obeys."""

import numpy as np
import pytest

from empirics import transitive_kernels


@pytest.mark.parametrize("domain", ["cube", "circle"])
@pytest.mark.parametrize("all_but_one", [False, True])
def test_functions_are_orthonormal_and_learnability_is_conserved(domain, all_but_one):
    functions, level = transitive_kernels._functions(domain)
    assert functions.T @ functions == pytest.approx(16 * np.eye(16), abs=1e-10)
    seen = transitive_kernels.every_set(np.random.default_rng(0), domain=domain, all_but_one=all_but_one)
    assert seen["outcome"][:16].sum() == pytest.approx(15 if all_but_one else 1)
    assert len(np.unique(seen["eigenvalues"])) == len(np.unique(level))


def test_three_points_conserve_learnability():
    seen = transitive_kernels.three_points(np.random.default_rng(0), largest=9)["learnability"]
    assert [seen[:3].sum(), seen[3:].sum()] == pytest.approx([1, 2])


def test_unknown_domain_is_named():
    with pytest.raises(ValueError, match="cube or circle"):
        transitive_kernels.every_set(np.random.default_rng(0), domain="torus", all_but_one=False)
