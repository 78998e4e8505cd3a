"""The tables of the pages, as plain rows that the templates lay out."""

import json
from dataclasses import dataclass
from typing import Any

from reports import numbers
from reports.case import Case
from reports.model import Claim
from reports.notation import proper
from reports.panels import words
from reports.series import LONGEST

MOST_COMPONENTS = 600  # rows of the table of every component; the rest stands in claims.json


def theory(case: Case) -> str:
    """Return the theory value of a case at its worst component."""
    part = case.worst
    if part is None:
        return "–"
    return "per trial" if case.residual else numbers.theory(part.theory, part.exact)


def observed(case: Case) -> str:
    """Return the observed value of a case at its worst component."""
    part = case.worst
    return "–" if part is None else numbers.estimate(part.estimate, part.lower, part.upper)


def interval(case: Case) -> str:
    """Return the observed interval of a case at its worst component."""
    return "–" if case.worst is None else numbers.interval(case.worst.lower, case.worst.upper, case.worst.theory)


def value_text(value: Any) -> str:
    """Return a parameter's value as a table shows it."""
    if isinstance(value, float):
        return numbers.number(value)
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no"}.get(value, "–")  # type: ignore[arg-type]
    if isinstance(value, list | tuple):
        return ", ".join(value_text(one) for one in value)
    text = " ".join((json.dumps(value) if isinstance(value, dict) else str(value)).split())
    text = proper(text)
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


@dataclass(frozen=True)
class CaseRow:
    """One case in the parameter table."""

    case: Case
    parameters: list[tuple[str, Any]]
    worst: str
    strain: float | None


def case_table(claim: Claim) -> dict[str, Any]:
    """Return the parameter table: its parameter columns and its rows."""
    columns: list[str] = []
    for case in claim.cases:
        columns += [key for key in case.parameters if key not in columns]
    rows = []
    for case in claim.cases:
        cells = [(value_text(case.parameters.get(key, "")), case.parameters.get(key)) for key in columns]
        size, worst = len(case.components), case.worst
        note = ""
        if size > 1 and worst is not None:
            where = f"at {numbers.number(worst.at)}" if worst.at is not None else f"no. {worst.index + 1}"
            note = f"worst of {size}, {where}"
        rows.append(CaseRow(case, cells, note, worst.strain if worst else None))
    several = len({case.test for case in claim.cases}) > 1
    return {"columns": columns, "rows": rows, "tests": several, "interval": interval, "words": words}


@dataclass(frozen=True)
class RivalRow:
    """A counterclaim over all cases: how near it came, and how it fared."""

    text: str
    printed: bool
    verdict: str
    cases: int
    refuted: int
    nearest: float | None
    errors: float | None
    where: str
    why: str


def rivals(claim: Claim) -> list[RivalRow]:
    """Return the counterclaims of a claim, each once, with its nearest separation over the cases."""
    groups: dict[str, list[tuple[Case, dict[str, Any]]]] = {}
    for case in claim.cases:
        for one in case.counterclaims:
            groups.setdefault(one["text"], []).append((case, one))
    found = []
    for text, members in groups.items():
        case, nearest = min(members, key=lambda pair: _or_infinite(pair[1].get("separation")))
        errors = min((_or_infinite(one.get("errors")) for _, one in members), default=float("inf"))
        fates = [one["verdict"] for _, one in members]
        fate = next((name for name in ("NOT REFUTED", "POWER ZERO") if name in fates), "REFUTED")
        found.append(
            RivalRow(
                text,
                any(one.get("printed") for _, one in members),
                fate,
                len(members),
                fates.count("REFUTED"),
                nearest.get("separation"),
                None if errors == float("inf") else errors,
                case.label,
                next((one["why"] for _, one in members if one.get("why")), ""),
            )
        )
    return found


def _or_infinite(value: float | None) -> float:
    return float("inf") if value is None else value


@dataclass(frozen=True)
class BudgetRow:
    """A part of the tolerance with its reason, over all cases."""

    name: str
    low: float
    high: float
    because: str
    cases: int


def budgets(claim: Claim) -> list[BudgetRow]:
    """Return the tolerance budgets of a claim, those with the same reason together."""
    groups: dict[tuple[str, str], list[list[float]]] = {}
    for case in claim.cases:
        for one in (case.record.get("tolerance") or {}).get("budgets", []):
            widths = [width for width in one["half_width"] if width is not None]
            groups.setdefault((one["name"], one["because"]), []).append(widths or [0.0])
    order = ("numerical", "resolution", "model")
    rows = [
        BudgetRow(name, min(map(min, widths)), max(map(max, widths)), because, len(widths))
        for (name, because), widths in groups.items()
    ]
    return sorted(rows, key=lambda row: order.index(row.name))


def components(claim: Claim) -> dict[str, Any]:
    """Return every component of every vector case, up to a limit, with the number left out."""
    rows = [(case, part) for case in claim.cases if len(case.components) > 1 for part in case.components]
    return {"rows": rows[:MOST_COMPONENTS], "left_out": max(0, len(rows) - MOST_COMPONENTS)}
