"""Errors to plant in the theory of biases of kernels of finite width."""

import dataclasses

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "kernels.finite_width_biases_kernels_off_the_diagonal"
MODULE, UNITS = "theory.finite_width_bias", "theory.unit_moments"


def scaled(field, factor):
    """One of the numbers of `bias` multiplied."""

    def replace(f):
        def wrong(*args, **options):
            found = f(*args, **options)
            return found._replace(**{field: factor * getattr(found, field)})

        return wrong

    return replace


def of_units(change, field, factor):
    """One of the tables of `unit_moments` multiplied, entry by entry."""

    def replace(f):
        def wrong(*args):
            found = f(*args)
            return dataclasses.replace(found, **{field: getattr(found, field) * factor})

        return wrong

    return Mutant(CLAIM, UNITS, "unit_moments", change, replace)


ONLY, ONE = np.outer([0, 1, 0], [0, 1, 0]), np.array([1, 0])  # of a value and its derivative, the value

MUTANTS = [
    Mutant(CLAIM, MODULE, "bias", "limit of the conjugate kernel one per cent more", scaled("nngp", 1.01)),
    Mutant(CLAIM, MODULE, "bias", "limit of the tangent kernel one per cent more", scaled("ntk", 1.01)),
    Mutant(CLAIM, MODULE, "bias", "a third more for the conjugate kernel", scaled("nngp_bias", 4 / 3)),
    Mutant(CLAIM, MODULE, "bias", "a third less for the conjugate kernel", scaled("nngp_bias", 2 / 3)),
    Mutant(CLAIM, MODULE, "bias", "two fifths more for the tangent kernel", scaled("ntk_bias", 1.4)),
    Mutant(CLAIM, MODULE, "bias", "two fifths less for the tangent kernel", scaled("ntk_bias", 0.6)),
    Mutant(CLAIM, MODULE, "bias", "the sign of the tangent kernel's", scaled("ntk_bias", -1)),
    of_units("only products fluctuate, not squares", "covariance", ONLY),
    of_units("fluctuations of squares and products are independent", "covariance", np.eye(3)),
    of_units("fluctuations do not depend on the angle", "covariance", ONE[:, None, None]),
    of_units("curvature in the covariance of the inputs alone", "hessian", ONLY),
    of_units("no mixed curvature", "hessian", np.eye(3)),
    of_units("norms are not passed on", "jacobian", np.array([[0], [1], [0]])),
]
HARMLESS = [
    Harmless(CLAIM, MODULE, "bias", "biases are known to a tenth; unit tests have them exactly, limits are seen"),
]
