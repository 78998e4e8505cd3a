"""Distribution functions and variances behind `two_layer_linear`, which derives the laws and names the symbols."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import integrate, linalg, optimize, special

__all__ = [
    "beta_rule",
    "interpolating_cdf",
    "interpolating_variance",
    "quantile",
    "ratio_cdf",
    "subspace_cdf",
    "subspace_variance",
]

FARTHEST = 2.0**200  # between a quantile and the scale of its law
FAR_TAIL = 400  # of (d - n) risk / noise


@dataclass(frozen=True)
class Moments:
    """First two moments of a non-negative variable."""

    mean: float
    second: float

    @classmethod
    def of_beta(cls, a: float, b: float) -> Moments:
        return cls(a / (a + b), a * (a + 1) / ((a + b) * (a + b + 1)))

    @classmethod
    def of_chi2_ratio(cls, top: int, bottom: int) -> Moments:
        return cls(top / (bottom - 2), top * (top + 2) / ((bottom - 2) * (bottom - 4)))

    def times(self, factor: float) -> Moments:
        return Moments(factor * self.mean, factor**2 * self.second)


def subspace_variance(n: int, d: int, h: int, noise: float, radius: float) -> float:
    """Variance of R = b + (noise + b) T, T = chi2_h / chi2_{n-h+1}."""
    h = min(h, d)
    b = Moments.of_beta((d - h) / 2, h / 2).times(radius**2)
    ratio = Moments.of_chi2_ratio(h, n - h + 1)
    cross = b.second + noise * b.mean
    scale_second = b.second + 2 * noise * b.mean + noise**2
    mean = b.mean + (noise + b.mean) * ratio.mean
    return b.second + 2 * cross * ratio.mean + scale_second * ratio.second - mean**2


def interpolating_variance(n: int, d: int, h: int, noise: float, radius: float) -> float:
    """Variance of R = e + |t e_1 - s z|^2 from its first two moments given (e, t, |u|)."""
    beyond, freedom, r2 = d - n, h - n + 1, radius**2
    q = Moments.of_beta(n / 2, beyond / 2)
    e = Moments.of_chi2_ratio(n, beyond + 1).times(noise) if noise > 0 else Moments(0.0, 0.0)
    u2 = r2 * q.mean + e.mean
    u4 = r2**2 * q.second + (2 + 4 / n) * r2 * q.mean * e.mean + e.second
    t2, t4 = r2 * (1 - q.mean), r2**2 * (1 - 2 * q.mean + q.second)
    u2_t2 = r2**2 * (q.mean - q.second) + e.mean * t2
    inverse = Moments(1 / (freedom - 2), 1 / ((freedom - 2) * (freedom - 4)))
    length2 = t2 + beyond * u2 * inverse.mean
    length4 = t4 + (2 * beyond + 4) * u2_t2 * inverse.mean + beyond * (beyond + 2) * u4 * inverse.second
    e_length2 = e.mean * t2 + beyond * (r2 * q.mean * e.mean + e.second) * inverse.mean
    return e.second + 2 * e_length2 + length4 - (e.mean + length2) ** 2


def subspace_cdf(risk: float, n: int, d: int, h: int, noise: float, radius: float) -> float:
    """P(R <= risk) when h <= n or d <= n: R = b + (noise + b) T with b = radius^2 Beta((d-h)/2, h/2)."""
    h = min(h, d)
    return ratio_cdf(risk, ((d - h) / 2, h / 2), (h, n - h + 1), noise, radius**2, shared=True)


def ratio_cdf(
    risk: float,
    shift: tuple[float, float],
    ratio: tuple[int, int],
    noise: float,
    scale: float,
    *,
    shared: bool,
    above: bool = False,
) -> float:
    """P(b + (noise + [b if shared]) T <= risk), or P(... > risk) if `above`, with independent b and T.

    b is `scale` times a Beta with parameters `shift` (0 if the first is 0), T a quotient of chi-squares with the two
    degrees of freedom `ratio`. The law of T is an F law; it is averaged over b by adaptive quadrature.
    """
    (a, k), (top_half, bottom_half) = shift, (ratio[0] / 2, ratio[1] / 2)

    def given(b: float) -> float:
        left, scatter = risk - b, noise + shared * b
        if left <= 0:
            return float(above)
        if above:
            return float(special.betainc(bottom_half, top_half, scatter / (left + scatter)))
        return float(special.betainc(top_half, bottom_half, left / (left + scatter)))

    if a == 0 or scale == 0:
        return given(0.0)
    log_norm = np.log(2) - special.betaln(a, k)

    def integrand(angle: float) -> float:
        # b = scale sin^2(angle) turns the Beta density into powers that are finite at both ends.
        sine, cosine = np.sin(angle), np.cos(angle)
        return np.exp(log_norm + (2 * a - 1) * np.log(sine) + (2 * k - 1) * np.log(cosine)) * given(scale * sine**2)

    share = min(1.0, risk / scale)
    top = np.arcsin(np.sqrt(share))
    bulk = min(top, np.arctan2(np.sqrt(a), np.sqrt(k)))
    ends = ((low, high) for low, high in ((0.0, bulk), (bulk, top)) if high > low)
    absolute, relative = (0.0, 1e-10) if above else (1e-13, 1e-12)
    total = sum(integrate.quad(integrand, *end, epsabs=absolute, epsrel=relative, limit=400)[0] for end in ends)
    return float(min(1.0, total + above * special.betaincc(a, k, share)))


def quantile(cdf: Callable[[float], float], probability: float, guess: float) -> float:
    """Where a continuous distribution function on (0, inf) reaches `probability`, searched from a positive guess.

    Raises ValueError for a probability so near 0 or 1 that the function, as computed, does not reach it.
    """
    low = high = guess
    while cdf(high) < probability and high < guess * FARTHEST:
        high *= 4
    while cdf(low) > probability and low > guess / FARTHEST:
        low /= 4
    if not (cdf(low) <= probability <= cdf(high)):
        raise ValueError(f"the quantile at {probability!r} is too near an end of the law to be computed")
    bracket = (float(np.log(low)), float(np.log(high)))
    return float(np.exp(optimize.root_scalar(lambda x: cdf(np.exp(x)) - probability, bracket=bracket).root))


def interpolating_cdf(risk: float, n: int, d: int, h: int, noise: float, radius: float, nodes: int = 16) -> float:
    """P(R <= risk) when h, d > n: Gauss rules over e, q and c; the radial part of z over its chi2 is an F law.

    The error, from finer rules: below 1e-7 in the bulk, up to 1e-6 in the tails, and up to 2e-4 where d - n < 4.
    """
    beyond, r2 = d - n, radius**2
    point = (np.zeros(1), np.ones(1))
    if risk <= 0:
        return 0.0
    noise_only, e_weights = _noise_rule(risk, noise, n, beyond, nodes + 6) if noise > 0 else point
    q, q_weights = beta_rule(n / 2, beyond / 2, nodes) if radius > 0 else point
    c, c_weights = _cosine_rule(n, nodes) if noise > 0 and radius > 0 else point
    e, caught = noise_only[:, None, None], r2 * q[None, :, None]
    u2 = caught + e + 2 * c * np.sqrt(caught * e)
    weights = e_weights[:, None, None] * q_weights[None, :, None] * c_weights
    left, t2 = np.broadcast_to(risk - e, u2.shape), np.broadcast_to(r2 - caught, u2.shape)
    inside = left > 0
    within = _shifted_ball(left[inside], t2[inside], u2[inside], beyond, h - n + 1, nodes)
    return float(np.clip(weights[inside] @ within, 0.0, 1.0))


def _noise_rule(risk: float, noise: float, n: int, beyond: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights for the mean of P(R <= risk | e) over e = noise x / (1 - x), x ~ Beta(n/2, (beyond + 1)/2).

    The probability vanishes at e = risk as the distance to the power beyond/2: a Gauss rule with this power and that of
    the density at 0 as its weight, on x <= risk / (noise + risk), meets neither end with a singularity. In the far
    tail, where e hardly ever comes near the risk, the rule of the Beta law itself is the better one.
    """
    if risk * beyond > FAR_TAIL * noise:
        x, weights = beta_rule(n / 2, (beyond + 1) / 2, nodes)
        return noise * x / (1 - x), weights
    share, weights = beta_rule(n / 2, beyond / 2 + 1, nodes)
    top = risk / (noise + risk)
    log_density = n / 2 * np.log(top) + (beyond - 1) / 2 * np.log1p(-top * share) - beyond / 2 * np.log1p(-share)
    log_norms = special.betaln(n / 2, beyond / 2 + 1) - special.betaln(n / 2, (beyond + 1) / 2)
    return noise * top * share / (1 - top * share), weights * np.exp(log_density + log_norms)


