"""The measured margins against direct evaluation."""

import numpy as np
import pytest

from empirics import classification_margins as measured

SIZES, SCALES = (4, 5, 4, 3), np.array([0.5, 2.0])


@pytest.mark.parametrize("biased", [False, True])
def test_points_are_classified_without_ties_and_layers_come_back(biased):
    seen = measured.rescaled(np.random.default_rng(1), sizes=SIZES, n=6, biased=biased, scales=SCALES)
    state = seen["points"].T
    shifts = np.split(seen["biases"], np.cumsum(SIZES[1:])[:-1])
    for k, (w, b) in enumerate(zip(measured.layers(seen["weights"], SIZES), shifts, strict=True)):
        state = w @ (np.maximum(state, 0) if k else state) + b[:, None]
    assert np.array_equal(state.argmax(axis=0), seen["labels"])
    best = np.sort(state, axis=0)
    assert (best[-1] > best[-2]).all()
    assert seen["biases"].any() == biased


def test_without_biases_growth_is_the_product_of_the_factors():
    seen = measured.rescaled(np.random.default_rng(2), sizes=SIZES, n=6, biased=False, scales=SCALES)
    assert seen["growth"] == pytest.approx(SCALES**3)
    assert seen["normalised growth"] == pytest.approx([1, 1])


@pytest.mark.parametrize("seed", range(4))
def test_lead_is_the_difference_to_the_best_other_score(seed):
    seen = measured.ranked(np.random.default_rng(seed), classes=4, n=50, largest=2)
    for row, y, lead in zip(seen["scores"], seen["labels"].astype(int), seen["lead"], strict=True):
        assert lead == row[y] - np.delete(row, y).max()
    worst, best, zero_worst, zero_best = seen["wrong"]
    assert worst == (seen["lead"] <= 0).mean()
    assert best == (seen["lead"] < 0).mean()
    assert (zero_worst, zero_best) == (1, 0)
