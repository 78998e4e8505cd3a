"""Errors to plant in the risk formula, in its slope at the first point and in the circle's exact errors."""

import dataclasses

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

RISK = "eigenlearning.risk_is_overfitting_times_unlearned_power"
FIRST = "eigenlearning.hard_modes_are_learned_worse_at_first"
CIRCLE = "eigenlearning.circle_breaks_the_risk_formula"
LEARNABILITY = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"


def _levels(**change):
    """`levels` with some fields of its answer replaced by functions of the right answer."""

    def replace(levels):
        def wrong(*a, **k):
            at = levels(*a, **k)
            return dataclasses.replace(at, **{name: f(at) for name, f in change.items()})

        return wrong

    return replace


def _without_multiplicities(levels):
    def wrong(n, eigenvalues, multiplicities=None, **k):
        at = levels(n, eigenvalues, multiplicities, **k)
        return dataclasses.replace(at, remainder=n - float(np.sum(at.learned**2)))

    return wrong


def _half_share(first_slope):
    return lambda e, m=None: first_slope(e, m) + e / np.sum(e if m is None else e * m)


def _times(factor):
    return lambda f: lambda *a, **k: factor * f(*a, **k)


CURVES = "theory.learning_curves"
MUTANTS = [
    Mutant(RISK, CURVES, "levels", "no overfitting: n - q is n", _levels(remainder=lambda at: at.n)),
    Mutant(RISK, CURVES, "levels", "q without multiplicities", _without_multiplicities),
    Mutant(RISK, CURVES, "levels", "n - q is 10 % too large", _levels(remainder=lambda at: 1.1 * at.remainder)),
    Mutant(
        RISK,
        CURVES,
        "levels",
        "1 - L is 5 % too large",
        _levels(unlearned=lambda at: 1.05 * at.unlearned),
    ),
    Mutant(RISK, CURVES, "levels", "levels shifted by one", _levels(unlearned=lambda at: np.roll(at.unlearned, 1))),
    Mutant(RISK, CURVES, "levels", "n is 20 % too large", lambda f: lambda n, *a, **k: f(1.2 * n, *a, **k)),
    Mutant(FIRST, CURVES, "first_slope", "one per cent too large", _times(1.01)),
    Mutant(FIRST, CURVES, "first_slope", "lambda in the place of 2 lambda", _half_share),
    Mutant(FIRST, CURVES, "first_slope", "multiplicities forgotten", lambda f: lambda e, m=None: f(e)),
    Mutant(FIRST, "theory.kernels", "profile", "the square of the kernel", lambda f: lambda *a, **k: f(*a, **k) ** 2),
    Mutant(CIRCLE, "theory.circle", "limit_error", "half of it", _times(0.5)),
    Mutant(CIRCLE, "theory.circle", "limit_error", "t is 30 % too large", lambda f: lambda t: f(1.3 * t)),
    Mutant(CIRCLE, "theory.circle", "limit_error", "its value at t = 0 is added", lambda f: lambda t: f(t) + 1 / 3),
    Mutant(CIRCLE, "theory.circle", "limit_error", "ten per cent too large", _times(1.1)),
]

_SCALE = "scaling the kernel scales its spectrum and C alike, and leaves errors as they are"
HARMLESS = [
    Harmless(RISK, CURVES, "levels", "an approximation, with a tolerance of a few per cent of each error"),
    Harmless(RISK, CURVES, "Levels.mode_mse", "as above; 10 % are seen"),
    Harmless(RISK, CURVES, "Levels.overfitting", "as above; 10 % are seen"),
    Harmless(RISK, "theory.kernels", "profile", _SCALE),
    Harmless(RISK, "theory.spectra", "cube", _SCALE),
    Harmless(RISK, "theory.spectra", "sphere", "as the kernel's scale, but for the trace of the degrees left out"),
    Harmless(RISK, "theory.spectra", "Spectrum.trace", "the trace of the degrees left out is 3 % of the kernel's"),
    Harmless(FIRST, "theory.kernels", "profile", _SCALE),
    Harmless(FIRST, "theory.spectra", "cube", _SCALE),
    Harmless(CIRCLE, "theory.circle", "limit_error", "the nearest rival is a factor 1.6 away; 10 % are seen"),
    Harmless(CIRCLE, "theory.circle", "formula_error_limit", "the unit of theory and evidence alike"),
]
