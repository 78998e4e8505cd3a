"""Integer gradients against automatic differentiation, and the loss against least squares."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import one_dimensional_relu as measured


@pytest.mark.parametrize("sizes", [(2, 5, 1), (1, 4, 3, 1)])
def test_features_are_gradients(sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    weights = [rng.integers(1, 10, size=(out, into)) * rng.choice([-1, 1], size=(out, into))
               for into, out in itertools.pairwise(sizes)]  # fmt: skip
    x = np.arange(1, 1 + 3 * sizes[0]).reshape(3, -1)

    def net(layers: list[jax.Array], point: jax.Array) -> jax.Array:
        for matrix in layers[:-1]:
            point = jax.nn.relu(matrix @ point)
        return (layers[-1] @ point)[0]

    as_float = [jnp.asarray(w, dtype=jnp.float64) for w in weights]
    gradients = [jax.grad(net)(as_float, jnp.asarray(p, dtype=jnp.float64)) for p in x]
    expected = np.array([np.concatenate([np.ravel(g) for g in reversed(point)]) for point in gradients])
    found = measured.features(weights, x)
    assert found @ found.T == pytest.approx(expected @ expected.T)


def test_line_has_points_on_both_sides_and_its_loss_is_the_least() -> None:
    rng = np.random.default_rng(3)
    for layers, bias in ((1, False), (2, False), (1, True)):
        seen = measured.on_the_line(rng, largest=6, layers=layers, bias=bias)
        x, y = seen["points"].astype(float), seen["labels"]
        assert len(set(x)) == 6
        assert x[0] > 0 > x[1]
        design = np.stack([np.maximum(x, 0), np.minimum(x, 0)], axis=1)
        residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
        assert seen["loss"] == pytest.approx(0.0 if bias else residual @ residual / 12, abs=1e-6)


def test_plane_has_opposite_points() -> None:
    points = measured.in_the_plane(np.random.default_rng(1), points=12)["points"].tolist()
    crosses = [p for p in points for q in points if p[0] * q[1] == p[1] * q[0] and p[0] * q[0] + p[1] * q[1] < 0]
    assert crosses
