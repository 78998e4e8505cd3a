"""Stubs of a new claim: written once, never over anything, and failing until they are filled in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import claim_lint, new_claim

NAME = "spectra.trace_is_conserved"


def new(root: Path, *arguments: str) -> int:
    return new_claim.main([*arguments, "--root", str(root)])


def test_three_files_and_what_comes_next(tmp_path, capsys):
    assert new(tmp_path, NAME) == 0
    written = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.py"))
    assert written == [
        "claims/spectra/__init__.py",
        "claims/spectra/test_trace_is_conserved.py",
        "empirics/trace_is_conserved.py",
        "theory/trace_is_conserved.py",
    ]
    said = capsys.readouterr().out
    assert "counterclaims" in said
    assert f"make claim NAME={NAME}" in said


def test_nothing_is_overwritten(tmp_path, capsys):
    (tmp_path / "theory").mkdir()
    (tmp_path / "theory" / "gram.py").write_text("MINE = 1\n")
    assert new(tmp_path, NAME, "--module", "gram") == 0
    assert (tmp_path / "theory" / "gram.py").read_text() == "MINE = 1\n"
    assert "from theory import gram as exact" in (tmp_path / "claims/spectra/test_trace_is_conserved.py").read_text()
    assert new(tmp_path, NAME) == 1
    assert "already there" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["spectra", "Spectra.x", "a.b.c", "spectra.1x", "spectra.x-y", ""])
def test_a_name_that_is_none_is_refused(tmp_path, name, capsys):
    with pytest.raises(SystemExit):
        new(tmp_path, name)
    assert "chapter.conclusion" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_lint_lists_what_is_missing(house, capsys):
    new(house, NAME)
    assert claim_lint.main([str(house / "claims")]) == 1
    rules = [line.split("[")[1].split("]")[0] for line in capsys.readouterr().out.splitlines() if "[" in line]
    assert rules == ["docstring", "docstring", "source", "counterclaims"]


def test_the_stub_fails_until_it_is_filled_in(house):
    new(house, NAME)
    environment = {**os.environ, "PYTHONPATH": str(house), "JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-m", "pytest", "claims/", "-q"]
    run = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout + run.stderr
    assert "NotImplementedError: theory/trace_is_conserved.py" in run.stdout
    assert "2 failed" in run.stdout
