"""The site: an index and a page per claim, written as files that a browser opens without a server or a network."""

import base64
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.errors import MAX_CASES, run_error
from harness.record import Run
from reports import facts, mathematics, numbers, tables
from reports.bibliography import cite, references
from reports.figure import figure_of
from reports.glyph import glyph
from reports.model import STANDINGS, Claim, claims_of, count
from reports.plates import plates_of
from reports.schema import check
from reports.summary import claims_json, summary

ROOM = Path(__file__).parent
GENERATOR = "executable paper report"
FACES = (
    ("STIX Two Text", "normal", 400, "STIXTwoText-Regular.woff2"),
    ("STIX Two Text", "italic", 400, "STIXTwoText-Italic.woff2"),
    ("STIX Two Text", "normal", 600, "STIXTwoText-SemiBold.woff2"),
    ("STIX Two Math", "normal", 400, "STIXTwoMath.woff2"),
)


@dataclass(frozen=True)
class Report:
    """Everything the templates need: the run, its claims and the bibliography."""

    run: Run
    claims: list[Claim]

    @property
    def counts(self) -> dict[str, int]:
        """Number of cases by verdict."""
        return count(case.verdict for claim in self.claims for case in claim.cases)

    @property
    def separation(self) -> float | None:
        """Distance of the nearest counterclaim of any verified case, in tolerances."""
        cases = [case for claim in self.claims for case in claim.cases if case.verdict == "VERIFIED"]
        return min((case.separation for case in cases if case.separation is not None), default=None)

    @property
    def error(self) -> float:
        """Bound on the probability that some verdict of the run is wrong."""
        return run_error(max(MAX_CASES, sum(self.counts.values())))

    def total(self, key: str) -> float:
        """Return the seconds spent on ``key`` over all claims."""
        return sum(claim.total(key) for claim in self.claims)

    def standing(self, name: str) -> list[Claim]:
        """Return the claims of one standing."""
        return [claim for claim in self.claims if claim.record["standing"]["name"] == name]


def read(run: Run) -> Report:
    """Check the records of a run and group them; raise ValueError for an empty run or a record of another schema."""
    check(run.info, "run")
    if not run.judgements:
        raise ValueError(f"the run {run.info['run']} holds no judgement yet; run `pytest claims/` first.")
    return Report(run, claims_of(run.judgements))


def write_site(run: Run, out: Path) -> list[Path]:
    """Write the whole site below ``out`` and return the files written."""
    report = read(run)
    files = {claim.page: _claim_page(report, claim) for claim in report.claims}
    context = {"bars": facts.bars(report.claims), "run_facts": facts.run_facts(run), "plates": plates_of(report.claims)}
    files["index.html"] = _render("index.html", report=report, root="", **context)
    files |= {
        "assets/report.css": stylesheet(),
        "assets/report.js": (ROOM / "assets" / "report.js").read_text(encoding="utf-8"),
    }
    files |= {"summary.md": summary(report.claims, run.info), "claims.json": claims_json(report.claims, run)}
    _remove_stale_pages(out, files)
    written = []
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    shutil.copy(ROOM / "assets" / "LICENSE-STIX.txt", out / "assets" / "LICENSE-STIX.txt")
    return written


def _claim_page(report: Report, claim: Claim) -> str:
    place = report.claims.index(claim)
    neighbours = [report.claims[i] if 0 <= i < len(report.claims) else None for i in (place - 1, place + 1)]
    try:
        return _render(
            "claim.html",
            report=report,
            claim=claim,
            root="../",
            figure=figure_of(claim),
            neighbours=neighbours,
            case_table=tables.case_table(claim),
            rivals=tables.rivals(claim),
            budgets=tables.budgets(claim),
            components=tables.components(claim),
            provenance=facts.provenance(claim, report.run),
        )
    except ValueError as error:
        raise ValueError(f"the page of {claim.name} cannot be built: {error}") from None


def stylesheet() -> str:
    """Return the style sheet with its fonts inside, which every browser loads from a local file."""
    faces = []
    for family, style, weight, name in FACES:
        data = base64.b64encode((ROOM / "assets" / name).read_bytes()).decode("ascii")
        source = f"url(data:font/woff2;base64,{data}) format('woff2')"
        faces.append(
            f"@font-face{{font-family:'{family}';font-style:{style};font-weight:{weight};font-display:swap;src:{source}}}"
        )
    return (ROOM / "assets" / "report.css").read_text(encoding="utf-8") + "\n" + "\n".join(faces) + "\n"


@cache
def environment() -> Environment:
    """Return the templates, which escape everything that is not already HTML."""
    made = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    known = references()
    helpers: dict[str, Callable[..., Any]] = {
        "prose": mathematics.prose,
        "paragraphs": mathematics.paragraphs,
        "plain": mathematics.plain,
        "unlabelled": mathematics.unlabelled,
        "moment": facts.moment,
        "typeset": lambda latex: mathematics.typeset(latex, display=True),
        "number": numbers.number,
        "tolerances": numbers.tolerances,
        "seconds": numbers.seconds,
    }
    made.filters.update(helpers)
    made.globals.update(
        cite=lambda key: cite(key, known),
        standings=STANDINGS,
        glyph=glyph,
        theory=tables.theory,
        observed=tables.observed,
        plural=numbers.plural,
        numbers=numbers,
        generator=GENERATOR,
    )
    return made


def _render(template: str, **context: Any) -> str:
    return environment().get_template(template).render(**context)


def _remove_stale_pages(out: Path, files: dict[str, str]) -> None:
    """Remove pages that an earlier report left for claims which no longer exist, and nothing else."""
    for path in (out / "claims").glob("*.html"):
        if (
            f"claims/{path.name}" not in files
            and f'content="{GENERATOR}"' in path.read_text(encoding="utf-8", errors="replace")[:600]
        ):
            path.unlink()
