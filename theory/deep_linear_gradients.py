"""Gradients of deep linear networks x -> W_L ... W_1 x, as formulas, as polynomials, and under finite steps.

Layout of the weights as in `theory.deep_linear`: one vector, layer after layer, each row by row. The risk is
R = (1/n) sum over rows z_i and outputs of ln(1 + exp(-output)); its slope matrix dR/d(W_L ... W_1) is called S.
Everything is returned for ln R, the gradient that stays of order one however small the risk; R times it is that of R.
Source: the proof remarks of the theorem of Ji and Telgarsky, and folklore cited there.
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.deep_linear import Sizes, layers

Floats = NDArray[np.floating]


def gradients(weights: ArrayLike, data: ArrayLike, sizes: Sizes) -> list[Floats]:
    """d ln R / dW_k = (W_L ... W_{k+1})^T S (W_{k-1} ... W_1)^T, k = 1 ... L, shapes (..., d_k, d_{k-1}).

    `data` has shape (..., n, d_0), batched like the weights. Raises ValueError for other shapes and for NaN.
    """
    matrices = layers(weights, sizes)
    rows = np.asarray(data, dtype=np.float64)
    if rows.ndim < 2 or rows.shape[-1] != sizes[0] or not np.isfinite(rows).all():
        raise ValueError(f"data must be finite rows of {sizes[0]} numbers, got shape {rows.shape}")
    befores = _products(matrices, np.eye(sizes[0]))
    slope = _slope(rows @ _t(befores[-1]), rows)
    afters = _products([_t(w) for w in reversed(matrices)], np.eye(sizes[-1]))[::-1]
    return [after @ slope @ _t(before) for after, before in zip(afters[1:], befores, strict=False)]


def flat_gradient(weights: ArrayLike, data: ArrayLike, sizes: Sizes) -> Floats:
    """The same as vectors of shape (..., P), in the layout of the weights."""
    return _flatten(gradients(weights, data, sizes))


def facing_products(weights: ArrayLike, data: ArrayLike, sizes: Sizes, *, transposed: bool = False) -> Floats:
    """(d ln R / dW_k) W_k^T for k = 1 ... L-1, flattened: equal to W_{k+1}^T d ln R / dW_{k+1}.

    `transposed` returns W_k (d ln R / dW_k)^T instead, which is not equal.
    """
    pairs = zip(gradients(weights, data, sizes)[:-1], layers(weights, sizes), strict=False)
    products = [gradient @ _t(matrix) for gradient, matrix in pairs]
    return _flatten([_t(product) if transposed else product for product in products])


def imbalance_step(weights: ArrayLike, data: ArrayLike, sizes: Sizes, step: ArrayLike) -> Floats:
    """Change of the imbalances D_1 ... D_{L-1} in one step of size `step` along -d ln R / dW, flattened.

    D_k changes by step^2 (G_{k+1}^T G_{k+1} - G_k G_k^T), exactly: the terms linear in the step cancel because
    W_{k+1}^T G_{k+1} = G_k W_k^T. `step` has the batch shape of the weights.
    """
    squared = np.asarray(step, dtype=np.float64)[..., None, None] ** 2
    pairs = pairwise(gradients(weights, data, sizes))
    return _flatten([squared * (_t(after) @ after - before @ _t(before)) for before, after in pairs])


def generic_rank(sizes: Sizes, count: int) -> int:
    """Rank of every layer's gradient for generic weights and `count` generic rows: the narrowest place on the way.

    One for one output, at most k for k outputs, and never more than the examples or any width allow.
    """
    if len(sizes) < 2 or min(sizes) < 1 or count < 1:
        raise ValueError(f"needs two or more positive widths and count >= 1, got {sizes} and {count}")
    return min(count, *sizes)


def prove(sizes: Sizes) -> int:
    """Prove the identities for all weights of these sizes and every differentiable risk; returns how many polynomials.

    With symbols for every weight and every entry of S, sympy expands to zero: chain rule minus formula, the facing
    products' difference, dD/dt under the flow, the step law at finite step, and, for one output, all 2 x 2 minors of
    the gradients. Raises ArithmeticError where one does not vanish.
    """
    import sympy

    matrices = [
        sympy.Matrix(after, before, lambda i, j, k=k: sympy.Symbol(f"w{k}_{i}_{j}"))
        for k, (before, after) in enumerate(pairwise(sizes))
    ]
    slope = sympy.Matrix(sizes[-1], sizes[0], lambda i, j: sympy.Symbol(f"s{i}_{j}"))
    grads = [_symbolic_gradient(matrices, slope, k) for k in range(len(matrices))]
    score = (slope.T * _chain(matrices, sizes[0])).trace()
    claims = [g - m.applyfunc(lambda x: score.diff(x)) for g, m in zip(grads, matrices, strict=True)]
    step = sympy.Symbol("t")
    moved = [m - step * g for m, g in zip(matrices, grads, strict=True)]
    for k in range(len(matrices) - 1):
        facing = matrices[k + 1].T * grads[k + 1] - grads[k] * matrices[k].T
        flow = facing + facing.T
        law = step**2 * (grads[k + 1].T * grads[k + 1] - grads[k] * grads[k].T)
        claims += [facing, flow, _imbalance(moved, k) - _imbalance(matrices, k) - law]
    if sizes[-1] == 1:
        claims += [sympy.Matrix([minor]) for g in grads for minor in _minors(g)]
    polynomials = [entry for claim in claims for entry in claim]
    if any(sympy.expand(entry) != 0 for entry in polynomials):
        raise ArithmeticError(f"an identity fails for sizes {sizes}")
    return len(polynomials)


def _symbolic_gradient(matrices: list[Any], slope: Any, k: int) -> Any:
    gradient = slope
    for later in reversed(matrices[k + 1 :]):
        gradient = later.T * gradient
    for earlier in matrices[:k]:
        gradient = gradient * earlier.T
    return gradient


def _chain(matrices: list[Any], inputs: int) -> Any:
    import sympy

    return reduce(lambda product, matrix: matrix * product, matrices, sympy.eye(inputs))


def _imbalance(matrices: list[Any], k: int) -> Any:
    return matrices[k + 1].T * matrices[k + 1] - matrices[k] * matrices[k].T


def _minors(matrix: Any) -> list[Any]:
    rows, columns = matrix.shape
    return [
        matrix[a, c] * matrix[b, d] - matrix[a, d] * matrix[b, c]
        for a, b in combinations(range(rows), 2)
        for c, d in combinations(range(columns), 2)
    ]


def _slope(outputs: Floats, rows: Floats) -> Floats:
    """d ln R / d(W_L ... W_1) from outputs (..., n, k), formed from logarithms so that no risk is too small."""
    log_slopes = -np.logaddexp(0.0, outputs)
    far = outputs > 37.0
    log_losses = np.where(far, -outputs, np.log(np.logaddexp(0.0, -np.where(far, 0.0, outputs))))
    log_total = np.logaddexp.reduce(log_losses, axis=(-2, -1), keepdims=True)
    return -_t(np.exp(log_slopes - log_total)) @ rows


def _products(matrices: list[Floats], first: Floats) -> list[Floats]:
    """first, M_1 first, M_2 M_1 first, ..."""
    products = [first]
    for matrix in matrices:
        products.append(matrix @ products[-1])
    return products


def _flatten(matrices: list[Floats]) -> Floats:
    return np.concatenate([m.reshape(*m.shape[:-2], -1) for m in matrices], axis=-1)


def _t(matrix: Floats) -> Floats:
    return np.swapaxes(matrix, -1, -2)
