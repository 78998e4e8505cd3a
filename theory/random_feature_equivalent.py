"""The root of the ridge equation for random features, and the positive terms that every risk is made of.

Symbols and equation: see `theory.random_feature_ridge`. Every difference is taken of the given numbers, never of
computed ones: alpha, u and w are good to 1e-15 relatively for psi in [1e-8, 1e8] and zeta in [1e-14, 1e8], next to the
threshold too if psi1 and psi2 are Fractions. `theory.random_feature_certificates` proves digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activation_constants import Constants
from theory.random_features import Ratio, overlap_loss
from theory.two_layer_checks import floats, nonnegatives, positives, reals
from theory.two_layer_linear import MomentError

__all__ = ["Equivalent", "at_overlap", "equivalent"]

Floats = NDArray[np.float64]
EXTREME = "psi1, psi2, ridge and gap must lie where float64 finds the root, got more extreme ones"


@dataclass(frozen=True)
class Equivalent:
    """The root and what is built from it, arrays of one shape; what grows with psi1 is divided by it.

    `loss` is u, `overlap` alpha, `degrees` g, `spread` e, `free_neurons` delta_1 / psi1, `free_samples` delta_2,
    `samples` psi2, `share` 1 / psi1, `pole` D / psi1, and `lengthening` 1 / (mu1^2 w).
    """

    samples: Floats
    share: Floats
    loss: Floats
    overlap: Floats
    lengthening: Floats
    degrees: Floats
    spread: Floats
    free_neurons: Floats
    free_samples: Floats

    @property
    def pole(self) -> Floats:
        """D / psi1; it vanishes at the interpolation threshold without ridge, and nowhere else."""
        both = self.free_neurons + self.free_samples * self.share
        return self.free_neurons * self.free_samples + self.spread * both

    @property
    def fluctuation(self) -> Floats:
        """Bias per radius^2 given data and weights, without the u^2 of the mean predictor."""
        a, u, e = self.overlap, self.loss, self.spread
        drawn = u * u * a * a * self.free_neurons + u * e * self.share * (self.degrees + a * self.free_samples)
        return drawn / self.pole

    @property
    def amplified(self) -> Floats:
        """Variance per unit of label noise."""
        return (self.degrees * self.spread * self.share + self.overlap**2 * self.free_neurons) / self.pole

    @property
    def norms(self) -> tuple[Floats, Floats]:
        """h |a|^2 / d per unit of label noise, and per radius^2."""
        teacher = self.loss * self.spread + self.overlap * self.loss * self.free_samples
        return self.lengthening * self.spread / self.pole, self.lengthening * teacher / self.pole

    @property
    def errors(self) -> tuple[Floats, Floats]:
        """Training error per unit of label noise, and per radius^2."""
        shrunk, e = self.free_samples**2 / (self.samples * self.pole), self.spread * self.share
        return shrunk * (self.free_neurons + e), shrunk * self.loss * (self.loss * self.free_neurons + e)

    def required(self) -> Equivalent:
        """Itself. Raises MomentError at the threshold without ridge, where every risk is infinite."""
        if np.any(self.pole == 0):
            where = self.samples[self.pole == 0]
            raise MomentError(
                f"without ridge the risk is infinite at psi1 = psi2 (gamma2 = 1), here for {where.size} of "
                f"{self.samples.size} entries, psi2 = {where[0]:g} the first"
            )
        return self


def equivalent(
    phi: Constants, psi1: Ratio, psi2: Ratio, ridge: ArrayLike = 0.0, gap: ArrayLike | None = None
) -> Equivalent:
    """Solve for the odds at psi1 = h/d (inf for a kernel), psi2 = n/d and `ridge`, which broadcast.

    A caller may know `gap`, |psi1 - psi2| over the larger of them, better than by subtraction, and hand it over.

    Raises ValueError for ratios that are not positive, a negative ridge, a gap outside [0, 1], a linear activation, and
    for ratios outside [1e-100, 1e100] and other numbers so extreme that float64 does not find the root.
    """
    if not isinstance(phi, Constants):
        raise ValueError(f"phi must be the Constants of an activation, got {phi!r}")
    if phi.linear:
        raise ValueError("a linear activation has another limit: use the law of theory.two_layer_linear")
    psi1, psi2, ridge = np.broadcast_arrays(reals("psi1", psi1), reals("psi2", psi2), nonnegatives("ridge", ridge))
    if gap is not None and np.any(nonnegatives("gap", gap) > 1):
        raise ValueError(f"gap must lie between 0 and 1, got {gap!r}")
    infinite, samples = floats(psi1) == math.inf, positives("psi2", psi2)
    psi1 = np.where(infinite, psi2, psi1)
    neurons = positives("psi1", psi1)
    for name, ratio in (("psi1", neurons), ("psi2", samples)):
        if np.any((ratio < 1e-100) | (ratio > 1e100)):
            raise ValueError(f"{name} must lie between 1e-100 and 1e100, got more extreme ones")
    wide = infinite | np.asarray(psi1 >= psi2, dtype=bool)
    fewer = np.where(wide, psi2, psi1)
    gap = floats(abs(psi1 - psi2)) / np.maximum(neurons, samples) if gap is None else floats(gap)
    gap = np.where(infinite, 1.0, gap)
    share = np.where(infinite, 0.0, 1 / neurons)
    most = np.where(wide, share, 1 / samples)  # 1 / max(psi1, psi2)
    loss = overlap_loss(fewer, phi.zeta)
    start = (1 + loss / phi.zeta) / floats(fewer)
    with np.errstate(all="ignore"):
        grown, spare = _root(phi.zeta, loss, start, gap, most, floats(fewer) * ridge / phi.rest)
    if not np.all(np.isfinite(grown) & np.isfinite(spare)):
        raise ValueError(EXTREME)
    odds = start * (1 + grown)  # w / zeta, which is finite for an even activation too
    loss, overlap = 1 / (1 + 1 / (phi.zeta * odds)), 1 / (1 + phi.zeta * odds)
    larger = gap + spare * most  # the larger delta over max(psi1, psi2)
    return Equivalent(
        samples=samples,
        share=share,
        loss=loss,
        overlap=overlap,
        lengthening=1 / (phi.rest * odds),
        degrees=overlap + 1 / odds,
        spread=overlap * loss + 1 / odds,
        free_neurons=np.where(wide, larger, spare * share),
        free_samples=np.where(wide, spare, larger * samples),
    )


def _root(zeta: float, loss: Floats, start: Floats, gap: Floats, most: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """(t, A): the odds are start (1 + t), and A, the smaller delta, solves A (A most + gap) odds = pull.

    A = t (u0 alpha + 1 / odds) is the difference of g at the start, where the overlap lost is u0 = `loss`, and at the
    root. By x = log t the logarithm F of left over right has slopes in [1, 3]: the root is between x - F and x - F / 3.
    Newton's step stays there, and x - F / 2 at least halves the error. The last steps are taken without logarithms,
    whose rounding grows with the exponent.
    """
    pulled = pull > 0
    target = np.where(pulled, pull, 1.0)

    def at(t: Floats) -> tuple[Floats, Floats, Floats]:
        odds = start * (1 + t)
        overlap = 1 / (1 + zeta * odds)
        spare = t * (loss * overlap + 1 / odds)
        wider = spare * most + gap
        share = t * start * ((1 / odds) ** 2 + overlap / (1 / zeta + odds)) / spare
        return spare * wider * odds / target, share * (1 + spare * most / wider) + t / (1 + t), spare

    x = np.log(np.minimum(target, 1.0))
    low, high = np.full_like(x, -math.inf), np.full_like(x, math.inf)
    for _ in range(200):
        value, slope, _ = at(np.exp(x))
        height = np.log(value)
        if np.all(np.abs(height) < 1e-8):
            break
        low, high = np.where(height < 0, x, low), np.where(height > 0, x, high)
        newton = x - height / slope
        x = np.where((newton >= low) & (newton <= high), newton, x - height / 2)
    else:
        raise ValueError(EXTREME)
    t = np.exp(x)
    for _ in range(3):
        value, slope, _ = at(t)
        t = t * (1 - (value - 1) / slope)
    return np.where(pulled, t, 0.0), np.where(pulled, at(t)[2], 0.0)


def at_overlap(overlap: Any, zeta: Any, psi1: Any, psi2: Any) -> Equivalent:
    """What is built from a given root alpha, for mu1 = 1: numbers of any kind, balls and rational functions among them.

    It takes the differences as they stand; `equivalent` finds the root and avoids them.
    """
    loss = 1 - overlap
    odds = loss / overlap
    degrees = overlap + zeta / odds
    return Equivalent(
        samples=psi2,
        share=1 / psi1,
        loss=loss,
        overlap=overlap,
        lengthening=1 / odds,
        degrees=degrees,
        spread=overlap * loss + zeta / odds,
        free_neurons=(psi1 - degrees) / psi1,
        free_samples=psi2 - degrees,
    )
