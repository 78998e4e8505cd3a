"""Eigenlearning: the learnability lambda / (lambda + C) of every eigenmode of a kernel, and its constant C.

A kernel with eigenvalues lambda_i on the data measure (multiplicity m_i), n samples and a ridge delta added to the
Gram matrix: C is the only positive number with

    n = sum_i m_i lambda_i / (lambda_i + C) + delta / C,        L_i = lambda_i / (lambda_i + C).

Each term falls strictly in C wherever lambda_i > 0, so the root is unique; it exists where n is below the rank, the
number of positive eigenvalues counted with multiplicity, or where delta > 0. C is infinite at n = 0, and 0 where
n reaches the rank without ridge: then every mode of the kernel is learned.
Source: Simon, Dickens and DeWeese (2021), "Neural Tangent Kernel Eigenvalues Accurately Predict Generalization".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from flint import arb

Floats = NDArray[np.float64]
_NEGLIGIBLE = 1e-12  # a negative eigenvalue this small beside the largest is round-off of the kernel, and read as 0


def constant(n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0) -> float:
    """The constant C, in float64, for real n >= 0; relative error below 1e-14 wherever C is a normal float64.

    `eigenvalues` has one entry per level and `multiplicities` (default all 1) its dimension. Raises ValueError for a
    spectrum that is not one (NaN, a negative eigenvalue, a multiplicity that is no positive integer, no positive
    eigenvalue at all), for n that is negative or not finite, and for a negative ridge.
    """
    values, counts = checked_spectrum(eigenvalues, multiplicities)
    _check_size(n, ridge)
    if n == 0:
        return math.inf
    if n >= counts.sum() and ridge == 0:
        return 0.0
    logarithm = _rough_root(n, np.log(values), counts, math.log(ridge) if ridge > 0 else -math.inf)
    shift = -round(logarithm / math.log(2))  # a power of two that brings C near 1, exactly, also for denormals
    with np.errstate(over="ignore"):
        scaled, delta = np.ldexp(values, shift), float(np.ldexp(ridge, shift))
    root = math.exp(logarithm + shift * math.log(2))
    for _ in range(4):  # Newton's method in log C: from an error e to e^2 / 2, as |second derivative| <= |first|
        large = scaled >= root
        tilt = np.minimum(scaled, root) / np.maximum(scaled, root)
        excess, slope = _excess(n, large, tilt, counts, delta / root)
        root *= math.exp(excess / slope)
    return math.ldexp(root, -shift)


def learnabilities(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> Floats:
    """L_i = lambda_i / (lambda_i + C) for each level, shape (levels,); a level with eigenvalue 0 is never learned.

    sum_i m_i L_i = n - ridge / C, which is n without ridge. Raises ValueError as `constant` does.
    """
    c = constant(n, eigenvalues, multiplicities, ridge=ridge)
    return learnability(eigenvalues, c)


def learnability(eigenvalues: ArrayLike, constant: ArrayLike) -> Floats:
    """lambda / (lambda + C) entry by entry, for constants C in [0, inf] that broadcast; 0 where lambda = 0."""
    values, c = np.asarray(eigenvalues, dtype=np.float64), np.asarray(constant, dtype=np.float64)
    if not np.all(c >= 0):
        raise ValueError(f"the constant must not be negative or NaN, got {constant}")
    if not np.all(values >= -_NEGLIGIBLE * np.max(np.abs(values), initial=0.0)):
        raise ValueError(f"eigenvalues must not be negative or NaN, got {values}")
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(values > 0, 1 / (1 + c / values), 0.0)


def certified_constant(
    n: int | float | Fraction,
    eigenvalues: Sequence[Any],
    multiplicities: ArrayLike | None = None,
    *,
    ridge: Any = 0,
    digits: int = 30,
) -> arb:
    """A ball (python-flint arb) that provably holds the one root C > 0, of relative radius 10^-digits.

    Eigenvalues and ridge may be int, float, Fraction, or flint numbers, balls included: then the ball holds C for
    every choice inside them. The proof is a sign change: the right-hand side of the equation falls strictly in C, and
    as balls it is above n at the lower end and below n at the upper end. Raises ValueError as `constant` does, where
    no root exists (n = 0, or n >= rank without ridge), and where the eigenvalues are too wide for the asked digits.
    """
    from flint import arb, ctx

    values, counts = checked_spectrum([float(_ball(x).mid()) for x in eigenvalues], multiplicities, keep_zeros=True)
    _check_size(float(n), float(_ball(ridge).mid()))
    guess = constant(float(n), values, counts.astype(int), ridge=float(_ball(ridge).mid()))
    if guess == 0 or math.isinf(guess):
        raise ValueError(f"no positive root: n = {n} with rank {int(counts[values > 0].sum())} and ridge {ridge}")
    precision = ctx.prec
    try:
        for working in (128 + 4 * digits) * 2 ** np.arange(6):  # doubled where the equation cancels more digits
            ctx.prec = int(working)
            modes = [(_ball(x), int(m)) for x, m in zip(eigenvalues, counts, strict=True)]
            ball = _enclose_root(_ball(Fraction(n)), arb(guess), modes, _ball(ridge), digits)
            if ball is not None:
                return ball
    finally:
        ctx.prec = precision
    raise ValueError(f"the eigenvalues are not known well enough for {digits} digits of the constant")


def _enclose_root(n: arb, guess: arb, modes: list[tuple[arb, int]], ridge: arb, digits: int) -> arb | None:
    """Newton's method in log C, which doubles the digits each time, and then the sign check; None where it fails."""
    root = guess
    for _ in range(2 + max(0, math.ceil(math.log2(digits / 13)))):
        excess, slope = _ball_excess(n, root, modes, ridge)
        root = (root * (excess / slope).exp()).mid()
    width = (root * 0 + 10) ** (-digits) / 2
    lower, upper = root * (1 - width), root * (1 + width)
    proven = _ball_excess(n, lower, modes, ridge)[0] > 0 and _ball_excess(n, upper, modes, ridge)[0] < 0
    return lower.union(upper) if proven else None


