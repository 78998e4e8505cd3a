"""What goes into one picture: cases that share an axis become series, and series whose scales differ become panels."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reports.case import Case, Component
from reports.model import Claim

MANY_COMPONENTS = 6  # a vector without abscissae is drawn against its index from this length on
MOST_OVERLAID = 5  # series in one panel, and 6 counterclaim curves
MOST_DASHED = 6
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


@dataclass(frozen=True)
class Panel:
    """One coordinate system: curves where there are abscissae, rows where there are none."""

    title: str
    series: list[Series]
    rows: list[Case]
    axes: dict[str, Any]
    residual: bool
    letters: dict[str, str] = field(default_factory=dict)

    @property
    def one_theory(self) -> bool:
        """Whether all series are measured against the same curve."""
        curves = {tuple((spot.x, spot.component.theory) for spot in one.spots) for one in self.series}
        return len(self.series) > 1 and len(curves) == 1

    @property
    def by_index(self) -> bool:
        """Whether the x-axis only numbers the components."""
        return all(spot.component.at is None for one in self.series for spot in one.spots)

    @property
    def has_main(self) -> bool:
        """Whether values are worth drawing, and not only deviations."""
        return not self.residual and not self.by_index

    @property
    def named_at_ends(self) -> bool:
        """Whether the series carry their names at the ends of their curves."""
        return len(self.series) > 1 and self.has_main and not self.one_theory

    def shared(self, rival: Rival) -> bool:
        """Whether several series have this very counterclaim, so that it belongs to none of them."""
        return sum(rival.shape == other.shape for one in self.series for other in one.rivals) > 1


def panels_of(claim: Claim) -> list[Panel]:
    """Return the panels of a claim's figure: one per test function, split where series would crowd each other."""
    letters: dict[str, str] = {}
    groups: dict[tuple[str, bool], list[Case]] = {}
    for case in claim.cases:
        if case.components:
            groups.setdefault((case.test, case.residual), []).append(case)
        for one in case.counterclaims:
            letters.setdefault(one["text"], letter(len(letters)))
    found = []
    for (test, residual), cases in groups.items():
        title = words(test, claim) if len({name for name, _ in groups}) > 1 else ""
        found += _panels_of_group(title, cases, residual, letters, claim.record["kind"])
    return sorted(found, key=lambda panel: not panel.series)


def words(test: str, claim: Claim) -> str:
    """Return what a test function adds to the claim's name, as words."""
    rest = test.removeprefix("test_").removeprefix(claim.name.split(".")[-1]).strip("_")
    return rest.replace("_", " ") or "as stated"


def letter(index: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    head, tail = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(ord("a") + tail)


def _panels_of_group(title: str, cases: list[Case], residual: bool, letters: dict[str, str], kind: str) -> list[Panel]:
    curved = [case for case in cases if abscissae(case)]
    flat = [case for case in cases if not abscissae(case)]
    curves = [_series(label, members, letters) for label, members in _split(curved)]
    if not any(len({spot.x for spot in one.spots}) > 1 for one in curves):
        curves, flat = [], cases
    found = []
    axes = _axes(cases, kind)
    if curves:
        together = _fit_together(curves, log=axes.get("yscale") == "log")
        for group in [curves] if together else [[one] for one in curves]:
            coloured = [Series(one.label, one.spots, one.rivals, i) for i, one in enumerate(group)]
            parts = [title, "" if together else group[0].label]
            found.append(Panel(": ".join(part for part in parts if part), coloured, [], axes, residual, letters))
    if flat:
        found.append(Panel(title, [], flat, axes, residual, letters))
    return found


def _axes(cases: list[Case], kind: str) -> dict[str, Any]:
    """Return the axes a claim states; where one of its cases judges a law instead, x is a threshold."""
    stated = next((case.record["axes"] for case in cases if case.record.get("axes")), {})
    if kind == "law" or any(case.record["kind"] != "law" for case in cases):
        return stated
    places = [x for case in cases for x in abscissae(case)]
    wide = bool(places) and min(places) > 0 and max(places) > 30 * min(places)
    return {"x": "threshold x", "y": "probability", "xscale": "log" if wide else "linear", "yscale": "linear"}


def abscissae(case: Case) -> list[float]:
    """Return where the components of a case stand on the x-axis, or nothing."""
    stated = [one.at for one in case.components if one.at is not None]
    if len(stated) == len(case.components):
        return stated
    return [float(one.index + 1) for one in case.components] if len(case.components) >= MANY_COMPONENTS else []


def _split(cases: list[Case]) -> Iterable[tuple[str, list[Case]]]:
    """Group cases by their series, and a series that meets itself at one place by whatever parameter tells it apart."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault((case.series or "").replace("_", " "), []).append(case)
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
                else ", ".join(
                    f"{key} {case.parameters[key]}".replace("_", " ") for key in telling if key in case.parameters
                )
            )
            parts.setdefault(" · ".join(part for part in (label, told or case.label) if part), []).append(case)
        yield from parts.items()


def _name(case: Case) -> str:
    """Return what the label of a case says beyond its short parameters."""
    known = {str(value) for value in case.parameters.values()}
    return " ".join(part for part in case.label.split("-") if part not in known)


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


def _series(label: str, cases: list[Case], letters: dict[str, str]) -> Series:
    spots, rivals = [], {}
    for case in cases:
        places = abscissae(case)
        spots += [Spot(x, one, case) for x, one in zip(places, case.components, strict=True)]
        for one in case.counterclaims:
            values = one.get("value") or []
            rival = rivals.setdefault(
                one["text"], Rival(one["text"], letters[one["text"]], bool(one.get("printed")), one["verdict"], [])
            )
            for x, component, value in zip(places, case.components, values, strict=False):
                deviation = component.deviation(value)
                if value is not None and deviation is not None and math.isfinite(value):
                    rival.points.append((x, value, deviation))
    spots.sort(key=lambda spot: spot.x)
    for rival in rivals.values():
        rival.points.sort()
    return Series(label, spots, [rival for rival in rivals.values() if rival.points])


def _fit_together(series: list[Series], *, log: bool) -> bool:
    """Whether one panel can hold all series: few of them, few counterclaims, and none flattened by another's scale."""
    if len(series) == 1:
        return True
    if len(series) > MOST_OVERLAID or len({rival.shape for one in series for rival in one.rivals}) > MOST_DASHED:
        return False

    def span(values: list[float]) -> float:
        values = [math.log10(value) for value in values if value > 0] if log else values
        return max(values) - min(values) if values else 0.0

    total = span([value for one in series for value in one.values()])
    spans = [span([spot.component.theory for spot in one.spots if spot.component.theory is not None]) for one in series]
    return all(own == 0 or own > 0.15 * total for own in spans)
