"""The optimiser over layers: its constraints hold, and bad input."""

import numpy as np
import pytest

from empirics import joint_maximum


def test_one_layer_finds_the_margin_of_its_data():
    seen = joint_maximum.maximised.run(np.random.default_rng(1), sizes=(3, 1), count=5, constraint="layers", restarts=1)
    data, direction = seen["data"].reshape(5, 3), seen["shape"][-3:]
    assert np.linalg.norm(direction) == pytest.approx(1)
    assert (data @ direction).min() == pytest.approx(seen["value"], rel=1e-9)


@pytest.mark.parametrize(("constraint", "restarts"), [("norms", 1), ("layers", 0)])
def test_bad_input(constraint, restarts):
    with pytest.raises(ValueError, match="`layers` or `total`"):
        joint_maximum.maximised.run(
            np.random.default_rng(1), sizes=(3, 1), count=5, constraint=constraint, restarts=restarts
        )
