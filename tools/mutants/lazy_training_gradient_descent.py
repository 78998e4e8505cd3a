"""Errors to plant in the theory of gradient descent on least squares."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

LIMIT = "lazy_training.gradient_descent_converges_to_the_minimum_norm_interpolant"
STEPS = "lazy_training.steps_below_two_n_over_the_top_eigenvalue_converge"
TRICK = "lazy_training.kernel_trick_needs_the_initial_function"
DISTANCE = "lazy_training.distance_moved_is_label_complexity"
MODULE = "theory.gradient_descent"


def _later(displacement):
    return lambda phi, r, step, steps: displacement(phi, r, step, steps + 1)


def _longer(displacement):
    return lambda phi, r, step, steps: displacement(phi, r, 1.01 * float(step), steps)


def _opposite(minimum_norm):
    return lambda phi, r: [-x for x in minimum_norm(phi, r)]


def _heavier(minimum_norm):
    return lambda phi, r: [x * 101 / 100 for x in minimum_norm(phi, r)]


def _shifted(label_complexity):
    return lambda phi, r: label_complexity(phi, [x + 1 for x in r])


def _without_start(predictions):
    return lambda phi, w, start: predictions(phi, w, [0 * x for x in start])


MUTANTS = [
    Mutant(LIMIT, MODULE, "displacement", "one step too many", _later),
    Mutant(LIMIT, MODULE, "displacement", "the step is 1 % too long", _longer),
    Mutant(LIMIT, MODULE, "minimum_norm", "the residual has the wrong sign", _opposite),
    Mutant(LIMIT, MODULE, "minimum_norm", "1 % too far", _heavier),
    Mutant(LIMIT, MODULE, "predictions", "the initial function is left out", _without_start),
    Mutant(DISTANCE, MODULE, "label_complexity", "the initial function is off by one", _shifted),
    Mutant(DISTANCE, MODULE, "label_complexity", "the root is not squared", lambda f: lambda *a: float(f(*a)) ** 0.5),
    Mutant(DISTANCE, MODULE, "squared_distance", "one step too many", _later),
    Mutant(DISTANCE, MODULE, "squared_distance", "the step is 1 % too long", _longer),
    Mutant(STEPS, MODULE, "largest_stable_step", "1 % too large", lambda f: lambda top, n: 1.01 * f(top, n)),
    Mutant(STEPS, MODULE, "largest_stable_step", "n is left out", lambda f: lambda top, n: f(top, n) / n),
    Mutant(STEPS, MODULE, "top_mode_log_rate", "1 - c for 1 - 2 c", lambda f: lambda c: f(np.asarray(c) / 2)),
    Mutant(
        TRICK,
        MODULE,
        "interpolant",
        "the initial function is not subtracted",
        lambda f: lambda Kt, K, y, ht, hd: f(Kt, K, y, ht, 0 * hd),
    ),
    Mutant(
        TRICK,
        MODULE,
        "interpolant",
        "the initial function is not added",
        lambda f: lambda Kt, K, y, ht, hd: f(Kt, K, y, 0 * ht, hd),
    ),
    Mutant(
        TRICK,
        MODULE,
        "interpolant",
        "the kernel across is 1 % too large",
        lambda f: lambda Kt, K, y, ht, hd: f(1.01 * Kt, K, y, ht, hd),
    ),
]

HARMLESS = [
    Harmless(
        LIMIT, MODULE, "recursion", "only a counterclaim uses it; its equality with `displacement` is a unit test"
    ),
]
