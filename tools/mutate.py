"""Plant errors in the theory and demand that the claims refute them: ``make mutants``.

Two sorts of errors: the wrong variants listed in tools/mutants/, and one per cent on the result of every theory
function that a claim calls. The trials are stored once per claim and replayed, so that a mutant costs a judgement and
no training. Exit status 1 when a mutant survives, or when a claim has fewer than three listed ones.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tools.mutants import planted
from tools.mutants.replay import Outcome

FEWEST = 3
LIMIT = 1200  # seconds for all mutants of one claim
DEAD = ("REFUTED", "HARMLESS", "COVERED")


def claims_of(folder: Path) -> list[str]:
    """The names of all claims, from their files."""
    return sorted(f"{p.parent.name}.{p.stem.removeprefix('test_')}" for p in folder.glob("*/test_*.py"))


def replay(claim: str, work: Path, options: list[str]) -> list[Outcome]:
    """The outcomes of all mutants of one claim, judged in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "outcomes.json")
        command = [sys.executable, "-m", "tools.mutants.replay", claim, str(work), str(answer), *options]
        try:
            process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return [Outcome(claim, "", "none", "BROKEN", f"no answer within {LIMIT} s")]
        if process.returncode or not answer.exists():
            reason = (process.stderr.strip().splitlines() or [f"exit status {process.returncode}"])[-1]
            return [Outcome(claim, "", "none", "BROKEN", reason)]
        return [Outcome(**outcome) for outcome in json.loads(answer.read_text(encoding="utf-8"))]


def lives(outcome: Outcome) -> bool:
    """Whether an outcome is a failure. A general mutant that raises was noticed; a listed one must be REFUTED."""
    return outcome.fate not in DEAD and not (outcome.generic and outcome.fate == "RAISED")


def uncovered(outcomes: list[Outcome], names: list[str]) -> list[Outcome]:
    """The outcomes, with SURVIVED where the claim that should refute a COVERED error has been tried and did not."""
    refuted = {(o.claim, o.target) for o in outcomes if o.generic and o.fate == "REFUTED"}
    return [
        replace(o, fate="SURVIVED", detail=f"{o.by} does not refute it")
        if o.fate == "COVERED" and o.by in names and (o.by, o.target) not in refuted
        else o
        for o in outcomes
    ]


def table(outcomes: list[Outcome]) -> str:
    """Markdown: one section per claim."""
    lines: list[str] = []
    for claim in dict.fromkeys(outcome.claim for outcome in outcomes):
        lines += ["", f"## {claim}", "", "| changed | how | outcome |", "|---|---|---|"]
        for one in [o for o in outcomes if o.claim == claim]:
            fate = f"**{one.fate}**" if lives(one) else one.fate
            note = f" ({one.detail})" if one.fate != "REFUTED" and one.detail else ""
            row = (f"`{one.target}`" if one.target else "", one.change, fate + note)
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
    return "\n".join(lines).strip() + "\n"


HEAD = """\
# Planted errors

Written by `make mutants`. Each row is one error in the theory; the claim was judged again on the trials of an honest
run. REFUTED: some case of the claim refuted the wrong theory. RAISED: the theory or the judge rejected the value before
a verdict. HARMLESS: the function's scale cannot matter, for the reason given. COVERED: this claim is too coarse to see
the error, and the claim named refuted it in the same run.

"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate", description="Plant errors in the theory.")
    parser.add_argument("claims", nargs="*", help="chapter.conclusion (default: all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="claims at a time (default: the cores)")
    parser.add_argument("--work", type=Path, default=Path(".cache/mutants"), help="where evidence is kept")
    parser.add_argument("--write", type=Path, help="also write the table to this file, e.g. docs/mutants.md")
    given, options = parser.parse_known_args(arguments)
    names = given.claims or claims_of(Path("claims"))
    with ThreadPoolExecutor(max(1, given.jobs)) as pool:
        lists = pool.map(lambda c: replay(c, given.work, options), names)
        found = uncovered([outcome for outcomes in lists for outcome in outcomes], names)
    print(table(found))
    if given.write:
        given.write.write_text(HEAD + table(found), encoding="utf-8")
    few = [name for name in names if len(planted(name)[0]) < FEWEST]
    for name in few:
        print(f"{name} has fewer than {FEWEST} listed mutants (tools/mutants/{name.replace('.', '_')}.py)")
    alive = [outcome for outcome in found if lives(outcome)]
    killed = sum(outcome.fate == "REFUTED" for outcome in found)
    print(f"{len(found)} mutants of {len(names)} claims: {killed} refuted, {len(alive)} alive")
    return 1 if alive or few else 0


if __name__ == "__main__":
    sys.exit(main())
