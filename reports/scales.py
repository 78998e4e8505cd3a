"""Axes: how a value becomes a position, and where the ticks stand.

``Deviation`` is the axis of the deviation plots. It is linear inside the tolerance band and logarithmic outside, so one
picture shows both an interval well inside its band and a counterclaim thousands of tolerances away.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from reports import numbers


class Scale(Protocol):
    """A monotone map from values to positions on a page."""

    def __call__(self, value: float) -> float: ...

    def ticks(self) -> list[tuple[float, str]]:
        """Return values with their labels."""
        ...


@dataclass(frozen=True)
class Linear:
    """A linear axis from ``low`` to ``high``, drawn from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float
    most: int = 6

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return round values, at most ``most`` of them."""
        step = nice_step(self.high - self.low, self.most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        values = [round(i * step, 12 - math.floor(math.log10(step))) for i in range(first, last + 1)]
        biggest = max((abs(value) for value in values), default=0.0)
        digits = 1 + math.floor(math.log10(biggest)) - math.floor(math.log10(step)) if biggest else 1
        return [(value, numbers.number(value, max(digits, 1))) for value in values]


@dataclass(frozen=True)
class Log:
    """A logarithmic axis; values at or below zero fall on its lower end."""

    low: float
    high: float
    start: float
    end: float
    most: int = 6

    def __call__(self, value: float) -> float:
        value = max(value, self.low) if value <= 0 else value
        share = (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return powers of ten, or 1-2-5 steps where the axis spans less than two decades."""
        low, high = math.log10(self.low), math.log10(self.high)
        if high - low < 2:
            exponents = range(math.floor(low), math.ceil(high) + 1)
            for mantissas in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8)):
                steps = [mantissa * 10.0**e for e in exponents for mantissa in mantissas]
                inside = [value for value in steps if self.low * (1 - 1e-9) <= value <= self.high * (1 + 1e-9)]
                if len(inside) >= 3:
                    break
            return [(value, numbers.number(value, 3)) for value in inside]
        every = max(1, math.ceil((high - low) / self.most))
        exponents = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
        return [
            (10.0**e, numbers.number(10.0**e) if 0 <= e < 4 else numbers.power(e)) for e in exponents if e % every == 0
        ]


@dataclass(frozen=True)
class Deviation:
    """An axis in tolerances: linear on [-1, 1], logarithmic beyond, up to ``reach`` on either side."""

    below: float
    above: float
    start: float
    end: float

    @property
    def gain(self) -> float:
        """How much room a decade gets, in half-widths of the band: less where there are many decades."""
        decades = math.log10(max(self.below, self.above, 10.0))
        return min(0.9, 2.4 / decades)

    def bend(self, value: float) -> float:
        """Return the position of ``value`` in half-widths of the band."""
        size = abs(value)
        return math.copysign(size if size <= 1 else 1 + self.gain * math.log10(size), value)

    def __call__(self, value: float) -> float:
        low, high = -self.bend(self.below), self.bend(self.above)
        value = min(max(value, -self.below), self.above)
        return self.start + (self.bend(value) - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return -1, 0, 1 and powers of ten on either side."""
        found = [(0.0, "0"), (-1.0, f"{numbers.MINUS}1"), (1.0, "1")]
        for sign, reach, prefix in ((1, self.above, ""), (-1, self.below, numbers.MINUS)):
            decades = math.floor(math.log10(max(reach, 1)) + 1e-9)
            every = max(1, math.ceil(decades / 3))
            for exponent in range(every, decades + 1, every):
                label = str(10**exponent) if exponent < 3 else numbers.power(exponent)
                found.append((sign * 10.0**exponent, prefix + label))
        return sorted(found)


def nice_step(span: float, most: int) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that cuts ``span`` into at most ``most`` parts."""
    raw = span / most
    base = 10.0 ** math.floor(math.log10(raw))
    return next(base * factor for factor in (1, 2, 5, 10) if base * factor >= raw * (1 - 1e-9))


def fit(
    values: Iterable[float], start: float, end: float, *, log: bool = False, most: int = 6, pad: float = 0.06
) -> Linear | Log:
    """Return the axis that shows ``values`` with a little air around them."""
    known = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    low, high = (min(known), max(known)) if known else (1.0, 10.0) if log else (0.0, 1.0)
    if log and (high > 2 * low or not known):
        margin = max((high / low) ** pad, 1.12)
        return Log(max(low / margin, 1e-307), min(high * margin, 1e307), start, end, most)
    span = high - low
    if span <= 1e-12 * max(abs(low), abs(high)):
        span = abs(high) or 1.0
        return Linear(low - 0.5 * span, high + 0.5 * span, start, end, most)
    return Linear(low - pad * span, high + pad * span, start, end, most)
