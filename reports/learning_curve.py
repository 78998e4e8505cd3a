"""The learning curves of a kernel that somebody brought along, as lines for a terminal: theory beside observation."""

from collections.abc import Iterable
from typing import Any

CLAIM = "eigenlearning.learning_curves_are_predicted_for_a_given_kernel"


def lines(judgements: Iterable[dict[str, Any]]) -> list[str]:
    """One line per judged curve, with its largest deviation, and below it theory and observation by octave of modes."""
    found = []
    for one in judgements:
        if one["claim"] == CLAIM and one.get("observed"):
            theory, seen = one["theory"]["value"], one["observed"]["estimate"]
            worst = max(abs(a - b) for a, b in zip(theory, seen, strict=True))
            found.append(f"{one['series']}: {one['verdict']}, off by {worst:.3f} at most")
            found += [_row("theory", theory), _row("observed", seen)]
    return found


def _row(name: str, values: list[float]) -> str:
    return f"  {name:<9}" + "".join(f"{value:7.3f}" for value in values)
