"""Errors to plant in the limits of two losses."""

from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant

LOSS = "lazy_training.limit_depends_on_the_loss_kernel_does_not"
MODULE = "theory.limits_of_losses"


def _mean(nearest):
    return lambda rows: [sum(Fraction(x) for x in column) / len(rows) for column in zip(*rows, strict=True)]


def _least_squares(nearest):
    def wrong(rows):
        from theory.limits_of_losses import nearest_in_affine_hull

        return nearest_in_affine_hull(rows)

    return wrong


MUTANTS = [
    Mutant(LOSS, MODULE, "nearest_in_convex_hull", "the mean row", _mean),
    Mutant(LOSS, MODULE, "nearest_in_convex_hull", "the point of the affine hull", _least_squares),
    Mutant(LOSS, MODULE, "disagreement", "angle / (2 pi)", lambda f: lambda u, v: f(u, v) / 2),
    Mutant(LOSS, MODULE, "nearest_in_affine_hull", "the first row", lambda f: lambda rows: list(rows[0])),
    Mutant(
        LOSS,
        "theory.flat_directions",
        "nearest_minimiser",
        "the start is forgotten",
        lambda f: lambda phi, r, start: f(phi, r, [0] * len(start)),
    ),
]

HARMLESS = [
    Harmless(LOSS, MODULE, "nearest_in_affine_hull", "only its direction enters, and a counterclaim"),
    Harmless(LOSS, MODULE, "disagreement", "the share of test points is resolved to a tenth; an angle is a unit test"),
]
