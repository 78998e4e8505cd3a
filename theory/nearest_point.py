"""The point of a convex hull nearest to the origin, over the rationals, from the scalar products of its corners alone.

For corners z_i with Gram matrix Q it has multipliers p >= 0 of sum one that minimise p . Q p, and p is optimal exactly
if (Q p)_i >= p . Q p for all i. Nonnegative least squares in float64 guesses which multipliers are positive; from there
Wolfe's algorithm goes on in rational arithmetic, mostly for no step at all. It is finite, without tolerance, and right
whatever the guess. Source: Wolfe, Finding the nearest point in a polytope (1976).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from theory.rational_algebra import Row, fraction

Floats = NDArray[np.float64]
Weights = dict[int, Fraction]


def nearest_point(gram: Any, corners: Floats) -> Row:
    """Multipliers p, shape (n,), of the point nearest to the origin.

    gram     flint's fmpq_mat (n, n), positive semidefinite: else the search need not end
    corners  the corners, rounded, (n, any): they only serve the guess
    """
    weights = _guess(gram, corners)
    while True:
        forces = products(gram, weights)
        square = sum((w * forces[i] for i, w in weights.items()), Fraction(0))
        nearest = min(range(len(forces)), key=forces.__getitem__)
        if forces[nearest] >= square:
            return tuple(weights.get(i, Fraction(0)) for i in range(len(forces)))
        moved = _to_affine_minimum({**weights, nearest: Fraction(0)}, gram)
        if moved is None:
            raise ArithmeticError("the corners in use are affinely dependent: the table of scalar products is none")
        weights = moved


def products(gram: Any, weights: Weights) -> list[Fraction]:
    """(Q p)_i for all i."""
    from flint import fmpq, fmpq_mat

    column = fmpq_mat(gram.ncols(), 1)
    for i, w in weights.items():
        column[i, 0] = fmpq(w.numerator, w.denominator)
    return [fraction(x) for x in (gram * column).entries()]


def _guess(gram: Any, corners: Floats) -> Weights:
    """Multipliers of the nearest point of their own affine hull, by least squares, or else the shortest corner."""
    try:
        found = nnls(np.vstack([corners.T, np.ones(len(corners))]), np.append(np.zeros(corners.shape[1]), 1.0))[0]
    except (RuntimeError, ValueError):
        found = np.zeros(len(corners))
    rounded = {int(i): Fraction(float(found[i])) for i in np.flatnonzero(found > 0)}
    total = sum(rounded.values(), Fraction(0))
    start = _to_affine_minimum({i: w / total for i, w in rounded.items()}, gram) if total else None
    shortest = min(range(gram.nrows()), key=lambda i: fraction(gram[i, i]))
    return start or {shortest: Fraction(1)}


def _to_affine_minimum(weights: Weights, gram: Any) -> Weights | None:
    """Move towards the nearest point of the affine hull, dropping corners whose multiplier reaches zero on the way.

    None where the corners are affinely dependent.
    """
    while True:
        target = _affine_minimum(list(weights), gram)
        if target is None:
            return None
        goal = dict(zip(weights, target, strict=True))
        if min(target) > 0:
            return goal
        steps = [w / (w - goal[i]) for i, w in weights.items() if goal[i] <= 0 and w > goal[i]]
        step = min([*steps, Fraction(1)])
        moved = {i: w + step * (goal[i] - w) for i, w in weights.items()}
        weights = {i: w for i, w in moved.items() if w > 0}


def _affine_minimum(corners: Sequence[int], gram: Any) -> list[Fraction] | None:
    """Multipliers of sum one, of any sign, of the point of the affine hull nearest to the origin."""
    from flint import fmpq_mat

    size = len(corners)
    bordered, right = fmpq_mat(size + 1, size + 1), fmpq_mat(size + 1, 1)
    for a, i in enumerate(corners):
        bordered[a, size] = bordered[size, a] = 1
        for b, j in enumerate(corners):
            bordered[a, b] = gram[i, j]
    right[size, 0] = 1
    try:
        solved = bordered.solve(right).entries()
    except ZeroDivisionError:
        return None
    return [fraction(x) for x in solved[:size]]
