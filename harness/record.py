"""Records: append-only JSON lines, the truth that reports, resumed runs and mutants read.

A records directory holds one folder per run: `run.json` (who ran what, where, when) and one `<worker>.jsonl` per
worker process with lines of type batch, judgement and end. Each line is one `write` to a file opened for appending,
so that a killed run loses at most the line in flight; a reader ignores a torn last line. docs/records.md is the schema.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

SCHEMA_VERSION = 1


class RecordError(ValueError):
    """Records that cannot be read or written."""


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def run_name(scale: str, seed: int) -> str:
    """A name that sorts by time and that no other run has: 20260131-235959-standard-0-5f3a."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{scale}-{seed}-{os.urandom(2).hex()}"


def open_run(records: Path, name: str, info: dict[str, Any]) -> Path:
    """The folder of a run, with its run.json; the first worker to come writes it, the others find it."""
    folder = records / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "run.json").exists():
            draft = folder / f"run.json.{os.getpid()}"
            text = json.dumps({"v": SCHEMA_VERSION, "run": name, **info}, indent=1, allow_nan=False)
            draft.write_text(text + "\n", encoding="utf-8")
            draft.replace(folder / "run.json")
    except OSError as error:
        raise RecordError(f"cannot write records under {records}: {error.strerror}") from None
    return folder


class Writer:
    """Appends lines to one worker's file."""

    def __init__(self, run: Path, worker: str) -> None:
        self.path = run / f"{worker}.jsonl"
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        _close_torn_line(self.path, self._file)

    def write(self, kind: str, content: dict[str, Any], *, durable: bool = True) -> None:
        """Append one line; `durable` waits until it is on disk."""
        line = json.dumps({"v": SCHEMA_VERSION, "type": kind, **content}, allow_nan=False) + "\n"
        data = line.encode()
        while data:
            data = data[os.write(self._file, data) :]
        if durable:
            os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def _close_torn_line(path: Path, file: int) -> None:
    """After a kill the last line may lack its newline; end it, so that the next line starts afresh."""
    with path.open("rb") as reader:
        reader.seek(0, os.SEEK_END)
        if reader.tell():
            reader.seek(-1, os.SEEK_END)
            if reader.read(1) != b"\n":
                os.write(file, b"\n")


@dataclass
class Run:
    """One run, read back: the last judgement of each case, in the order in which the cases first ended."""

    folder: Path
    info: dict[str, Any]
    judgements: list[dict[str, Any]] = field(default_factory=list)
    end: dict[str, Any] | None = None


def read_run(folder: Path | str) -> Run:
    """Read a run's judgements. Raises RecordError where there is no run or its schema is newer than this code."""
    folder = Path(folder)
    info = read_info(folder)
    cases: dict[str, dict[str, Any]] = {}
    end = None
    for line in lines(folder):
        if line["type"] == "judgement":
            cases[line["nodeid"]] = line
        elif line["type"] == "end":
            end = line if end is None else {**line, **_added(end, line)}
    return Run(folder, info, list(cases.values()), end)


def _added(*ends: dict[str, Any]) -> dict[str, int]:
    """The counters of several processes of one run, or of a run and its resumption, taken together."""
    return {name: sum(end.get(name) or 0 for end in ends) for name in ("compilations", "cache_hits")}


def read_info(folder: Path | str) -> dict[str, Any]:
    path = Path(folder) / "run.json"
    try:
        info = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RecordError(f"no run at {folder}: it has no run.json") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"{path} is not JSON: {error}") from None
    if info.get("v") != SCHEMA_VERSION:
        raise RecordError(f"{path} has schema version {info.get('v')!r}; this code reads {SCHEMA_VERSION}")
    return info


def lines(folder: Path | str) -> Iterator[dict[str, Any]]:
    """Every whole line of every worker of a run; torn lines are passed over."""
    for path in sorted(Path(folder).glob("*.jsonl")):
        with path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                try:
                    line = json.loads(text)
                except json.JSONDecodeError:
                    continue
                if not isinstance(line, dict):
                    continue
                if line.get("v") != SCHEMA_VERSION:
                    raise RecordError(f"{path} has a line of schema version {line.get('v')!r}; this code reads 1")
                yield line


def runs(records: Path | str) -> list[Path]:
    """The folders of all runs under a records directory, oldest first."""
    root = Path(records)
    if not root.is_dir():
        raise RecordError(f"no records directory at {root}; run `pytest claims/` first")
    return sorted((p.parent for p in root.glob("*/run.json")), key=lambda p: (read_info(p)["started"], p.name))


def latest_run(records: Path | str) -> Path:
    """The newest run that has judged something, or else the newest; RecordError if there is none."""
    found = runs(records)
    if not found:
        raise RecordError(f"no run under {records}; run `pytest claims/` first")
    judged = [folder for folder in found if any(line["type"] == "judgement" for line in lines(folder))]
    return (judged or found)[-1]


def stored_batches(folder: Path | str) -> dict[tuple[str, int], dict[str, Any]]:
    """Raw trials of a run by (address, batch index), as written."""
    return {(b["address"], b["index"]): b["values"] for b in lines(folder) if b["type"] == "batch"}


def numbers(array: Any) -> list[float | None]:
    """A list for JSON: infinities, which mean an open edge, become null."""
    return [float(x) if math.isfinite(x) else None for x in np.atleast_1d(np.asarray(array, dtype=float))]
