"""Infinitely wide convolutional networks: their architecture, and what both of the programs that follow them share.

Kinked units have one program (`empirics.convolutional_planes`), smooth ones another (`empirics.convolutional_pixels`);
users call `empirics.convolutional`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from empirics.activations import Activation, named

PADDINGS = ("zeros", "circular")


@dataclass(frozen=True)
class ConvolutionalNetwork:
    """Architecture and variances, as in `theory.convolutional`. Raises ValueError for what is none."""

    depth: int
    filter_size: int = 3
    padding: str = "zeros"
    pooled: bool = False
    weight_variance: float = 2.0
    bias_variance: float = 0.0
    activation: str | Activation = "relu"
    """A name or one of `empirics.activations`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "activation", named(self.activation))
        sizes = self.depth, self.filter_size
        whole = all(isinstance(size, int | np.integer) and not isinstance(size, bool) for size in sizes)
        if not whole or self.depth < 0 or self.filter_size < 1 or self.filter_size % 2 == 0:
            raise ValueError(
                f"a depth of 0 or more and an odd filter_size are wanted, got {self.depth} and {self.filter_size}"
            )
        if self.padding not in PADDINGS:
            raise ValueError(f"padding must be one of {', '.join(PADDINGS)}; got {self.padding!r}")
        if not 0 < self.weight_variance < np.inf or not 0 <= self.bias_variance < np.inf:
            raise ValueError(
                "weight_variance must be positive and bias_variance not negative, both finite, "
                f"got {self.weight_variance} and {self.bias_variance}"
            )

    @property
    def reach(self) -> int:
        """How many pixels a filter reaches to each side."""
        return self.filter_size // 2

    @property
    def scale(self) -> float:
        """The weight variance of a layer for each of its q^2 taps."""
        return self.weight_variance / self.filter_size**2


def side_by_side(run: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]) -> list[Any]:
    """run(*job) of every job, as arrays of numpy: on a CPU on all cores, as a program of XLA keeps one of them."""
    jobs = list(jobs)

    def finish(job: tuple[Any, ...]) -> np.ndarray:
        return np.asarray(run(*job))

    if jax.default_backend() != "cpu" or len(jobs) < 2:
        return [finish(job) for job in jobs]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(finish, jobs))
