"""Linearised networks on images: structured kernels against automatic differentiation, wide ones against the limit."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import linearized_images as measured
from theory import kernels


def weights(generator, depth, width, inputs):
    first = (generator.standard_normal((inputs, width)) * np.sqrt(2 / inputs)).astype(np.float32)
    deeper = [measured._hidden(generator, width) for _ in range(depth - 1)]
    return first, deeper, generator.standard_normal(width).astype(np.float32)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_finite_kernel_is_that_of_automatic_differentiation(depth):
    generator, d, m = np.random.default_rng(depth), 5, 7
    x = generator.standard_normal((6, d))
    first, deeper, readout = weights(generator, depth, m, d)
    ours = measured.finite_kernel(
        (x[:4] @ x.T * 2 / d).astype(np.float32), x.astype(np.float32) @ first, deeper, readout
    )

    def network(layers, point):
        g = point
        for layer in layers[:-1]:
            g = jax.nn.relu(jnp.sqrt(2 / g.shape[0]) * g @ layer)
        return g @ layers[-1] / jnp.sqrt(m)

    normal = [first / np.sqrt(2 / d), *[w / np.sqrt(2 / m) for w in deeper], readout]
    gradients = [jax.grad(network)([jnp.asarray(w, float) for w in normal], jnp.asarray(point)) for point in x]
    flat = np.array([np.concatenate([np.ravel(g) for g in one]) for one in gradients])
    np.testing.assert_allclose(ours, (flat @ flat.T)[:4], rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize(("depth", "kernel"), [(1, "relu_ntk"), (4, "relu_ntk_4")])
def test_exact_kernel_is_that_of_theory(depth, kernel):
    cosine = np.linspace(-1, 1, 41)
    theirs = kernels.profile(kernel, cosine, dimension=3, bias_variance=0.0)
    np.testing.assert_allclose(measured.exact_kernel(cosine, depth), theirs, atol=1e-7)
    assert measured.exact_kernel(np.array([1.0]), depth) == pytest.approx(depth + 1)


def test_mean_of_wide_networks_is_the_limit():
    generator, d, m, networks = np.random.default_rng(8), 4, 512, 64
    x = generator.standard_normal((5, d))
    x /= np.sqrt((x**2).mean(axis=1, keepdims=True))
    inputs = (x @ x.T * 2 / d).astype(np.float32)
    found = []
    for _ in range(networks):
        first, deeper, readout = weights(generator, 2, m, d)
        found.append(measured.finite_kernel(inputs, x.astype(np.float32) @ first, deeper, readout))
    # One entry's relative variance is 6.4 / m on the diagonal with two hidden layers.
    error = 3 * np.sqrt(6.4 / m / networks)
    np.testing.assert_allclose(np.mean(found, axis=0), measured.exact_kernel(inputs / 2.0, 2), atol=5 * error)


def test_a_trial_compares_all_widths_on_one_split():
    design = {"images": "digits", "train": 20, "test": 30, "depth": 2, "widths": (8, 32)}
    found = measured.gaps.run(np.random.default_rng(1), **design)
    assert set(found) == {"exact", "gap", "loss", "distance", "loss over square distance"}
    assert all(np.shape(found[name]) == (2,) for name in found if name != "exact")
    assert 0 < found["exact"] < 1
    assert found["distance"][0] > found["distance"][1] > 0


def test_too_many_images_are_refused():
    design = {"images": "digits", "train": 1000, "test": 1000, "depth": 1, "widths": (8,)}
    with pytest.raises(ValueError, match="1797 images"):
        measured.gaps.run(np.random.default_rng(0), **design)
