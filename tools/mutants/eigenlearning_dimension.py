"""Errors to plant in the learnability formula's map over domains of low and high dimension."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

MAP = "eigenlearning.learnability_formula_improves_with_dimension"
LAW = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"


def _one_dimension_more(sphere):
    return lambda profile, d, degrees: sphere(profile, d + 1, degrees)


def _more_samples(learnabilities):
    return lambda n, *a, **k: learnabilities(1.5 * n, *a, **k)


def _shifted(learnabilities):
    return lambda *a, **k: np.roll(learnabilities(*a, **k), 1)


MUTANTS = [
    Mutant(MAP, "theory.eigenlearning", "learnabilities", "1.5 n samples", _more_samples),
    Mutant(MAP, "theory.eigenlearning", "learnabilities", "squared", lambda f: lambda *a, **k: f(*a, **k) ** 2),
    Mutant(MAP, "theory.eigenlearning", "learnabilities", "levels shifted by one", _shifted),
    Mutant(MAP, "theory.spectra", "sphere", "the sphere of one dimension more", _one_dimension_more),
]
_SCALE = "scaling the kernel scales its spectrum and C alike, and leaves learnabilities as they are"
HARMLESS = [
    Harmless(MAP, "theory.eigenlearning", "learnabilities", "a map of errors of ten per cent", by=LAW),
    Harmless(MAP, "theory.eigenlearning", "learnability", "enters as a counterclaim only"),
    Harmless(MAP, "theory.eigenlearning", "constant", "enters as a counterclaim only"),
    Harmless(MAP, "theory.kernels", "profile", _SCALE),
    Harmless(MAP, "theory.spectra", "cube", _SCALE),
    Harmless(MAP, "theory.spectra", "sphere", "as the kernel's scale, but for the trace of the degrees left out"),
    Harmless(MAP, "theory.spectra", "Spectrum.trace", "the trace of the degrees left out is 3 % of the kernel's"),
]
