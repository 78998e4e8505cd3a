"""The stopping rule for thousands of repetitions at once: each column of x is one run of the suite's case.

`test_judge_on_trial` checks that it gives the verdicts of the judge itself.
"""

import numpy as np

from harness.errors import looks
from harness.tails import Tail


def verdicts(tail: Tail, x: np.ndarray, theory: float, half: float, error: float, shares: int | None = None):
    """Which of the repetitions are VERIFIED and which REFUTED, at error level `error` shared by `shares` looks."""
    schedule = looks(1, len(x))
    repetitions = x.shape[1]
    lower, upper = np.full(repetitions, -np.inf), np.full(repetitions, np.inf)
    verified, refuted = np.zeros(repetitions, dtype=bool), np.zeros(repetitions, dtype=bool)
    for n in schedule:
        fine = objections(tail, x[:n])
        low, high = tail.interval(x[:n], error / (shares or len(schedule)))
        lower = np.where(fine, np.maximum(lower, low), lower)
        upper = np.where(fine, np.minimum(upper, high), upper)
        open_ = fine & ~verified & ~refuted
        verified |= open_ & (lower >= theory - half) & (upper <= theory + half)
        refuted |= open_ & ~verified & ((upper < theory - half) | (lower > theory + half))
    return verified, refuted


def objections(tail: Tail, x: np.ndarray) -> np.ndarray:
    """Where the tail class does not object."""
    if type(tail).objection is Tail.objection:
        return np.ones(x.shape[1], dtype=bool)
    return np.array([tail.objection(column[:, None]) is None for column in x.T])
