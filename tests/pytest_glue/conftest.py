"""A small project with claims of its own, run by the real conftest in processes of their own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from harness.record import latest_run, read_run

ROOT = Path(__file__).parents[2]
EXPERIMENTS = """
import time
import numpy as np
from empirics.lab import trial

@trial(batch=16, host=True)
def noise(rng: np.random.Generator, *, mean: float = 0.0, sleep: float = 0.0, poison: bool = False):
    time.sleep(sleep)
    return {"x": np.nan if poison else mean + rng.standard_normal()}
"""
CLAIM = '''"""Noise has mean zero.

Statement. The mean of the noise is zero.
Reason. It is symmetric.
"""
import pytest
from harness import *
from empirics import tiny as measured

CLAIM = Claim(name="chapter.noise", statement=__doc__, kind=Kind.LIMIT, tex="x", source=Source("key", where="here"),
              standing=AsPrinted())

def ask(lab, verify, *, theory=0.0, width=0.9, trials=256, **parameters):
    evidence = lab.run(measured.noise, trials=trials, **parameters)["x"]
    verify(CLAIM, theory=theory, evidence=evidence, tail=NearGaussian(), counterclaims={"four": 4.0, "five": 5.0},
           tolerance=Resolution(width, because="the test asks for it"))

'''
SIX = """
@pytest.mark.parametrize("mean", [0.0, 0.05, 0.1, 9.0, -0.1, 0.02])
def test_noise(lab, verify, mean):
    ask(lab, verify, mean=mean, sleep=0.0005)
"""


@dataclass
class Project:
    """Its folder, and how to run pytest in it."""

    folder: Path
    platform: ClassVar[str] = "cpu"

    def write(self, tests: str) -> "Project":
        (self.folder / "claims" / "test_noise.py").write_text(CLAIM + tests, encoding="utf-8")
        return self

    def start(self, *options: str, **more: Any) -> "subprocess.Popen[str]":
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        environment |= {"JAX_PLATFORMS": self.platform, "JAX_COMPILATION_CACHE_DIR": str(self.folder.parent / "cache")}
        options = options if any(o.startswith("claims") for o in options) else ("claims", *options)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **more,
        )

    def run(self, *options: str) -> tuple[int, str]:
        process = self.start(*options)
        said, _ = process.communicate(timeout=100)
        return process.returncode, said

    def newest(self, records: str = "records") -> Path:
        return latest_run(self.folder / records)

    def judgements(self, records: str = "records") -> dict[str, dict[str, Any]]:
        return {j["case"]: j for j in read_run(self.newest(records)).judgements}


def build(folder: Path) -> Project:
    for room in ("harness", "empirics"):
        (folder / room).mkdir(parents=True)
        for file in (ROOT / room).glob("*.py"):
            if room == "harness" or file.name in ("__init__.py", "lab.py", "device.py"):
                shutil.copy(file, folder / room)
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, folder)
    (folder / "claims").mkdir()
    (folder / "empirics" / "tiny.py").write_text(EXPERIMENTS, encoding="utf-8")
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path)
