"""Certificates of Gram matrices, against matrices whose definiteness is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import definiteness


def spectrum_of(values, seed=0):
    vectors = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values), len(values))))[0]
    return (vectors * values) @ vectors.T


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 40), exponent=st.floats(-9, 0))
def test_a_positive_definite_matrix_is_proven_so_down_to_conditions_of_a_billion(seed, size, exponent):
    K = spectrum_of(np.logspace(exponent, 0, size), seed)
    assert definiteness.positive_definite(K).holds
    assert definiteness.positive_semidefinite(K).holds


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(2, 40), exponent=st.floats(-8, 0))
def test_an_indefinite_matrix_is_never_taken_for_a_definite_one(seed, size, exponent):
    K = spectrum_of(np.r_[-(10**exponent), np.ones(size - 1)], seed)
    for question in (definiteness.positive_definite, definiteness.positive_semidefinite):
        answer = question(K)
        assert not answer.holds
        assert "indefinite" in answer.certificate


def test_the_certificate_of_an_indefinite_kernel_is_a_vector_that_proves_it():
    K = spectrum_of(np.array([-0.25, 1.0, 2.0]))
    form, error = definiteness.quadratic_form(K, np.linalg.eigh(K)[1][:, 0])
    assert form == pytest.approx(-0.25)
    assert form + error < 0


def test_coinciding_points_rank_and_condition_are_named():
    x = np.random.default_rng(1).standard_normal((20, 3))
    twins = np.exp(-np.linalg.norm(x[[*range(19), 4]][:, None] - x[[*range(19), 4]][None], axis=2))
    assert "points 4 and 19 coincide" in definiteness.positive_definite(twins).certificate
    assert "rank 3 on 20 points" in definiteness.positive_definite(x @ x.T).certificate
    assert definiteness.positive_semidefinite(x @ x.T).holds
    ill = spectrum_of(np.logspace(-11, 0, 20))
    assert "condition number" in definiteness.positive_definite(ill).certificate


@pytest.mark.parametrize(
    ("K", "words"),
    [
        ([[1.0, np.nan], [0.0, 1.0]], r"K\[0, 1\] is nan"),
        ([[1.0, 0.5], [0.4, 1.0]], r"symmetric, but K\[0, 1\] = 0.5"),
        ([[1.0, 0.5]], r"shape \(M, M\), got \(1, 2\)"),
        (np.zeros((0, 0)), r"shape \(M, M\)"),
    ],
)
def test_what_is_no_gram_matrix_is_rejected(K, words):
    with pytest.raises(ValueError, match=words):
        definiteness.positive_definite(K)
