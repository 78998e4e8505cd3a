"""Convolutional kernels: against all pixel pairs, against finite networks, and against theory on a torus."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import image_kernels as measured
from theory import image_kernels as exact


def draw(seed, n=2, rows=3, columns=4):
    return np.random.default_rng(seed).standard_normal((n, rows, columns))


def literal(x, y, depth, pooled, padding):
    """The recursion on the array of all pixel pairs, by loops."""
    shape = x.shape
    pixels = list(product(range(shape[0]), range(shape[1])))
    near = list(product((-1, 0, 1), repeat=2))

    def neighbour(p, d):
        q = (p[0] + d[0], p[1] + d[1])
        if padding == "wrap":
            return q[0] % shape[0], q[1] % shape[1]
        return q if 0 <= q[0] < shape[0] and 0 <= q[1] < shape[1] else None

    def box(a):
        pairs = {(p, q): [(neighbour(p, d), neighbour(q, d)) for d in near] for p, q in product(pixels, repeat=2)}
        return {k: sum(a[r] for r in v if None not in r) / 9 for k, v in pairs.items()}

    def start(u, v):
        return {(p, q): 2 * u[p] * v[q] for p, q in product(pixels, repeat=2)}

    S, A, B = box(start(x, y)), box(start(x, x)), box(start(y, y))
    T = dict(S)
    for layer in range(1, depth + 1):
        K = {}
        for p, q in S:
            size = np.sqrt(A[p, p] * B[q, q])
            angle = np.arccos(np.clip(S[p, q] / size, -1, 1)) if size else np.pi / 2
            K[p, q] = size * (np.sin(angle) + (np.pi - angle) * np.cos(angle)) / np.pi
            T[p, q] = K[p, q] + T[p, q] * (np.pi - angle) / np.pi
        diagonal = [{(p, q): v[p, p] if p == q else 0.0 for p, q in v} for v in (A, B)]
        if layer < depth:
            S, T, A, B = box(K), box(T), *(box(v) for v in diagonal)
    weights = T.values() if pooled else [T[p, p] for p in pixels]
    return sum(weights) / 2 / len(pixels) ** (2 if pooled else 1)


@pytest.mark.parametrize(("kernel", "padding"), [*product(["vanilla", "pooled"], measured.PADDINGS)])
def test_gram_is_the_recursion_on_all_pixel_pairs(kernel, padding):
    x = draw(1)
    expected = [[literal(a, b, 2, kernel == "pooled", padding) for b in x] for a in x]
    np.testing.assert_allclose(measured.gram(x, 2, kernel, padding), expected, atol=1e-7)


def test_on_a_torus_it_is_that_of_theory_and_pooling_averages_translations():
    x = draw(2, n=4)
    np.testing.assert_allclose(measured.gram(x, 3, "vanilla", "wrap"), exact.vanilla_kernel(x, x, 3), atol=1e-7)
    moved = [np.roll(x, s, axis=(1, 2)) for s in exact.all_shifts(3, 4)]
    averaged = np.mean([exact.vanilla_kernel(x, y, 3) for y in moved], axis=0)
    np.testing.assert_allclose(measured.gram(x, 3, "pooled", "wrap"), averaged, atol=1e-7)


@pytest.mark.parametrize("pooled", [False, True])
def test_mean_of_finite_networks_is_near_the_kernel(pooled):
    """Two hidden layers of 16 channels, zeros beyond the edges, gradients by automatic differentiation."""
    x, channels, networks = draw(3, columns=3), 16, 200
    near = np.stack(
        [np.kron(np.eye(3, k=a), np.eye(3, k=b)) for a, b in product((-1, 0, 1), repeat=2)]
    )  # (filter, pixels, pixels)

    def network(weights, image):
        g = image.reshape(9, 1)
        for w in weights[:2]:
            patches = jnp.einsum("fpq,qc->pfc", near, g).reshape(9, -1)
            g = jax.nn.relu(jnp.sqrt(2 / patches.shape[1]) * patches @ w.reshape(patches.shape[1], -1))
        each = g.mean(axis=0, keepdims=True) if pooled else g / 3
        return (each * weights[2]).sum() / jnp.sqrt(channels)

    def kernel(weights):
        one, two = (jax.grad(network)(weights, jnp.asarray(image)) for image in x)
        return sum((a * b).sum() for a, b in zip(one, two, strict=True))

    shapes = [(9, 1, channels), (9, channels, channels), (1 if pooled else 9, channels)]
    drawn = [np.random.default_rng(5).standard_normal((networks, *shape)) for shape in shapes]
    found = np.asarray(jax.jit(jax.vmap(kernel))(drawn))
    expected = measured.gram(x, 2, "pooled" if pooled else "vanilla", "zeros")[0, 1]
    assert abs(found.mean() - expected) < 5 * found.std() / np.sqrt(networks)
    assert found.std() / np.sqrt(networks) < 0.2 * expected


def test_blank_patches_give_no_nan_and_the_gram_matrix_is_positive():
    x = measured.spread("digits", 12)[0]
    assert np.any(x[:, :2, 0] == 0)
    for kernel, padding in product(measured.KERNELS, measured.PADDINGS):
        assert np.linalg.eigvalsh(measured.gram(x, 2, kernel, padding)).min() > 0


def test_a_trial_scores_every_kernel():
    design = {"images": "digits", "count": 20, "depth": 1, "sizes": (5, 10), "kernels": 3, "padding": "zeros"}
    found = measured.shares.run(np.random.default_rng(0), **design)
    assert set(found) == {*measured.KERNELS, "gain of vanilla", "gain of pooled"}
    np.testing.assert_allclose(found["gain of pooled"], found["pooled"] - found["fully connected"])
    assert all(np.all((found[k] >= 0) & (found[k] <= 1)) for k in measured.KERNELS)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="a kernel of fully connected"):
        measured.gram(draw(0), 1, "strided")
    with pytest.raises(ValueError, match="a padding of zeros"):
        measured.gram(draw(0), 1, "pooled", "reflect")
    with pytest.raises(ValueError, match="digits has 1797"):
        measured.spread("digits", 1798)