def _excess(
    n: float, large: NDArray[np.bool_], tilt: Floats, counts: Floats, ridge_over_c: float, *, rough: bool = False
) -> tuple[float, float]:
    """sum m L + ridge / C - n, and minus its derivative in log C, from tilt = min(lambda, C) / max(lambda, C).

    Modes with lambda >= C ("large") enter by 1 - L = tilt / (1 + tilt), as an exact integer minus a small sum. Every
    term is then of the size of the slope at the root, which makes the root well conditioned for every spectrum: no
    digits are lost where n lies in a gap of the spectrum or near the rank, and sum m L - n cancels. `rough` sums in
    float64, which is enough away from the root.
    """
    share = tilt / (1 + tilt)
    whole = float(counts[large].sum()) - n
    slope = float(np.sum(counts * share / (1 + tilt))) + ridge_over_c
    terms = np.where(large, -counts, counts) * share
    if rough:
        return whole + (ridge_over_c + float(np.sum(terms))), slope
    return math.fsum([whole, ridge_over_c, *terms.tolist()]), slope


def _rough_root(n: float, logs: Floats, counts: Floats, log_ridge: float) -> float:
    """log C to 0.01, bisecting between max(ridge, lambda_min (rank - n)) / n <= C <= (trace + ridge) / n."""
    rank = float(counts.sum())
    trace = np.logaddexp.reduce([*(logs + np.log(counts)), log_ridge])
    high = float(trace) - math.log(n)
    low = log_ridge - math.log(n)
    if n < rank:
        low = max(low, float(logs.min()) + math.log((rank - n) / n))
    while high - low > 0.01:
        middle = (low + high) / 2
        ridge_over_c = math.exp(min(log_ridge - middle, 700.0))
        excess, _ = _excess(n, logs >= middle, np.exp(-np.abs(logs - middle)), counts, ridge_over_c, rough=True)
        low, high = (middle, high) if excess > 0 else (low, middle)
    return (low + high) / 2


def _ball_excess(n: arb, c: arb, modes: list[tuple[arb, int]], ridge: arb) -> tuple[arb, arb]:
    """As `_excess`, in ball arithmetic, where precision is bought with digits and needs no care."""
    excess, slope = ridge / c - n, ridge / c
    for value, count in modes:
        share = value / (value + c)
        excess, slope = excess + count * share, slope + count * share * (1 - share)
    return excess, slope


def _ball(x: Any) -> arb:
    from flint import arb, fmpq

    if isinstance(x, Fraction):
        return arb(fmpq(x.numerator, x.denominator))
    return x if isinstance(x, arb) else arb(x.item() if isinstance(x, np.generic) else x)


def _check_size(n: float, ridge: float) -> None:
    if not (n >= 0 and math.isfinite(n)):
        raise ValueError(f"the number of samples must be finite and not negative, got {n}")
    if not (ridge >= 0 and math.isfinite(ridge)):
        raise ValueError(f"the ridge must be finite and not negative, got {ridge}")


def checked_spectrum(
    eigenvalues: ArrayLike, multiplicities: ArrayLike | None, *, keep_zeros: bool = False
) -> tuple[Floats, Floats]:
    """Checked eigenvalues and multiplicities as float64; levels that are zero or round-off are dropped."""
    values = np.atleast_1d(np.asarray(eigenvalues, dtype=np.float64))
    counts = np.ones(values.shape) if multiplicities is None else np.atleast_1d(np.asarray(multiplicities, np.float64))
    if values.ndim != 1 or values.shape != counts.shape or not len(values):
        raise ValueError(f"one multiplicity per eigenvalue is needed, got shapes {values.shape} and {counts.shape}")
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise ValueError(f"eigenvalue {bad[0]} is {values[bad[0]]}; all must be finite")
    if not np.all((counts >= 1) & (counts == np.round(counts)) & np.isfinite(counts)):
        raise ValueError(f"multiplicities must be positive integers, got {counts}")
    negative = np.flatnonzero(values < -_NEGLIGIBLE * np.max(np.abs(values)))
    if len(negative):
        raise ValueError(f"eigenvalue {negative[0]} is {values[negative[0]]}: a kernel must be positive semi-definite")
    values = np.maximum(values, 0.0)
    if not np.any(values > 0):
        raise ValueError("a kernel needs at least one positive eigenvalue, got none")
    return (values, counts) if keep_zeros else (values[values > 0], counts[values > 0])
