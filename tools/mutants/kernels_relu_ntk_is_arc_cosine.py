"""Errors to plant in the closed form of the ReLU tangent kernel and in its derivations."""

import numpy as np

from tools.mutants.mutant import Mutant

CLAIM = "kernels.relu_ntk_is_arc_cosine"
MODULE = "theory.arc_cosine"

MUTANTS = [
    Mutant(CLAIM, MODULE, "angle_term", "the term in arccos is 1 % too large", lambda f: lambda c: 1.01 * f(c)),
    Mutant(CLAIM, MODULE, "angle_term", "arccos xi in place of pi - arccos xi", lambda f: lambda c: c - f(c)),
    Mutant(CLAIM, MODULE, "angle_term", "the sign of the cosine is lost", lambda f: lambda c: f(np.abs(c))),
    Mutant(CLAIM, MODULE, "root_term", "the root term is 1 % too large", lambda f: lambda c: 1.01 * f(c)),
    Mutant(CLAIM, MODULE, "root_term", "the root term is halved", lambda f: lambda c: f(c) / 2),
    Mutant(CLAIM, MODULE, "root_term", "square root forgotten", lambda f: lambda c: 2 * np.pi * f(c) ** 2),
    Mutant(CLAIM, MODULE, "kappa", "twice as large, as printed", lambda f: lambda c: 2 * f(c)),
    Mutant(CLAIM, MODULE, "derive_kappa", "the symbolic integral is 1 % too large", lambda f: lambda: f() * 1.01),
    Mutant(CLAIM, MODULE, "kappa_ball", "the enclosure is shifted by a millionth", lambda f: lambda c: f(c) + 1e-6),
]
