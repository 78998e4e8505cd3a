"""Functions of networks on the cube: Walsh coefficients by enumeration, covariances against the wide limit."""

import itertools

import numpy as np
import pytest

from empirics import functions_on_the_cube as cube
from empirics.depth_spectra import profiles


def test_parities_by_enumeration():
    corners, parities, of_degree = cube.walsh(4)
    assert sorted(map(tuple, corners.T)) == sorted(itertools.product((-1.0, 1.0), repeat=4))
    for s in range(16):
        subset = [i for i in range(4) if s >> i & 1]
        np.testing.assert_array_equal(16 * parities[:, s], corners[subset].prod(axis=0))
        assert of_degree[s].argmax() == len(subset)
    np.testing.assert_array_equal(of_degree.sum(axis=0), [1, 4, 6, 4, 1])


def test_shares_of_an_explicit_polynomial():
    corners, parities, _ = cube.walsh(3)
    f = 3 + 2 * corners[0] - corners[1] + 2 * corners[0] * corners[2]
    np.testing.assert_allclose(cube.shares((f @ parities)[None, :]), np.array([9, 5, 4, 0]) / 18, atol=1e-6)


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_covariances_are_those_of_the_wide_limit_after_one_layer(activation):
    d, weight, bias, rng = 3, 1.5, 0.5, np.random.default_rng(0)
    _, functions, changes = next(iter(cube.layers(rng, activation, d, 2048, 1, weight, bias)))
    distance = np.array([i.bit_count() for i in range(2**d)])
    start, tangent = profiles(activation, 2 * np.arange(d + 1) / d, 1, weight, bias)
    for values, wanted in ((functions, start[1]), (changes, tangent[1])):
        seen = (values[:, :1] * values).mean(axis=0)
        np.testing.assert_allclose(seen / seen[0], wanted[distance], atol=0.15)


def test_the_change_is_a_derivative():
    h = np.float32(1e-2)
    units = np.linspace(-2, 2, 41, dtype=np.float32)[None, :] + np.float32(0.013)
    for activation in ("relu", "erf"):
        value, slope = cube.activate(activation, units)
        above, below = (cube.activate(activation, units + sign * h)[0] for sign in (1, -1))
        np.testing.assert_allclose((above - below) / (2 * h), slope, atol=2e-3)
        assert value.shape == units.shape


def test_a_biased_read_out_adds_to_degree_zero_alone():
    parameters = {"activation": "relu", "dimension": 3, "width": 64, "depths": (1, 2), "weight": 2.0, "bias": 4.0}
    found = cube.shares_by_degree(np.random.default_rng(1), **parameters)
    plain, biased = found["change"], found["change_biased"]
    np.testing.assert_allclose(plain.sum(axis=1), 1, atol=1e-6)
    assert (biased[:, 0] > plain[:, 0]).all()
    np.testing.assert_allclose(biased[:, 2] / biased[:, 1], plain[:, 2] / plain[:, 1], rtol=1e-4)


def test_bad_input():
    parameters = {"activation": "relu", "dimension": 3, "width": 4, "depths": (1,), "weight": 2.0, "bias": 0.0}
    with pytest.raises(ValueError, match="depths"):
        cube.shares_by_degree(np.random.default_rng(0), **{**parameters, "depths": ()})
    with pytest.raises(ValueError, match="'relu' or 'erf'"):
        cube.shares_by_degree(np.random.default_rng(0), **{**parameters, "activation": "tanh"})


def test_start_averages_over_the_read_out():
    """Shares of very many read-outs of the same units, drawn here, agree with their average."""
    how = {"activation": "relu", "dimension": 3, "width": 6, "depths": (1, 2), "weight": 2.0, "bias": 0.5}
    found = cube.shares_of_a_start.run(np.random.default_rng(3), **how)
    rng = np.random.default_rng(3)
    corners, parities, _ = cube.walsh(3)
    below, fan_in = corners, 3
    for layer in (0, 1):
        units = rng.standard_normal((6, fan_in), dtype=np.float32) @ below / fan_in**0.5
        below = np.maximum(2**0.5 * units + 0.5**0.5 * rng.standard_normal((6, 1), dtype=np.float32), 0)
        fan_in = 6
        outputs = np.random.default_rng(1).standard_normal((200000, 6)) @ below / 6**0.5
        assert found["start"][layer] == pytest.approx(cube.shares((outputs @ parities).astype(np.float32)), abs=0.01)
    assert found["start_biased"].sum(axis=1) == pytest.approx([1, 1])
    with pytest.raises(ValueError, match="width of at least 1"):
        cube.shares_of_a_start.run(rng, **{**how, "depths": ()})
