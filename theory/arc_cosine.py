"""The neural tangent kernel of one hidden ReLU layer with standard normal weights, in closed form and three times over.

By definition k(x, x') = <x, x'> E[s'(B.x) s'(B.x')] + E[s(B.x) s(B.x')] with s = relu and B ~ N(0, I). Only the angle t
between the inputs matters: k = |x| |x'| kappa(cos t). In the plane of the inputs B has a Rayleigh length and a uniform
direction p, and both units are active on the arc t - pi/2 < p < pi/2. Hence
    E[s' s'] = (pi - t) / (2 pi)      and      E[s s] = (sin t + (pi - t) cos t) / (2 pi)   for unit inputs,
    kappa(c) = c (pi - arccos c) / pi + sqrt(1 - c^2) / (2 pi),      kappa(1) = 1.
Cho and Saul (2009) call the two expectations arc-cosine kernels of degree 0 and 1.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from flint import arb

BITS = 128
DERIVATIONS = ("closed form", "symbolic integral", "ball quadrature")


def kappa(cosine: ArrayLike) -> NDArray[np.float64]:
    """kappa(c) = angle_term(c) + root_term(c), float64, for cosines in [-1, 1]; ValueError outside."""
    return angle_term(cosine) + root_term(cosine)


def angle_term(cosine: ArrayLike) -> NDArray[np.float64]:
    """c (pi - arccos c) / pi."""
    c = _cosines(cosine)
    return c * (np.pi - np.arccos(c)) / np.pi


def root_term(cosine: ArrayLike) -> NDArray[np.float64]:
    """sqrt(1 - c^2) / (2 pi)."""
    c = _cosines(cosine)
    return np.sqrt((1 - c) * (1 + c)) / (2 * np.pi)


@functools.cache
def derive_kappa() -> Any:
    """kappa as a sympy expression in c, from the definition: integrate over the length and the direction of B."""
    import sympy as sp

    length, direction = sp.symbols("r p", positive=True)
    c = sp.symbols("c", real=True)
    angle = sp.symbols("t", positive=True)
    rayleigh = length * sp.exp(-(length**2) / 2)

    def expectation(radial: Any, angular: Any) -> Any:
        over_length = sp.integrate(radial * rayleigh, (length, 0, sp.oo))
        arc = (direction, angle - sp.pi / 2, sp.pi / 2)
        return over_length * sp.integrate(sp.expand_trig(angular), arc) / (2 * sp.pi)

    both_active = expectation(sp.Integer(1), sp.Integer(1))
    product = expectation(length**2, sp.cos(direction) * sp.cos(direction - angle))
    return sp.simplify(sp.cos(angle) * both_active + product).subs(angle, sp.acos(c))


def derived_kappa(cosine: ArrayLike) -> NDArray[np.float64]:
    """The derived expression, evaluated to 30 digits before it is rounded to float64."""
    import sympy as sp

    expression = derive_kappa()
    (symbol,) = expression.free_symbols
    return np.array([float(expression.subs(symbol, sp.Float(float(c), 40)).evalf(30)) for c in _cosines(cosine)])


def kappa_by(derivation: str, cosine: ArrayLike) -> NDArray[np.float64]:
    """kappa at an array of cosines by one of the DERIVATIONS; a ball is given by its midpoint (radius < 1e-30)."""
    if derivation == "closed form":
        return kappa(cosine)
    if derivation == "symbolic integral":
        return derived_kappa(cosine)
    if derivation == "ball quadrature":
        return np.array([float(kappa_ball(float(c)).mid()) for c in _cosines(cosine)])
    raise ValueError(f"derivation must be one of {', '.join(DERIVATIONS)}; got {derivation!r}")


def is_closed_form() -> bool:
    """Whether the derived expression minus the closed form simplifies to zero."""
    import sympy as sp

    expression = derive_kappa()
    (c,) = expression.free_symbols
    closed = c * (sp.pi - sp.acos(c)) / sp.pi + sp.sqrt(1 - c**2) / (2 * sp.pi)
    return sp.simplify(expression - closed) == 0


def kappa_ball(cosine: float) -> arb:
    """A ball that provably holds kappa(cosine): rigorous quadrature of the definition over the active arc."""
    from flint import acb, arb, ctx

    (c,) = _cosines([cosine])
    before, ctx.prec = ctx.prec, BITS
    try:
        angle = arb(float(c)).acos()
        start, end = angle - arb.pi() / 2, arb.pi() / 2
        # E |B|^2 = 2 in the plane; the direction is uniform on an arc of length 2 pi.
        product = acb.integral(lambda p, _: p.cos() * (p - angle).cos(), start, end).real * 2 / (2 * arb.pi())
        both_active = acb.integral(lambda p, _: acb(1) + 0 * p, start, end).real / (2 * arb.pi())
        return arb(float(c)) * both_active + product
    finally:
        ctx.prec = before


def _cosines(cosine: ArrayLike) -> NDArray[np.float64]:
    c = np.asarray(cosine, dtype=np.float64)
    if not np.all(np.abs(c) <= 1):
        raise ValueError(f"cosines lie in [-1, 1], got {cosine}")
    return c
