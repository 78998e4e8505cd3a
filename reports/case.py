"""One judgement of a run, and the numbers that were compared in it.

Deviations are measured in tolerances: +1 is the upper edge of the band and -1 the lower one, whatever the unit.
"""

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reports.schema import check


@dataclass(frozen=True)
class Component:
    """One number of a judgement: theory, band and observed interval, with None for an infinite edge."""

    index: int
    at: float | None
    theory: float | None
    exact: str
    radius: float
    estimate: float | None
    lower: float | None
    upper: float | None
    band_lower: float | None
    band_upper: float | None

    @property
    def unit(self) -> float:
        """The half-width of the band: what one tolerance is worth here (0 where the band is a point)."""
        centre = self.theory or 0.0
        edges = [abs(edge - centre) for edge in (self.band_lower, self.band_upper) if edge is not None]
        return max(edges, default=0.0)

    def deviation(self, value: float | None) -> float | None:
        """Return ``value - theory`` in tolerances; the bare difference where the tolerance is zero."""
        if value is None or self.theory is None:
            return None
        difference = value - self.theory
        result = difference / self.unit if self.unit > 0 else difference
        return result if math.isfinite(result) else math.copysign(1e308, difference)

    @property
    def strain(self) -> float:
        """How far the observed interval reaches towards (or past) the nearest edge of its band, in tolerances."""
        reach = [0.0]
        if self.band_upper is not None and self.upper is not None:
            reach.append(self.deviation(self.upper) or 0.0)
        if self.band_lower is not None and self.lower is not None:
            reach.append(-(self.deviation(self.lower) or 0.0))
        return max(reach)


class Case:
    """One judgement of a run."""

    def __init__(self, record: dict[str, Any]) -> None:
        check(record, "judgement")
        self.record = record
        self.claim: str = record["claim"]
        self.verdict: str = record["verdict"]
        self.label: str = record.get("case") or ""
        self.parameters: dict[str, Any] = record.get("parameters") or {}
        self.series: str | None = record.get("series")
        self.side: str = record.get("side") or "two-sided"
        self.residual: bool = bool(record.get("residual"))
        self.counterclaims: list[dict[str, Any]] = record["counterclaims"]
        self.separation: float | None = record.get("separation")
        self.trials: int = record["trials"]
        self.seconds: dict[str, float] = record["seconds"]

    @property
    def placed(self) -> bool:
        """Whether every number has an abscissa, so that the case is a curve."""
        return bool(self.components) and all(part.at is not None for part in self.components)

    @property
    def test(self) -> str:
        """The name of the test function, which tells apart the several quantities one file may judge."""
        return self.record["nodeid"].split("[")[0].split("::")[-1]

    @property
    def anchor(self) -> str:
        """An identifier for links to this case, unique on the page of its claim."""
        return "case-" + re.sub(r"[^A-Za-z0-9]+", "-", self.record["nodeid"].split("::")[-1]).strip("-")

    @cached_property
    def components(self) -> list[Component]:
        """The numbers that were judged, in order."""
        theory, seen, band = (self.record.get(key) or {} for key in ("theory", "observed", "band"))
        size = len(theory.get("value") or [])

        def column(values: Any, missing: Any) -> list[Any]:
            values = list(values or [])[:size]
            return values + [missing] * (size - len(values))

        columns = (
            column(self.record.get("at"), None),
            column(theory.get("value"), None),
            [text or "" for text in column(theory.get("exact"), "")],
            [radius or 0.0 for radius in column(theory.get("radius"), 0.0)],
            *(column(seen.get(key), None) for key in ("estimate", "lower", "upper")),
            *(column(band.get(key), None) for key in ("lower", "upper")),
        )
        return [Component(index, *row) for index, row in enumerate(zip(*columns, strict=True))]

    @cached_property
    def worst(self) -> Component | None:
        """The component whose interval lies nearest to, or furthest past, an edge of its band."""
        return max(self.components, key=lambda one: one.strain, default=None)
