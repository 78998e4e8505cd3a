"""Diagonal networks and their planted votes: what is planted, the Jacobian, conserved products, and bad input."""

import numpy as np
import pytest
from scipy.optimize import linprog

from empirics import diagonal_networks

LEVELS = np.array([10.0, 1000.0])


@pytest.mark.parametrize(("count", "dimension"), [(3, 3), (6, 4), (9, 5)])
def test_planted_votes_have_margin_one_quarter(count, dimension):
    for seed in range(4):
        rows = diagonal_networks.planted_vote(np.random.default_rng(seed), count, dimension)
        assert np.array_equal(rows * 64, np.round(rows * 64))
        signed = np.hstack([rows, -rows])
        least = linprog(np.ones(2 * dimension), -signed, -np.ones(count), method="highs").fun
        assert least == pytest.approx(4)


@pytest.mark.parametrize("loss", diagonal_networks.LOSSES)
def test_jacobian_agrees_with_differences(loss):
    rng = np.random.default_rng(1)
    data = diagonal_networks.planted_vote(rng, 6, 4)
    field, jacobian = diagonal_networks._velocity(data, diagonal_networks._parts(data, loss))
    at, h = rng.uniform(0.5, 1.5, 8), 1e-6
    slopes = [(field(at + h * e, 0.3) - field(at - h * e, 0.3)) / (2 * h) for e in np.eye(8)]
    assert jacobian(at, 0.3) == pytest.approx(np.array(slopes).T, abs=1e-7)


@pytest.mark.parametrize("loss", diagonal_networks.LOSSES)
def test_products_are_conserved_and_levels_are_met(loss):
    options = {"count": 6, "dimension": 4, "loss": loss, "gain": 0.5, "levels": LEVELS}
    seen = diagonal_networks.diagonal(np.random.default_rng(2), **options)
    assert seen["products"] == pytest.approx(np.tile(seen["products"][0], (3, 1)), rel=1e-6)
    margins = seen["map"] @ seen["data"].T
    reached = np.logaddexp.reduce(-margins[1:], axis=1)
    assert reached == pytest.approx(-LEVELS * np.log(10), abs=1e-4)
    assert seen["missing"][1:] == pytest.approx(1 - 4 * margins[1:].min(axis=1) / seen["size"][1:])


def test_dense_networks_see_the_same_kind_of_data():
    seen = diagonal_networks.dense(np.random.default_rng(0), count=5, sizes=(3, 2, 1), levels=LEVELS)
    assert (seen["data"] @ seen["map"]).min() > 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loss": "hinge"}, "loss must be one of"),
        ({"levels": np.array([10.0, 5.0])}, "levels must increase"),
        ({"levels": np.array([-10.0, 5.0])}, "already passed"),
        ({"count": 2}, "three rows and coordinates"),
        ({"dimension": 2}, "three rows and coordinates"),
        ({"gain": 0.0}, "gain must be positive"),
    ],
)
def test_bad_input(options, message):
    given = {"count": 6, "dimension": 4, "loss": "logistic", "gain": 0.5, "levels": LEVELS} | options
    with pytest.raises(ValueError, match=message):
        diagonal_networks.diagonal(np.random.default_rng(0), **given)
