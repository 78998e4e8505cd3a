"""Counts: against loops that do nothing but count, and bad input."""

import pytest

from theory import operation_counts as exact


@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_counts_are_those_of_the_loops(n):
    assert exact.kernel_entries(n) == sum(1 for i in range(n) for j in range(i + 1))
    update = sum(1 for k in range(n) for j in range(k + 1, n) for i in range(j, n))
    substitutions = 2 * sum(1 for k in range(n) for i in range(k + 1, n))
    assert exact.elimination(n) == update + substitutions


def test_weights_cost_more_than_the_kernel_wherever_data_can_be_interpolated():
    assert exact.weight_descent(5, 5, 3) == 2 * exact.kernel_descent(5, 3)
    assert exact.weight_descent(100, 10, 1) < exact.kernel_descent(100, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: exact.kernel_entries(0),
        lambda: exact.kernel_descent(3, 0),
        lambda: exact.weight_descent(3, -1, 2),
        lambda: exact.elimination(0),
    ],
)
def test_sizes_must_be_positive(call):
    with pytest.raises(ValueError, match="must be positive"):
        call()
