"""Run claims over many seeds and count the flakes: ``make calibrate ARGS="--seeds 20 claims/spectra"``.

It reports and never edits: a tolerance follows from its reason, not from the spread that was seen. Exit status 1 when
any case was anything but VERIFIED (or NOT APPLICABLE) at any seed.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from harness.record import RecordError, latest_run, read_run

FINE = ("VERIFIED", "NOT APPLICABLE")
Judgements = dict[str, list[dict[str, Any]]]


def run(seed: int, options: list[str], records: Path) -> tuple[list[dict[str, Any]], int]:
    """The judgements of one seed, and pytest's exit status."""
    command = [sys.executable, "-m", "pytest", *options, "--seed", str(seed), "--records", str(records), "-q"]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return read_run(latest_run(records)).judgements, process.returncode
    except RecordError:
        print(process.stdout[-2000:] + process.stderr[-2000:])
        return [], process.returncode or 1


def summary(judgements: Judgements) -> list[str]:
    """One line per case: seeds, trials used, the nearest counterclaim, and what was not VERIFIED at which seed."""
    lines = []
    for nodeid, found in sorted(judgements.items()):
        flakes = [f"{j['verdict']} at seed {j['seed']}" for j in found if j["verdict"] not in FINE]
        trials = statistics.median(j.get("trials", 0) for j in found)
        separations = [j["separation"] for j in found if j.get("separation") is not None]
        nearest = f"{min(separations):8.3g}" if separations else "       -"
        lines.append(f"{len(found):5d} {trials:8.0f} {nearest}  {nodeid}{''.join('  !! ' + flake for flake in flakes)}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.calibrate", description="Count flakes over many seeds.")
    parser.add_argument("--seeds", type=int, default=20, help="how many seeds (default: 20)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (default: 1)")
    given, options = parser.parse_known_args(arguments)
    if given.seeds < 1:
        parser.error(f"at least one seed, not {given.seeds}")
    options = options if any(option.startswith("claims") for option in options) else ["claims/", *options]
    judgements: Judgements = defaultdict(list)
    failed: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.seeds):
            found, status = run(seed, options, Path(folder, str(seed)))
            for judgement in found:
                judgements[judgement["nodeid"]].append(judgement)
            failed += [seed] if status else []
            print(f"seed {seed}: {len(found)} cases, pytest's exit status {status}", flush=True)
    print("\nseeds   trials  nearest  case (median trials; nearest counterclaim in tolerances)")
    print("\n".join(summary(judgements)))
    flakes = sum(j["verdict"] not in FINE for found in judgements.values() for j in found)
    where = f"pytest failed at seeds {failed}" if failed else "pytest passed at every seed"
    print(f"{len(judgements)} cases, {given.seeds} seeds: {flakes} not verified, {where}")
    return 1 if flakes or failed else 0


if __name__ == "__main__":
    sys.exit(main())
