"""The verdict table of README.md: the lines between two marks, rewritten from a run."""

from pathlib import Path

from harness.record import Run
from reports import numbers
from reports.mathematics import plain
from reports.model import STANDINGS, Claim
from reports.site import read
from reports.summary import MARKS, cell, row

OPEN, CLOSE = "<!-- verdicts -->", "<!-- /verdicts -->"


def verdict_table(claims: list[Claim]) -> str:
    """Return the table, one row per claim in the order of their names; the same records give the same text."""
    lines = [
        row("verdict", "claim", "standing", "cases", "nearest counterclaim"),
        row("---", "---", "---", "---:", "---:"),
    ]
    for one in claims:
        file = one.record["nodeid"].split("::")[0]
        near = "–" if one.separation is None else f"{numbers.tolerances(one.separation)} tolerances"
        title = cell(plain(one.record["title"])).replace("[", "(").replace("]", ")")
        standing = STANDINGS[one.record["standing"]["name"]]
        lines.append(
            row(
                f"{MARKS[one.verdict]} {one.verdict.lower()}", f"[{title}]({file})", standing, str(len(one.cases)), near
            )
        )
    return "\n".join(lines)


def rewrite(run: Run, path: Path) -> bool:
    """Rewrite the block of ``path`` and return whether it changed; raise ValueError where the marks are missing."""
    if not path.exists():
        raise ValueError(f"there is no {path} to write the verdict table into.")
    text = path.read_text(encoding="utf-8")
    if text.count(OPEN) != 1 or text.count(CLOSE) != 1 or text.index(OPEN) > text.index(CLOSE):
        raise ValueError(f"{path} needs the lines {OPEN} and {CLOSE}, once each and in this order.")
    before, rest = text.split(OPEN)
    after = rest.split(CLOSE)[1]
    new = f"{before}{OPEN}\n{verdict_table(read(run).claims)}\n{CLOSE}{after}"
    if new != text:
        path.write_text(new, encoding="utf-8")
    return new != text
