"""Series: judged numbers that share an axis and a name, with their counterclaims as curves."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reports import numbers
from reports.case import Case, Component
from reports.notation import proper

MANY_COMPONENTS = 6  # a vector without abscissae is drawn against its index from this length on
MOST_DRAWN = 400  # components of a longer vector are drawn every so many, and the one nearest to its edge
LONGEST = 32  # characters of a parameter that still serves as a name


@dataclass(frozen=True)
class Spot:
    """One judged number at its place on the x-axis."""

    x: float
    component: Component
    case: Case


@dataclass(frozen=True)
class Rival:
    """A counterclaim as a curve."""

    text: str
    letter: str
    printed: bool
    verdict: str
    points: list[tuple[float, float, float]]  # x, value, deviation in tolerances

    @property
    def shape(self) -> tuple[str, tuple[tuple[float, float], ...]]:
        """What makes two counterclaims the same picture."""
        return self.text, tuple((x, value) for x, value, _ in self.points)


@dataclass(frozen=True)
class Series:
    """Spots that one line joins."""

    label: str
    spots: list[Spot]
    rivals: list[Rival]
    colour: int = 0

    @property
    def scattered(self) -> bool:
        """Whether no line joins the spots: several values share a place, or only their index sets them side by side."""
        first: dict[float, float] = {}
        theory = [(spot.x, spot.component.theory) for spot in self.spots if spot.component.theory is not None]
        several = any(not math.isclose(first.setdefault(x, value), value, rel_tol=1e-6) for x, value in theory)
        return several or all(spot.component.at is None for spot in self.spots)

    def values(self) -> list[float]:
        """Everything finite that a y-axis must show, counterclaims aside."""
        columns = ((s.component.theory, s.component.estimate, s.component.lower, s.component.upper) for s in self.spots)
        return [value for row in columns for value in row if value is not None]


def series_of(label: str, cases: list[Case], letters: dict[str, str]) -> Series:
    """Return the series of some cases, in the order of their abscissae."""
    spots, rivals = [], {}
    for case in cases:
        places = abscissae(case)
        shown = drawn(case)
        spots += [Spot(places[k], case.components[k], case) for k in shown]
        for one in case.counterclaims:
            values = one.get("value") or []
            rival = rivals.setdefault(
                one["text"], Rival(one["text"], letters[one["text"]], bool(one.get("printed")), one["verdict"], [])
            )
            for x, component, value in ((places[k], case.components[k], values[k]) for k in shown if k < len(values)):
                deviation = component.deviation(value)
                if value is not None and deviation is not None and math.isfinite(value):
                    rival.points.append((x, value, deviation))
    spots.sort(key=lambda spot: spot.x)
    for rival in rivals.values():
        rival.points.sort()
    return Series(label, spots, [rival for rival in rivals.values() if rival.points])


def drawn(case: Case) -> list[int]:
    """Return which components of a case a figure draws: all, or some at equal distances and the worst."""
    count = len(case.components)
    chosen = set(range(0, count, math.ceil(count / MOST_DRAWN) or 1))
    if count > MOST_DRAWN:
        chosen.add(max(range(count), key=lambda k: case.components[k].strain))
    return sorted(chosen)


def abscissae(case: Case) -> list[float]:
    """Return where the components of a case stand on the x-axis, or nothing."""
    stated = [one.at for one in case.components if one.at is not None]
    if len(stated) == len(case.components):
        return stated
    return [float(one.index + 1) for one in case.components] if len(case.components) >= MANY_COMPONENTS else []


def split(cases: list[Case]) -> Iterable[tuple[str, list[Case]]]:
    """Group cases by their series, and a series that meets itself at one place by whatever parameter tells it apart."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(proper((case.series or "").replace("_", " ")), []).append(case)
    for label, members in groups.items():
        places = [x for case in members for x in set(abscissae(case))]
        if len(set(places)) == len(places):
            yield label, members
            continue
        telling = _telling_parameters(members)
        parts: dict[str, list[Case]] = {}
        for case in members:
            told = (
                _name(case)
                if lengthy(case)
                else ", ".join(parameter(key, case.parameters[key]) for key in telling if key in case.parameters)
            )
            parts.setdefault(" · ".join(part for part in (label, told or case.label) if part), []).append(case)
        yield from parts.items()


def _name(case: Case) -> str:
    """Return what the label of a case says beyond its short parameters."""
    known = {str(value) for value in case.parameters.values()}
    return " ".join(part for part in case.label.split("-") if part not in known)


def parameter(key: str, value: Any) -> str:
    """Return a parameter and its value in words."""
    text = numbers.number(value) if isinstance(value, float) else str(value)
    text = {"True": "yes", "False": "no"}.get(text, text)
    return proper(f"{key} {text}".replace("_", " "))


def lengthy(case: Case) -> bool:
    """Whether parameters such as matrices are too long to tell the case by them."""
    return any(len(str(value)) > LONGEST for value in case.parameters.values())


def _telling_parameters(cases: list[Case]) -> list[str]:
    """Return the parameters that vary between the cases but are not what the x-axis shows."""
    found = []
    for key in cases[0].parameters:
        values = {str(case.parameters.get(key)) for case in cases}
        shown = all(abscissae(case) == [case.parameters.get(key)] for case in cases)
        if len(values) > 1 and not shown and str(cases[0].series) not in values:
            found.append(key)
    return found
