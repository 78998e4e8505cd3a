"""Margins of classifiers, over the rationals, and the norms that make them comparable.

A classifier x -> arg max_j f(x)_j has at (x, y) the margin f(x)_y - max_{j != y} f(x)_j, positive exactly where y is
the only maximiser. A network f(x) = W_L relu(... relu(W_1 x)) is positively homogeneous in every layer,

    f(c_1 W_1, ..., c_L W_L; x) = c_1 ... c_L f(W_1, ..., W_L; x)    for c_k > 0,

since relu(c u) = c relu(u). So m / prod_k |W_k| does not depend on any c_k, whatever the norm, and m / |theta|^L, with
|theta| the Euclidean length of all weights, does not depend on c = c_1 = ... = c_L. Biases scaled alike break it:
c theta then computes c^L times the network with the biases b_k / c^(k-1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from theory.architecture import number, whole
from theory.rational_algebra import dot, exactly, products, root, table

Number = int | Fraction
Matrix = Sequence[Sequence[Number]]
Vector = Sequence[Number]


def margin(outputs: Vector, label: int) -> Fraction:
    """f_y - max_{j != y} f_j. Raises ValueError for fewer than two classes and for a label that is none of them."""
    if len(outputs) < 2:
        raise ValueError(f"a margin compares at least two classes, got {len(outputs)}")
    scores = [exactly(out, "outputs are finite numbers") for out in outputs]
    if whole(label, "a label is a whole number", least=None) not in range(len(outputs)):
        raise ValueError(f"the label is one of 0 ... {len(outputs) - 1}, got {label!r}")
    return scores[label] - max(out for j, out in enumerate(scores) if j != label)


def binary_margin(output: Number, sign: int) -> Fraction:
    """y f for a label y = 1 or -1. Raises ValueError for another label."""
    if sign not in (1, -1):
        raise ValueError(f"a binary label is 1 or -1, got {sign!r}")
    return exactly(output, "an output is a finite number") * int(sign)


def share_of_errors(margins: Sequence[Number], *, ties_are_errors: bool = True) -> Fraction:
    """Share of margins at most 0, the errors for the worst choice among tied classes; or below 0, for the best.

    Raises ValueError where there are no margins.
    """
    if not len(margins):
        raise ValueError("a share of errors needs at least one margin, got none")
    found = [exactly(m, "margins are finite numbers") for m in margins]
    return Fraction(sum(m < 0 or (m == 0 and ties_are_errors) for m in found), len(found))


def outputs(weights: Sequence[Matrix], x: Vector, biases: Sequence[Vector] | None = None) -> list[Fraction]:
    """W_L relu(... relu(W_1 x + b_1) ...) + b_L, exactly. Raises ValueError for shapes that do not fit."""
    shifts = [[0] * len(w) for w in weights] if biases is None else biases
    if not len(weights) or [len(b) for b in shifts] != [len(w) for w in weights]:
        raise ValueError(f"a network has at least one layer, and one bias per unit, got {len(weights)} layers")
    (state,) = map(list, table([x], "inputs"))
    for k, (layer, shift) in enumerate(zip(weights, shifts, strict=True)):
        matrix = table(layer, f"layer {k + 1}")
        if len(matrix[0]) != len(state):
            raise ValueError(f"layer {k + 1} takes {len(matrix[0])} inputs, got {len(state)}")
        incoming = [max(u, Fraction(0)) for u in state] if k else state
        state = [
            reached + exactly(b, "biases are finite numbers")
            for reached, b in zip(products(matrix, incoming), shift, strict=True)
        ]
    return state


def least_margin(
    weights: Sequence[Matrix], points: Matrix, labels: Sequence[int], biases: Sequence[Vector] | None = None
) -> Fraction:
    """The smallest margin over the rows of `points`. Raises ValueError as `outputs` and `margin` do."""
    return min(margin(outputs(weights, x, biases), y) for x, y in zip(points, labels, strict=True))


def growth(factors: Sequence[Any]) -> Any:
    """The factor c_1 ... c_L on all margins when every W_k becomes c_k W_k. Raises ValueError unless all c_k > 0."""
    for factor in factors:
        number(factor, "factors of the layers are positive", lambda c: c > 0)
    if not len(factors):
        raise ValueError("factors of the layers are positive, got none")
    return math.prod(factors)


def biases_seen(biases: Sequence[Vector], factor: Fraction) -> list[list[Fraction]]:
    """b_k / c^(k-1): with these biases the network is that of c theta, over c^L. Raises ValueError unless c > 0."""
    c = exactly(factor, "the factor is positive")
    if c <= 0:
        raise ValueError(f"the factor is positive, got {factor}")
    return [[exactly(b, "biases are finite numbers") / c**k for b in shift] for k, shift in enumerate(biases)]


def frobenius_product(weights: Sequence[Matrix]) -> float:
    """prod_k |W_k|_F."""
    return root(math.prod(map(_square, weights), start=Fraction(1)))


def spectral_product(weights: Sequence[Matrix]) -> float:
    """prod_k |W_k|_2, from the eigenvalues of the Gram matrices of the rows."""
    tables = [np.array([[float(x) for x in row] for row in table(w, "weights")]) for w in weights]
    return math.sqrt(math.prod(float(np.linalg.eigvalsh(w @ w.T)[-1]) for w in tables))


def length_power(weights: Sequence[Matrix]) -> float:
    """|theta|^L for L layers, where theta holds all weights."""
    return root(sum(map(_square, weights), Fraction(0)) ** len(weights))


def _square(weights: Matrix) -> Fraction:
    return sum((dot(row, row) for row in table(weights, "weights")), Fraction(0))
