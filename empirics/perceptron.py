"""The perceptron on integer data, in several orders, without rounding.

Integers are kept as floats, which add and multiply them exactly below 2^53, so that numpy's fast products serve.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard

from empirics import images
from empirics.lab import trial

Floats = NDArray[np.float64]
ORDERS = ("cyclic", "shuffled", "worst first", "mildest first")
MOST = 3000


@dataclass(frozen=True)
class Run:
    """What a run came to: the final weights, |w|^2 after each mistake, passes, and whether no mistake was left.

    For `greedy`, which has no passes, they are the mistakes.
    """

    weights: Floats
    squares: Floats
    finished: bool
    passes: int

    @property
    def mistakes(self) -> int:
        return len(self.squares)


@trial(batch=4, host=True)
def counted(rng: np.random.Generator, *, family: str, n: int, d: int) -> dict[str, Floats | float]:
    """Mistakes on n integer rows y x of R^d in four orders: cyclic, shuffled, worst row first, mildest mistake first.

    `family` says which rows: "planted", in a box and on one side of a random plane; "needle", (1, 0) and (-k, 1) turned
    and scaled, for n = d = 2; "orthogonal", of equal length, for n <= d a power of 2; "digits", images of 0 against
    1, for n <= 360 and d = 64; "opposed", planted but for a row that is minus another.

    Observables: rows (n, d); counts (4, 3), for each order the number of mistakes, the largest |w|^2 / t and the
    largest t^2 / |w|^2 after t mistakes; finished, 0 where a run was cut off after 3000 mistakes.
    """
    if family not in FAMILIES:
        raise ValueError(f"a family is one of {', '.join(FAMILIES)}, got {family!r}")
    rows = FAMILIES[family](rng, n, d)
    runs = [passes(rows), passes(rows, rng), greedy(rows, np.argmin), greedy(rows, _mildest)]
    return {
        "rows": rows,
        "counts": np.array([_count(run.squares) for run in runs]),
        "finished": float(all(run.finished for run in runs)),
    }


@trial(batch=2, host=True)
def needles(rng: np.random.Generator, *, largest: int) -> dict[str, Floats]:
    """Mistakes on the rows (1, 0) and (-k, 1) for k = 1 ... `largest`, in a new random order in every pass."""
    tables = [np.array([[1.0, 0.0], [-float(k), 1.0]]) for k in range(1, largest + 1)]
    return {"mistakes": np.array([float(passes(rows, rng).mistakes) for rows in tables])}


def passes(rows: Floats, rng: np.random.Generator | None = None, most: int = MOST, strict: bool = False) -> Run:
    """Passes over the rows, in their order or in a new one each time, until one is without mistakes, or `most` of them.

    A row is mistaken if z . w <= 0; if `strict`, only if z . w < 0. Products are taken over a stretch of rows, which
    doubles until it holds a mistake.
    """
    weights, squares, clean, count = np.zeros(rows.shape[1]), list[float](), False, 0
    while not clean and len(squares) < most:
        count += 1
        visited = rows if rng is None else rows[rng.permutation(len(rows))]
        at, stretch, clean = 0, 16, True
        while at < len(rows) and len(squares) < most:
            outputs = visited[at : at + stretch] @ weights
            wrong = outputs < 0 if strict else outputs <= 0
            first = int(wrong.argmax())
            if wrong[first]:
                weights += visited[at + first]
                squares.append(float(weights @ weights))
                at, stretch, clean = at + first + 1, max(16, first), False
            else:
                at, stretch = at + stretch, 2 * stretch
    return _exact(Run(weights, np.array(squares), clean, count))


def greedy(rows: Floats, choose: Callable[[Floats], np.intp], most: int = MOST) -> Run:
    """At every step the row that `choose` points to among the outputs, until no row is mistaken."""
    weights, outputs, squares = np.zeros(rows.shape[1]), np.zeros(len(rows)), list[float]()
    gram = rows @ rows.T
    while outputs.min() <= 0 and len(squares) < most:
        i = choose(outputs)
        weights += rows[i]
        outputs += gram[i]
        squares.append(float(weights @ weights))
    return _exact(Run(weights, np.array(squares), bool(outputs.min() > 0), len(squares)))


def _count(squares: Floats) -> tuple[float, float, float]:
    t = np.arange(1, len(squares) + 1)
    return float(len(t)), (squares / t).max(), (t**2 / np.maximum(squares, 0.5)).max()  # |w| = 0 only if inseparable


def _mildest(outputs: Floats) -> np.intp:
    return np.where(outputs <= 0, outputs, -np.inf).argmax()


def _exact(run: Run) -> Run:
    if run.mistakes and run.squares.max() >= 2.0**50:
        raise ValueError(f"weights of squared length {run.squares.max():.3g} are too long for exact products")
    return run


def _planted(rng: np.random.Generator, n: int, d: int) -> Floats:
    normal = rng.integers(-9, 10, d)
    normal[0] += 10 * (normal[0] == 0)
    points = rng.integers(-9, 10, (40 * n, d))
    sides = points @ normal
    kept = np.flatnonzero(sides)[:n]
    return (np.sign(sides[kept])[:, None] * points[kept]).astype(float)


def _needle(rng: np.random.Generator, n: int, d: int) -> Floats:
    if (n, d) != (2, 2):
        raise ValueError(f"a needle has two rows in the plane, got n = {n} and d = {d}")
    turn = rng.integers(1, 4, 2)
    rotation = np.array([[turn[0], turn[1]], [-turn[1], turn[0]]], dtype=float)  # times its length
    return rng.permutation(np.array([[1.0, 0.0], [-float(rng.integers(3, 13)), 1.0]]) @ rotation)


def _orthogonal(rng: np.random.Generator, n: int, d: int) -> Floats:
    matrix = hadamard(d)[rng.permutation(d)[:n]] * rng.choice([-1.0, 1.0], d)
    return float(rng.integers(1, 10)) * rng.choice([-1.0, 1.0], (n, 1)) * matrix


def _digits(rng: np.random.Generator, n: int, d: int) -> Floats:
    pictures, labels = images.load("digits")
    chosen = rng.permutation(np.flatnonzero(labels <= 1))[:n]
    pixels = np.round(16 * pictures[chosen]).reshape(len(chosen), -1)
    if pixels.shape != (n, d):
        raise ValueError(f"there are 360 images of 0 and 1, of 64 pixels, not {n} of {d}")
    return np.where(labels[chosen] == 0, 1.0, -1.0)[:, None] * pixels


def _opposed(rng: np.random.Generator, n: int, d: int) -> Floats:
    rows = _planted(rng, n, d)
    rows[-1] = -rows[0]
    return rows


FAMILIES = {
    "planted": _planted,
    "needle": _needle,
    "orthogonal": _orthogonal,
    "digits": _digits,
    "opposed": _opposed,
}
