"""Who ran what, where, with which versions: the part of a run's record that does not depend on any claim."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = ("numpy", "scipy", "jax", "jaxlib", "sympy", "mpmath", "python-flint", "pytest")


def describe(root: Path, arguments: Sequence[str]) -> dict[str, Any]:
    """Command (pytest and its arguments), commit, versions and machine, for run.json."""
    return {
        "command": shlex.join(["pytest", *arguments]),
        "git": _commit(root),
        "versions": {"python": platform.python_version(), **{p: v for p in _PACKAGES if (v := _version(p))}},
        "machine": {"cores": os.cpu_count(), "processor": _processor(), "system": platform.system()},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _commit(root: Path) -> dict[str, Any] | None:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10).stdout

    try:
        return {"commit": git("rev-parse", "HEAD").strip(), "dirty": bool(git("status", "--porcelain").strip())}
    except (OSError, subprocess.SubprocessError):
        return None


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
