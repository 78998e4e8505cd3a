"""The flow in the log domain, and its random starts and data."""

from itertools import pairwise

import numpy as np
import pytest

from empirics import deep_linear as measured
from empirics.deep_linear_starts import crossed, gaussian, imbalanced, planted_margin
from empirics.deep_linear_velocity import velocity

ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8


def rng(seed=0):
    return np.random.default_rng(seed)


def imbalances(weights):
    return [b.T @ b - a @ a.T for a, b in pairwise(weights)]


def test_the_clock_shows_the_risk():
    seen = measured.gaussian_start(rng(), sizes=(3, 4, 1), data=ROWS, levels=np.array([10.0, 1e3, 1e5]))
    assert np.allclose(seen["log_risk"][1:], -np.log(10) * np.array([10, 1e3, 1e5]), rtol=1e-6)
    assert seen["log_risk"][0] < np.log(np.log(2))
    assert seen["drift"] < 1e-3


def test_one_layer_and_one_point_is_a_straight_line():
    weights, point = [np.array([[0.3, 0.1]])], np.array([[2.0, -1.0]])
    seen = measured.flow(weights, point, np.array([100.0]))
    moved = seen["map"].reshape(2, 2)[1] - weights[0][0]
    assert abs(moved[0] * point[0][1] - moved[1] * point[0][0]) < 1e-6 * np.linalg.norm(moved)
    assert np.isclose(point[0] @ seen["map"].reshape(2, 2)[1], 100 * np.log(10), rtol=1e-8)


def test_the_velocity_lowers_the_log_risk_at_unit_speed():
    weights = gaussian(rng(1), (3, 4, 2, 1), 1.0)
    flat = np.concatenate([w.ravel() for w in weights])
    speed = velocity((3, 4, 2, 1), ROWS)[0](flat, 0.0)
    h = 1e-6
    ahead, behind = (measured.log_risk(measured.split(flat + s * h * speed, (3, 4, 2, 1)), ROWS) for s in (1, -1))
    assert np.isclose((ahead - behind) / (2 * h), -1, rtol=1e-6)


def differences(function, flat, h=1e-5):
    """Central differences; row j is the derivative by the j-th weight."""
    return np.array([(function(flat + step) - function(flat - step)) / (2 * h) for step in h * np.eye(len(flat))])


def positive(sizes, least, seed):
    """Random weights without cancellation, and rows of one sign, such that this is the least margin."""
    weights, rows = [np.abs(w) for w in gaussian(rng(seed), sizes, 1.0)], np.sign(least) * (1 + np.abs(ROWS))
    scale = least / (rows @ measured.end_to_end(weights)).min()
    return [scale ** (1 / len(weights)) * w for w in weights], rows


