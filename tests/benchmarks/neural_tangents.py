"""neural-tangents in an environment of its own: it needs an old JAX. Used with NEURAL_TANGENTS=1 only (a download)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).parents[2] / "build" / "neural-tangents"
PINNED = ["neural-tangents==0.6.5", "jax==0.4.30", "jaxlib==0.4.30", "numpy<2", "scipy<1.13", "setuptools<80"]
wanted = pytest.mark.skipif(
    "NEURAL_TANGENTS" not in os.environ, reason="NEURAL_TANGENTS=1 builds an environment for it"
)
"""Marks benchmarks that compare with it."""


def run(code: str, *arguments: object) -> Any:
    """What `code`, run there with these arguments, prints as JSON on its last line. Builds the environment once."""
    python = HOME / "bin" / "python"
    if not (HOME / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PINNED], check=True)
        (HOME / "installed").touch()
    ours = ("XLA_FLAGS", "PJRT_NPROC", "OPENBLAS_NUM_THREADS", "JAX_COMPILATION_CACHE_DIR")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    command = [str(python), "-c", code, *map(str, arguments)]
    return json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.splitlines()[-1]
    )
