"""Second-layer descent: closed form against steps one by one, its limits, precision, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.second_layer_training import after, flow, limit


def problem(seed, n, h, rank=None):
    rng = np.random.default_rng(seed)
    k = min(n, h) if rank is None else rank
    return rng.standard_normal((n, k)) @ rng.standard_normal((k, h)), rng.standard_normal(n), rng.standard_normal(h)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 6), st.integers(0, 9), st.floats(1e-3, 1.9))
def test_closed_form_is_what_steps_one_by_one_reach(seed, n, h, steps, share):
    f, y, start = problem(seed, n, h)
    rate, a = share * n / np.linalg.norm(f, 2) ** 2, start
    for _ in range(steps):
        a = a + rate * f.T @ (y - f @ a) / n
    assert after(f, y, start, rate, steps) == pytest.approx(a, abs=1e-9)


def test_flow_solves_its_equation_and_is_descent_with_small_steps():
    f, y, start = problem(0, 5, 8)
    early, late = flow(f, y, start, 1.0), flow(f, y, start, 1.0 + 1e-6)
    assert (late - early) / 1e-6 == pytest.approx(f.T @ (y - f @ early) / 5, abs=1e-5)
    assert flow(f, y, start, 0.0) == pytest.approx(start)
    assert after(f, y, start, 1e-7, 10**7) == pytest.approx(early, abs=1e-5)


@pytest.mark.parametrize(("n", "h", "rank"), [(5, 8, 5), (8, 5, 5), (6, 6, 2)])
def test_the_end_solves_least_squares_and_keeps_what_the_data_do_not_see(n, h, rank):
    f, y, start = problem(1, n, h, rank)
    end = limit(f, y, start)
    assert f.T @ (y - f @ end) == pytest.approx(np.zeros(h), abs=1e-9)
    assert end - start == pytest.approx(np.linalg.pinv(f) @ f @ (end - start), abs=1e-9)  # in the row space
    assert limit(f, y, 0 * start) == pytest.approx(np.linalg.pinv(f) @ y, abs=1e-9)
    assert after(f, y, start, 1 / np.linalg.norm(f, 2) ** 2, 10**7) == pytest.approx(end, abs=1e-6)


def test_float32_would_cut_what_float64_keeps():
    f = np.diag([1.0, 1e-7])
    assert limit(f, np.ones(2), np.zeros(2)) == pytest.approx([1, 1e7])
    cut = np.finfo(np.float32).eps * 2  # the usual share of a pseudo-inverse of single precision
    assert np.linalg.pinv(f, rcond=cut) @ np.ones(2) == pytest.approx([1, 0])


def test_many_networks_at_once_and_no_steps():
    rng = np.random.default_rng(2)
    f, y, start = rng.standard_normal((3, 2, 4, 6)), rng.standard_normal((3, 2, 4)), rng.standard_normal((3, 2, 6))
    rate = rng.random((3, 2)) / 10
    assert after(f, y, start, rate, 7)[2, 1] == pytest.approx(after(f[2, 1], y[2, 1], start[2, 1], rate[2, 1], 7))
    assert np.array_equal(after(f, y, start, rate, 0), start)


def test_bad_input_is_named():
    f, y, start = problem(3, 4, 6)
    for bad in ((f.T, y, start), (f, y[:3], start), (f, y, start[:2]), (np.ones(4), y, start), (f[:0], y[:0], start)):
        with pytest.raises(ValueError, match="do not fit"):
            limit(*bad)
    with pytest.raises(ValueError, match="finite"):
        limit(f, y * np.nan, start)
    for steps in (-1, 2.5):
        with pytest.raises(ValueError, match="steps must be"):
            after(f, y, start, 0.1, steps)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="rate"):
        after(f, y, start, 0.0, 3)
    with pytest.raises(ValueError, match="time"):
        flow(f, y, start, -1.0)


def test_descent_that_leaves_float64_is_refused():
    f, y, start = problem(4, 4, 6)
    assert np.isfinite(after(f, y, start, 1e150, 1)).all()
    for rate, steps in ((1e300, 5), (1e10, 10**6)):
        with pytest.raises(ValueError, match="rate must be below"):
            after(f, y, start, rate, steps)
    with pytest.raises(ValueError, match=r"at most 2\^53"):
        after(f, y, start, 0.1, 10**400)
