"""The compile ceiling: ``python -m tests.pytest_glue.ceiling [records]`` after a run of `pytest claims/`.

Each distinct program costs about a second with a cold cache, so their number is a budget. A run of all claims takes
too long for a test of its own; CI calls this after the run that it makes anyway.
"""

import sys
from pathlib import Path

from harness.record import latest_run, lines

CEILING = 180  # 170 claim modules; 135 compiled 144 in two workers, each of which compiles what both need


def programs(run: Path) -> int:
    """How many programs a finished run compiled, all its workers together; ValueError where no worker has finished."""
    ends = [line["compilations"] for line in lines(run) if line["type"] == "end"]
    if not ends:
        raise ValueError(f"{run} has not ended, so its compilations were not counted")
    return sum(ends)


def main(records: str = "records") -> int:
    run = latest_run(records)
    found = programs(run)
    print(f"{run.name}: {found} programs compiled, at most {CEILING} allowed")
    return int(found > CEILING)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