@pytest.mark.parametrize("sizes", [(3, 1), (3, 4, 1), (3, 2, 4, 1), (3, 5, 4, 3, 1)])
@pytest.mark.parametrize("least", [None, -5.0, 5.0, 36.0, 38.0, 200.0])
def test_the_velocity_and_its_jacobian_are_derivatives_of_the_log_risk(sizes, least):
    for seed in range(3):
        weights, rows = (gaussian(rng(seed), sizes, 1.0), ROWS) if least is None else positive(sizes, least, seed)
        flat = np.concatenate([w.ravel() for w in weights])
        field, jacobian = velocity(sizes, rows)
        slope = differences(lambda y, rows=rows: measured.log_risk(measured.split(y, sizes), rows), flat)
        assert np.allclose(field(flat, 0.0), -slope / (slope @ slope), rtol=1e-6, atol=1e-9)
        seen, expected = jacobian(flat, 0.0), differences(lambda y, field=field: field(y, 0.0), flat).T
        assert np.allclose(seen, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("least", [-5.0, 5.0, 200.0])
def test_the_velocity_on_the_exponential_loss_and_its_jacobian(least):
    sizes = (3, 2, 4, 1)
    weights, rows = positive(sizes, least, 1)
    flat = np.concatenate([w.ravel() for w in weights])
    field, jacobian = velocity(sizes, rows, "exponential")
    slope = differences(lambda y: measured.log_risk(measured.split(y, sizes), rows, "exponential"), flat)
    assert np.allclose(field(flat, 0.0), -slope / (slope @ slope), rtol=1e-6, atol=1e-9)
    expected = differences(lambda y: field(y, 0.0), flat).T
    assert np.allclose(jacobian(flat, 0.0), expected, rtol=1e-6, atol=1e-8)


def test_the_flow_on_the_exponential_loss():
    setting = {"sizes": (3, 4, 1), "data": ROWS, "levels": np.array([10.0, 1e3])}
    seen, logistic = (measured.gaussian_start(rng(), **setting, loss=loss) for loss in ("exponential", "logistic"))
    assert np.allclose(seen["log_risk"][1:], -np.log(10) * np.array([10, 1e3]), rtol=1e-6)
    assert np.isclose(seen["log_risk"][0], np.log(np.exp(-(ROWS @ seen["map"][:3])).mean()))
    assert not np.array_equal(seen["map"], logistic["map"])


def test_the_first_layer_and_all_squared_norms_are_seen():
    seen = measured.gaussian_start(rng(), sizes=(3, 4, 2, 1), data=ROWS, levels=np.array([10.0]))
    assert np.array_equal(seen["first"][:12], seen["initial"][:12])
    assert np.isclose(seen["squared"][0], (seen["initial"][:12] ** 2).sum())
    assert np.isclose(seen["squared"][3], (seen["first"][12:] ** 2).sum())


@pytest.mark.parametrize(("weight", "speed", "slope"), [(-1e3, 1e3, -1.0), (1e3, 1.0, 0.0), (1e6, 1.0, 0.0)])
def test_the_velocity_at_margins_beyond_the_range_of_exp(weight, speed, slope):
    field, jacobian = velocity((1, 1), np.array([[1.0], [2.0]]))
    assert np.allclose(field(np.array([weight]), 0.0), [speed], rtol=1e-14)
    assert np.allclose(jacobian(np.array([weight]), 0.0), [[slope]], rtol=1e-14, atol=1e-14)


def test_log_loss_is_smooth_across_its_switch():
    margins = np.array([-800.0, 0.0, 36.9999, 37.0001, 1e6])
    assert np.allclose(measured.log_loss(margins), [np.log(800), np.log(np.log(2)), -36.9999, -37.0001, -1e6])


def test_prescribed_imbalances_are_met():
    spectra = ((-0.1, -0.3, -0.5), (-0.2, -0.4))
    weights = imbalanced(rng(), (4, 3, 2, 1), spectra)
    for matrix, spectrum in zip(imbalances(weights), spectra, strict=True):
        assert np.allclose(np.linalg.eigvalsh(matrix), sorted(spectrum))


@pytest.mark.parametrize("sizes", [(3, 4, 1), (3, 2, 3, 1)])
def test_crossed_layers_enclose_the_angle(sizes):
    first, second = crossed(rng(), sizes, 0.7)[:2]
    u, v = np.linalg.svd(first)[0][:, 0], np.linalg.svd(second)[2][0]
    assert np.isclose(abs(u @ v), np.cos(0.7))


@pytest.mark.parametrize("dimension", [2, 3])
def test_planted_data_lie_on_and_beyond_one_face(dimension):
    for seed in range(5):
        rows = planted_margin(rng(seed), dimension + 3, dimension)
        normal = np.linalg.solve(rows[:dimension], np.ones(dimension))
        assert np.all(rows[dimension:] @ normal > 1 + 1e-9)
        assert np.linalg.norm(rows, axis=1).max() <= 1
        shares = np.linalg.solve(rows[:dimension].T, normal / (normal @ normal))
        assert np.all(shares > 0)
        assert np.ptp(shares) > 1e-9


def test_trials_are_functions_of_their_generator():
    once, again = (measured.planted_data(rng(3), sizes=(3, 4, 1), count=6, levels=np.array([100.0])) for _ in range(2))
    assert all(np.array_equal(once[name], again[name]) for name in once)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: measured.flow([np.ones((1, 3))], np.zeros((2, 4)), np.array([9.0])), "rows of 3"),
        (lambda: measured.flow([np.ones((1, 3))], np.full((2, 3), np.nan), np.array([9.0])), "finite rows"),
        (lambda: measured.flow([np.ones((1, 3))], np.ones((1, 3)), np.array([9.0, 8.0])), "levels must increase"),
        (lambda: measured.flow([np.ones((1, 3))], np.ones((1, 3)), np.array([0.1])), "beyond the start"),
        (lambda: measured.flow([np.ones((1, 3))], np.ones((1, 3)), np.array([np.nan])), "levels"),
        (lambda: measured.flow([np.ones((1, 3))], ROWS, np.array([9.0]), "hinge"), "loss must be one of"),
        (lambda: gaussian(rng(), (3, 2), 1.0), "one output"),
        (lambda: gaussian(rng(), (3, 1), np.nan), "gain must be positive"),
        (lambda: imbalanced(rng(), (3, 2, 1), ((-1.0,),)), "one eigenvalue per unit"),
        (lambda: imbalanced(rng(), (3, 2, 1), ((1.0, -1.0),)), "must not be positive"),
        (lambda: imbalanced(rng(), (3, 2, 1), ((np.nan, -1.0),)), "must not be positive"),
        (lambda: imbalanced(rng(), (2, 3, 1), ((-1.0,) * 3,)), "must not grow"),
        (lambda: crossed(rng(), (3, 1, 1), 0.5), "h >= 2"),
        (lambda: crossed(rng(), (3, 2, 1), 0.0), "angle"),
        (lambda: planted_margin(rng(), 2, 3), "count >= dimension"),
        (lambda: measured.gaussian_start(rng(), sizes=(3, 1), data=ROWS[:, :2], levels=np.array([9.0])), "rows of 3"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_data_that_no_start_separates():
    with pytest.raises(RuntimeError, match="do not beat the zero map"):
        measured.gaussian_start(rng(), sizes=(1, 1), data=np.array([[1.0], [-1.0]]), levels=np.array([9.0]))
