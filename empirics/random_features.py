"""Networks of random nonlinear features with a trained second layer: the exact population risk of each draw.

The test error is an expectation over x ~ N(0, I_d) and has a closed form: with unit hidden weights,
E phi(w_i'x) phi(w_j'x) is the arc-cosine (ReLU) or arc-sine (erf) kernel of the angle, and E phi(w_i'x) x = mu1 w_i. No
test set is drawn. Label noise and the teacher's direction (uniform on the sphere of radius 1) are averaged analytically
at fixed (X, W).

Curves over many widths come from `nested_widths`: `at_once` at one size, `in_the_limit` from two. Where d, n and h are
large, a mean A(n) differs from its limit by c/n, and its pole at h = n is a pole at |h - n| = 1, that of an inverse
chi-square of |h - n| + 1 degrees of freedom: with A (|h - n| - 1) / |h - n| in the place of A the pole is where the
limit has it, and 2 A(2n) - A(n) has lost the term of order 1/n.

The limit has a second experiment: `spectral` draws random sizes and evaluates the deterministic equivalent of ridge
regression from its definition, by quadrature over the Marchenko-Pastur law and a root search for the implicit ridge.
"""

from __future__ import annotations

from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from scipy import optimize, special

from empirics import nested_widths, second_layer
from empirics.draws import gaussians
from empirics.lab import trial

__all__ = [
    "ACTIVATIONS",
    "activate",
    "at_once",
    "averaged_bias",
    "bias_and_variance",
    "extrapolated",
    "in_the_limit",
    "large_network",
    "population",
    "spectral",
]

ACTIVATIONS = ("relu", "erf")
A = TypeVar("A", np.ndarray, Array)


def activate(name: str, z: A) -> A:
    """phi(z), elementwise, of a numpy or a JAX array; ValueError for an unknown activation."""
    _check(name)
    if isinstance(z, np.ndarray):
        return np.maximum(z, 0.0) if name == "relu" else special.erf(z)
    return jnp.maximum(z, 0.0) if name == "relu" else jax.scipy.special.erf(z)


def population(name: str, w: A) -> tuple[A, A]:
    """(E phi(W'x) phi(W'x)', E phi(W'x) x') over x ~ N(0, I_d), for hidden weights W (d, h) with unit columns."""
    _check(name)
    xp: Any = np if isinstance(w, np.ndarray) else jnp
    cosine = xp.clip(w.T @ w, -1.0, 1.0)
    if name == "erf":
        return 2 / np.pi * xp.arcsin(2 / 3 * cosine), 2 / np.sqrt(3 * np.pi) * w.T
    root = xp.sqrt(1 - cosine**2)
    return (root + (np.pi - xp.arccos(cosine)) * cosine) / (2 * np.pi), w.T / 2


