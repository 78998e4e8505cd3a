"""Calibration counts what is not VERIFIED and says at which seed; it changes nothing."""

import subprocess
import sys

import pytest

from tools import calibrate


def judgement(verdict: str, seed: int, separation: float | None = 6.1) -> dict[str, object]:
    return {"verdict": verdict, "seed": seed, "trials": 64 * seed, "separation": separation}


def test_the_summary_names_each_flake():
    found = {"a": [judgement("VERIFIED", 1), judgement("REFUTED", 2)], "b": [judgement("NOT APPLICABLE", 1, None)]}
    flaky, quiet = calibrate.summary(found)
    assert "a  !! REFUTED at seed 2" in flaky
    assert flaky.split()[:3] == ["2", "96", "6.1"]
    assert "!!" not in quiet


def test_seeds_are_passed_on_and_counted(monkeypatch, capsys):
    asked = []

    def run(seed, options, records):
        asked.append((seed, options))
        return [{"nodeid": "a", **judgement("INCONCLUSIVE" if seed == 5 else "VERIFIED", seed)}], int(seed == 5)

    monkeypatch.setattr(calibrate, "run", run)
    assert calibrate.main(["--seeds", "3", "--first", "4", "--scale", "smoke"]) == 1
    assert asked[0][1][0] == "claims/"
    assert [seed for seed, _ in asked] == [4, 5, 6]
    said = capsys.readouterr().out
    assert "INCONCLUSIVE at seed 5" in said
    assert "1 not verified, pytest failed at seeds [5]" in said
    assert calibrate.main(["--seeds", "1", "claims/spectra"]) == 0
    assert asked[-1][1] == ["claims/spectra"]


def test_a_run_without_records_is_a_failure(tmp_path, monkeypatch, capsys):
    failed = subprocess.CompletedProcess([], 4, "usage error", "")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: failed)
    assert calibrate.run(1, ["claims/"], tmp_path) == ([], 4)
    assert "usage error" in capsys.readouterr().out


def test_the_number_of_seeds_is_positive(capsys):
    with pytest.raises(SystemExit):
        calibrate.main(["--seeds", "0"])
    assert "at least one seed" in capsys.readouterr().err


def test_it_is_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "tools.calibrate", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "--seeds" in done.stdout
