"""Errors to plant in the spectra of weighted points and of the sphere."""

from fractions import Fraction

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "eigenlearning.eigenfunctions_belong_to_the_data_measure"
LAW = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"
MODULE = "theory.data_measure"


def _unweighted(learnabilities):
    return lambda n, K, weights=None: learnabilities(n, K)


def _rooted(learnabilities):
    def wrong(n, K, weights=None):
        return learnabilities(n, K, None if weights is None else np.sqrt(weights) / np.sqrt(weights).sum())

    return wrong


MUTANTS = [
    Mutant(CLAIM, MODULE, "learnabilities", "the weights are ignored", _unweighted),
    Mutant(CLAIM, MODULE, "learnabilities", "the square roots of the weights", _rooted),
    Mutant(CLAIM, MODULE, "relu_eigenvalue_on_the_sphere", "one degree further", lambda f: lambda k: f(k + 1)),
    Mutant(
        CLAIM,
        MODULE,
        "relu_eigenvalue_on_the_sphere",
        "a small eigenvalue at odd degrees",
        lambda f: lambda k: f(k) or Fraction(1, 10**6),
    ),
]
HARMLESS = [
    Harmless(CLAIM, "theory.eigenlearning", "learnabilities", "to 0.012 on S^7; identities see the rest", by=LAW),
    Harmless(CLAIM, "theory.kernels", "profile", "scaling the kernel scales its spectrum and C alike"),
    Harmless(CLAIM, "theory.spectra", "sphere", "scaling the spectrum scales C alike, but for the degrees left out"),
    Harmless(CLAIM, "theory.spectra", "Spectrum.trace", "the trace of the degrees left out is a small part"),
]
