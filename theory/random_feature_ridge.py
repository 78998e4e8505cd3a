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
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import ArrayLike

from theory.activation_constants import Constants
from theory.random_feature_equivalent import Equivalent, Floats, equivalent
from theory.random_features import Ratio
from theory.two_layer_checks import nonnegatives
from theory.two_layer_conventions import SLIDES, Atoms

__all__ = [
    "atoms",
    "atoms_at",
    "displacement",
    "kernel_norm",
    "kernel_norm_at",
    "ridge_risk",
    "squared_norm",
    "training_error",
    "training_error_at",
]


def atoms(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Atoms:
    """The four parts of the squared error, from which every convention makes its bias, variance and risk.

    psi1 may be inf; all arguments broadcast, and `ridge` is in the published normalisation. Raises ValueError for
    ratios that are not positive, for negative numbers and NaN, and for a linear activation; MomentError at psi1 = psi2
    without ridge.
    """
    return atoms_at(equivalent(phi, psi1, psi2, ridge).required(), noise, radius)


def atoms_at(at: Equivalent, noise: ArrayLike, radius: ArrayLike) -> Atoms:
    """The same from the root, away from the threshold. Raises ValueError for a root that is no Equivalent."""
    noise, square = _checked(at, noise, radius)
    full = np.ones_like(at.pole)
    return Atoms(square * at.loss**2, square * at.fluctuation, noise * at.amplified, noise * full)


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
    return kernel_norm_at(equivalent(phi, psi1, psi2, ridge).required(), noise, radius)


def kernel_norm_at(at: Equivalent, noise: ArrayLike, radius: ArrayLike) -> Floats:
    """The same from the root, away from the threshold. Raises ValueError for a root that is no Equivalent."""
    noise, square = _checked(at, noise, radius)
    of_noise, of_teacher = at.norms
    return noise * of_noise + square * of_teacher


def squared_norm(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Floats:
    """|a|^2, 0 at psi1 = inf; arguments and errors as `atoms`."""
    at = equivalent(phi, psi1, psi2, ridge).required()
    return at.share * kernel_norm_at(at, noise, radius)


def training_error(
    phi: Constants,
    psi1: Ratio,
    psi2: Ratio,
    ridge: ArrayLike = 0.0,
    noise: ArrayLike = 1.0,
    radius: ArrayLike = 1.0,
) -> Floats:
    """|y - F a|^2 / n, 0 without ridge for psi1 >= psi2; arguments as `atoms`, and never a MomentError."""
    return training_error_at(equivalent(phi, psi1, psi2, ridge), noise, radius)


def training_error_at(at: Equivalent, noise: ArrayLike, radius: ArrayLike) -> Floats:
    """The same from the root. Raises ValueError for a root that is no Equivalent."""
    noise, square = _checked(at, noise, radius)
    interpolates = at.free_samples == 0  # then the pole may vanish too
    beside = dataclasses.replace(at, free_samples=np.where(interpolates, 1.0, at.free_samples))
    of_noise, of_teacher = beside.errors
    return np.where(interpolates, 0.0, noise * of_noise + square * of_teacher)


def displacement(phi: Constants, psi2: Ratio, noise: ArrayLike = 1.0, radius: ArrayLike = 1.0) -> Floats:
    """|W(inf) - W(0)|_F^2 of a wide network whose first layer is trained from large weights: y' K^-1 y, K the NTK.

    K acts as b0 X X' + b1 d I: with the tangent constants it is radius^2 alpha / b0 + noise (psi2 - alpha) / b1.
    """
    return kernel_norm(phi.tangent, math.inf, psi2, 0.0, noise, radius)


def _checked(at: Equivalent, noise: ArrayLike, radius: ArrayLike) -> tuple[Floats, Floats]:
    """The noise, and the radius squared."""
    if not isinstance(at, Equivalent):
        raise ValueError(f"at must be an Equivalent, as `equivalent` makes it, got {at!r}")
    return nonnegatives("noise", noise), nonnegatives("radius", radius) ** 2
