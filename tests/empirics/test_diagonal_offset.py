"""Data on which all rows are tight, and bad input."""

import numpy as np
import pytest

from empirics import diagonal_offset


def test_random_rows_are_tight_at_the_margin_of_a_vote():
    rows = diagonal_offset.tight_rows(np.random.default_rng(5), 2, 4)
    assert np.array_equal(rows * 8, np.round(rows * 8))
    seen = diagonal_offset.tight_data.run(
        np.random.default_rng(5), count=2, dimension=4, scale=1.0, levels=np.array([1e4])
    )
    margins = seen["data"].reshape(2, 4) @ seen["map"]
    assert np.abs(margins / margins.mean() - 1).max() < 1e-3


@pytest.mark.parametrize(("count", "dimension"), [(1, 3), (3, 3)])
def test_bad_sizes(count, dimension):
    with pytest.raises(ValueError, match="2 <= count < dimension"):
        diagonal_offset.tight_rows(np.random.default_rng(0), count, dimension)


def test_bad_scale():
    with pytest.raises(ValueError, match="scale must be"):
        diagonal_offset.tight_data.run(
            np.random.default_rng(0), count=2, dimension=4, scale=0.0, levels=np.array([1.0])
        )
