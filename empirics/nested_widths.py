"""A trained second layer at nested widths, all from one factorization: risk, norm and training error given (X, W).

f(x) = a' phi(x), a = F^+ y with F = phi(X) of shape (n, h), y = X theta + eps; width h takes the first h features. With
U = E phi phi' and v = E phi x' the risk needs no test set. Everything below is averaged over the direction of theta
(|theta| = 1) and over label noise of unit variance, at fixed (X, W). Data sets come in stacks: (..., n, .).

Narrow, h <= n.  F = Q R. With M = R^-T, lower triangular, and Y = Q' X, the second layer is M_h' Y_h theta without
    noise, M_h and Y_h the first h rows: whatever is a trace at width h is a sum over the leading h x h block of one
    matrix, and one factorization serves all widths.
Wide, h > n.  a = F' (F F')^-1 y. F F', F U F' and F v grow from width to width by the new columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["MEASURES", "Fit", "shared_bias"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Second layers of all `widths`: features = phi(XW) (..., n, H), x = X (..., n, d), v (H, d), U (H, H).

    Raises ValueError unless widths increase from at least 1 to at most H.
    """

    features: Array
    x: Array
    first: Array
    second: Array
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        widths, most = self.widths, self.features.shape[-1]
        if not widths or list(widths) != sorted(set(widths)) or widths[0] < 1 or widths[-1] > most:
            raise ValueError(f"widths must increase from 1 to at most {most}, got {widths}")

    @cached_property
    def narrow(self) -> tuple[int, ...]:
        return tuple(h for h in self.widths if h <= self.x.shape[-2])

    @cached_property
    def wide(self) -> tuple[int, ...]:
        return self.widths[len(self.narrow) :]

    @cached_property
    def factor(self) -> tuple[Array, Array]:
        """(M, Y) of the widest narrow network: R^-T and Q' X of F = Q R."""
        q, r = np.linalg.qr(self.features[..., : self.narrow[-1]])
        return _t(np.linalg.inv(r)), _t(q) @ self.x  # r is triangular: its LU is itself, and inv substitutes back

    @cached_property
    def inverses(self) -> list[Array]:
        """(F F')^-1 of each wide network."""
        return [
            np.asarray(np.linalg.inv(gram), dtype=np.float64)
            for gram in accumulate(f @ _t(f) for f in self.blocks(self.features))
        ]

    @cached_property
    def spreads(self) -> list[Array]:
        """F U F' of each wide network."""
        return [*_spreads(self, self, self.second)]

    def blocks(self, columns: Array) -> list[Array]:
        """The columns that each wide network has in addition to the one before."""
        return [columns[..., low:high] for low, high in pairwise((0, *self.wide))]

    def moments(self) -> list[Array]:
        """F v X' of each wide network."""
        pairs = zip(self.blocks(self.features), self.blocks(self.first.T), strict=True)
        return [moment @ _t(self.x) for moment in accumulate(f @ v.T for f, v in pairs)]

    def all_widths(self, units: Callable[[], Array], wide: Iterator[Array]) -> Array:
        """Sums over the units of the narrow networks, from what each unit adds, beside the values of the wide ones."""
        narrow = [np.cumsum(units(), axis=-1)[..., np.array(self.narrow) - 1]] if self.narrow else []
        return np.concatenate(narrow + [value[..., None] for value in wide], axis=-1)


def shared_bias(one: Fit, two: Fit, second: Array) -> Array:
    """E (f1 - <x, theta>) (f2 - <x, theta>) for f1, f2 the fits to two draws averaged over their label noise.

    Shape (..., number of widths); second = E phi1 phi2' (H, H). The same draw twice gives the bias at fixed (X, W); for
    independent draws the mean is the squared bias of the predictor that is averaged over X and W as well.
    """

    def units() -> Array:
        (m1, y1), (m2, y2), k = one.factor, two.factor, one.narrow[-1]
        products = _leading(m1 @ second[:k, :k] @ _t(m2), y1 @ _t(y2))
        return products - _rows(m1 @ one.first[:k], y1) - _rows(m2 @ two.first[:k], y2)

    def wide() -> Iterator[Array]:
        together = one.x @ _t(two.x)
        spreads = one.spreads if one is two else _spreads(one, two, second)
        for spread, i1, i2, c1, c2 in zip(
            spreads, one.inverses, two.inverses, one.moments(), two.moments(), strict=True
        ):
            yield _sum(i1 @ spread @ i2, together) - _sum(i1, c1) - _sum(i2, c2)

    return one.all_widths(units, wide()) / one.x.shape[-1] + 1


def bias(fit: Fit) -> Array:
    """Mean of the risk of the predictor averaged over label noise."""
    return shared_bias(fit, fit, fit.second)


def variance(fit: Fit) -> Array:
    """tr (F^+)' U F^+: what unit label noise adds to the risk."""

    def units() -> Array:
        (m, _), k = fit.factor, fit.narrow[-1]
        return _rows(m @ fit.second[:k, :k], m)

    pairs = zip(fit.inverses, fit.spreads, strict=True)
    return fit.all_widths(units, (_sum(inverse, inverse @ spread) for inverse, spread in pairs))


def signal_norm(fit: Fit) -> Array:
    """|F^+ X|^2 / d: the squared length of the second layer without noise."""

    def units() -> Array:
        m, y = fit.factor
        return _leading(m @ _t(m), y @ _t(y))

    together = fit.x @ _t(fit.x)
    return fit.all_widths(units, (_sum(inverse, together) for inverse in fit.inverses)) / fit.x.shape[-1]


def noise_norm(fit: Fit) -> Array:
    """|F^+|^2: what unit label noise adds to the squared length of the second layer."""
    return fit.all_widths(lambda: _rows(*[fit.factor[0]] * 2), (np.trace(i, 0, -2, -1) for i in fit.inverses))


def signal_left(fit: Fit) -> Array:
    """|X - F F^+ X|^2 / (n d): the training error without noise of networks with h <= n; wider ones have none."""
    n, d = fit.x.shape[-2:]
    caught = fit.all_widths(lambda: _rows(*[fit.factor[1]] * 2), iter(()))
    return (_sum(fit.x, fit.x)[..., None] - caught) / (n * d)


MEASURES: dict[str, Callable[[Fit], Array]] = {
    "bias": bias,
    "variance": variance,
    "signal norm": signal_norm,
    "noise norm": noise_norm,
    "signal left": signal_left,
}


def _spreads(one: Fit, two: Fit, second: Array) -> Iterator[Array]:
    """F1 U F2' of each wide network."""
    spread, f1, f2 = np.zeros(()), one.features, two.features
    for low, high in pairwise((0, *one.wide)):
        old, new = slice(0, low), slice(low, high)
        mixed = f1[..., old] @ second[old, new] @ _t(f2[..., new])
        other = _t(mixed) if one is two else f1[..., new] @ (second[new, old] @ _t(f2[..., old]))
        spread = spread + mixed + other + f1[..., new] @ second[new, new] @ _t(f2[..., new])
        yield spread


def _leading(a: Array, b: Array) -> Array:
    """What each unit adds to the sum of a * b over the leading block: its row and column up to the diagonal."""
    product = a * b
    return np.tril(product).sum(axis=-1) + np.triu(product, 1).sum(axis=-2)


def _rows(a: Array, b: Array) -> Array:
    return np.einsum("...ij,...ij->...i", a, b)


def _sum(a: Array, b: Array) -> Array:
    return np.einsum("...ij,...ij->...", a, b)


def _t(a: Array) -> Array:
    return np.swapaxes(a, -1, -2)
