"""Evidence from plain arrays, for tests that need no experiment."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from harness.evidence import Evidence, Stream


def stream(batch: int = 32, drawn: list[int] | None = None, **observables: Any) -> Stream:
    """A stream that deals out these arrays of trials in batches, and notes in `drawn` which ones were asked for."""
    arrays = {name: np.asarray(values, dtype=float) for name, values in observables.items()}
    trials = len(next(iter(arrays.values())))

    def draw(indices: Sequence[int]) -> list[dict[str, Any]]:
        if drawn is not None:
            drawn.extend(indices)
        return [{name: values[i * batch : (i + 1) * batch] for name, values in arrays.items()} for i in indices]

    return Stream("address", batch, trials, draw)


def evidence(values: Any, batch: int = 32) -> Evidence:
    """The only observable of a stream of these trials."""
    return Evidence(stream(batch, x=values))
