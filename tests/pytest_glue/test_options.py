"""Runs: options, the scale, and what stops a run before it starts."""

import json

import pytest

from tests.pytest_glue.conftest import SIX


def test_collecting_records_nothing(project):
    status, said = project.write(SIX).run("--collect-only")
    assert status == 0
    assert "6 tests collected" in said
    assert "jax" not in said  # no device is looked for
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
