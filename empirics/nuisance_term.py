"""Nuisance terms of random layers, and suprema over networks of linear layers in spectral balls: climbed to."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial
from empirics.rademacher import draw_features

Floats = NDArray[np.float64]
SWEEPS = 8  # of projected ascent; each shrinks angles about 8 times
FAMILIES = ("normal", "orthogonal", "rank one", "flat rank one", "axis-aligned rank one")


def term(layers: Floats, references: Floats | None = None) -> float:
    """(sum_k (|W_k - M_k|_{2,1} / |W_k|_2)^(2/3))^(3/2) of layers (L, rows, columns), rows being units."""
    moved = layers if references is None else layers - references
    row_sums = np.sqrt((moved**2).sum(axis=2)).sum(axis=1)
    largest = np.sqrt(np.linalg.eigvalsh(layers @ layers.transpose(0, 2, 1))[:, -1])
    return float(((row_sums / largest) ** (2 / 3)).sum() ** 1.5)


@trial(batch=4, host=True)
def random_layers(
    rng: np.random.Generator, *, depth: int, widths: tuple[int, ...], factors: Floats
) -> dict[str, Floats]:
    """Networks of `depth` square layers of random sizes: the nuisance term of each family at each width.

    Families: normal entries; orthogonal; rank one u v^T with u uniform on the sphere, with entries of u +-1, and with u
    a unit vector of the basis. Observables: "terms" (5, len(widths)), by FAMILIES, with reference zero; "transposed",
    the same with columns in the place of rows; "moved" (len(factors),), of the widest orthogonal layers W = c M with
    reference M, for each factor c.
    """
    terms, transposed, moved = [], [], np.zeros(0)
    for width in widths:
        size = rng.uniform(0.5, 2.0, size=(depth, 1, 1))
        normal, direction = rng.standard_normal((2, depth, width, width))
        orthogonal = np.linalg.qr(normal)[0]
        u, v = direction[:, :, :1], direction[:, :1, :]
        axis = np.eye(width)[rng.integers(width, size=depth)][:, :, None]
        families = [size * layers for layers in (normal, orthogonal, u * v, np.sign(u) * v, axis * v)]
        terms.append([term(layers) for layers in families])
        transposed.append([term(layers.transpose(0, 2, 1)) for layers in families])
        moved = np.array([term(c * size * orthogonal, size * orthogonal) for c in factors])
    return {"terms": np.array(terms).T, "transposed": np.array(transposed).T, "moved": moved}


def _in_ball(layers: Floats, radius: float) -> Floats:
    """The nearest matrices whose singular values are at most `radius`."""
    left, values, right = np.linalg.svd(layers, full_matrices=False)
    return (left * np.minimum(values, radius)[..., None, :]) @ right


def _climb(layers: list[Floats], slopes: Floats, radii: Floats, sweeps: int) -> Floats:
    """W_L ... W_1 s after `sweeps` of projected ascent, layer by layer, for each row s of `slopes` and its network."""
    for k in [k for _ in range(sweeps) for k in range(len(layers))]:
        below, above = slopes[:, :, None], np.eye(layers[-1].shape[1])[None]
        for w in layers[:k]:
            below = w @ below
        for w in reversed(layers[k + 1 :]):
            above = above @ w
        slope = above.transpose(0, 2, 1) @ below.transpose(0, 2, 1)
        step = 8 * radii[k] / np.maximum(np.linalg.norm(slope, axis=(1, 2), keepdims=True), 1e-300)
        layers[k] = _in_ball(layers[k] + step * slope, radii[k])
    return _value(layers, slopes)


def _value(layers: list[Floats], slopes: Floats) -> Floats:
    out = slopes[:, :, None]
    for w in layers:
        out = w @ out
    return out[:, 0, 0]


@trial(batch=4, host=True)
def linear_networks(
    rng: np.random.Generator, *, depth: int, width: int, n: int, p: int, family: str
) -> dict[str, Floats | float]:
    """Largest values of sum_i s_i W_L ... W_1 x_i over |W_k|_2 <= radius_k, for all 2^n signs, up to s -> -s.

    Points x_i (n, p) are integers as in `draw_features`; the network has `depth` layers and `width` hidden units, and
    starts at orthogonal directions in the balls. Observables: features (n, p), radii (L,); supremum, the mean over
    signs of what ascent reaches; sampled, the same before ascent, in absolute value.
    """
    points = draw_features(rng, n=n, p=p, family=family, largest=9)
    radii = rng.uniform(0.5, 2.0, size=depth)
    signs = np.array([(1.0, *rest) for rest in product((-1.0, 1.0), repeat=n - 1)])
    sizes = [p, *[width] * (depth - 1), 1]
    draws = [rng.standard_normal((len(signs), rows, columns)) for columns, rows in pairwise(sizes)]
    layers = [_in_ball(1e9 * w, radius) for w, radius in zip(draws, radii, strict=True)]
    slopes = signs @ points
    sampled = np.abs(_value(layers, slopes)).mean()
    best = _climb(layers, slopes, radii, SWEEPS)
    return {"features": points, "radii": radii, "supremum": best.mean(), "sampled": sampled}
