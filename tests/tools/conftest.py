"""A house in a temporary folder, in which tools may write."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTHING_BUILT = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The judge, the lab and the tools, without theory, experiments and claims."""
    for room in ("harness", "tools"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=NOTHING_BUILT)
    for room in ("theory", "empirics", "claims"):
        (tmp_path / room).mkdir()
    for file in ("conftest.py", "pyproject.toml", "empirics/__init__.py", "empirics/lab.py", "empirics/device.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    for listed in (tmp_path / "tools" / "mutants").glob("[a-z]*_*.py"):
        listed.unlink()
    shutil.copy(ROOT / "claims" / "references.bib", tmp_path / "claims")
    return tmp_path
