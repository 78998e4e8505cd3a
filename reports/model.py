"""What the report shows: the judgements of a run, grouped into claims; a claim's verdict is the worst of its cases'."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reports.case import Case

VERDICTS = ("REFUTED", "INCONCLUSIVE", "VERIFIED", "NOT APPLICABLE")  # worst first
STANDINGS = {
    "AsPrinted": "as printed",
    "UnderConvention": "under a convention",
    "Corrected": "corrected",
    "Heuristic": "heuristic",
    "Empirical": "empirical",
    "OutOfReach": "out of reach",
}


@dataclass(frozen=True)
class Claim:
    """A claim and every case in which it was judged."""

    name: str
    cases: list[Case]

    @property
    def record(self) -> dict[str, Any]:
        """The latest judgement: what all cases share (title, statement, source, standing) is read from it."""
        return self.cases[-1].record

    @property
    def chapter(self) -> str:
        """The folder of the claim, as words."""
        return self.name.split(".")[0].replace("_", " ")

    @property
    def conclusion(self) -> str:
        """The last part of the claim's name, as words."""
        return self.name.split(".")[-1].replace("_", " ")

    @property
    def page(self) -> str:
        """The address of the claim's page, relative to the index."""
        return f"claims/{self.name}.html"

    @cached_property
    def verdict(self) -> str:
        """The worst verdict of the cases; a claim out of reach never counts as verified."""
        present = {case.verdict for case in self.cases}
        if self.record["standing"]["name"] == "OutOfReach" and present <= {"VERIFIED", "NOT APPLICABLE"}:
            return "NOT APPLICABLE"
        return next(verdict for verdict in VERDICTS if verdict in present)

    @cached_property
    def separation(self) -> float | None:
        """Distance of the nearest counterclaim over all cases, in tolerances."""
        return min((case.separation for case in self.cases if case.separation is not None), default=None)

    @cached_property
    def typical(self) -> Case:
        """The case that comes nearest to failing: the one an index should show."""
        return max(self.cases, key=lambda one: (-VERDICTS.index(one.verdict), one.worst.strain if one.worst else -1.0))

    @cached_property
    def printed(self) -> list[dict[str, Any]]:
        """The forms printed in the source that the evidence was asked to refute, each once, in its worst case."""

        def hardness(one: dict[str, Any]) -> tuple[bool, float]:
            separation = one.get("separation")
            return one["verdict"] == "REFUTED", float("inf") if separation is None else separation

        found: dict[str, dict[str, Any]] = {}
        for case in self.cases:
            for one in case.counterclaims:
                if one.get("printed"):
                    found[one["text"]] = min(found.get(one["text"], one), one, key=hardness)
        return list(found.values())

    def total(self, key: str) -> float:
        """Return the seconds spent on ``key`` ("total", "run", "compile" or "theory") over all cases."""
        return sum(case.seconds.get(key) or 0.0 for case in self.cases)

    @property
    def trials(self) -> int:
        """Trials over all cases."""
        return sum(case.trials for case in self.cases)

    def counts(self) -> dict[str, int]:
        """Return the number of cases by verdict, worst first, without zeros."""
        return count(case.verdict for case in self.cases)


def count(verdicts: Iterable[str]) -> dict[str, int]:
    """Return how often each verdict occurs, worst first, without zeros."""
    seen = list(verdicts)
    return {verdict: seen.count(verdict) for verdict in VERDICTS if verdict in seen}


def claims_of(judgements: Iterable[dict[str, Any]]) -> list[Claim]:
    """Group judgements into claims, in the order of their names; the last judgement of a case counts."""
    latest: dict[str, Case] = {}
    for record in judgements:
        case = Case(record)
        latest.pop(record["nodeid"], None)
        latest[record["nodeid"]] = case
    groups: dict[str, list[Case]] = {}
    for case in latest.values():
        groups.setdefault(case.claim, []).append(case)
    return [Claim(name, groups[name]) for name in sorted(groups)]
