"""Evidence: a lazy, growing prefix of independent trials.

A `Stream` draws whole batches when they are asked for and never twice; an `Evidence` is a view of one observable
of a stream. Nothing runs before somebody looks, so the judge can stop as soon as the verdict is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from harness.values import Floats

Batch = dict[str, Floats]


class ExperimentError(RuntimeError):
    """An experiment returned something that is no evidence: a NaN, an infinity, a wrong shape."""


@dataclass
class Stream:
    """Trials of one experiment at one address: `draw(indices)` returns the batches with these indices, in order."""

    address: str
    batch: int
    trials: int
    draw: Callable[[Iterable[int]], list[Batch]]
    _batches: list[Batch] = field(default_factory=list)

    @property
    def drawn(self) -> int:
        return len(self._batches) * self.batch

    def take(self, n: int) -> Batch:
        """The first n trials, n a multiple of the batch size, as arrays of shape (n, ...)."""
        if n % self.batch:
            raise ValueError(f"trials are drawn in batches of {self.batch}, got {n}")
        wanted = range(len(self._batches), n // self.batch)
        for index, values in zip(wanted, self.draw(wanted) if wanted else [], strict=True):
            check(values, self.batch, index)
            self._batches.append(values)
        head = self._batches[: n // self.batch]
        return {name: np.concatenate([values[name] for values in head]) for name in head[0]}


def check(values: Batch, batch: int, index: int) -> None:
    """Raise ExperimentError, with the trial's number, unless batch `index` holds finite values for every trial."""
    for name, array in values.items():
        if len(array) != batch:
            raise ExperimentError(f"observable {name!r}: a batch of {batch} trials came with {len(array)}")
        bad = ~np.isfinite(array.reshape(batch, -1)).all(axis=1)
        if bad.any():
            raise ExperimentError(f"observable {name!r} is not finite in trial {index * batch + int(np.argmax(bad))}")


@dataclass(frozen=True)
class Evidence:
    """One observable of a stream of trials, possibly transformed."""

    stream: Stream
    name: str | None = None
    transform: Callable[[Floats], Floats] | None = None

    def __getitem__(self, name: str) -> Evidence:
        return Evidence(self.stream, name)

    def map(self, function: Callable[[Floats], Any]) -> Evidence:
        """Apply a numpy function to the array of trials, shape (n, ...) to (n,) or (n, m), trial by trial."""
        before = self.transform
        return Evidence(self.stream, self.name, function if before is None else lambda x: function(before(x)))

    def below(self, thresholds: ArrayLike) -> Evidence:
        """Indicators that the observable is at most each threshold: what a LAW is judged by."""
        cuts = np.atleast_1d(np.asarray(thresholds, dtype=float))
        if cuts.ndim != 1 or not np.isfinite(cuts).all():
            raise ValueError(f"thresholds are finite numbers, a scalar or one-dimensional, got {thresholds}")
        return self.map(lambda x: (x[:, None] <= cuts).astype(float))

    def first(self, n: int) -> Floats:
        """The first n trials (rounded up to whole batches), as an array of shape (n, m)."""
        batch = self.stream.batch
        values = self.stream.take(batch * -(-n // batch))
        x = np.asarray(self._select(values), dtype=float)
        if self.transform is not None:
            x = np.asarray(self.transform(x), dtype=float)
        if x.ndim == 1:
            x = x[:, None]
        if x.ndim != 2:
            raise ExperimentError(f"an observable is a number or a vector per trial, got shape {x.shape[1:]}")
        if not np.isfinite(x).all():
            raise ExperimentError(f"a transformed observable is not finite ({self.name or 'the only one'})")
        return x

    def all(self, name: str | None = None) -> Floats:
        """Every trial of an observable, with its own shape (n, ...), transformed if it is. Draws them all."""
        if name is not None:
            return self[name].all()
        values = self._select(self.stream.take(self._everything))
        return np.asarray(values if self.transform is None else self.transform(values))

    def worst(self, name: str) -> float:
        """The largest value of an observable over all trials. Draws them all."""
        return float(self.all(name).max())

    @property
    def _everything(self) -> int:
        batch = self.stream.batch
        return batch * -(-self.stream.trials // batch)

    def _select(self, values: Batch) -> Floats:
        if self.name is None:
            if len(values) != 1:
                raise ValueError(f'choose an observable, evidence["name"], among: {", ".join(sorted(values))}')
            return next(iter(values.values()))
        if self.name not in values:
            raise ValueError(f"no observable {self.name!r}; the experiment returned: {', '.join(sorted(values))}")
        return values[self.name]
