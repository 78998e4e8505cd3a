"""Replay one claim on its stored evidence, once per planted error. Run by ``python -m tools.mutate``.

Everything happens in one process, so that JAX starts and compiles once. The trials come from the records of an honest
run; only the theory is new each time. A mutant is dead as soon as one case is REFUTED.
"""

import contextlib
import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from harness.record import runs
from tools.mutants import planted
from tools.mutants.mutant import Mutant
from tools.mutants.plant import forget, imported, plant, public_functions, reporting
from tools.mutants.scaling import scales

ONE_PERCENT = "result times 1.01"


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant: REFUTED, RAISED (an error came before any verdict), SURVIVED, HARMLESS or BROKEN.

    COVERED: out of this claim's sight, but the claim `by` refutes the same error.
    """

    claim: str
    target: str
    change: str
    fate: str
    detail: str = ""
    generic: bool = False
    by: str = ""


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Watch:
    """A pytest plugin that collects verdicts and errors, and ends the run at the first REFUTED."""

    verdicts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.session = session

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(_last_line(report.longreprtext))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        verdict = dict(report.user_properties).get("verdict") if report.when == "call" else None
        if verdict:
            self.verdicts.append(str(verdict))
        elif report.failed:
            self.errors.append(_last_line(report.longreprtext))
        if verdict == "REFUTED":
            self.session.shouldstop = "refuted"

    @property
    def fate(self) -> str:
        if "REFUTED" in self.verdicts:
            return "REFUTED"
        if any("RecordError" in error for error in self.errors):
            return "BROKEN"  # the evidence is stale: nothing was tried
        return "RAISED" if self.errors else "SURVIVED"

    @property
    def detail(self) -> str:
        if self.fate in ("RAISED", "BROKEN"):
            return self.errors[0]
        counts = {v: self.verdicts.count(v) for v in dict.fromkeys(self.verdicts)}
        return ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def _last_line(text: str) -> str:
    errors = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return (errors or text.splitlines() or ["an error without words"])[0][:160]


def run(claim: Path, records: Path, options: list[str], prepare: Callable[[], None] = lambda: None) -> Watch:
    """One pytest run of a claim module in this process, with theory fresh from disk and then prepared."""
    forget()
    prepare()
    watch = Watch()
    quiet = ["-p", "no:cacheprovider", "-p", "no:randomly", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        pytest.main([str(claim), "--records", str(records), *options, *quiet], plugins=[watch])
    if not watch.verdicts and not watch.errors:
        watch.errors.append(out.getvalue().strip()[-400:] or "no case ran")
    return watch


def evidence(claim: Path, records: Path, options: list[str]) -> Watch:
    """An honest run: resumed where the stored evidence still fits, else made anew."""
    if records.exists() and runs(records):
        watch = run(claim, records, ["--resume", *options])
        if watch.fate == "SURVIVED":
            return watch
        shutil.rmtree(records)
    return run(claim, records, options)


def mutated(claim: Path, records: Path, prepare: Callable[[], None]) -> Watch:
    """A replay that reads the stored trials and writes its own judgements elsewhere."""
    scratch = records.with_name(records.name + "-mutant")
    shutil.rmtree(scratch, ignore_errors=True)
    stored = runs(records)[-1]
    folder = scratch / stored.name
    folder.mkdir(parents=True)
    shutil.copy(stored / "run.json", folder)
    for file in stored.glob("*.jsonl"):
        (folder / f"stored-{file.name}").symlink_to(file)
    watch = run(claim, scratch, ["--resume"], prepare)
    shutil.rmtree(scratch)
    return watch


def functions_called(claim: Path, records: Path) -> list[tuple[str, str]]:
    """The public theory functions that the claim module calls itself."""
    called: set[tuple[str, str]] = set()

    def watch_all() -> None:
        for module in imported(claim):
            for name in list(public_functions(module)):
                plant(module, name, reporting(called, (module, name), claim))

    mutated(claim, records, watch_all)
    return sorted(called)


def judge_mutants(name: str, work: Path, options: list[str]) -> list[Outcome]:
    """Every listed mutant of a claim, then one per cent on every theory function it calls."""
    chapter, conclusion = name.split(".")
    claim = Path("claims", chapter, f"test_{conclusion}.py").resolve()
    records = (work / name).resolve()
    honest = evidence(claim, records, options)
    if honest.fate != "SURVIVED" or set(honest.verdicts) - {"VERIFIED", "NOT APPLICABLE"}:
        return [Outcome(name, "", "none", "BROKEN", f"the claim itself: {honest.detail or honest.errors}")]
    mutants, harmless = planted(name)
    outcomes = [_outcome(claim, records, mutant) for mutant in mutants]
    for module, function in functions_called(claim, records):
        known = harmless.get((module, function))
        if known:
            fate, why = ("COVERED", f"{known.because}; see {known.by}") if known.by else ("HARMLESS", known.because)
            outcomes.append(Outcome(name, f"{module}.{function}", ONE_PERCENT, fate, why, True, known.by))
        else:
            generic = Mutant(name, module, function, ONE_PERCENT, scales)
            outcomes.append(_outcome(claim, records, generic, generic=True))
    return outcomes


def _outcome(claim: Path, records: Path, mutant: Mutant, *, generic: bool = False) -> Outcome:
    watch = mutated(claim, records, lambda: plant(mutant.module, mutant.function, mutant.replace))
    target = f"{mutant.module}.{mutant.function}"
    return Outcome(mutant.claim, target, mutant.change, watch.fate, watch.detail, generic)


def main() -> int:
    name, work, answer, *options = sys.argv[1:]
    outcomes = judge_mutants(name, Path(work), options)
    Path(answer).write_text(json.dumps([asdict(outcome) for outcome in outcomes]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
