"""Mean squared errors of all 256 parities of the 8-cube from 16 points: at once, and with one refit for each mode."""

import itertools

import numpy as np

from empirics import learning_curves
from empirics.lab import Lab
from harness.scale import Scale

GROUP = "error of 256 modes of the 8-cube, n = 16, ReLU network with four hidden layers"
KERNEL, DIMENSION, SIZE = "relu_ntk_4", 8, 16
LEVELS = np.array([1, 8, 28, 56, 70, 56, 28, 8, 1])


def test_plain_numpy_refits_each_mode(rate):
    walsh, _, values, _, _ = learning_curves.cube_tables(KERNEL, DIMENSION)
    gram = values[np.arange(256)[:, None] ^ np.arange(256)]
    random = np.random.default_rng(0)

    def one_data_set():
        points = random.permutation(256)[:SIZE]
        errors = np.empty(256)
        for mode in range(256):
            fit = gram[:, points] @ np.linalg.solve(gram[np.ix_(points, points)], walsh[mode, points])
            errors[mode] = np.mean((fit - walsh[mode]) ** 2)
        return errors

    assert rate(one_data_set, group=GROUP, things=1, of="data sets").mean() > 1 - SIZE / 256


def test_all_modes_from_one_factorisation(rate):
    random = np.random.default_rng(0)
    how = {"kernel": KERNEL, "dimension": DIMENSION, "sizes": (SIZE,)}
    drawn = rate(lambda: learning_curves.cube.run(random, **how), group=GROUP, things=1, of="data sets")
    assert drawn[f"n={SIZE}"] @ LEVELS / 256 > 1 - SIZE / 256


def test_lab(rate, note, benchmark):
    lab = Lab(seed=0, scale=Scale.STANDARD)
    trials, rounds = 4 * learning_curves.cube.batch, itertools.count()
    how = {"kernel": KERNEL, "dimension": DIMENSION, "sizes": (SIZE,)}

    def draw():
        """Under a name of its own: the lab keeps the trials of the claim at hand."""
        evidence = lab.run(f"benchmark.round_{next(rounds)}", learning_curves.cube, trials, how)
        return evidence.stream.draw(range(4))

    rate(draw, group=GROUP, things=trials, of="data sets")
    note(
        f"learning curves: {1000 * benchmark.stats.stats.median / trials:.2f} ms for one data set of n = 16, all modes"
    )
