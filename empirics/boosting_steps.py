"""Boosting with shrunken and with shortening steps, on random signs and where AdaBoost stays below the best margin."""

from __future__ import annotations

import numpy as np

from empirics.boosting import Floats, boost
from empirics.lab import trial


@trial(batch=2, host=True)
def shrunken(
    rng: np.random.Generator, *, n: int, d: int, rounds: int, rule: str, shrinkage: Floats
) -> dict[str, Floats]:
    """Boosting on n x d random signs: `table` (n, d), and `margin` (shrinkages, rounds) of every round."""
    table = rng.choice([-1.0, 1.0], size=(n, d))
    return {"table": table, "margin": boost(table, rounds=rounds, rule=rule, shrinkage=shrinkage).margin}


@trial(batch=2, host=True)
def shortened(
    rng: np.random.Generator, *, table: Floats, spread: float, rounds: int, shrinkage: Floats, power: float
) -> dict[str, Floats]:
    """Boosting from weights that differ from uniform ones by the factor 1 +- spread at most, in three ways.

    Observables: shrunken (shrinkages,), the last margin with steps shrinkage * artanh; margin and step (rounds,) with
    steps of t^-power at most; summable (rounds,), the margin with steps of 2^-t at most.
    """
    start, t = 1 + spread * rng.uniform(-1, 1, len(table)), np.arange(1.0, rounds + 1)
    start /= start.sum()
    shrunk = boost(table, rounds=rounds, start=start, shrinkage=shrinkage)
    capped = boost(table, rounds=rounds, start=start, caps=t**-power)
    summable = boost(table, rounds=40, start=start, caps=2.0 ** -t[:40])
    return {
        "shrunken": shrunk.margin[:, -1],
        "margin": capped.margin[0],
        "step": capped.step[0],
        "summable": summable.margin[0],
    }
