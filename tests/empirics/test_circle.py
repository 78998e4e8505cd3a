"""Kernel regression on the circle: the kernel's sum, the limit of a free constant, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import circle

KEY = jax.random.key(3)


def once(experiment, **parameters):
    """One trial as one compiled program."""
    return jax.jit(lambda key: experiment(key, **parameters))(KEY)


def test_gram_is_the_sum_of_its_cosines_and_a_free_constant_is_a_large_eigenvalue():
    frequencies, n = (1, 2, 5), 7
    points = np.asarray(circle._points(KEY, (n,)))
    k = np.arange(1, 20001)
    gram = np.array([[2 * np.sum(np.cos(k * (x - y)) / k**2) for y in points] for x in points])
    inverse = np.linalg.inv(gram + 1e7)
    expected = []
    for j in frequencies:
        waves = np.sqrt(2) * np.array([np.cos(j * points), np.sin(j * points)])
        expected.append(np.mean([w @ inverse @ w for w in waves]) / j**2)
    found = np.asarray(once(circle.learnability_and_gaps, n=n, frequencies=frequencies)["learnability"])
    np.testing.assert_allclose(found, expected, atol=2e-3)  # 20000 terms leave 1e-4 of the kernel


def test_gaps_close_the_circle_and_one_point_learns_no_wave():
    drawn = once(circle.learnability_and_gaps, n=9, frequencies=(1, 3))
    assert float(jnp.sum(drawn["gaps"])) == pytest.approx(2 * np.pi, rel=1e-14)
    assert np.all(np.asarray(drawn["gaps"]) > 0)
    single = once(circle.learnability_and_gaps, n=1, frequencies=(1, 3))
    np.testing.assert_allclose(single["learnability"], 0.0, atol=1e-12)
    assert float(single["gaps"][0]) == pytest.approx(2 * np.pi)


def test_condition_is_an_upper_bound():
    drawn = once(circle.learnability_and_gaps, n=12, frequencies=(1,))
    points = np.asarray(circle._points(KEY, (12,)))
    distance = np.abs(points[:, None] - points)
    gram = (np.pi - distance) ** 2 / 2 - np.pi**2 / 6
    basis = np.linalg.qr(np.column_stack([np.ones(12), np.eye(12)[:, :11]]))[0][:, 1:]
    smallest = np.linalg.eigvalsh(basis.T @ gram @ basis)[0]
    assert 1 / smallest <= 2 / (np.pi * np.asarray(drawn["gaps"]).min()) * (1 + 1e-9)


def test_mean_over_sets_lies_in_the_unit_interval():
    curve = np.asarray(once(circle.learnability, n=8, frequencies=(1, 4, 20), sets=3)["learnability"])
    assert np.all((curve > 0) & (curve < 1))
    assert np.all(np.diff(curve) < 0)


def test_bad_input_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="frequencies"):
        circle.learnability(KEY, n=8, frequencies=(0, 1), sets=2)
    with pytest.raises(ValueError, match="number of points"):
        circle.learnability(KEY, n=0, frequencies=(1,), sets=2)
    with pytest.raises(ValueError, match="at least one data set"):
        circle.learnability(KEY, n=8, frequencies=(1,), sets=0)
