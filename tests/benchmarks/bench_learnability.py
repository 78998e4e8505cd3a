"""Learnabilities of all 256 parities of the 8-cube from 64 points: the lab against a loop that refits each mode."""

import itertools

import numpy as np
from scipy.linalg import hadamard

from empirics import eigenlearning, kernels
from empirics.lab import Lab
from harness.scale import Scale

GROUP = "learnability of 256 modes of the 8-cube, n = 64, Laplace kernel"
DIMENSION, SIZE = 8, 64


def test_plain_numpy_refits_each_mode(rate):
    corners = 2**DIMENSION
    walsh = hadamard(corners).astype(float)
    distance = np.array([[(i ^ j).bit_count() for j in range(corners)] for i in range(corners)])
    by_distance = kernels.profile("laplace", 1 - 2 * np.arange(DIMENSION + 1) / DIMENSION, dimension=DIMENSION)
    gram = np.asarray(by_distance)[distance]
    random = np.random.default_rng(0)

    def one_data_set():
        points = random.permutation(corners)[:SIZE]
        learned = np.empty(corners)
        for mode in range(corners):
            coefficients = np.linalg.solve(gram[np.ix_(points, points)], walsh[mode, points])
            learned[mode] = walsh[mode] @ (gram[:, points] @ coefficients) / corners
        return learned

    learned = rate(one_data_set, group=GROUP, things=1, of="data sets")
    assert abs(learned.sum() - SIZE) < 1e-8


def test_lab(rate):
    lab = Lab(seed=0, scale=Scale.STANDARD)
    trials = 16 * eigenlearning.cube.batch
    parameters = {"kernel": "laplace", "dimension": DIMENSION, "sizes": (SIZE,)}
    rounds = itertools.count()

    def draw(batches):
        """Under a name of its own: the lab keeps the trials of the claim at hand."""
        evidence = lab.run(f"benchmark.round_{next(rounds)}", eigenlearning.cube, trials, parameters)
        return evidence.stream.draw(batches)

    draw(range(1))  # compile first
    batches = range(trials // eigenlearning.cube.batch)
    drawn = rate(lambda: draw(batches), group=GROUP, things=trials, of="data sets")
    levels = np.array([1, 8, 28, 56, 70, 56, 28, 8, 1])
    assert np.allclose(drawn[0][f"n={SIZE}"] @ levels, SIZE)
