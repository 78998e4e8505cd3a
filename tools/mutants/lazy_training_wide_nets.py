"""Errors to plant in the theory of wide networks beside their linearisation."""

from tools.mutants.mutant import Harmless, Mutant

NEAR = "lazy_training.wide_nets_stay_near_their_linearization"
LINEARIZED = "theory.linearized"


def _at(change):
    """The population at another scale."""

    def mutate(population):
        def wrong(activation, points, labels, *, scale, step, steps):
            return population(activation, points, labels, scale=change(scale), step=step, steps=steps)

        return wrong

    return mutate


def _apart(factor):
    """The population `factor` times as far from its linearisation."""

    def mutate(population):
        def wrong(*args, **kwargs):
            network, linear, first, last = population(*args, **kwargs)
            return linear + factor * (network - linear), linear, first, last

        return wrong

    return mutate


def _longer(population):
    return lambda *args, step, **rest: population(*args, step=2 * step, **rest)


MUTANTS = [
    Mutant(NEAR, LINEARIZED, "population", "the scale is that of m^-1/4", _at(lambda s: s**0.5)),
    Mutant(NEAR, LINEARIZED, "population", "twice the scale", _at(lambda s: 2 * s)),
    Mutant(NEAR, LINEARIZED, "population", "twice as far", _apart(2)),
    Mutant(NEAR, LINEARIZED, "population", "on the other side", _apart(-1)),
    Mutant(NEAR, LINEARIZED, "population", "steps twice as long", _longer),
]

HARMLESS = [
    Harmless(NEAR, LINEARIZED, "population", "means over hundreds of networks that differ by more than the distance"),
]
