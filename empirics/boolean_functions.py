"""Parities on the boolean cube, learned by kernel regression and by trained networks, at many training set sizes.

A parity of degree k is the product of k of the d coordinates. Both learners see random corners of the cube, without
repetition, and are judged on the whole cube: learnability <f, learned> and mean squared error |f - learned|^2.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy.linalg import hadamard

from empirics import kernels
from empirics.kernel_regression import learn_one_by_one
from empirics.lab import trial
from empirics.networks import Architecture, descend, stable_step

OTHERS = 4  # data sets that tell what the luck of one data set is worth


@trial(batch=2)
def kernel_regression(
    key: Array, *, kernel: str, dimension: int, sizes: tuple[int, ...], degrees: tuple[int, ...]
) -> dict[str, Array]:
    """Ridgeless regression on the first n of random corners: `learnability` and `mse`, (sizes, degrees).

    Both are averages over all parities of one degree.
    """
    _check(dimension, sizes, degrees)
    points = jnp.argsort(jax.random.uniform(key, (2**dimension,)))[: max(sizes)]
    parities, average = _parities(dimension, degrees)
    learned, error = learn_one_by_one(gram_on_cube(kernel, dimension), jnp.asarray(parities), points)
    at = np.array(sizes) - 1
    return {"learnability": learned[at] @ average, "mse": error[at] @ average}


@trial(batch=4)
def networks(
    key: Array, *, kernel: str, width: int, dimension: int, sizes: tuple[int, ...], degrees: tuple[int, ...], steps: int
) -> dict[str, Array]:
    """Networks whose tangent kernel is `kernel`, one trained for every degree and n: `learnability` and `mse`.

    All trainings of a trial begin at the same weights (float32) and see the first n of the same random corners; the
    target of degree k is the first parity of that degree. Shapes (sizes, degrees); `mean_square` is what is left
    on the training set. The luck of the data set is taken out: what kernel regression scores on it is subtracted, and
    its average over 4 other data sets added, which leaves the mean as it is. `excess_learnability` and `excess_mse`
    are the differences to kernel regression on the same data.
    """
    _check(dimension, sizes, degrees)
    network = Architecture(dimension, kernels.NTK_DEPTH[kernel], width, kernel.split("_")[0])
    weights_key, data_key = jax.random.split(key)
    layers = network.unpack(jax.random.normal(weights_key, (network.parameters,), dtype=jnp.float32))
    parities, average = _parities(dimension, degrees)
    first, at = np.argmax(average > 0, axis=0), np.array(sizes) - 1
    x = jnp.asarray(_walsh(dimension)[:, 2 ** np.arange(dimension)], dtype=jnp.float32)
    targets = jnp.asarray(parities[:, first].T, dtype=jnp.float32)
    sets = jnp.argsort(jax.random.uniform(data_key, (1 + OTHERS, len(x))))[:, : max(sizes)]
    points, start = sets[0], network(layers, x)

    def fit(n: Array) -> tuple[Array, Array, Array]:
        mask = (jnp.arange(max(sizes)) < n).astype(jnp.float32)
        step = stable_step(network, layers, x[points], mask=mask)

        def one(target: Array) -> tuple[Array, Array, Array]:
            trained, left = descend(network, layers, x[points], target[points], step=step, steps=steps, mask=mask)
            learned = network(trained, x) - start
            return (learned * target).mean(), ((learned - target) ** 2).mean(), left

        return jax.vmap(one)(targets)

    learned, error, left = jax.vmap(fit)(jnp.asarray(sizes))
    regression = jax.vmap(lambda one: learn_one_by_one(gram_on_cube(kernel, dimension), jnp.asarray(parities), one))
    scores = [score[:, at] for score in regression(sets)]
    own = [score[0][:, first] for score in scores]
    usual = [score[1:].mean(axis=0) @ average for score in scores]
    return {
        "learnability": learned - own[0] + usual[0],
        "mse": error - own[1] + usual[1],
        "excess_learnability": learned - own[0],
        "excess_mse": error - own[1],
        "mean_square": left,
    }


def gram_on_cube(kernel: str, dimension: int) -> Array:
    """The kernel between all corners of the cube {-1, 1}^dimension, (M, M)."""
    corners = np.arange(2**dimension)
    distance = np.array([index.bit_count() for index in range(2**dimension)])[corners[:, None] ^ corners]
    return kernels.profile(kernel, 1 - 2 * np.arange(dimension + 1) / dimension, dimension=dimension)[distance]


def _walsh(dimension: int) -> np.ndarray:
    """All parities as columns: entry (x, S) is (-1)^|S and x|, x and S read as binary numbers."""
    return hadamard(2**dimension).astype(float)


def _parities(dimension: int, degrees: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The parities of these degrees as columns, and the matrix (modes, degrees) that averages over each degree."""
    degree = np.array([mode.bit_count() for mode in range(2**dimension)])
    wanted = np.isin(degree, degrees)
    member = degree[wanted][:, None] == np.array(degrees)
    return _walsh(dimension)[:, wanted], member / member.sum(axis=0)


def _check(dimension: int, sizes: tuple[int, ...], degrees: tuple[int, ...]) -> None:
    if not sizes or min(sizes) < 1 or max(sizes) > 2**dimension:
        raise ValueError(f"training set sizes lie between 1 and {2**dimension}, got {sizes}")
    if not degrees or min(degrees) < 0 or max(degrees) > dimension:
        raise ValueError(f"degrees lie between 0 and {dimension}, got {degrees}")
