"""Measurements of 569 breast tumours, 30 numbers each, that scikit-learn brings; read without importing it.

Wolberg, Street and Mangasarian's table of the UCI repository. The label is 1 for benign and -1 for malignant tumours.
"""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PACKAGE, FILE, COUNT, FEATURES = "scikit-learn", "sklearn/datasets/data/breast_cancer.csv", 569, 30


def draw(rng: np.random.Generator, n: int, features: int) -> tuple[Floats, Floats]:
    """n tumours and so many measurements, drawn without replacement: (n, features), and their labels (n,).

    Raises ValueError for sizes below 1, or larger than the table.
    """
    x, labels = load()
    if not (1 <= n <= COUNT and 1 <= features <= FEATURES):
        raise ValueError(f"the table has {COUNT} rows of {FEATURES} measurements, got {n} of {features}")
    rows, columns = rng.permutation(COUNT)[:n], rng.permutation(FEATURES)[:features]
    return x[np.ix_(rows, columns)], labels[rows]


@functools.cache
def load() -> tuple[Floats, Floats]:
    """All measurements (569, 30) and labels (569,), read-only. Raises ValueError where the file is not as it should."""
    try:
        path = Path(str(distribution(PACKAGE).locate_file(FILE)))
    except PackageNotFoundError:
        raise ValueError(f"the measurements come with {PACKAGE}, which is not installed") from None
    if not path.is_file():
        raise ValueError(f"{PACKAGE} should bring {FILE}, but it is not there")
    head, *lines = path.read_text(encoding="ascii").splitlines()
    table = np.array([line.split(",") for line in lines], dtype=np.float64)
    if head != f"{COUNT},{FEATURES},malignant,benign" or table.shape != (COUNT, FEATURES + 1):
        raise ValueError(f"{path.name} should hold {COUNT} rows of {FEATURES} measurements, got {table.shape}: {head}")
    x, labels = table[:, :-1], 2 * table[:, -1] - 1
    x.flags.writeable = labels.flags.writeable = False
    return x, labels
