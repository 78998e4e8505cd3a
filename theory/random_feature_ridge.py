"""Ridge regression on random nonlinear features: the whole limit, at every ridge and width, from one scalar.

Setting and symbols are those of `theory.random_features`: psi1 = h/d neurons and psi2 = n/d samples per input, zeta =
mu_star^2 / mu1^2, and a minimises |y - F a|^2 / n + (h / d) ridge |a|^2, F = phi(X W). Let w be the odds of losing the
overlap: u = w / (1 + w) is the loss and alpha = 1 - u the overlap of the mean predictor with the teacher. With
    g = alpha + zeta / w,   delta_i = psi_i - g,   e = alpha u + zeta / w,   D = delta_1 delta_2 + e (delta_1 + delta_2)
the odds are the only root, with both delta_i >= 0, of
    delta_1 delta_2 w = psi1 psi2 ridge / mu1^2,
and then, everything a sum of terms >= 0,
    V = noise (g e + alpha^2 delta_1) / D,               B = radius^2 u psi2 (u delta_1 + e) / D,
    mu1^2 |a|^2 = [(noise + radius^2 u) e / w + radius^2 alpha^2 delta_2] / D,
    training error = (delta_2 / psi2)^2 (noise + B + V).

Derivation.  (i) Given W the features act as Gaussian with covariance S = mu1^2 W'W + mu_star^2 I, so the fit has the
implicit ridge kappa with n - tr S (S + kappa)^-1 = Lambda / kappa, Lambda = n h ridge / d. Marchenko-Pastur at the
spectral point mu_star^2 + kappa turns df1 = tr S (S + kappa)^-1 into d g and kappa into mu1^2 w delta_1: the equation
of w. (ii) J(Lambda) = min |y - F a|^2 + Lambda |a|^2 is Lambda y' (F F' + Lambda)^-1 y, and its limit is
d delta_2 (noise + radius^2 u): the misfit of the features and the bias of the ridge add up to u. (iii) By the envelope
theorem |a|^2 = dJ / dLambda; along the root the derivatives by w are du = alpha^2, d delta_i = e / w, and so
d(delta_1 delta_2 w) = D. The training error is J - Lambda dJ / dLambda over n, and the risk follows from it by
generalised cross-validation, (1 - df1 / n)^2 (noise + R), which holds for this model; its noise part is V.

With ridge = 0 these are the formulae of `theory.random_features`; psi1 = inf is kernel regression, for which the ridge
is |y - f|^2 / n + ridge |f|^2_K / d; an even activation has zeta = inf, and alpha = 0. A linear activation is refused:
its ridgeless limit is another one, see `theory.two_layer_linear`.

Every difference is taken of the given numbers, never of computed ones: alpha, u and w are good to 1e-15 relatively for
psi in [1e-8, 1e8] and zeta in [1e-14, 1e8], next to the threshold too if psi1 and psi2 are Fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activation_constants import Constants
from theory.random_features import Ratio, overlap_loss
from theory.two_layer_checks import floats, nonnegatives, positives
from theory.two_layer_conventions import SLIDES, Atoms
from theory.two_layer_linear import MomentError

__all__ = [
    "Equivalent",
    "atoms",
    "displacement",
    "equivalent",
    "kernel_norm",
    "ridge_risk",
    "squared_norm",
    "training_error",
]

Floats = NDArray[np.float64]


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

    def required(self) -> Equivalent:
        """Itself. Raises MomentError at the threshold without ridge, where every risk is infinite."""
        if np.any(self.pole == 0):
            where = self.samples[self.pole == 0]
            raise MomentError(
                f"without ridge the risk is infinite at psi1 = psi2 (gamma2 = 1), here for {where.size} of "
                f"{self.samples.size} entries, psi2 = {where[0]:g} the first"
            )
        return self


def equivalent(phi: Constants, psi1: Ratio, psi2: Ratio, ridge: ArrayLike = 0.0) -> Equivalent:
    """Solve for the odds at psi1 = h/d (inf for a kernel), psi2 = n/d and `ridge`, which broadcast.

    Raises ValueError for ratios that are not positive, a negative ridge, or a linear activation.
    """
    if phi.linear:
        raise ValueError("a linear activation has another limit: use the law of theory.two_layer_linear")
    psi1, psi2, ridge = np.broadcast_arrays(psi1, psi2, nonnegatives("ridge", ridge))
    infinite, samples = floats(psi1) == math.inf, positives("psi2", psi2)
    psi1 = np.where(infinite, psi2, psi1)
    neurons = positives("psi1", psi1)
    wide = infinite | np.asarray(psi1 >= psi2, dtype=bool)
    fewer = np.where(wide, psi2, psi1)
    gap = np.where(infinite, 1.0, floats(abs(psi1 - psi2)) / np.maximum(neurons, samples))
    share = np.where(infinite, 0.0, 1 / neurons)
    most = np.where(wide, share, 1 / samples)  # 1 / max(psi1, psi2)
    loss = overlap_loss(fewer, phi.zeta)
    start = (1 + loss / phi.zeta) / floats(fewer)
    grown, spare = _root(phi.zeta, loss, start, gap, most, floats(fewer) * ridge / phi.rest)
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
        share = t * start * (1 / odds**2 + overlap / (1 / zeta + odds)) / spare
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
        raise ArithmeticError("the root of the ridge equation was not found in 200 steps")
    t = np.exp(x)
    for _ in range(3):
        value, slope, _ = at(t)
        t = t * (1 - (value - 1) / slope)
    return np.where(pulled, t, 0.0), np.where(pulled, at(t)[2], 0.0)


def atoms(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Atoms:
    """The four parts of the squared error, from which every convention makes its bias, variance and risk.

    All arguments broadcast, `ridge` in the published normalisation. Raises ValueError as `equivalent`, for a negative
    noise or radius, and MomentError at psi1 = psi2 without ridge.
    """
    at, noise, square = equivalent(phi, psi1, psi2, ridge).required(), nonnegatives("noise", noise), _square(radius)
    a, u, e = at.overlap, at.loss, at.spread
    fluctuation = u * u * a * a * at.free_neurons + u * e * at.share * (at.degrees + a * at.free_samples)
    amplified = at.degrees * e * at.share + a * a * at.free_neurons
    full = np.ones_like(at.pole)
    return Atoms(square * u * u, square * fluctuation / at.pole, noise * amplified / at.pole, noise * full)


def ridge_risk(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> tuple[Floats, Floats]:
    """(bias, variance) given (X, W), as the slides take them; arguments and errors as `atoms`."""
    found = SLIDES.split(atoms(phi, psi1, psi2, ridge, noise, radius))
    return found.bias, found.variance


def kernel_norm(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Floats:
    """h |a|^2 / d, at psi1 = inf the squared kernel norm |f|^2_K / d; arguments and errors as `atoms`."""
    at, noise, square = equivalent(phi, psi1, psi2, ridge).required(), nonnegatives("noise", noise), _square(radius)
    unfit = (noise + square * at.loss) * at.spread + square * at.overlap * at.loss * at.free_samples
    return at.lengthening * unfit / at.pole


def squared_norm(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Floats:
    """|a|^2, 0 at psi1 = inf; arguments and errors as `atoms`."""
    share = 1 / np.where(floats(psi1) == math.inf, math.inf, floats(psi1))
    return share * kernel_norm(phi, psi1, psi2, ridge, noise, radius)


def training_error(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Floats:
    """|y - F a|^2 / n, 0 without ridge for psi1 >= psi2; arguments as `atoms`, and no MomentError."""
    at, noise, square = equivalent(phi, psi1, psi2, ridge), nonnegatives("noise", noise), _square(radius)
    u, e, interpolates = at.loss, at.spread * at.share, at.free_samples == 0
    unfit = noise * (at.free_neurons + e) + square * u * (u * at.free_neurons + e)
    return np.where(interpolates, 0.0, at.free_samples**2 * unfit / (at.samples * np.where(interpolates, 1.0, at.pole)))


def displacement(phi: Constants, psi2: Ratio, noise: ArrayLike = 1.0, radius: ArrayLike = 1.0) -> Floats:
    """|W(inf) - W(0)|_F^2 of a wide network whose first layer is trained from large weights: y' K^-1 y, K the NTK.

    K acts as b0 X X' + b1 d I: with the tangent constants it is radius^2 alpha / b0 + noise (psi2 - alpha) / b1.
    """
    return kernel_norm(phi.tangent, math.inf, psi2, 0.0, noise, radius)


def _square(radius: ArrayLike) -> Floats:
    return nonnegatives("radius", radius) ** 2
