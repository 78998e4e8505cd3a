"""Runs: workers, being killed, and going on."""

import os
import signal
import time
from types import SimpleNamespace

import pytest

from harness.record import latest_run, lines, read_run, stored_batches
from tests.pytest_glue import ceiling
from tests.pytest_glue.conftest import ROOT, SIX, build

KEPT = ("verdict", "observed", "trials", "looks", "address", "counterclaims", "theory", "band")


def numbers(project, records="records"):
    return {case: {k: j[k] for k in KEPT} for case, j in project.judgements(records).items()}


def batches(folder):
    return [(line["address"], line["index"]) for line in lines(folder) if line["type"] == "batch"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The six cases in one process, undisturbed."""
    project = build(tmp_path_factory.mktemp("whole")).write(SIX)
    _, said = project.run()
    assert "5 verified, 1 refuted, 0 inconclusive" in said
    return project


@pytest.mark.parametrize("progress", [1, 9])
def test_a_killed_run_is_readable_and_resumes_to_the_same_verdicts(project, whole, progress):
    project.write(SIX)
    process = project.start()
    written, limit = 0, time.monotonic() + 60
    while written < progress and time.monotonic() < limit:
        files = list(project.folder.glob("records/*/main.jsonl"))
        written = files[0].read_bytes().count(b"\n") if files else 0
    process.send_signal(signal.SIGKILL)
    process.communicate()

    folder = latest_run(project.folder / "records")
    before = read_run(folder)
    kept = set(stored_batches(folder))
    assert written >= progress
    assert before.end is None
    assert all(j["verdict"] for j in before.judgements)

    status, said = project.run("--resume")
    assert status == 1  # one of the six is wrong on purpose
    assert f"resuming {folder.name}" in said
    assert numbers(project) == numbers(whole)
    after = batches(folder)
    assert len(after) == len(set(after))  # no trial ran twice
    assert kept <= set(after)
    assert stored_batches(folder) == stored_batches(whole.newest())


def test_two_workers_record_what_one_process_records(project, whole):
    _, said = project.write(SIX).run("-n", "2")
    assert "5 verified, 1 refuted, 0 inconclusive" in said
    assert numbers(project) == numbers(whole)
    assert read_run(project.newest()).info["command"] == "pytest -p no:cacheprovider claims -n 2"
    assert stored_batches(project.newest()) == stored_batches(whole.newest())
    assert sorted(p.name for p in project.newest().glob("*.jsonl")) == ["gw0.jsonl", "gw1.jsonl"]


@pytest.mark.parametrize(("options", "alone"), [([], False), (["-n0"], True)])
def test_a_run_of_many_claims_is_shared_among_the_cores(project, options, alone):
    project.write("def test_noise(lab, verify):\n    ask(lab, verify)\n")
    first = project.folder / "claims" / "test_noise.py"
    for number in range(12):
        copy = first.read_text().replace('"chapter.noise"', f'"chapter.noise_{number}"')
        first.with_name(f"test_noise_{number}.py").write_text(copy)
    _, said = project.run(*options)
    assert "13 verified, 0 refuted, 0 inconclusive" in said
    assert len(read_run(project.newest()).judgements) == 13
    workers = {f"gw{i}.jsonl" for i in range(min(os.cpu_count() or 1, 4))}
    found = {path.name for path in project.newest().glob("*.jsonl")}
    assert found == {"main.jsonl"} if alone else found <= workers


@pytest.mark.parametrize(
    ("arguments", "workers"),
    [
        (["tests"], True),
        (["tests", "claims"], True),
        (["claims/kernels", "--scale", "smoke"], True),
        (["tests/pytest_glue"], False),
        (["tests", "tools"], False),
        (["tests", "-n0"], False),
        *((["tests", option], False) for option in ("-x", "-s", "--pdb", "--collect-only", "-knoise")),
    ],
)
def test_runs_of_few_files_and_of_someone_who_looks_stay_in_one_process(monkeypatch, pytestconfig, arguments, workers):
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    glue = pytestconfig.pluginmanager.get_plugin(str(ROOT / "conftest.py"))
    monkeypatch.setattr(glue, "_device", lambda: {"device": {"platform": "cpu"}})
    option = pytestconfig._parser.parse_known_args(arguments)
    invocation = SimpleNamespace(dir=ROOT)
    given = option.numprocesses
    config = SimpleNamespace(option=option, rootpath=ROOT, invocation_params=invocation, args=option.file_or_dir)
    glue.pytest_cmdline_main(config)
    most = min(os.cpu_count() or 1, glue.MOST_WORKERS)
    assert (option.numprocesses, option.dist) == ((most, "loadfile") if workers else (given, "no"))


def test_the_choice_of_tests_changes_nothing_and_the_seed_everything(project, whole):
    project.write(SIX).run("-k", "0.05 or 0.02")
    some = numbers(project)
    assert set(some) == {"0.05", "0.02"}
    assert some.items() <= numbers(whole).items()
    project.run("--records=one", "-k", "0.05", "--seed", "1")
    assert numbers(project, "one")["0.05"]["observed"] != some["0.05"]["observed"]
    assert read_run(project.newest("one")).info["seed"] == 1


def test_the_first_failure_can_stop_the_run(project):
    _, said = project.write(SIX).run("-x")
    assert "3 verified, 1 refuted" in said
    assert set(project.judgements()) == {"0.0", "0.05", "0.1", "9.0"}


def test_the_compile_ceiling_counts_the_programs_of_all_workers(tmp_path, capsys):
    folder, most = tmp_path / "a-run", ceiling.CEILING
    folder.mkdir()
    (folder / "run.json").write_text('{"v": 1, "started": "2026-01-01"}')
    (folder / "gw0.jsonl").write_text(f'{{"v": 1, "type": "end", "compilations": {most - 20}}}\n')
    assert ceiling.main(str(tmp_path)) == 0
    (folder / "gw1.jsonl").write_text('{"v": 1, "type": "end", "compilations": 21}\n')
    assert ceiling.main(str(tmp_path)) == 1
    assert f"{most + 1} programs compiled, at most {most} allowed" in capsys.readouterr().out
