"""Scales: how much is run. A claim names its sizes once per scale and asks `at_scale` for the one in force."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class Scale(Enum):
    SMOKE = "smoke"
    """Checks the wiring in seconds; INCONCLUSIVE is reported and does not fail."""
    STANDARD = "standard"
    """Decides every claim on a two-core CPU; the default."""
    NIGHTLY = "nightly"
    """Sized for one GPU; narrower tolerances."""

    @classmethod
    def named(cls, name: str) -> Scale:
        try:
            return cls(name)
        except ValueError:
            raise ValueError(f"scale must be one of {', '.join(s.value for s in cls)}; got {name!r}") from None

    def choose(self, *, smoke: T, standard: T, nightly: T) -> T:
        return {Scale.SMOKE: smoke, Scale.STANDARD: standard, Scale.NIGHTLY: nightly}[self]
