"""Duals as functions of the gap, for every activation: against the theory's, at gaps down to 1e-16 and unlike norms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import activations, gap_duals, hermite_rows
from empirics.activations import HermiteSeries
from theory import activations as exact_activations
from theory import dual_activations as exact

PAIRS = {
    "erf": (activations.Erf(), exact_activations.ERF),
    "gelu": (activations.Gelu(), exact_activations.GELU),
    "sine": (activations.Sine(1.5, 0.5), exact_activations.Sine(1.5, 0.5)),
    "odd sine": (activations.Sine(), exact_activations.Sine()),
    "bump": (activations.Bump(0.7), exact_activations.Bump(0.7)),
    "exponential": (activations.Exponential(0.5), exact_activations.Exponential(0.5)),
    "cubic": (activations.Polynomial((0.1, 0.5, 0.2, 0.05)), exact_activations.Polynomial((0.1, 0.5, 0.2, 0.05))),
    "tanh": (activations.TANH, exact_activations.TANH),
}
VARIANCES = np.array([0.3, 0.3, 0.8, 1.0, 1.01, 2.0, 2.0])
GAPS = np.concatenate([10.0 ** -np.arange(0, 17.0), np.linspace(0.1, 2, 12), [0.0]])


@pytest.fixture(params=PAIRS)
def pair(request):
    return PAIRS[request.param]


def test_duals_agree_with_the_theory(pair):
    ours, theirs = pair
    q1, q2 = (q.ravel() for q in np.meshgrid(VARIANCES, VARIANCES))

    @jax.jit
    def found(gaps):
        one, two = (gap_duals.rows(ours, jnp.asarray(VARIANCES)) for _ in range(2))
        one, two = ({k: v[..., :, None] for k, v in one.items()}, {k: v[..., None, :] for k, v in two.items()})
        return jax.lax.map(lambda g: gap_duals.dual(ours, one, two, g * jnp.ones((7, 7))), gaps)

    new, slope = (np.asarray(a).reshape(len(GAPS), -1) for a in found(GAPS))
    expected = exact.gap_duals(theirs, q2[None], q1[None], GAPS[:, None])
    own = np.sqrt(expected.first * expected.second)
    assert np.allclose(slope, expected.slope * np.sqrt(q1 * q2) / own, rtol=1e-11, atol=1e-11)
    assert np.allclose(new, expected.gap, rtol=0, atol=1e-13)
    equal = np.broadcast_to((q1 == q2)[None], new.shape) & (GAPS[:, None] > 0)
    assert np.allclose(new[equal], expected.gap[equal], rtol=1e-9, atol=1e-30)


def test_activations_and_their_derivatives_are_the_theory_s(pair):
    ours, theirs = pair
    z = np.linspace(-3, 3, 41)
    assert np.allclose(ours(z), theirs(z), rtol=1e-14, atol=1e-14)
    assert np.allclose(ours.derivative(z), theirs.derivative(z), rtol=1e-13, atol=1e-14)


def test_a_series_of_a_kinked_function_says_what_it_leaves():
    softened = HermiteSeries(lambda z: jnp.maximum(z, 0), breaks=(0.0,), terms=40)
    rest = hermite_rows.unresolved(softened, [0.5, 2.0])
    assert np.allclose(rest, rest[0])  # a homogeneous function has the same at every variance
    found, _ = jax.jit(lambda q: hermite_rows.coefficients(softened, q))(jnp.array([2.0]))
    assert np.allclose(found[:3, 0], np.sqrt(2) * np.array([1 / np.sqrt(2 * np.pi), 1 / 2, 1 / np.sqrt(4 * np.pi)]))
    assert 1e-4 < rest[0] < 1e-2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: activations.LeakyRelu(0.0, 0.0), "one of the two slopes"),
        (lambda: activations.Bump(-1.0), "rate of a bump is positive"),
        (lambda: activations.Sine(np.inf), "needs finite numbers, got frequency"),
        (lambda: activations.Polynomial(()), "a polynomial needs"),
        (lambda: activations.HermiteSeries(jnp.tanh, breaks=(1.0, 0.0)), "breaks increase"),
        (lambda: activations.named("reul"), "activation must be one of relu"),
        (lambda: gap_duals.rows(activations.Activation(), jnp.ones(1)), "no dual is known"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
