"""Planted errors for starts that are worse than the zero map."""

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant

START = "deep_linear.start_must_beat_zero_risk"
LAW = "theory.opposed_start"


def doubled_depth(f: Function) -> Function:
    """The law of twice as many layers at the same x."""
    return lambda times, *, length, scale, depth, sign: f(
        times, length=length, scale=scale**0.5, depth=2 * depth, sign=sign
    )


MUTANTS = [
    Mutant(START, LAW, "log_size", "one per cent faster", lambda f: lambda t, **o: f(1.01 * np.asarray(t), **o)),
    Mutant(START, LAW, "log_size", "the other sign", lambda f: lambda t, sign, **o: f(t, sign=-sign, **o)),
    Mutant(START, LAW, "log_size", "twice as many layers", doubled_depth),
    Mutant(START, LAW, "log_size", "|z| forgotten", lambda f: lambda t, length, **o: f(t, length=1.0, **o)),
    Mutant(START, LAW, "crossing_time", "one per cent later", lambda f: lambda **o: 1.01 * f(**o)),
    Mutant(
        START,
        LAW,
        "crossing_time",
        "two equal halves of the logarithm",
        lambda f: lambda length, first, last: np.log((first + last) / abs(first - last)) / length,
    ),
    Mutant(START, LAW, "speeds", "slope of the loss 1, not 1/2", lambda f: lambda w, z: 2 * f(w, z)),
    Mutant(START, LAW, "speeds", "layers in reverse order", lambda f: lambda w, z: f(w, z)[::-1] + 1e-9),
]
HARMLESS: list[Harmless] = []
