"""`--kernel` and `--inputs` on the real claims."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
CLAIMS = [ROOT / "claims" / "eigenlearning" / f"test_learnabilities_sum_to_{what}.py" for what in ("n", "the_rank")]
KERNELS = """
import numpy as np
def laplace(x, y): return np.exp(-np.linalg.norm(x[:, None] - y[None], axis=2))
def linear(x, y): return x @ y.T
def indefinite(x, y): return laplace(x, y) - 0.8
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("given")
    (made / "kernels.py").write_text(KERNELS, encoding="utf-8")
    np.savez(made / "points.npz", x=np.random.default_rng(0).standard_normal((40, 3)))
    return made


def said(folder, *options):
    command = [sys.executable, "-m", "pytest", *map(str, CLAIMS), "-n", "0", "--scale", "smoke", *options]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    ended = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "--records", str(folder / "records")],
        capture_output=True, text=True, cwd=folder, env=environment, timeout=300, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        ("laplace", ["2 verified"]),
        ("linear", ["1 verified", "1 not applicable", "rank 3 on 40 points"]),
        ("indefinite", ["2 not applicable", "the kernel is indefinite: v^T K v = -"]),
    ],
)
def test_claims_about_any_kernel_run_on_a_given_one(folder, kernel, words):
    status, text = said(folder, "--kernel", f"kernels:{kernel}", "--inputs", "points.npz")
    assert status == 0, text
    assert all(word in text for word in words), text


def test_the_options_go_together_and_say_what_is_wrong(folder):
    status, text = said(folder, "--kernel", "kernels:laplace")
    assert status == 4
    assert "give both or neither" in text
    status, text = said(folder, "--kernel", "kernels:nothing", "--inputs", "points.npz")
    assert status == 4
    assert "cannot be imported" in text
