"""Errors to plant in noise and ridge, on finite and on continuous domains."""

from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant

FINITE = "eigenlearning.noise_and_ridge_on_a_finite_domain"
CONTINUOUS = "eigenlearning.noise_and_ridge_on_a_continuous_domain"
MODULE = "theory.finite_domain"
CURVES = "theory.learning_curves"


def _ridge_times(factor):
    return lambda f: lambda n, lam, m=None, *, ridge=0.0: f(n, lam, m, ridge=factor * ridge)


def _more_points(f):
    return lambda n, lam, m=None, *, ridge=0.0: f(n + 1, lam, m, ridge=ridge)


def _fewer_points(f):
    return lambda n, lam, m=None, *, ridge=0.0: f(0.9 * n, lam, m, ridge=ridge)


MUTANTS = [
    Mutant(FINITE, MODULE, "without_replacement", "the ridge is 1 % too large", _ridge_times(1.01)),
    Mutant(FINITE, MODULE, "without_replacement", "no ridge", _ridge_times(0)),
    Mutant(FINITE, MODULE, "without_replacement", "one point more", _more_points),
    Mutant(FINITE, MODULE, "FiniteDomain.train_error", "one per cent", lambda f: lambda *a, **k: 1.01 * f(*a, **k)),
    Mutant(FINITE, MODULE, "FiniteDomain.mse", "a tenth", lambda f: lambda *a, **k: 1.1 * f(*a, **k)),
    Mutant(FINITE, MODULE, "distinct_points", "one per point", lambda f: lambda n, points: Fraction(n)),
    Mutant(CONTINUOUS, CURVES, "levels", "half the ridge", _ridge_times(0.5)),
    Mutant(CONTINUOUS, CURVES, "levels", "a tenth fewer samples", _fewer_points),
    Mutant(CONTINUOUS, CURVES, "Levels.mse", "five per cent", lambda f: lambda *a, **k: 1.05 * f(*a, **k)),
    Mutant(CONTINUOUS, CURVES, "Levels.train_error", "ten per cent", lambda f: lambda *a, **k: 1.1 * f(*a, **k)),
    Mutant(CONTINUOUS, MODULE, "isotropic_noise_excess", "n / (d - n)", lambda f: lambda n, d: Fraction(n, d - n)),
]
_RIVAL = "enters as a counterclaim only"
_LIMIT = "of order 1 / n: one per cent is below the error of the formula, as stated"
HARMLESS = [
    Harmless(FINITE, MODULE, "distinct_points", "a mean seen to three per cent"),
    Harmless(FINITE, CURVES, "levels", _RIVAL),
    Harmless(FINITE, CURVES, "overfitting", _RIVAL),
    Harmless(FINITE, CURVES, "Levels.mse", _RIVAL),
    Harmless(FINITE, CURVES, "Levels.train_error", _RIVAL),
    Harmless(CONTINUOUS, CURVES, "Levels.mse", _LIMIT),
    Harmless(CONTINUOUS, CURVES, "Levels.risk", _RIVAL),
    Harmless(CONTINUOUS, CURVES, "Levels.train_error", _LIMIT),
    Harmless(CONTINUOUS, CURVES, "levels", _LIMIT),
    Harmless(CONTINUOUS, MODULE, "isotropic_noise_excess", "a mean seen to one per cent, a third of what is at issue"),
    Harmless(CONTINUOUS, MODULE, "without_replacement", _RIVAL),
    Harmless(CONTINUOUS, MODULE, "FiniteDomain.mse", _RIVAL),
    Harmless(CONTINUOUS, MODULE, "FiniteDomain.train_error", _RIVAL),
    Harmless(CONTINUOUS, MODULE, "FiniteDomain.overfitting", _RIVAL),
]