def _shifted_ball(x: np.ndarray, t2: np.ndarray, u2: np.ndarray, k: int, freedom: int, nodes: int) -> np.ndarray:
    """P(|t e_1 - s z|^2 <= x), z ~ N(0, I_k), s^2 = u2 / chi2_freedom, elementwise.

    Along a direction at cosine w to e_1 the ball is met between t w -+ sqrt(x - t^2 (1 - w^2)); |z|^2 / chi2 is an F
    law.
    """
    cosine, weights = _cosine_rule(k, 2 * nodes)
    outer = x >= t2
    result = np.empty_like(x)
    if outer.any():
        t, across = np.sqrt(t2[outer, None]), x[outer, None] - t2[outer, None] * (1 - cosine**2)
        far = t * cosine + np.sqrt(np.maximum(across, 0.0))
        result[outer] = _radial(far**2 / u2[outer, None], k, freedom) @ weights
    if not outer.all():
        inner = ~outer
        result[inner] = _ball_off_centre(x[inner], t2[inner], u2[inner], k, freedom, 2 * nodes)
    return result


def _ball_off_centre(x: np.ndarray, t2: np.ndarray, u2: np.ndarray, k: int, freedom: int, nodes: int) -> np.ndarray:
    """The same when the ball excludes the origin: sine = sqrt(x / t2) sin(angle) removes the square-root ends."""
    t, half = np.sqrt(t2[:, None]), np.sqrt(x[:, None])
    if k == 1:
        ends = [_radial((t + sign * half) ** 2 / u2[:, None], k, freedom)[:, 0] for sign in (1, -1)]
        return (ends[0] - ends[1]) / 2
    angle, weights = special.roots_legendre(nodes)
    angle, weights = np.pi / 4 * (angle + 1), np.pi / 4 * weights
    sine = half / t * np.sin(angle)
    cosine = np.sqrt(1 - sine**2)
    chord = half * np.cos(angle)
    far, near = (_radial((t * cosine + sign * chord) ** 2 / u2[:, None], k, freedom) for sign in (1, -1))
    density = sine ** (k - 2) / cosine * (half / t) * np.cos(angle) / special.beta((k - 1) / 2, 0.5)
    return ((far - near) * density) @ weights


