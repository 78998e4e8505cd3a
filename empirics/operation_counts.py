"""Operations of descent and of elimination, counted in the programs themselves and not by a clock.

JAX traces a program to a list of operations on arrays of known shapes; `operations` adds up the scalar results of each
sort. A product of matrices counts one multiply-add for every term of every sum. There is nothing random here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial

DIMENSION = 3  # of the inputs


@trial(batch=1, host=True)
def on_kernel_matrices(rng: np.random.Generator, *, sizes: tuple[int, ...], steps: int) -> dict[str, np.ndarray]:
    """Counts for each n of `sizes`: `entries`, kernel values; `descent`, multiply-adds of `steps` steps on H."""
    entries = [operations(symmetric_gram, (n, DIMENSION))["exp"] for n in sizes]
    descent = [operations(lambda H, y: kernel_descent(H, y, 0.1, steps), (n, n), (n,))["dot_general"] for n in sizes]
    return {"entries": np.array(entries), "descent": np.array(descent)}


@trial(batch=1, host=True)
def on_weights(
    rng: np.random.Generator, *, sizes: tuple[int, ...], parameters: tuple[int, ...], steps: int
) -> dict[str, np.ndarray]:
    """Multiply-adds of `steps` steps on p weights by automatic differentiation, for each pair of n and p: `descent`."""
    pairs = zip(sizes, parameters, strict=True)
    counts = [
        operations(lambda phi, y: weight_descent(phi, y, 0.1, steps), (p, n), (n,))["dot_general"] for n, p in pairs
    ]
    return {"descent": np.array(counts)}


@trial(batch=1, host=True)
def on_equations(rng: np.random.Generator, *, sizes: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Multiplications of solving H a = y, for each n of `sizes`: `elimination`."""
    return {"elimination": np.array([operations(eliminate, (n, n), (n,))["mul"] for n in sizes])}


def operations(program: Callable[..., Array], *shapes: tuple[int, ...]) -> Counter[str]:
    """Floating-point results by primitive in the traced program; for dot_general, multiply-adds.

    Raises ValueError for a loop of unknown length.
    """
    arguments = [jax.ShapeDtypeStruct(shape, jnp.float64) for shape in shapes]
    return _count(jax.make_jaxpr(program)(*arguments).jaxpr)


def symmetric_gram(x: Array) -> Array:
    """exp(-|x_i - x_j|^2 / 2) for points x (n, d): evaluated once for every pair and mirrored."""
    n = x.shape[0]
    rows, columns = np.tril_indices(n)
    values = jnp.exp(-((x[rows] - x[columns]) ** 2).sum(axis=1) / 2)
    return jnp.zeros((n, n)).at[rows, columns].set(values).at[columns, rows].set(values)


def kernel_descent(H: Array, y: Array, rate: float, steps: int) -> Array:
    """Predictions at the data (n,) after steps f <- f - rate H (f - y) from zero, rate = eta / n."""
    return jax.lax.scan(lambda f, _: (f - rate * (H @ (f - y)), None), jnp.zeros_like(y), None, length=steps)[0]


def weight_descent(phi: Array, y: Array, rate: float, steps: int) -> Array:
    """Weights (p,) after the same steps of descent on |Phi^T w - y|^2 / 2 from zero, by automatic differentiation."""
    slope = jax.grad(lambda w: ((w @ phi - y) ** 2).sum() / 2)
    start = jnp.zeros(phi.shape[0])
    return jax.lax.scan(lambda w, _: (w - rate * slope(w), None), start, None, length=steps)[0]


def eliminate(H: Array, y: Array) -> Array:
    """The solution of H a = y by symmetric elimination without pivots, for positive definite H (n, n)."""
    n = y.shape[0]
    columns = [H[j:, j] for j in range(n)]  # lower triangle
    right, factors = y, []
    for k, column in enumerate(columns):
        factor = column[1:] / column[0]
        for j in range(k + 1, n):
            columns[j] = columns[j] - factor[j - k - 1 :] * column[j - k]
        right = jnp.concatenate([right[: k + 1], right[k + 1 :] - factor * right[k]])
        factors.append(factor)
    solution = right / jnp.stack([column[0] for column in columns])
    for k in range(n - 1, 0, -1):
        row = jnp.stack([factors[j][k - j - 1] for j in range(k)])
        solution = jnp.concatenate([solution[:k] - row * solution[k], solution[k:]])
    return solution


def _count(program: Any) -> Counter[str]:
    counts: Counter[str] = Counter()
    for equation in program.eqns:
        name, parameters = equation.primitive.name, equation.params
        if name == "while":
            raise ValueError("a loop of unknown length has no count: use a scan")
        inner = [p for p in parameters.values() if hasattr(p, "eqns") or hasattr(p, "jaxpr")]
        times = parameters["length"] if name == "scan" else 1
        for part in inner:
            for key, value in _count(getattr(part, "jaxpr", part)).items():
                counts[key] += times * value
        result = equation.outvars[0].aval
        if inner or not jnp.issubdtype(result.dtype, jnp.floating):
            continue
        terms = 1
        if name == "dot_general":
            shape, (contracted, _), _ = equation.invars[0].aval.shape, *parameters["dimension_numbers"]
            terms = math.prod(shape[axis] for axis in contracted)
        counts[name] += terms * math.prod(result.shape)
    return counts
