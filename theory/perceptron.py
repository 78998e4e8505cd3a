r"""How many mistakes the perceptron makes on separable data, over the rationals.

From w = 0, and at every mistake z_i . w <= 0 on a row z_i = y_i x_i, the perceptron adds z_i to w. After t mistakes
|w|^2 <= t R^2, since w . z_i <= 0, and w . v >= t gamma^2 for the point v of length gamma that is nearest to 0 in the
convex hull of the rows. By Cauchy and Schwarz t gamma <= |w| <= sqrt(t) R, so that t <= (R / gamma)^2, in any order.

Source: Novikoff, On convergence proofs for perceptrons (1962).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from theory import margins
from theory.architecture import whole
from theory.rational_algebra import dot, table


def squared_radius(rows: NDArray[Any]) -> Fraction:
    """R^2 = max_i |z_i|^2 of the rows, shape (n, d). Raises ValueError unless they make a table of finite numbers."""
    return max(dot(row, row) for row in table(rows, "rows make a table of n >= 1 rows of d >= 1 finite numbers: they"))


def bounds(rows: NDArray[Any], margin: margins.Margin | margins.NotSeparable) -> tuple[Fraction, Fraction, Fraction]:
    """(R / gamma)^2, R^2 and 1 / gamma^2: upper bounds of t, |w|^2 / t and t^2 / |w|^2 after t mistakes.

    `margin` is what `margins.l2_margin` finds for the rows. Raises ValueError where it is that they are not separable.
    """
    if not isinstance(margin, margins.Margin):
        raise ValueError("no hyperplane through 0 separates these rows: mistakes need not end")
    square = squared_radius(rows)
    return square / margin.square, square, 1 / margin.square


def needle_mistakes(k: int) -> int:
    """(k + 1)^2 + 1, the mistakes on the rows (1, 0) and (-k, 1) in any order; here R / gamma is smaller.

    After a mistakes on the first row and b on the second, w = (u, b) with u = a - k b. The first row is mistaken where
    u <= 0, the second where b <= k u; so u never exceeds 1, nor b k + 1, and no mistake is left at u = 1, b = k + 1
    alone. Then a + b = 1 + k (k + 1) + (k + 1). Raises ValueError for k < 1.
    """
    k = whole(k, "the second row leans to the other side, k >= 1", least=1)
    return (k + 1) ** 2 + 1
