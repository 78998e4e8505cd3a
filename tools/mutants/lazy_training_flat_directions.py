"""Errors to plant in the theory of flat directions."""

import numpy as np

from tools.mutants.mutant import Mutant

CONVEX = "lazy_training.linearized_objective_is_convex_not_strictly"
MODULE = "theory.flat_directions"


def _from_zero(nearest_minimiser):
    return lambda features, residual, start: nearest_minimiser(features, residual, [0] * len(start))


def _double(hessian_eigenvalues):
    return lambda features: 2 * hessian_eigenvalues(features)


def _strict(hessian_eigenvalues):
    return lambda features: np.maximum(hessian_eigenvalues(features), 0.01)


MUTANTS = [
    Mutant(CONVEX, MODULE, "flat_dimension", "one direction too many", lambda f: lambda features: f(features) + 1),
    Mutant(CONVEX, MODULE, "flat_dimension", "p - n", lambda f: lambda features: len(features) - len(features[0])),
    Mutant(CONVEX, MODULE, "hessian_eigenvalues", "without the factor 1/2", _double),
    Mutant(CONVEX, MODULE, "hessian_eigenvalues", "strictly convex by 0.01", _strict),
    Mutant(CONVEX, MODULE, "nearest_minimiser", "the start is forgotten", _from_zero),
]
