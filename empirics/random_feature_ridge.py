"""Ridge regression on random features: the exact population risk of each draw, and the published limit beside it.

`extrapolated` trains networks: bias, variance, squared norm and training error given (X, W), from the closed population
moments of the features, with the teacher's direction and the label noise averaged analytically.

`published` draws random sizes and evaluates the limit as Mei and Montanari print it. In their symbols zeta^2 = mu1^2 /
mu_star^2 and chi = nu1 nu2, the product of two Stieltjes transforms at xi = i sqrt(psi1 psi2 ridge / mu_star^2), with
    nu_i (-xi - nu_j - zeta^2 nu_j / (1 - zeta^2 chi)) = psi_i,
so that (psi1 + c)(psi2 + c) + chi psi1 psi2 ridge / mu_star^2 = 0 with c = chi + zeta^2 chi / (1 - zeta^2 chi); chi is
the solution that comes from -infinity of xi. The polynomials in chi cancel near h = n: they are taken in 50 digits.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np

from empirics.lab import trial
from empirics.random_features import activate, population

__all__ = ["extrapolated", "fixed_point", "penalised", "polynomials", "printed_root", "published", "transform"]

DIGITS = 50


@trial(batch=16, host=True)
def extrapolated(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], ridge: float
) -> dict[str, np.ndarray]:
    """2 R(2n, 2d, 2h) - R(n, d, h) of each observable of `penalised`, from independent draws: no term of order 1/n."""
    small = penalised(rng, activation, n, d, widths, ridge)
    large = penalised(rng, activation, 2 * n, 2 * d, tuple(2 * h for h in widths), ridge)
    return {name: 2 * large[name] - small[name] for name in small}


def penalised(
    rng: np.random.Generator, activation: str, n: int, d: int, widths: tuple[int, ...], ridge: float
) -> dict[str, np.ndarray]:
    """Observables of the minimiser of |y - F a|^2 / n + (h / d) ridge |a|^2, one entry per width, nested features.

    "bias", "variance" given (X, W), "squared norm" and "training error", for a unit teacher and unit label noise.
    """
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, max(widths)))
    w /= np.linalg.norm(w, axis=0)
    features, (second, first) = activate(activation, x @ w), population(activation, w)
    rows = []
    for h in widths:
        f, u, v, total = features[:, :h], second[:h, :h], first[:h], n * h * ridge / d
        if h <= n:
            fit = np.linalg.solve(f.T @ f + total * np.eye(h), f.T)
        else:
            fit = f.T @ np.linalg.inv(f @ f.T + total * np.eye(n))
        teacher = fit @ x
        bias = (np.sum(teacher * (u @ teacher)) - 2 * np.sum(teacher * v)) / d + 1
        variance, norm = np.sum(fit * (u @ fit)), np.sum(fit**2) + np.sum(teacher**2) / d
        error = (np.sum((np.eye(n) - f @ fit) ** 2) + np.sum((x - f @ teacher) ** 2) / d) / n
        rows.append((bias, variance, norm, error))
    names = ("bias", "variance", "squared norm", "training error")
    return dict(zip(names, np.array(rows).T, strict=True))


@trial(batch=16, host=True)
def published(rng: np.random.Generator, *, low: int, high: int) -> dict[str, np.ndarray]:
    """The printed limit at random rational numbers, ridge / mu1^2 between 10^low and 10^high, unit teacher and noise.

    "limit" = (bias, variance, mu1^2 |a|^2, training error), the last two from the slope of the penalised loss, and
    "drawn" = (n, d, h, z, r): psi1 = h/d, psi2 = n/d, mu_star^2 / mu1^2 = z/1000, psi1 psi2 ridge / mu1^2 = r/10^12.
    """
    n, d, h = (int(k) for k in rng.integers(20, 400, 3))
    z = int(1000 * np.exp(rng.uniform(-4, 1))) + 1
    ridge = 10 ** rng.uniform(low, high)
    r = int(1e12 * ridge * h * n / d**2) + 1
    with mpmath.workdps(DIGITS):
        psi1, psi2, square, pull = mpmath.mpf(h) / d, mpmath.mpf(n) / d, mpmath.mpf(1000) / z, mpmath.mpf(r) / 10**12
        e0, e1, e2 = polynomials(transform(square, psi1, psi2, pull), square, psi1, psi2)
        step = pull * mpmath.mpf(10) ** (-DIGITS // 3)
        low, middle, high = (_penalised_loss(square, psi1, psi2, pull + k * step) for k in (-1, 0, 1))
        norm = (high - low) / (2 * step)
        limit = np.array([float(x) for x in (e1 / e0, e2 / e0, norm, (middle - pull * norm) / psi2)])
    return {"limit": limit, "drawn": np.array([n, d, h, z, r], dtype=float)}


def _penalised_loss(square: Any, psi1: Any, psi2: Any, pull: Any) -> Any:
    """The least |y - F a|^2 + (n h ridge / d) |a|^2, over d: (psi2 + c)(1 + 1 / (1 - zeta^2 chi)) for mu1 = 1."""
    chi = transform(square, psi1, psi2, pull)
    return (psi2 + _shift(chi, square)) * (1 + 1 / (1 - square * chi))


def transform(square: Any, psi1: Any, psi2: Any, pull: Any) -> Any:
    """chi < 0, pull = psi1 psi2 ridge / mu1^2: bisection in float64 on the branch psi_i + c > 0, then a secant search.

    Raises ArithmeticError if that leaves the branch.
    """

    def height(chi: Any, *given: Any) -> Any:
        z, one, two, push = given
        return (one + _shift(chi, z)) * (two + _shift(chi, z)) + chi * push * z

    exact, least = (square, psi1, psi2, pull), min(psi1, psi2)
    rough = tuple(float(x) for x in exact)
    low, high = -float(least), 0.0  # c < chi
    for _ in range(100):
        chi = (low + high) / 2
        beyond = float(least) + _shift(chi, rough[0]) <= 0 or height(chi, *rough) < 0
        low, high = (chi, high) if beyond else (low, chi)
    chi = mpmath.findroot(lambda x: height(x, *exact), (high, high * (1 - mpmath.mpf(10) ** -12)))
    if not (least + _shift(chi, square) > 0 and chi < 0):
        raise ArithmeticError(f"the search for chi left its branch at psi1 = {psi1}, psi2 = {psi2}, pull = {pull}")
    return chi


def _shift(chi: Any, square: Any) -> Any:
    return chi + square * chi / (1 - square * chi)


def fixed_point(square: float, psi1: Any, psi2: Any, pull: float, steps: int = 100_000) -> Any:
    """chi by iterating the two printed equations, nu_i = i x_i with x_i > 0, until no entry moves by 1e-13.

    Raises ArithmeticError after `steps`: they grow without bound as h -> n and ridge -> 0.
    """
    root, one, two = np.sqrt(pull * square), psi1 + 0.0, psi2 + 0.0
    for _ in range(steps):
        weight = 1 + square / (1 + square * one * two)
        next_one = psi1 / (root + two * weight)
        next_two = psi2 / (root + next_one * (1 + square / (1 + square * next_one * two)))
        moved = np.max(np.abs(next_one / one - 1) + np.abs(next_two / two - 1))
        one, two = next_one, next_two
        if moved < 1e-13:
            return -one * two
    raise ArithmeticError(f"the printed equations have not settled after {steps} steps")


def printed_root(square: float, psi1: Any, psi2: Any) -> Any:
    """chi without ridge in float64, by the printed solution of its quadratic; it cancels where zeta^2 psi is small."""
    linear = (np.minimum(psi1, psi2) - 1) * square - 1
    return -(np.sqrt(linear**2 + 4 * square * np.minimum(psi1, psi2)) + linear) / (2 * square)


def polynomials(chi: Any, square: Any, psi1: Any, psi2: Any) -> tuple[Any, Any, Any]:
    """The published E0, E1, E2 at chi and square = zeta^2: bias E1 / E0, variance E2 / E0; for any kind of numbers."""
    x, z = chi, square
    e0 = (
        -(x**5) * z**3
        + 3 * x**4 * z**2
        + (psi1 * psi2 - psi2 - psi1 + 1) * x**3 * z**3
        - 2 * x**3 * z**2
        - 3 * x**3 * z
        + (psi1 + psi2 - 3 * psi1 * psi2 + 1) * x**2 * z**2
        + 2 * x**2 * z
        + x**2
        + 3 * psi1 * psi2 * x * z
        - psi1 * psi2
    )
    e1 = psi2 * x**3 * z**2 - psi2 * x**2 * z + psi1 * psi2 * x * z - psi1 * psi2
    e2 = (
        x**5 * z**3
        - 3 * x**4 * z**2
        + (psi1 - 1) * x**3 * z**3
        + 2 * x**3 * z**2
        + 3 * x**3 * z
        - (psi1 + 1) * x**2 * z**2
        - 2 * x**2 * z
        - x**2
    )
    return e0, e1, e2
