"""Runs: options, workers, being killed, and going on."""

import json
import os
import signal
import time

import pytest

from harness.record import latest_run, lines, read_run, stored_batches
from tests.pytest_glue import ceiling
from tests.pytest_glue.conftest import build

SIX = """
@pytest.mark.parametrize("mean", [0.0, 0.05, 0.1, 9.0, -0.1, 0.02])
def test_noise(lab, verify, mean):
    ask(lab, verify, mean=mean, sleep=0.0005)
"""
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


@pytest.mark.parametrize("progress", [1, 4, 9])
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


@pytest.mark.parametrize(
    ("options", "alone"), [([], False), (["-n0"], True), (["-k", "noise"], True), (["-x"], True), (["-s"], True)]
)
def test_a_run_of_many_claims_is_shared_among_the_cores_unless_one_process_is_wanted(project, options, alone):
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


def test_collecting_records_nothing(project):
    status, said = project.write(SIX).run("--collect-only", "-q")
    assert status == 0
    assert "6 tests collected" in said
    assert "jax" not in project.run("--collect-only")[1]  # no device is looked for
    assert not (project.folder / "records").exists()


def test_inconclusive_passes_at_smoke_only(project):
    project.write("def test_noise(lab, verify):\n    ask(lab, verify, width=0.01, trials=64)\n")
    status, said = project.run("--scale", "smoke")
    assert (status, "1 inconclusive" in said) == (0, True)
    status, said = project.run()
    assert (status, "1 inconclusive" in said) == (1, True)


def test_a_refutation_fails_at_smoke_too(project):
    project.write("def test_noise(lab, verify):\n    ask(lab, verify, mean=9.0)\n")
    assert project.run("--scale", "smoke")[0] == 1


def test_a_case_that_does_not_apply_is_not_a_pass(project):
    project.write(
        "def test_noise(lab, verify):\n    verify.precondition(CLAIM, holds=False, certificate='rank 3')\n"
        "    ask(lab, verify)\n"
    )
    status, said = project.run()
    assert status == 0
    assert "0 verified, 0 refuted, 0 inconclusive, 1 not applicable" in said
    assert "1 not applicable in" in said
    assert " passed" not in said


def test_what_cannot_be_resumed_is_refused_in_one_sentence(project):
    project.write(SIX).run("-k", "0.05")
    with (project.folder / "empirics" / "tiny.py").open("a") as file:
        file.write("# changed\n")
    status, said = project.run("--resume")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert said.count("start a new run without --resume") == 1
    path = project.newest() / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"v": 99}))
    status, said = project.run("--resume")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "schema version 99; this code reads 1" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--seed", "-1"], "a seed lies between 0 and 2^63 - 1, got -1"),
        (["--records", "conftest.py"], "cannot write records under"),
    ],
)
def test_bad_options_stop_the_run_with_one_sentence(project, options, words):
    status, said = project.write(SIX).run(*options)
    assert status == pytest.ExitCode.USAGE_ERROR
    assert said.count(words) == 1


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_a_missing_device_stops_the_run_with_one_sentence(project, monkeypatch, options):
    monkeypatch.setattr(type(project), "platform", "cuda")
    status, said = project.write(SIX).run(*options)
    assert status == pytest.ExitCode.USAGE_ERROR
    assert said.count("JAX finds no device for JAX_PLATFORMS=cuda") == 1
    assert "Traceback" not in said


def test_truncated_products_stop_the_run(project):
    path = project.folder / "empirics" / "device.py"
    path.write_text(path.read_text().replace("CANARY_ERROR = 1e-5", "CANARY_ERROR = 0.0"))
    status, said = project.write(SIX).run()
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "float32 matrix product on cpu has relative error" in said
    assert not (project.folder / "records").exists()


def test_the_compile_ceiling_counts_the_programs_of_all_workers(tmp_path, capsys):
    folder, most = tmp_path / "a-run", ceiling.CEILING
    folder.mkdir()
    (folder / "run.json").write_text('{"v": 1, "started": "2026-01-01"}')
    (folder / "gw0.jsonl").write_text(f'{{"v": 1, "type": "end", "compilations": {most - 20}}}\n')
    assert ceiling.main(str(tmp_path)) == 0
    (folder / "gw1.jsonl").write_text('{"v": 1, "type": "end", "compilations": 21}\n')
    assert ceiling.main(str(tmp_path)) == 1
    assert f"{most + 1} programs compiled, at most {most} allowed" in capsys.readouterr().out
