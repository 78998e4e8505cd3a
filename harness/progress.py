"""Progress on long cases: a line that is overwritten on a terminal, one every half minute in a log or from a worker."""

from __future__ import annotations

import sys
import time
from typing import Any, TextIO

PATIENCE = 2.0
LOG_EVERY = 30.0


class Progress:
    """Called by the lab after every group of batches; quiet for cases that take less than PATIENCE seconds."""

    def __init__(self, config: Any, stream: TextIO | None = None) -> None:
        self._stream = stream
        self._capture = config.pluginmanager.getplugin("capturemanager")
        self._worker = getattr(config, "workerinput", {}).get("workerid", "")
        self._silent = config.getoption("quiet", 0) > 0
        self._address, self._since, self._said = "", time.monotonic(), 0.0

    def __call__(self, address: str, trials: int, seconds: float) -> None:
        moment = time.monotonic()
        if address != self._address:
            self._address, self._since, self._said = address, moment - seconds, 0.0
        spent = moment - self._since
        if self._silent or spent < PATIENCE:
            return
        with self._capture.global_and_fixture_disabled():
            out = self._stream or sys.stderr
            pause, end = (0.5, "\r") if out.isatty() and not self._worker else (LOG_EVERY, "\n")
            if spent - self._said >= pause:
                self._said = spent
                who = f"{self._worker}: " * bool(self._worker)
                print(f"  [{who}{trials} trials, {spent:.0f} s]", end=end, file=out, flush=True)
