"""Errors to plant in the mean trace of the inverse Gram matrix."""

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.trace_of_the_inverse_gram_meters_the_constant"
MODULE = "theory.determinantal"


def _one_more(trace):
    return lambda n, eigenvalues, multiplicities=None: trace(n + 1, eigenvalues, multiplicities)


def _of_the_matrix(trace):
    return lambda n, eigenvalues, multiplicities=None: trace(n, eigenvalues, multiplicities) / len(eigenvalues)


MUTANTS = [
    Mutant(CLAIM, MODULE, "mean_inverse_trace", "one sample more", _one_more),
    Mutant(CLAIM, MODULE, "mean_inverse_trace", "eigenvalues of K in the place of K / M", _of_the_matrix),
    Mutant(CLAIM, MODULE, "mean_inverse_trace", "1 % too small", lambda f: lambda *a: f(*a) * 99 / 100),
    Mutant(CLAIM, "theory.spectra", "cube", "the spectrum is 1 % too large", lambda f: lambda *a: _larger(f(*a))),
]
HARMLESS = [Harmless(CLAIM, "theory.eigenlearning", "constant", "enters as a counterclaim only")]


def _larger(levels):
    return type(levels)(1.01 * levels.eigenvalues, levels.multiplicities, levels.labels)
