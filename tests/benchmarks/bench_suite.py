"""The whole suite as its user meets it: collection, a cold and a warm run, peak memory, and where the time goes.

Each is measured once, in a process of its own; the cold run starts with an empty compilation cache.
"""

import contextlib
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
    """Seconds, peak memory in GiB of all its processes together, and exit status of one pytest run."""
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(cache)}
    start, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "claims/", "-q", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.25)
    return time.perf_counter() - start, peak / 2**20, process.returncode


def resident(process: int) -> int:
    """KiB held by a process and its descendants, with shared pages divided among their users; 0 where /proc is not."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = stat.read_text().partition(" (")
            children.setdefault(int(rest.rpartition(") ")[2].split()[1]), []).append(int(number))
    total, family = 0, [process]
    while family:
        member = family.pop()
        family += children.get(member, [])
        with contextlib.suppress(OSError):
            rollup = Path("/proc", str(member), "smaps_rollup").read_text()
            total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


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
