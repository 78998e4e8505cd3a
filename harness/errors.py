"""The suite's error budget and the schedule of looks: the one place where they are stated.

Each bound of an interval is wrong with probability at most ERROR_PER_CASE. A truth outside the band can only be wrongly
VERIFIED, for which one bound has to be wrong; a truth inside can only be wrongly REFUTED, by either bound. So a case is
wrong with probability at most 2 ERROR_PER_CASE, and a run of at most MAX_CASES cases with probability at most
SUITE_ERROR; a run of more cases says what its bound is. The evidence may be looked at LOOKS times: each look gets an
equal share (Bonferroni), so any fixed-sample interval becomes time-uniform.
"""

from __future__ import annotations

import math

SUITE_ERROR = 1e-6
MAX_CASES = 1000
ERROR_PER_CASE = SUITE_ERROR / (2 * MAX_CASES)

LOOKS = 48
FIRST_LOOK = 32
GROWTH = 1.25
MOST_TRIALS = math.ceil(FIRST_LOOK * GROWTH ** (LOOKS - 1))


def run_error(cases: int) -> float:
    """Bound on the probability that a run of so many cases holds a wrong verdict; SUITE_ERROR at MAX_CASES."""
    return 2 * cases * ERROR_PER_CASE


def looks(batch: int, trials: int) -> list[int]:
    """Sample sizes at which the evidence is judged: 32 * 1.25^k, rounded up to whole batches, ending at `trials`.

    The schedule is fixed before the run and has at most LOOKS entries. `trials` is rounded up to whole batches.
    """
    if batch < 1 or trials < 1:
        raise ValueError(f"batch and trials must be at least 1, got {batch} and {trials}")
    if trials > MOST_TRIALS:
        raise ValueError(f"at most {MOST_TRIALS} trials fit the schedule of {LOOKS} looks, got {trials}")
    sizes = {_whole(FIRST_LOOK * GROWTH**k, batch) for k in range(LOOKS)}
    last = _whole(trials, batch)
    return sorted({size for size in sizes if size < last} | {last})


def _whole(size: float, batch: int) -> int:
    return batch * math.ceil(math.ceil(size) / batch)
