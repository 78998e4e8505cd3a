"""Errors to plant in the theory of wide networks beside their linearisation."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

NEAR = "lazy_training.wide_nets_stay_near_their_linearization"
DRIFT = "lazy_training.kernel_drift_and_weight_movement_rates"
REGRESSION = "lazy_training.trained_wide_net_equals_ntk_regression"
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


def _with_inverse(total_movement):
    return lambda H, y: total_movement(np.linalg.inv(H), y)


MUTANTS = [
    Mutant(NEAR, LINEARIZED, "population", "the scale is that of m^-1/4", _at(lambda s: s**0.5)),
    Mutant(NEAR, LINEARIZED, "population", "twice the scale", _at(lambda s: 2 * s)),
    Mutant(NEAR, LINEARIZED, "population", "twice as far", _apart(2)),
    Mutant(NEAR, LINEARIZED, "population", "on the other side", _apart(-1)),
    Mutant(NEAR, LINEARIZED, "population", "steps twice as long", _longer),
    Mutant(DRIFT, LINEARIZED, "drift", "neurons switch on", lambda f: lambda *a, **k: -f(*a, **k)),
    Mutant(DRIFT, LINEARIZED, "drift", "twice as many switch off", lambda f: lambda *a, **k: 2 * f(*a, **k)),
    Mutant(DRIFT, LINEARIZED, "population", "the scale is that of m^-1/4", _at(lambda s: s**0.5)),
    Mutant(DRIFT, LINEARIZED, "total_movement", "one per cent more", lambda f: lambda H, y: 1.01 * f(H, y)),
    Mutant(DRIFT, LINEARIZED, "total_movement", "the square", lambda f: lambda H, y: f(H, y) ** 2),
    Mutant(DRIFT, LINEARIZED, "total_movement", "H for its inverse", _with_inverse),
    Mutant(REGRESSION, LINEARIZED, "population", "1.5 times the scale", _at(lambda s: 1.5 * s)),
    Mutant(
        REGRESSION,
        LINEARIZED,
        "remains_of_the_start",
        "nothing is learned away",
        lambda f: lambda K, S, n: f(np.eye(len(K)), S, n),
    ),
    Mutant(REGRESSION, LINEARIZED, "remains_of_the_start", "a sixth", lambda f: lambda K, S, n: f(K, S, n) / 6),
    Mutant(REGRESSION, "theory.gradient_descent", "interpolant", "on the other side", lambda f: lambda *a: -f(*a)),
    Mutant(
        REGRESSION, "theory.arc_cosine", "kappa", "without the ridge of the diagonal", lambda f: lambda c: f(c) ** 2
    ),
]

HARMLESS = [
    Harmless(NEAR, LINEARIZED, "population", "means over hundreds of networks that differ by more than the distance"),
    Harmless(
        DRIFT, LINEARIZED, "drift", "a mean over hundreds of networks whose kernels change by half of it more or less"
    ),
    Harmless(REGRESSION, LINEARIZED, "population", "the last per cent is below the resolution of a hundred networks"),
    Harmless(REGRESSION, LINEARIZED, "remains_of_the_start", "a mean over hundreds of random functions"),
    Harmless(
        REGRESSION, "theory.gradient_descent", "interpolant", "one per cent is below the distance of networks from it"
    ),
    Harmless(REGRESSION, "theory.arc_cosine", "kappa", "regression without ridge does not see the scale of its kernel"),
    Harmless(REGRESSION, "theory.arc_cosine", "root_term", "enters the mean size of random functions only"),
    Harmless(REGRESSION, "theory.arc_cosine", "angle_term", "enters the mean size of random functions only"),
]
