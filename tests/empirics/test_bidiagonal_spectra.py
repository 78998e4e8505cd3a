"""Bidiagonal spectra: the continued fraction against eigenvalues, the law against dense matrices, bad input."""

import numpy as np
import pytest
from scipy import stats

from empirics import bidiagonal_spectra as spectra


@pytest.mark.parametrize(("n", "d"), [(1, 1), (1, 5), (7, 3), (20, 20)])
@pytest.mark.parametrize("shift", [1e-6, 1.0, 1e3])
def test_continued_fraction_agrees_with_eigenvalues(n, d, shift):
    diagonal, off = spectra.squared_entries(np.random.default_rng(1), n, d)
    b = np.diag(np.sqrt(diagonal)) + np.diag(np.sqrt(off[:-1]), -1)
    values = np.linalg.svd(b, compute_uv=False) ** 2
    first, second = spectra.inverse_moments(diagonal, off, shift)
    assert first == pytest.approx(np.sum(1 / (values + shift)), rel=1e-7)
    assert second == pytest.approx(np.sum(1 / (values + shift) ** 2), rel=1e-7)


def test_padding_and_many_shifts_at_once_change_nothing():
    diagonal, off = spectra.squared_entries(np.random.default_rng(2), 6, 4)
    longer = spectra.squared_entries(np.random.default_rng(2), 6, 4, length=9)
    alone = [spectra.inverse_moments(diagonal, off, t) for t in (0.5, 2.0)]
    together = spectra.inverse_moments(longer[0][:, None], longer[1][:, None], np.array([[0.5], [2.0]]))
    assert np.allclose(np.array(together)[..., 0].T, alone, rtol=1e-14)


def test_trace_of_the_square_has_the_law_of_dense_matrices():
    rng, n, d = np.random.default_rng(3), 6, 4
    entries = [spectra.squared_entries(rng, n, d) for _ in range(2000)]
    found = [spectra.inverse_moments(diagonal, off, 1.0)[0] for diagonal, off in entries]
    dense = [np.sum(1 / (np.linalg.svd(rng.standard_normal((n, d)), compute_uv=False) ** 2 + 1)) for _ in range(2000)]
    assert np.asarray(stats.ks_2samp(np.array(found, dtype=float), dense))[1] > 1e-4


def test_bias_and_variance_are_those_of_ridge_regression():
    rng, n, d, t = np.random.default_rng(4), 5, 8, 3.0
    x = rng.standard_normal((n, d))
    values = np.linalg.eigvalsh(x @ x.T)
    moments = (np.asarray(np.sum((values + t) ** -k)) for k in (1.0, 2.0))
    bias, variance = spectra.ridge_risk(n, d, t, *moments)
    fit = x.T @ np.linalg.inv(x @ x.T + t * np.eye(n))
    assert bias == pytest.approx(np.sum((np.eye(d) - fit @ x) ** 2) / d)
    assert variance == pytest.approx(np.sum(fit**2))


def test_bad_input_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="n and d must be positive"):
        spectra.squared_entries(rng, 0, 3)
    with pytest.raises(ValueError, match="the length at least"):
        spectra.squared_entries(rng, 4, 3, length=2)
    for shift in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match="ridge must be positive"):
            spectra.inverse_moments(*spectra.squared_entries(rng, 4, 3), shift)
