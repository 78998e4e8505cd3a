"""Errors to plant in the mean trace of the inverse Gram matrix."""

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.trace_of_the_inverse_gram_meters_the_constant"
MODULE = "theory.determinantal"

MUTANTS = [
    Mutant(CLAIM, MODULE, "mean_inverse_trace", "1 % too large", lambda f: lambda *a, **k: f(*a, **k) * 101 / 100),
    Mutant(CLAIM, MODULE, "mean_inverse_trace", "one point more", lambda f: lambda n, *a: f(n + 1, *a)),
    Mutant(
        CLAIM,
        MODULE,
        "mean_inverse_trace",
        "multiplicities are forgotten",
        lambda f: lambda n, lam, m=None: f(min(n, len(lam) - 0.5), lam),
    ),
    Mutant(
        CLAIM,
        "theory.eigenlearning",
        "certified_constant",
        "C is 1 % too large",
        lambda f: lambda *a, **k: f(*a, **k) * 101 / 100,
    ),
]

HARMLESS = [
    Harmless(CLAIM, "theory.eigenlearning", "constant", "enters counterclaims only"),
    Harmless(CLAIM, "theory.spectra", "Spectrum.trace", "enters counterclaims only"),
]
