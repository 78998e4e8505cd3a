"""Panels: series that one coordinate system can hold, and a panel each where their scales differ."""

import math
from dataclasses import dataclass, field
from typing import Any

from reports.case import Case
from reports.model import Claim
from reports.notation import proper
from reports.series import Rival, Series, abscissae, series_of, split

MOST_OVERLAID = 5  # series in one panel, and 6 counterclaim curves
MOST_DASHED = 6


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
        found += _panels_of_group(title, cases, residual, letters, _axes(cases, claim))
    return sorted(found, key=lambda panel: not panel.series)


def words(test: str, claim: Claim) -> str:
    """Return what a test function adds to the claim's name, as words."""
    rest = test.removeprefix("test_").removeprefix(claim.name.split(".")[-1]).strip("_")
    return proper(rest.replace("_", " ")) or "as stated"


def letter(index: int) -> str:
    """Return a, b, ..., z, aa, ab, ..."""
    head, tail = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(ord("a") + tail)


def _panels_of_group(
    title: str, cases: list[Case], residual: bool, letters: dict[str, str], axes: dict[str, Any]
) -> list[Panel]:
    curved = [case for case in cases if abscissae(case)]
    flat = [case for case in cases if not abscissae(case)]
    curves = [series_of(label, members, letters) for label, members in split(curved)]
    if not any(len({spot.x for spot in one.spots}) > 1 for one in curves):
        curves, flat = [], cases
    found = []
    if curves:
        together = _fit_together(curves, log=axes.get("yscale") == "log")
        if not together:  # a panel with one place only says less than a row
            single = [one for one in curves if len({spot.x for spot in one.spots}) == 1]
            curves = [one for one in curves if one not in single]
            flat = [case for case in cases if case in flat or any(s.case is case for one in single for s in one.spots)]
        for group in [curves] if together else [[one] for one in curves]:
            coloured = [Series(one.label, one.spots, one.rivals, i) for i, one in enumerate(group)]
            parts = [title, "" if together else group[0].label]
            found.append(Panel(": ".join(part for part in parts if part), coloured, [], axes, residual, letters))
    if flat:
        found.append(Panel(title, [], flat, axes, residual, letters))
    return found


def _axes(cases: list[Case], claim: Claim) -> dict[str, Any]:
    """Return the axes a claim states; where only these of its cases judge a law, x is a threshold."""
    stated = next((case.record["axes"] for case in cases if case.record.get("axes")), {})
    laws = {case.record["nodeid"] for case in claim.cases if case.record["kind"] == "law"}
    if len(laws) == len(claim.cases) or any(case.record["nodeid"] not in laws for case in cases):
        return stated
    places = [x for case in cases for x in abscissae(case)]
    wide = bool(places) and min(places) > 0 and max(places) > 30 * min(places)
    return {"x": "threshold x", "y": "probability", "xscale": "log" if wide else "linear", "yscale": "linear"}


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
