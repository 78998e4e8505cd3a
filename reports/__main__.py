"""Command line: ``python -m reports [site | compare A B | readme] [--records DIR] [--run NAME] [--out DIR]``."""

import argparse
import sys
import time
from pathlib import Path

from harness.record import Run, latest_run, read_run
from reports.compare import compare
from reports.readme import rewrite
from reports.site import read, write_site
from reports.summary import headline


def parser() -> argparse.ArgumentParser:
    """Return the options of the command."""
    made = argparse.ArgumentParser(prog="python -m reports", description="Write the report of a run of pytest claims/.")
    made.add_argument(
        "action", nargs="?", choices=("site", "compare", "readme"), default="site", help="what to do (default: site)"
    )
    made.add_argument("runs", nargs="*", metavar="RUN", help="the two runs that compare sets against each other")
    made.add_argument(
        "--records", type=Path, default=Path("records"), metavar="DIR", help="folder of the runs (default: records)"
    )
    made.add_argument("--run", metavar="NAME", help="the run to show (default: the latest with judgements)")
    made.add_argument(
        "--out",
        type=Path,
        default=Path("reports/html"),
        metavar="DIR",
        help="where the site goes (default: reports/html)",
    )
    made.add_argument(
        "--readme",
        type=Path,
        default=Path("README.md"),
        metavar="FILE",
        help="file whose verdict table readme rewrites",
    )
    return made


def pick(records: Path, name: str | None) -> Run:
    """Return the named run, or the latest; raise ValueError where there is none."""
    if name is None:
        return read_run(latest_run(records))
    if not records.is_dir():
        raise ValueError(f"no records directory at {records}; run `pytest claims/` first")
    if not (records / name / "run.json").exists():
        known = sorted(path.parent.name for path in records.glob("*/run.json"))[-5:]
        raise ValueError(f"no run named {name} under {records}; the latest are {', '.join(known) or 'none'}")
    return read_run(records / name)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = parser().parse_args(arguments)
    start = time.perf_counter()
    try:
        if options.action == "compare":
            if len(options.runs) != 2:
                raise ValueError(f"compare needs two runs, got {len(options.runs)}")
            print(compare(*(pick(options.records, name) for name in options.runs)))
            return 0
        if options.runs:
            raise ValueError(f"{options.action} takes no runs by position; use --run NAME")
        run = pick(options.records, options.run)
        if options.action == "readme":
            changed = rewrite(run, options.readme)
            print(f"{options.readme}: {'rewritten' if changed else 'unchanged'} from {run.info['run']}")
            return 0
        written = write_site(run, options.out)
    except (ValueError, OSError) as error:
        print(f"python -m reports: {error}", file=sys.stderr)
        return 2
    size = sum(path.stat().st_size for path in written)
    print(headline(read(run).claims))
    print(
        f"{options.out / 'index.html'}: {len(written)} files, {size / 1e6:.1f} MB, {time.perf_counter() - start:.2f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
