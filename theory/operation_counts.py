"""What descent and its limit cost on n points, in kernel entries and in multiply-adds, as integers.

Additions of vectors and divisions are not counted: they are of lower order. Source: Hadiji, "Theoretical Principles of
Deep Learning, Class 5", limits of the NTK; counted here from the definitions of the algorithms.
"""

from __future__ import annotations


def kernel_entries(n: int) -> int:
    """n (n + 1) / 2: the entries of a symmetric n x n kernel matrix that have to be evaluated."""
    _check(n)
    return n * (n + 1) // 2


def kernel_descent(n: int, steps: int) -> int:
    """steps * n^2: multiply-adds of f <- f - (eta / n) H (f - y), without any feature map."""
    _check(n, steps)
    return steps * n * n


def weight_descent(n: int, p: int, steps: int) -> int:
    """steps * 2 p n: multiply-adds of the same steps on p weights, Phi^T w and then Phi times the residual."""
    _check(n, p, steps)
    return 2 * steps * p * n


def elimination(n: int) -> int:
    """(n^3 - n) / 6 + n (n - 1): multiply-adds of solving H a = y by symmetric elimination and two substitutions."""
    _check(n)
    return (n**3 - n) // 6 + n * (n - 1)


def _check(*sizes: int) -> None:
    if any(size < 1 for size in sizes):
        raise ValueError(f"sizes and steps must be positive integers, got {sizes}")
