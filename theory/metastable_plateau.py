r"""Why training the first layer does not end at least squares where n > d: the plateau there is a saddle.

f(x) = sum_i a_i phi(<w_i, x>), a_i = +-1/sqrt(h), half of each sign; the loss is |r|^2 / (2n), r = y - f(X). The flow:
w_i' = a_i X'(r phi'(X w_i)) / n, products of vectors being taken entry by entry.

The plateau.  Near the origin f is linear, f(X) = phi'(0) X W a, and the flow from a vanishing start solves least
    squares: w_i = sign(a_i) u with u = b / (phi'(0) sqrt h), b = X^+ y, and r = rho = y - X b, up to powers of 1/h.
Leaving it.  Let neurons deviate by delta_i with sum a_i delta_i = 0. To first order f stays as it is, and
    delta_i' = a_i C_i delta_i,  C_i = X' diag(r phi''(X w_i)) X / n,  phi''(z) = phi''(0) + phi'''(0) z + ...
    phi''(0) != 0:  delta_i' = +-(1/sqrt h) phi''(0) X' diag(rho) X / n delta_i, the sign being that of a_i;
    phi''(0) = 0:   delta_i' = (1/h) (phi'''(0) / phi'(0)) X' diag(rho Xb) X / n delta_i, as a_i w_i = u / sqrt(h).
    The first matrix enters with both signs: unless it is zero, neurons of one sign of a_i, or of both, leave. In the
    second the weights sum to rho'Xb = 0, so that both signs occur; it has a positive eigenvalue unless it is negative
    semidefinite by chance.
Exactly.  For odd phi, up to a constant, w_i = sign(a_i) u is stationary for u = argmin |y - sqrt(h) phi(X u)|^2. There
    the Hessian of the loss is aa' (x) A - I (x) B, A = X' diag(phi'(Xu)^2) X / n, B = X' diag(r phi''(Xu)) X /
    (n sqrt h): it has the eigenvalues of A - B, once, and of -B, h - 1 times. The largest eigenvalue of B is the rate.
How long it takes.  The deviations start like h^-(1+e)/2. If phi''(0) != 0, f moves by the sum of a_i phi''(0)
    (X delta_i)^2 / 2, which matters when |delta| is about h^-1/4: after (sqrt(h) / lambda) ((1/4 + e/2) ln h + O(1)),
    lambda being the rate times sqrt h. Otherwise they outgrow u at |delta| ~ h^-1/2; then their own square, delta' ~
    |delta|^2 / sqrt h, brings them to order one, where f moves, in another O(h): (h / lambda) ((e/2) ln h + O(1)).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theory.activations_at_zero import Taylor, at_zero, odd
from theory.two_layer_checks import finites, size

__all__ = [
    "escape_exponent",
    "leading_rate",
    "linear_loss",
    "per_step",
    "rate_at_width",
    "stationary_point",
]

Floats = np.ndarray


def linear_loss(x: Floats, y: Floats) -> Floats:
    """|y - X b|^2, the least squared residual of a linear function.

    x (..., n, d), y (..., n) with n > d; shape (...). ValueError for fewer than d + 1 samples, columns that are
    dependent, entries that are not finite.
    """
    return np.sum(_least_squares(*_data(x, y))[1] ** 2, axis=-1)


def leading_rate(name: str, x: Floats, y: Floats, sign: float = 1.0) -> Floats:
    """lambda: neurons whose a_i has this sign leave the plateau like exp(lambda t / h^p), p = `escape_exponent(name)`.

    To leading order in 1/h; 0 or less where the plateau holds them. x (..., n, d), y (..., n); shape (...). ValueError
    as in `linear_loss`, for an activation without phi'(0), and for one without phi''(0) and phi'''(0): it never leaves.
    """
    at, (x, y) = _curved(name), _data(x, y)
    line, rho = _least_squares(x, y)
    if at.second:
        return _top(x, np.sign(sign) * at.second * rho)
    return _top(x, at.third / at.slope * rho * line)


def stationary_point(name: str, x: Floats, y: Floats, h: int) -> Floats:
    """u (d,), the minimum of |y - sqrt(h) psi(X u)|^2 next to b / (phi'(0) sqrt h), psi = phi - phi(0) odd.

    Newton's method, to rounding. x (n, d), y (n,), h even. ValueError as in `leading_rate`, for an activation that is
    not odd up to a constant, and where no minimum is near: the labels ask too much of h neurons.
    """
    odd(name)
    at, (x, y), root = _curved(name), _data(x, y), np.sqrt(_even(h))
    u = np.linalg.lstsq(x, y)[0] / (at.slope * root)
    for _ in range(40):
        hessian, force = _newton(name, x, y, u, root)
        if np.linalg.eigvalsh(hessian)[0] <= 0:
            break
        move = np.linalg.solve(hessian, force)
        u = u + move
        if np.abs(move).max() <= 1e-13 * np.abs(u).max():
            return u
    raise ValueError(f"no plateau near least squares: the labels are too large for {h} neurons of {name}")


def rate_at_width(name: str, x: Floats, y: Floats, h: int) -> float:
    """The largest eigenvalue of B: the exact rate of leaving the stationary point. ValueError as in that function."""
    u, psi = stationary_point(name, x, y, h), odd(name)
    residual = np.asarray(y, dtype=float) - np.sqrt(h) * psi.value(x @ u)
    return float(_top(np.asarray(x, dtype=float), residual * psi.second(x @ u))) / np.sqrt(h)


def per_step(rate: Floats | float, step: Floats | float) -> Floats:
    """ln(1 + step rate) / step: the rate at which descent with this step grows what the flow grows with `rate`."""
    rate, step = finites("rate", rate), finites("step", step)
    if not np.all(step > 0) or not np.all(step * rate > -1):
        raise ValueError("a step must be positive and must not overshoot: step * rate > -1")
    return np.log1p(step * rate) / step


def escape_exponent(name: str) -> Fraction:
    """p where the plateau is left after a time of order h^p, up to logarithms: 1 if phi''(0) is 0, otherwise 1/2."""
    return Fraction(1, 2) if _curved(name).second else Fraction(1)


def _curved(name: str) -> Taylor:
    at = at_zero(name)
    if at.second == at.third == 0:
        raise ValueError(f"{name} has neither phi''(0) nor phi'''(0): nothing drives the network off the plateau")
    return at


def _even(h: int) -> int:
    if size("h", h) % 2:
        raise ValueError(f"half of the neurons have a_i > 0, so their number must be even, got {h}")
    return h


def _newton(name: str, x: Floats, y: Floats, u: Floats, root: float) -> tuple[Floats, Floats]:
    """n times (A - B, minus the gradient) of |y - root psi(X u)|^2 / (2 n root^2) at u."""
    psi, z = odd(name), x @ u
    residual, slope = y - root * psi.value(z), psi.slope(z)
    hessian = x.T @ ((slope**2 - residual * psi.second(z) / root)[:, None] * x)
    return hessian, x.T @ (slope * residual) / root


def _top(x: Floats, weights: Floats) -> Floats:
    """The largest eigenvalue of X' diag(weights) X / n."""
    matrix = np.einsum("...ki,...k,...kj->...ij", x, weights, x) / x.shape[-2]
    return np.linalg.eigvalsh(matrix)[..., -1]


def _least_squares(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """X b and rho = y - X b, shape (..., n) each."""
    line = np.einsum("...ij,...j->...i", x, np.einsum("...ij,...j->...i", np.linalg.pinv(x), y))
    return line, y - line


def _data(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    x, y = finites("x", x), finites("y", y)
    if x.ndim < 2 or y.shape != x.shape[:-1]:
        raise ValueError(f"x (n, d) and y (n,) must fit, got shapes {x.shape} and {y.shape}")
    if not 0 < x.shape[-1] < x.shape[-2]:
        raise ValueError(f"least squares leaves a residual for n > d only, got n, d = {x.shape[-2:]}")
    if np.linalg.matrix_rank(x).min() < x.shape[-1]:
        raise ValueError("the columns of x must be independent")
    return x, y
