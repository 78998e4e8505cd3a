"""What pytest shows: verdicts, failures, the last line, JUnit, and a command that reproduces a case."""

import re
import shlex
import xml.etree.ElementTree as ET

import pytest

TESTS = """
@pytest.mark.parametrize("mean", [0.0, 9.0, 0.9])
def test_noise(lab, verify, mean):
    ask(lab, verify, mean=mean)

def test_noise_then_fails(lab, verify):
    ask(lab, verify)
    raise RuntimeError("after all")

def test_noise_with_a_nan(lab, verify):
    ask(lab, verify, poison=True)

def test_noise_without_verify(lab):
    pass

def test_noise_twice(lab, verify):
    ask(lab, verify)
    ask(lab, verify)

def test_noise_does_not_apply(lab, verify):
    verify.precondition(CLAIM, holds=False, certificate="rank 3 < 5")

def test_noise_of_a_plain_array(lab, verify):
    verify(CLAIM, theory=0.0, evidence=[1.0], tolerance=Exactly(because="."), counterclaims={}, tail=Bernoulli())
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    from tests.pytest_glue.conftest import build

    project = build(tmp_path_factory.mktemp("outcomes")).write(TESTS)
    status, said = project.run("-v", "--tb=short", "--junitxml=junit.xml")
    assert status == 1
    return project, said


@pytest.mark.parametrize(
    ("test", "shown"),
    [
        ("test_noise[0.0]", "VERIFIED"),
        ("test_noise[9.0]", "REFUTED"),
        ("test_noise[0.9]", "INCONCLUSIVE"),
        ("test_noise_then_fails", "INCONCLUSIVE"),
        ("test_noise_with_a_nan", "FAILED"),
        ("test_noise_without_verify", "FAILED"),
        ("test_noise_twice", "INCONCLUSIVE"),
        ("test_noise_does_not_apply", "NOT APPLICABLE"),
        ("test_noise_of_a_plain_array", "FAILED"),
    ],
)
def test_each_test_shows_its_verdict(outcome, test, shown):
    assert f"claims/test_noise.py::{test} {shown}" in outcome[1]


def test_the_last_line_counts_and_the_header_says_where(outcome):
    _, said = outcome
    assert "1 verified, 1 refuted, 3 inconclusive, 1 not applicable; nearest counterclaim 4.4 tolerances away" in said
    assert "claims: scale standard, seed 0" in said
    assert re.search(r"jax \S+ on 1 x cpu \(cpu\), float64, matrix products highest", said)
    assert "7 failed, 1 passed, 1 not applicable" in said


@pytest.mark.parametrize(
    "words",
    [
        "chapter.noise is REFUTED: the interval and the band are disjoint",
        "resolution budget 0.9: the test asks for it",
        "counterclaim, REFUTED, 4.44 tolerances away: four",
        "reproduce: pytest 'claims/test_noise.py::test_noise[9.0]' --scale standard --seed 0",
        "theory   tolerance       observed          lower          upper",
        "'x' is not finite in trial 0",
        "test_noise_without_verify ended without verify(...): nothing was judged",
        "verify was called twice; one test gives one judgement",
        "precondition fails: rank 3 < 5",
        "evidence must come from lab.run(...), got list",
    ],
)
def test_a_failure_says_what_is_needed(outcome, words):
    project, said = outcome
    junit = (project.folder / "junit.xml").read_text(encoding="utf-8").replace("&lt;", "<").replace("&gt;", ">")
    assert words in said or words in junit


def test_a_failure_after_the_verdict_takes_it_back_in_the_records(outcome):
    project, _ = outcome
    from harness.record import read_run

    found = {j["nodeid"].partition("::")[2]: j for j in read_run(project.newest()).judgements}
    late = found["test_noise_then_fails"]
    assert late["verdict"] == "INCONCLUSIVE"
    assert late["why"] == "the test failed after its verdict: RuntimeError: after all"
    assert found["test_noise_does_not_apply"]["verdict"] == "NOT APPLICABLE"


def test_junit_holds_the_verdicts(outcome):
    cases = {c.get("name"): c for c in ET.parse(outcome[0].folder / "junit.xml").iter("testcase")}

    def properties(name):
        return {p.get("name"): p.get("value") for p in cases[name].iter("property")}

    assert properties("test_noise[0.0]")["verdict"] == "VERIFIED"
    assert properties("test_noise[0.0]")["claim"] == "chapter.noise"
    assert float(properties("test_noise[0.0]")["separation"]) > 4
    assert properties("test_noise[9.0]")["verdict"] == "REFUTED"
    assert cases["test_noise[9.0]"].find("failure") is not None
    assert cases["test_noise_does_not_apply"].find("skipped") is not None


def test_the_reproduce_command_gives_identical_numbers(outcome):
    project, _ = outcome
    before = project.judgements()["0.9"]
    command = shlex.split(before["reproduce"])
    assert command[0] == "pytest"
    status, _ = project.run(*command[1:], "--records", "again")
    again = project.judgements("again")["0.9"]
    assert status == 1
    assert {k: again[k] for k in ("observed", "verdict", "trials", "address")} == {
        k: before[k] for k in ("observed", "verdict", "trials", "address")
    }
