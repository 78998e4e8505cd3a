"""One run of the suite: its scale, its seed, and the folder its records go to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.record import (
    RecordError,
    Writer,
    now,
    open_run,
    read_info,
    run_name,
    runs,
    stored_batches,
)
from harness.scale import Scale

MAX_SEED = 2**63 - 1


@dataclass
class Session:
    """Scale, seed and records of this process. Workers of one run share the run's name and differ in `worker`."""

    scale: Scale
    seed: int
    records: Path
    run: str
    worker: str = "main"
    resumed: bool = False
    info: dict[str, Any] = field(default_factory=dict)
    _writer: Writer | None = None

    @classmethod
    def start(
        cls, *, records: Path, scale: str | None, seed: int | None, fresh_seed: bool = False, resume: bool = False
    ) -> Session:
        """Begin a run, or find the one to resume. Raises ValueError where the wishes contradict each other."""
        if fresh_seed and seed is not None:
            raise ValueError(f"--fresh-seed draws a seed, so --seed {seed} cannot be given with it")
        if fresh_seed and resume:
            raise ValueError("--resume continues a run with its own seed, so --fresh-seed cannot be given with it")
        if seed is not None and not 0 <= seed <= MAX_SEED:
            raise ValueError(f"a seed lies between 0 and 2^63 - 1, got {seed}")
        if scale is not None:
            Scale.named(scale)
        if resume:
            return cls._resume(records, scale, seed)
        chosen = int.from_bytes(os.urandom(6), "big") if fresh_seed else seed or 0
        level = Scale.named(scale or Scale.STANDARD.value)
        return cls(level, chosen, records, run_name(level.value, chosen))

    @classmethod
    def _resume(cls, records: Path, scale: str | None, seed: int | None) -> Session:
        for folder in reversed(runs(records)):
            info = read_info(folder)
            if scale in (None, info["scale"]) and seed in (None, info["seed"]):
                return cls(Scale.named(info["scale"]), info["seed"], records, folder.name, resumed=True)
        wish = f" at scale {scale}" * (scale is not None) + f" with seed {seed}" * (seed is not None)
        raise RecordError(f"--resume: no run{wish} under {records}")

    def worker_input(self) -> dict[str, Any]:
        """What a worker process needs to join this run."""
        return {"scale": self.scale.value, "seed": self.seed, "run": self.run, "resumed": self.resumed}

    @classmethod
    def join(cls, records: Path, given: dict[str, Any], worker: str) -> Session:
        return cls(Scale.named(given["scale"]), given["seed"], records, given["run"], worker, given["resumed"])

    def describe(self, provenance: dict[str, Any]) -> None:
        """Give the run its provenance; a resumed run must have been made by the same experiments on the same device."""
        self.info = {"started": now(), "scale": self.scale.value, "seed": self.seed, **provenance}
        if not self.resumed:
            return
        before = read_info(self.records / self.run)
        for what in ("experiments", "device", "dtype", "matmul_precision", "prng", "kernel"):
            if before.get(what) != self.info.get(what):
                raise RecordError(
                    f"--resume: run {self.run} was made with {what} {before.get(what)}, "
                    f"now it is {self.info.get(what)}; start a new run without --resume"
                )

    def stored(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Raw trials of the run that is resumed; none for a new run."""
        return stored_batches(self.records / self.run) if self.resumed else {}

    def write(self, kind: str, content: dict[str, Any], *, durable: bool = True) -> None:
        """Append a line to this worker's file."""
        self.open().write(kind, content, durable=durable)

    def open(self) -> Writer:
        """This worker's file. Raises RecordError where the run's folder cannot be written."""
        if self._writer is None:
            self._writer = Writer(open_run(self.records, self.run, self.info), self.worker)
        return self._writer

    def close(self, **end: Any) -> None:
        """Write the closing line of this worker, if it has recorded anything."""
        if self._writer is not None:
            self._writer.write("end", {"time": now(), **end})
            self._writer.close()
            self._writer = None
