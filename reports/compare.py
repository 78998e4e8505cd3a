"""Two runs side by side: verdicts that changed, intervals that moved, cases that came or went."""

from dataclasses import dataclass

from harness.record import Run
from reports import numbers, tables
from reports.case import Case
from reports.model import claims_of


@dataclass(frozen=True)
class Change:
    """A difference between two runs in one case."""

    nodeid: str
    what: str
    before: str
    after: str


def changes(before: Run, after: Run) -> list[Change]:
    """Return the differences, verdicts first."""
    old, new = (_cases(run) for run in (before, after))
    verdicts, moved, listed = [], [], []
    for nodeid in sorted(old.keys() | new.keys()):
        a, b = old.get(nodeid), new.get(nodeid)
        if a is None or b is None:
            listed.append(
                Change(nodeid, "new" if a is None else "gone", a.verdict if a else "–", b.verdict if b else "–")
            )
        elif a.verdict != b.verdict:
            verdicts.append(Change(nodeid, "verdict", a.verdict, b.verdict))
        elif intervals(a) != intervals(b):
            apart = "disjoint" if _disjoint(a, b) else "moved"
            moved.append(Change(nodeid, apart, _shown(a), _shown(b)))
    return verdicts + sorted(moved, key=lambda one: one.what) + listed


def _cases(run: Run) -> dict[str, Case]:
    return {case.record["nodeid"]: case for claim in claims_of(run.judgements) for case in claim.cases}


def intervals(case: Case) -> list[tuple[float | None, float | None]]:
    """Return the observed intervals of a case."""
    return [(one.lower, one.upper) for one in case.components]


def _disjoint(a: Case, b: Case) -> bool:
    """Whether some component's intervals do not meet: the two runs then contradict each other."""
    for (low, high), (low_b, high_b) in zip(intervals(a), intervals(b), strict=False):
        if high is not None and low_b is not None and high < low_b:
            return True
        if high_b is not None and low is not None and high_b < low:
            return True
    return False


def _shown(case: Case) -> str:
    return f"{tables.observed(case)} {tables.interval(case)}, {numbers.plural(case.trials, 'trial')}"


def compare(before: Run, after: Run) -> str:
    """Return the comparison as text for a terminal."""
    found = changes(before, after)
    title = f"{before.info['run']} against {after.info['run']}"
    if not found:
        return f"{title}: the same verdicts and the same intervals."
    width = max(len(one.nodeid) for one in found)
    kinds = ("verdict", "disjoint", "moved", "new", "gone")
    counts = ", ".join(
        f"{sum(one.what == kind for one in found)} {kind}" for kind in kinds if any(one.what == kind for one in found)
    )
    lines = [f"{one.what:<8}  {one.nodeid:<{width}}  {one.before}  ->  {one.after}" for one in found]
    return "\n".join([f"{title}: {counts}.", "", *lines])
