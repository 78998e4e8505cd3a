"""Pytest glue: options, the fixtures `lab` and `verify`, the header and the last line. No mathematics lives here."""

from __future__ import annotations

import os
import shlex
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: LAPACK's bits depend on its thread count

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness import provenance
from harness.message import certificates, last_line
from harness.progress import Progress
from harness.scale import Scale
from harness.session import Session
from harness.verify import Case, NotApplicable, Verify

if TYPE_CHECKING:
    from empirics.lab import Bench, Lab

SESSION = pytest.StashKey[Session]()
CASE = pytest.StashKey[Case]()
MANY_FILES, MOST_WORKERS = 12, 4  # a worker takes seconds to start, and up to a gigabyte


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("claims", "claims: scale, seed and records")
    group.addoption("--scale", choices=[s.value for s in Scale], help="how much is run (default: standard)")
    group.addoption("--seed", type=int, help="root of every random key (default: 0)")
    group.addoption("--fresh-seed", action="store_true", help="take the seed from the operating system, and record it")
    group.addoption("--records", metavar="DIR", default="records", help="where runs are recorded (default: records)")
    group.addoption("--resume", action="store_true", help="continue the newest run in DIR; no stored trial runs twice")
    group.addoption("--kernel", metavar="MODULE:FUNCTION", help="run the claims about any kernel on this one")
    group.addoption("--inputs", metavar="FILE", help="its points: x, and perhaps a target y, in an .npz file")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Share a run of many files among the cores, file by file, as `-n` does; an `-n` that is given decides instead."""
    option = config.option
    one_process = option.usepdb or option.collectonly or option.maxfail or option.capture == "no" or option.keyword
    if getattr(option, "numprocesses", 0) is not None or one_process or "PYTEST_XDIST_WORKER" in os.environ:
        return
    rooms = {config.rootpath / room for room in ("claims", "tests")}
    given = [Path(config.invocation_params.dir, arg) for arg in config.args]
    if any(rooms.isdisjoint((path, *path.parents)) for path in given):
        return
    files = sum(len(list(path.rglob("test_*.py"))) for path in given)
    if files >= MANY_FILES and _device()["device"]["platform"] == "cpu":
        option.numprocesses, option.dist = min(os.cpu_count() or 1, MOST_WORKERS), "loadfile"


def _device() -> dict[str, Any]:
    from empirics import device

    try:
        return device.describe()
    except device.NoDevice as error:
        raise pytest.UsageError(str(error)) from None


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or getattr(config.option, "numprocesses", None):
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # several processes share one GPU
    option = config.option
    records = Path(config.invocation_params.dir, option.records)
    given = getattr(config, "workerinput", None)
    try:
        if given is None:
            session = Session.start(
                records=records,
                scale=option.scale,
                seed=option.seed,
                fresh_seed=option.fresh_seed,
                resume=option.resume,
            )
        else:
            session = Session.join(records, given["claims"], given["workerid"])
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[SESSION] = session


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["claims"] = node.config.stash[SESSION].worker_input()


def pytest_report_header(config: pytest.Config) -> list[str]:
    session = config.stash[SESSION]
    if config.option.collectonly:
        return [f"claims: scale {session.scale.value}, nothing is run"]
    about = _device()
    on = f"{about['device']['count']} x {about['device']['platform']} ({about['device']['kind']})"
    resumed = f", resuming {session.run}" if session.resumed else ""
    return [
        f"claims: scale {session.scale.value}, seed {session.seed}{resumed}",
        f"jax {about['jax']} on {on}, {about['dtype']}, matrix products {about['matmul_precision']}",
    ]


@pytest.fixture(scope="session")
def _lab(pytestconfig: pytest.Config) -> Iterator[Lab]:
    from empirics import device, lab

    session = pytestconfig.stash[SESSION]
    device.enable_cache(pytestconfig.rootpath / ".cache" / "jax")
    arguments = getattr(pytestconfig, "workerinput", {}).get("mainargv", sys.argv)[1:]
    about = device.describe() | provenance.describe(pytestconfig.rootpath, arguments)
    given = [f"--{name}={value}" for name in ("kernel", "inputs") if (value := pytestconfig.getoption(name))]
    about |= {"experiments": lab.code_fingerprint(), "kernel": shlex.join(given)}
    try:
        device.canary()
        session.describe(about)
        session.open()
    except (device.TruncatedProducts, ValueError) as error:
        if hasattr(pytestconfig, "workerinput"):
            raise  # a worker cannot end the run; each of its tests will say why
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    bench = lab.Lab(
        seed=session.seed,
        scale=session.scale,
        stored=session.stored(),
        write=lambda batch: session.write("batch", batch, durable=False),
        progress=Progress(pytestconfig),
        threads=max(1, (os.cpu_count() or 1) // workers),
    )
    yield bench
    session.close(compilations=bench.compilations.programs, cache_hits=bench.compilations.cache_hits)


@pytest.fixture
def lab(_lab: Lab, request: pytest.FixtureRequest) -> Bench:
    """Run an experiment for this claim: `lab.run(experiment, trials=..., **parameters)`."""
    from empirics.lab import Bench

    return Bench(_lab, request.module.CLAIM.name)


@pytest.fixture
def verify(_lab: Lab, request: pytest.FixtureRequest) -> Verify:
    """Judge the claim: `verify(CLAIM, theory=..., evidence=..., tolerance=..., counterclaims={...})`."""
    session, item = request.config.stash[SESSION], request.node
    before = dict(_lab.clock)
    case = Case(
        nodeid=item.nodeid,
        name=item.callspec.id if hasattr(item, "callspec") else "",
        parameters=dict(item.callspec.params) if hasattr(item, "callspec") else {},
        scale=session.scale,
        seed=session.seed,
        options=session.info["kernel"] if "given" in item.fixturenames else "",
        write=lambda record: session.write("judgement", record),
        clock=lambda: {name: seconds - before[name] for name, seconds in _lab.clock.items()},
    )
    item.stash[CASE] = case
    return Verify(case)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    case = item.stash.get(CASE, None)
    judged = case is not None and case.record is not None
    if call.when == "call" and case is not None and case.record is not None:
        if call.excinfo is not None and case.record["verdict"] == "VERIFIED":
            case.retract(f"the test failed after its verdict: {call.excinfo.exconly(tryshort=True)}")
        shown = {name: case.record.get(name) for name in ("verdict", "claim", "separation")}
        item.user_properties += [(name, value) for name, value in shown.items() if value is not None]
    report = yield
    if call.when == "call" and call.excinfo is None and hasattr(getattr(item, "module", None), "CLAIM") and not judged:
        report.outcome, report.longrepr = "failed", f"{item.nodeid} ended without verify(...): nothing was judged"
    if call.excinfo is not None and call.excinfo.errisinstance(NotApplicable):
        path, line, _ = item.location
        report.outcome, report.longrepr = "skipped", (path, line, str(call.excinfo.value))
    return report


def pytest_report_teststatus(report: Any) -> tuple[str, str, Any] | None:
    verdict = dict(getattr(report, "user_properties", [])).get("verdict")
    if verdict is None or report.when != "call":
        return None
    category = {"INCONCLUSIVE": "inconclusive"}.get(verdict, "passed") if report.passed else report.outcome
    category = "not applicable" if verdict == "NOT APPLICABLE" else category
    colour = {"VERIFIED": "green", "REFUTED": "red"}.get(verdict, "yellow")
    return category, verdict[0], (verdict, {colour: True})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    calls = [r for reports in terminalreporter.stats.values() for r in reports if getattr(r, "when", None) == "call"]
    judged = [properties for r in calls if "verdict" in (properties := dict(r.user_properties))]
    if judged:
        session = terminalreporter.config.stash[SESSION]
        terminalreporter.write_sep("=", "claims")
        terminalreporter.write_line(f"records: {session.records / session.run}")
        unfit = [r for r in calls if dict(r.user_properties).get("verdict") == "NOT APPLICABLE"]
        for line in certificates(r.longrepr[2] for r in unfit):
            terminalreporter.write_line(line)
        terminalreporter.write_line(last_line(judged), bold=True)
