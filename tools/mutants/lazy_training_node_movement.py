"""Errors to plant in the movement of nodes."""

from tools.mutants.mutant import Harmless, Mutant

NAME, MODULE = "lazy_training.each_node_moves_less_in_wider_nets", "theory.node_movement"


def _later(distance):
    return lambda gram, r, step, steps: distance(gram, r, step, steps + 1)


def _longer(distance):
    return lambda gram, r, step, steps: distance(gram, r, 1.05 * step, steps)


MUTANTS = [
    Mutant(NAME, MODULE, "distance", "1 % too far", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(NAME, MODULE, "distance", "one step more", _later),
    Mutant(NAME, MODULE, "distance", "steps 5 % longer", _longer),
    Mutant(NAME, MODULE, "width_exponent", "a tenth more", lambda f: lambda scaling: f(scaling) + 0.1),
    Mutant(NAME, MODULE, "gain_exponent", "a tenth more", lambda f: lambda: f() + 0.1),
]
HARMLESS = [
    Harmless(NAME, MODULE, "width_exponent", "multiples of 1/2: 1 % of an exponent is no other law"),
    Harmless(NAME, MODULE, "gain_exponent", "an integer: 1 % of it is no other law"),
]
