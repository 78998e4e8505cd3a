r"""The linearised first layer with h ReLU units: its risk in the limit n, d -> infinity at fixed h and fixed n/d.

Features z = s (x) x in R^{h d}, s_i = 1{<w_i, x> > 0}; minimum-norm least squares on n samples of <x, theta> + eps.
For fixed h the directions w_i take up h of d dimensions only, so s and x may be taken as independent, s uniform on
{0, 1}^h. For rows s_j (x) x_j with Gaussian x_j the resolvent (Z'Z + (ridge + e M) (x) I)^-1, M = E ss', tends to
Q (x) I / d with the h x h matrix

    Q^-1 = (ridge + e M) / d + rho E[ss' / (1 + s'Qs)],    rho = n/d.

By symmetry among the units Q acts as q1 along (1, ..., 1) and as q2 across, and s enters through N, the number of
active units, which is binomial(h, 1/2): with t1 = N^2 / h and t2 = N - N^2 / h,

    1/q1 = (...) + rho E[t1 / (1 + t1 q1 + t2 q2)],    1/q2 = (...) + rho E[t2 / (1 + t1 q1 + t2 q2)] / (h - 1).

A derivative in e yields the two traces that the risk asks for: with w = rho E[1 / (1 + s'Qs)] and v = rho E[(N/h) /
(1 + s'Qs)] + e/2, variance / noise = dw/de and bias / radius^2 = 1 + dw/de - d(h q1 v^2)/de at e = 0, the teacher being
one more, infinitely expensive feature block. For h < rho there is nothing else to do at ridge = 0; for h > rho Q grows
as 1 / ridge, and the same equations hold for ridge Q with 1 + s'Qs replaced by s'Qs and ridge / d by 1.

As h grows this tends to kernel regression, `theory.random_features.plateau(rho, 1)`. The threshold is h d = n, up to
the share 2^-h of the samples at which no unit is active.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import optimize

from theory.two_layer_checks import length, listed, nonnegative, positive, size
from theory.two_layer_linear import MomentError, Part

__all__ = ["finite_width", "width_curve"]


def finite_width(rho: float | Fraction, h: int, noise: float = 1.0, radius: float = 1.0) -> tuple[float, float]:
    """(bias, variance) in the limit with n/d = rho and h >= 2 units; MomentError at the threshold.

    Raises ValueError for other h, a ratio that is not positive, and negative noise or radius.
    """
    rho, noise, radius = positive("rho", rho), nonnegative("noise", noise), length("radius", radius)
    if size("h", h) < 2:
        raise ValueError(f"the formula wants at least two units, got {h}")
    active = np.arange(1, h + 1)
    log_weights = [math.lgamma(h + 1) - math.lgamma(k + 1) - math.lgamma(h - k + 1) for k in active]
    weights = rho * np.exp(np.array(log_weights) - h * math.log(2))
    if abs(weights.sum() / h - 1) < 1e-9:
        raise MomentError(f"the mean of the risk is infinite at h d = n (h = {h}, n / d = {rho})")
    t = np.stack([active**2 / h, active - active**2 / h])
    multiplicity = np.array([1, h - 1])
    rest, floor = (1.0, 0.0) if h > weights.sum() else (0.0, 1.0)  # minimum norm, or least squares
    moments = np.array([(h + 1) / 4, 1 / 4])

    def excess(log_q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        q = np.exp(log_q)
        total = floor + q @ t
        back = (t / total) @ weights / multiplicity
        jacobian = -(t / total**2 * weights) @ t.T / multiplicity[:, None] * q
        return q * (rest + back) - 1, np.diag(q * (rest + back)) + q[:, None] * jacobian

    start = np.full(2, math.log(1 / (rest + weights.sum() / h)))
    solution = optimize.root(excess, start, jac=True, tol=1e-13)
    residual, jacobian = excess(solution.x)
    if not np.abs(residual).max() < 1e-9:
        raise ValueError(f"the fixed point was not found at rho = {rho}, h = {h}: {solution.message}")
    q = np.exp(solution.x)
    slope = q * np.linalg.solve(jacobian, -q * moments)  # dq / de
    total, change = floor + q @ t, slope @ t
    w_slope = -float(weights @ (change / total**2))
    share = active / h
    v = float(weights @ (share / total))
    v_slope = 0.5 - float(weights @ (share * change / total**2))
    explained = h * (float(slope[0]) * v**2 + 2 * float(q[0]) * v * v_slope)
    return radius**2 * (1 + w_slope - explained), noise * w_slope


def width_curve(rho: float | Fraction, widths: Sequence[int], part: Part = "risk") -> np.ndarray:
    """Bias, variance or risk of each width, for |theta| = 1 and unit noise."""
    if part not in ("bias", "variance", "risk"):
        raise ValueError(f"part must be 'bias', 'variance' or 'risk', got {part!r}")
    values = np.array([finite_width(rho, h) for h in listed("widths", widths)])
    return values.sum(axis=1) if part == "risk" else values[:, 0 if part == "bias" else 1]
