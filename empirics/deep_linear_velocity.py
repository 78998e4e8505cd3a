"""The velocity of gradient flow on a deep linear network, clocked by -ln(risk), and its Jacobian in closed form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.linalg import get_lapack_funcs
from scipy.special import expit

from empirics.deep_linear_starts import Floats, Sizes

Field = Callable[[Floats, float], Floats]
triangular_inverse: Any = get_lapack_funcs("trtri", dtype=np.float64)


def velocity(sizes: Sizes, data: Floats, loss: str = "logistic") -> tuple[Field, Field]:
    """dW/dlambda, shape (P,), and its Jacobian (P, P), row by component: functions of (flat weights, lambda).

    With s the sum of the losses, g = -grad s and B = dg/dW, all times the factor of `losses_and_slopes`, they are
    s g / |g|^2 and s/|g|^2 (B - 2 g (B g)^T / |g|^2) - g g^T / |g|^2.

    The weights are one strictly lower triangular matrix N over all units, the inputs first. reach = (1 - N)^-1, the
    derivative of each unit (row) by each (column), holds all products of neighbouring layers, to their own round-off
    and no more: LAPACK inverts triangles by substitution, without pivots.
    """
    logistic = loss == "logistic"
    layer = np.repeat(np.arange(len(sizes)), sizes)
    ends, begins = np.nonzero(layer[:, None] == layer + 1)  # the two units of each weight, in the flat order
    unconnected = np.eye(len(layer), order="F")

    def passes(flat: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        network = unconnected.copy("F")
        network[ends, begins] = -flat
        reach, _ = triangular_inverse(network, lower=1, unitdiag=1, overwrite_c=1)
        units = data.dot(reach[:, : sizes[0]].T)  # (n, U), the margins last
        return reach, units, *(losses_and_slopes(units[:, -1]) if logistic else exponentials(units[:, -1]))

    def field(flat: Floats, _: float) -> Floats:
        reach, units, losses, slopes = passes(flat)
        downhill = reach[-1].take(ends) * slopes.dot(units).take(begins)
        return downhill * (losses.sum() / downhill.dot(downhill))

    def jacobian(flat: Floats, _: float) -> Floats:
        reach, units, losses, slopes = passes(flat)
        left, right = reach[-1, ends], (slopes @ units)[begins]
        downhill = left * right
        squared = downhill @ downhill
        both = np.outer(left, right) * reach[np.ix_(begins, ends)]  # paths through two weights, the row's the later
        moves = left * units[:, begins]  # of the margins, by each weight; slopes fall by slope / (1 + exp(-m))
        falls = slopes * expit(units[:, -1]) if logistic else slopes
        bend = both + both.T - (moves.T * falls) @ moves
        turn = bend - np.outer(downhill, bend @ downhill) * (2.0 / squared)
        return turn * (losses.sum() / squared) - np.outer(downhill, downhill) / squared

    return field, jacobian


def losses_and_slopes(margins: Floats) -> tuple[Floats, Floats]:
    """ln(1 + exp(-m)) and 1 / (1 + exp(m)); where all m > 37, times exp(min m), which keeps them from underflow."""
    lowest = margins.min()
    if lowest > 37.0:  # both are exp(-m) to rounding
        tails = np.exp(lowest - margins)
        return tails, tails
    losses = np.logaddexp(0.0, -margins)
    return losses, -np.expm1(-losses)


def exponentials(margins: Floats) -> tuple[Floats, Floats]:
    """exp(-m), both as the losses and as their slopes, times exp(min m)."""
    tails = np.exp(margins.min() - margins)
    return tails, tails
