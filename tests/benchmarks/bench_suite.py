"""The whole suite as its user meets it: collection, a cold and a warm run, peak memory, and where the time goes.

Each is measured once, in a process of its own; the cold run starts with an empty compilation cache.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from harness.record import latest_run, read_run

ROOT = Path(__file__).parents[2]
PARTS = ("compile", "run", "theory")


def measured(arguments: list[str], cache: Path) -> tuple[float, float, int]:
    """Seconds, peak memory in GiB and exit status of one pytest run."""
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(cache)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "claims/", "-q", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 2**20, os.waitstatus_to_exitcode(status)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compiled")


@pytest.mark.parametrize(
    ("what", "options"),
    [
        ("collection", ["--collect-only"]),
        ("standard, cold compile cache", []),
        ("standard, warm", []),
        ("smoke, cold for its own shapes", ["--scale", "smoke"]),
        ("smoke, warm", ["--scale", "smoke"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_suite(note, tmp_path, cache, what, options):
    seconds, memory, status = measured(["--records", str(tmp_path), *options], cache)
    note(f"{what:32} {seconds:7.1f} s   peak memory {memory:5.2f} GiB   exit status {status}")
    if what == "collection":
        return
    for claim, spent in time_by_claim(tmp_path).items():
        note(f"    {claim:60} " + "  ".join(f"{part} {spent[part]:6.2f} s" for part in PARTS))


def time_by_claim(records: Path) -> dict[str, Counter[str]]:
    claims: dict[str, Counter[str]] = {}
    for judgement in read_run(latest_run(records)).judgements:
        claims.setdefault(judgement["claim"], Counter()).update({p: judgement["seconds"][p] for p in PARTS})
    return claims
