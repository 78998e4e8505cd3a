"""A network and a sample that somebody brings: checked, so that whatever follows need not doubt them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import number, real_array

Floats = NDArray[np.float64]


def finite(x: ArrayLike, what: str) -> Floats:
    """The numbers as an array. Raises ValueError unless all are finite."""
    table = real_array(x, what)
    if not np.all(np.isfinite(table)):
        raise ValueError(f"{what} are finite numbers, got {int((~np.isfinite(table)).sum())} that are not")
    return table


def checked_network(
    weights: Sequence[ArrayLike], references: Sequence[ArrayLike] | None, lipschitz: Sequence[float] | None
) -> tuple[list[Floats], list[Floats], list[float]]:
    """Matrices W_k (d_k, d_{k-1}), references (zero unless given) and Lipschitz constants of the gates (one).

    Raises ValueError for shapes that do not chain or agree, a zero matrix, and numbers that are not finite or positive.
    """
    layers = [finite(w, "weights") for w in weights]
    shapes = [w.shape for w in layers]
    if not layers or any(len(s) != 2 for s in shapes) or any(a[0] != b[1] for a, b in itertools.pairwise(shapes)):
        raise ValueError(f"a network is a chain of matrices W_k of shapes (d_k, d_(k-1)), got {shapes}")
    zero = [k + 1 for k, w in enumerate(layers) if not w.any()]
    if zero:
        raise ValueError(f"no layer is zero (its ratio is undefined, the network is 0), got zero in layer {zero[0]}")
    starts = [np.zeros(s) for s in shapes] if references is None else [finite(m, "references") for m in references]
    if [m.shape for m in starts] != shapes:
        raise ValueError(f"references have the shapes of the weights, {shapes}, got {[m.shape for m in starts]}")
    return layers, starts, checked_gates(lipschitz, len(layers))


def checked_gates(lipschitz: Sequence[float] | None, layers: int) -> list[float]:
    """Lipschitz constants of the gates, one unless given. Raises ValueError unless all are positive, one per layer."""
    gates = [1.0] * layers if lipschitz is None else list(lipschitz)
    wanted = f"there is one positive Lipschitz constant for each of {layers} layers"
    if len(gates) != layers:
        raise ValueError(f"{wanted}, got {gates}")
    return [float(number(value, wanted, lambda c: c > 0)) for value in gates]


def sample_margins(outputs: ArrayLike, labels: ArrayLike, shape: tuple[int, int]) -> Floats:
    """Margins (n,): the output of the label less the largest other, for outputs of the shape (n, k).

    Raises ValueError for outputs of another shape or fewer than two classes, and for labels that are not 0 ... k - 1.
    """
    table, own = finite(outputs, "outputs"), np.asarray(labels)
    if table.shape != shape or shape[1] < 2:
        raise ValueError(f"outputs are one row per point, two numbers or more: {shape} here, got {table.shape}")
    if own.shape != shape[:1] or not np.all(np.isin(own, range(shape[1]))):
        raise ValueError(f"labels are one of 0 ... {shape[1] - 1} for each of {shape[0]} points, got {labels}")
    mine = np.arange(shape[1]) == own[:, None]
    return np.where(mine, table, -np.inf).max(axis=1) - np.where(mine, -np.inf, table).max(axis=1)