@trial(batch=64)
def bias_and_variance(key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """Bias and variance given (X, W), one per width, for |theta| = 1 unit noise, mean over theta's direction."""
    return _at_size(gaussians(key, d * (n + max(widths))), activation, n, d, widths)


@trial(batch=32)
def extrapolated(key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """2 R(2n, 2d, 2h) - R(n, d, h) for bias and variance, from independent draws: first order in 1/n is gone."""
    small = d * (n + max(widths))
    numbers = gaussians(key, 5 * small)
    once = _at_size(numbers[:small], activation, n, d, widths)
    twice = _at_size(numbers[small:], activation, 2 * n, 2 * d, tuple(2 * h for h in widths))
    return {part: 2 * twice[part] - once[part] for part in once}


def _at_size(numbers: Array, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    x, w = numbers[: n * d].reshape(n, d), numbers[n * d :].reshape(d, -1)
    w = w / jnp.linalg.norm(w, axis=0)
    return second_layer.bias_and_variance(activate(activation, x @ w), x, *population(activation, w), widths)


@trial(batch=1)
def large_network(key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """Bias and variance of one network at a time, for sizes that fill an accelerator; the pole is moved to h = n.

    ValueError for a width of n.
    """
    gap = _gaps(n, widths)
    found = _at_size(gaussians(key, d * (n + max(widths))), activation, n, d, widths)
    return {part: value * (gap - 1) / gap for part, value in found.items()}


@trial(batch=4, host=True)
def at_once(
    rng: np.random.Generator,
    *,
    activation: str,
    n: int,
    d: int,
    widths: tuple[int, ...],
    measures: tuple[str, ...],
    sets: int,
) -> dict[str, np.ndarray]:
    """Measures of `nested_widths`, one per width, mean over `sets` data sets for one W."""
    return _means(rng, activation, n, d, widths, measures, sets)


@trial(batch=4, host=True)
def in_the_limit(
    rng: np.random.Generator,
    *,
    activation: str,
    n: int,
    d: int,
    widths: tuple[int, ...],
    measures: tuple[str, ...],
    sets: int,
) -> dict[str, np.ndarray]:
    """The same, extrapolated to large n from (n, d, h) and (2n, 2d, 2h): the pole moved to h = n, then 2 A(2n) - A(n).

    "signal left" has no pole and is only extrapolated. ValueError for a width of n.
    """
    gap = _gaps(n, widths)
    twice = _means(rng, activation, 2 * n, 2 * d, tuple(2 * h for h in widths), measures, sets)
    once = _means(rng, activation, n, d, widths, measures, sets)
    moved = {name: int(name != "signal left") for name in measures}
    return {
        name: 2 * twice[name] * (1 - moved[name] / (2 * gap)) - once[name] * (1 - moved[name] / gap)
        for name in measures
    }


@trial(batch=4, host=True)
def averaged_bias(
    rng: np.random.Generator, *, activation: str, n: int, d: int, widths: tuple[int, ...], sets: int
) -> dict[str, np.ndarray]:
    """Squared bias of the predictor averaged over X, W and noise: unbiased, from pairs of independent (X, W).

    Mean over `sets` pairs of data sets for one pair of W. The number has no pole, and is not extrapolated.
    """
    most = max(widths)
    w = _units(rng, d, 2 * most)
    second, first = population(activation, w)
    one, two = (
        _fit(rng, activation, n, w[:, half], first[half], second[half, half], widths, sets)
        for half in (slice(most), slice(most, None))
    )
    return {"bias": nested_widths.shared_bias(one, two, second[:most, most:]).mean(axis=0)}


def _gaps(n: int, widths: tuple[int, ...]) -> np.ndarray:
    gap = np.abs(np.array(widths) - n)
    if not gap.all():
        raise ValueError(f"no mean exists at h = n = {n}, got widths {widths}")
    return gap


def _units(rng: np.random.Generator, d: int, h: int) -> np.ndarray:
    w = rng.standard_normal((d, h))
    return w / np.linalg.norm(w, axis=0)


def _fit(
    rng: np.random.Generator,
    activation: str,
    n: int,
    w: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    widths: tuple[int, ...],
    sets: int,
) -> nested_widths.Fit:
    x = rng.standard_normal((sets, n, len(w)))
    return nested_widths.Fit(activate(activation, x @ w), x, first, second, widths)


def _means(
    rng: np.random.Generator,
    activation: str,
    n: int,
    d: int,
    widths: tuple[int, ...],
    measures: tuple[str, ...],
    sets: int,
) -> dict[str, np.ndarray]:
    w = _units(rng, d, max(widths))
    second, first = population(activation, w)
    fit = _fit(rng, activation, n, w, first, second, widths, sets)
    return {name: nested_widths.MEASURES[name](fit).mean(axis=0) for name in measures}


@trial(batch=32, host=True)
def spectral(rng: np.random.Generator, *, activation: str, wide: bool) -> dict[str, np.ndarray]:
    """Risk of the Gaussian model of the features in the limit, from traces over the spectrum of W'W.

    Observables: "risk" = (bias, variance) and "sizes" = (n, d, h), whose ratios are those of the limit: n in 500 ...
    999, h/n in (1.1, 5) if `wide`, else (0.2, 0.9), and h/d between exp(+-0.1) and exp(+-1.5), up to rounding.
    """
    n, part, side, log = int(rng.integers(500, 1000)), *rng.random(3)
    h = round(n * (1.1 + 3.9 * part if wide else 0.2 + 0.7 * part))
    d = round(h * np.exp((0.1 + 1.4 * log) * (1 if side < 0.5 else -1)))
    gamma1, gamma2, c = d / n, h / n, h / d
    slope, rest = _hermite(activation)
    values, weights = _marchenko_pastur(c)
    missed = weights @ (1 / (1 + slope * values / rest)) + max(0.0, 1 - c)
    if not wide:
        risk = np.array([missed, gamma2]) / (1 - gamma2)
    else:
        s, empty = slope * values + rest, max(0.0, gamma2 - gamma1)  # what W'W has of zeros, per sample

        def degrees(ridge: float, power: int) -> float:
            return gamma1 * (weights @ (s / (s + ridge)) ** power) + empty * (rest / (rest + ridge)) ** power

        log_ridge = optimize.root_scalar(
            lambda t: degrees(np.exp(t), 1) - 1, bracket=(-40, 20), method="brentq", xtol=1e-14, rtol=1e-14
        ).root
        ridge = np.exp(log_ridge)
        shrunk = ridge**2 * (weights @ (slope * values / (s * (s + ridge) ** 2)))
        second = degrees(ridge, 2)
        risk = np.array([missed + shrunk, second]) / (1 - second)
    return {"risk": risk, "sizes": np.array([n, d, h], dtype=float)}


def _hermite(name: str) -> tuple[float, float]:
    """(mu1^2, mu_star^2) by Gauss-Legendre quadrature on either side of the kink at 0."""
    _check(name)
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z = np.concatenate([7 * (nodes - 1), 7 * (nodes + 1)])
    density = np.tile(7 * weights, 2) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    phi = np.maximum(z, 0.0) if name == "relu" else special.erf(z)
    mean, slope = density @ phi, density @ (z * phi)
    return float(slope**2), float(density @ (phi - mean - slope * z) ** 2)


def _marchenko_pastur(c: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights (sum min(1, c)) for the nonzero eigenvalues of W W', per input, at h/d = c."""
    angle = np.pi * (np.arange(1000) + 0.5) / 1000
    values = 1 + c + 2 * np.sqrt(c) * np.cos(angle)
    return values, 2 * c * np.sin(angle) ** 2 / values / 1000


def _check(name: str) -> None:
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {ACTIVATIONS}, got {name!r}")
