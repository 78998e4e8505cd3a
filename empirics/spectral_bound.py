"""Networks trained with noisy labels, ordered by the spectral margin bound and by error, and points in the plane."""

from __future__ import annotations

import functools
import math
from itertools import permutations
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray
from scipy.stats import rankdata

from empirics.lab import trial
from empirics.nuisance_term import term
from empirics.trained_margins import LEVELS, trained

Floats = NDArray[np.float64]


@trial(batch=2)
def noisy(key: Array, *, points: int, **setting: Any) -> dict[str, Array]:
    """Networks on digits, each with its own share of random labels, where training stops; parameters as for `trained`.

    Observables, for k networks of L layers: "argument and excess" (2, k), the logarithms to base 10 of the bound's
    argument at the median margin, constants and logarithms left out, and of test less training error; "test error" and
    "median" margin (k,); spectral norms and "row sums" (k, L).
    """
    seen = trained.run(key, points=points, **setting)
    end = {name: values[:, -1] for name, values in seen.items()}
    median, normalized = (end[name][:, LEVELS.index(0.5)] for name in ("margins", "normalized"))
    nuisance = jnp.cbrt((end["row sums"] / end["spectral"]) ** 2).sum(axis=1) ** 1.5
    excess = jnp.maximum(end["test error"] - end["train error"], 1 / setting["tests"])
    return {
        "argument and excess": jnp.log10(jnp.stack([nuisance / normalized / math.sqrt(points), excess])),
        "test error": end["test error"],
        "median": median,
        "spectral": end["spectral"],
        "row sums": end["row sums"],
    }


def ranks(x: Floats, y: Floats) -> tuple[float, float]:
    """Spearman's rank correlation, and log10 of the share of all orders of y that reach it: a p-value without a law.

    Ties share their mean rank. The correlation is 0 where x or y is constant.
    """
    a, b = (rankdata(v) - (len(v) + 1) / 2 for v in (x, y))
    size = math.sqrt((a @ a) * (b @ b))
    share = np.mean(b[_orders(len(b))] @ a >= a @ b - 1e-9)
    return float(a @ b) / size if size else 0.0, math.log10(share)


@functools.cache
def _orders(n: int) -> NDArray[np.int64]:
    return np.array(list(permutations(range(n))))


@trial(batch=4, host=True)
def random_networks(rng: np.random.Generator, *, depth: int, width: int, points: int) -> dict[str, Floats]:
    """ReLU networks of square layers with a random reference near by, and as many classes as units.

    Observables: weights and references (depth, width, width); x (points, width), outputs (points, width), labels
    (points,); parts (5,): the share of margins below 1, |X|_F / n, the Lipschitz constant's bound, the nuisance term,
    and log10 of the product of the last three.
    """
    references, moved = rng.standard_normal((2, depth, width, width))
    weights = references + 0.5 * moved
    x, labels = rng.standard_normal((points, width)), rng.integers(width, size=points)
    outputs = x
    for k, w in enumerate(weights):
        outputs = (np.maximum(outputs, 0) if k else outputs) @ w.T
    own = outputs[np.arange(points), labels]
    others = np.sort(outputs, axis=1)
    margins = own - np.where(own == others[:, -1], others[:, -2], others[:, -1])
    largest = np.sqrt(np.linalg.eigvalsh(weights @ weights.transpose(0, 2, 1))[:, -1])
    parts = [np.mean(margins < 1), math.sqrt((x**2).mean() * width / points), largest.prod(), term(weights, references)]
    parts.append(math.log10(math.prod(parts[1:])))
    sample = {"x": x, "outputs": outputs, "labels": labels, "parts": np.array(parts)}
    return {"weights": weights, "references": references, **sample}


@trial(batch=1, host=True)
def plane(
    rng: np.random.Generator, *, sizes: tuple[int, ...], angle: float, flipped: float, gamma: float
) -> dict[str, Floats]:
    """Linear classifiers of points in the plane by the mean of label times point, for samples of increasing sizes.

    Points are unit vectors within `angle` of +-(1, 0), the class is the side, and a share `flipped` of labels is
    wrong. The weights, two rows -w and w, have |w| = 1. Observables, by size: weights (sizes, 2, 2); "training", the
    share of margins below gamma; error, on as many new points as the largest sample.
    """

    def draw() -> tuple[Floats, Floats]:
        side = np.where(rng.random(sizes[-1]) < 0.5, -1.0, 1.0)
        turn = rng.uniform(-angle, angle, size=sizes[-1])
        x = side[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        return x, np.where(rng.random(sizes[-1]) < flipped, -side, side)

    (x, y), (fresh, labels) = draw(), draw()
    slopes = np.array([y[:n] @ x[:n] for n in sizes])
    slopes /= np.linalg.norm(slopes, axis=1, keepdims=True)
    return {
        "weights": np.stack([-slopes, slopes], axis=1),
        "training": np.array([np.mean(2 * y[:n] * (x[:n] @ w) < gamma) for n, w in zip(sizes, slopes, strict=True)]),
        "error": np.array([np.mean(labels * (fresh @ w) <= 0) for w in slopes]),
    }
