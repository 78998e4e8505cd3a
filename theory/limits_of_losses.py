r"""What two losses make of the same features: rows z_i = y_i phi_i of features times labels +-1, shape (n, p).

Logistic descent with steps in proportion to 1 / risk moves by sum_i s_i z_i, with shares s_i that add up to one in the
end. Its velocity tends to the point of the convex hull of the rows nearest to the origin, which `theory.margins` solves
exactly. Least squares from zero ends in the direction of the nearest point of their affine hull, which solves
z_i . u = |u|^2 for all i. They agree if and only if all rows lie on the margin. Source: Hadiji, "Theoretical Principles
of Deep Learning, Class 5", Extending this analysis; the comparison is derived here from convex duality.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from theory import margins
from theory.gradient_descent import Matrix, Vector, minimum_norm


def nearest_in_convex_hull(rows: Matrix) -> list[Fraction]:
    """The point of the convex hull of the rows nearest to the origin, shape (p,); its length is the largest margin.

    Raises ValueError where no hyperplane through the origin has all rows on one side.
    """
    found = margins.l2_margin([list(row) for row in rows])
    if not isinstance(found, margins.Margin):
        raise ValueError("the rows are not separable: their convex hull holds the origin")
    return list(found.point)


def nearest_in_affine_hull(rows: Matrix) -> list[Fraction]:
    """u = w / |w|^2, w the minimum-norm solution of z_i . w = 1, in rational arithmetic, shape (p,).

    Raises ValueError where the affine hull holds the origin or the rows are dependent, so that not all z_i . w are one.
    """
    table = [[Fraction(x) for x in row] for row in rows]
    w = minimum_norm([list(column) for column in zip(*table, strict=True)], [1] * len(table))
    if any(sum(a * b for a, b in zip(row, w, strict=True)) != 1 for row in table):
        raise ValueError("no weights give all rows the margin one: labels cannot be interpolated")
    square = sum(x * x for x in w)
    return [x / square for x in w]


def disagreement(first: Vector, second: Vector) -> float:
    """angle / pi: the share of isotropic Gaussian features on which two linear classifiers (p,) differ in sign."""
    u, v = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if u.shape != v.shape or u.ndim != 1 or not (np.isfinite(u).all() and np.isfinite(v).all() and u.any() and v.any()):
        raise ValueError(
            f"classifiers must be finite nonzero vectors of one length, got shapes {u.shape} and {v.shape}"
        )
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    return 2 * math.atan2(float(np.linalg.norm(u - v)), float(np.linalg.norm(u + v))) / math.pi