def _radial(ratio: np.ndarray, k: int, freedom: int) -> np.ndarray:
    """P(chi2_k / chi2_freedom <= ratio)."""
    return special.betainc(k / 2, freedom / 2, ratio / (1 + ratio))


def beta_rule(a: float, b: float, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss rule for the Beta(a, b) law on [0, 1] (Golub-Welsch, whose weights need no normalisation)."""
    i = np.arange(nodes, dtype=float)
    s = 2 * i + a + b
    with np.errstate(invalid="ignore", divide="ignore"):
        diagonal = (b - a) * (a + b - 2) / (s * (s - 2))
        off = 4 * i * (i + a - 1) * (i + b - 1) * (i + a + b - 2) / ((s - 2) ** 2 * (s - 1) * (s - 3))
    diagonal[0] = (b - a) / (a + b)
    if nodes > 1:
        off[1] = 4 * a * b / ((a + b) ** 2 * (a + b + 1))
    values, vectors = linalg.eigh_tridiagonal(diagonal, np.sqrt(off[1:]))
    # The recurrence is that of Jacobi weights (1-y)^(a-1) (1+y)^(b-1) on [-1, 1]; y = 1 - 2x.
    return np.clip((1 - values) / 2, 0.0, 1.0), vectors[0] ** 2


def _cosine_rule(dimension: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss rule for one coordinate of a uniform point on the unit sphere of R^dimension."""
    if dimension == 1:
        return np.array([-1.0, 1.0]), np.array([0.5, 0.5])
    x, weights = beta_rule((dimension - 1) / 2, (dimension - 1) / 2, nodes)
    return 2 * x - 1, weights
