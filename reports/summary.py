"""The run in Markdown for job pages, and in JSON for programs."""

import json
from typing import Any

from harness.record import Run
from reports import numbers, tables
from reports.mathematics import plain
from reports.model import STANDINGS, VERDICTS, Claim, count

MOST_BYTES = 200_000
MARKS = {"VERIFIED": "✔", "REFUTED": "✘", "INCONCLUSIVE": "◯", "NOT APPLICABLE": "–"}


def headline(claims: list[Claim]) -> str:
    """Return the counts as one sentence."""
    cases = [case for claim in claims for case in claim.cases]
    counts = count(case.verdict for case in cases)
    parts = [f"{counts.get(name, 0)} {name.lower()}" for name in ("VERIFIED", "REFUTED", "INCONCLUSIVE")]
    if counts.get("NOT APPLICABLE"):
        parts.append(f"{counts['NOT APPLICABLE']} not applicable")
    near = [case.separation for case in cases if case.verdict == "VERIFIED" and case.separation is not None]
    tail = f"; the nearest counterclaim is {numbers.tolerances(min(near))} tolerances away" if near else ""
    return f"{numbers.plural(len(claims), 'claim')} in {numbers.plural(len(cases), 'case')}: {', '.join(parts)}{tail}."


def cell(text: str) -> str:
    """Return text that cannot break a Markdown table or smuggle HTML into it."""
    text = " ".join(str(text).split())
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("&", "&amp;").replace("<", "&lt;").replace("`", "'")


def row(*cells: str) -> str:
    """Return one row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def summary(claims: list[Claim], info: dict[str, Any]) -> str:
    """Return a Markdown page of at most 200 kB: the headline, the claims, then the cases, worst first."""
    head = [
        "# Verdicts",
        "",
        headline(claims),
        "",
        f"Run {cell(info['run'])}, scale {cell(info['scale'])}, seed {info['seed']}.",
        "",
        row("verdict", "claim", "standing", "cases", "nearest counterclaim", "seconds"),
        row(*["---"] * 6),
    ]
    worst_first = sorted(claims, key=lambda one: (VERDICTS.index(one.verdict), one.name))
    for one in worst_first:
        head.append(
            row(
                f"{MARKS[one.verdict]} {one.verdict}",
                cell(plain(one.record["title"])),
                STANDINGS[one.record["standing"]["name"]],
                str(len(one.cases)),
                numbers.tolerances(one.separation),
                numbers.seconds(one.total("total")),
            )
        )
    cases = sorted(
        (case for one in claims for case in one.cases),
        key=lambda case: (VERDICTS.index(case.verdict), case.record["nodeid"]),
    )
    head += ["", "## Cases", "", row("verdict", "case", "theory", "observed", "interval", "why"), row(*["---"] * 6)]
    body = [
        row(
            f"{MARKS[case.verdict]} {case.verdict}",
            f"`{cell(case.record['nodeid'].split('/')[-1])}`",
            cell(tables.theory(case)),
            tables.observed(case),
            tables.interval(case),
            cell(case.record.get("why") or ""),
        )
        for case in cases
    ]
    return _cut(head, body)


def _cut(head: list[str], body: list[str]) -> str:
    room = MOST_BYTES - 200
    lines, used = [], 0
    for line in head + body:
        used += len(line.encode()) + 1
        if used > room:
            lines += [
                "",
                f"{len(head) + len(body) - len(lines)} more rows are left out here; claims.json has them all.",
            ]
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def claims_json(claims: list[Claim], run: Run) -> str:
    """Return every judgement of the run with the verdict of each claim, for programs."""
    content = {
        "v": 1,
        "run": run.info,
        "end": run.end,
        "claims": [
            {
                "name": one.name,
                "verdict": one.verdict,
                "cases": one.counts(),
                "separation": one.separation,
                "page": one.page,
            }
            for one in claims
        ],
        "judgements": [case.record for one in claims for case in one.cases],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
