"""One call for a curve: bias, variance, risk, squared norm and training error of random features, in the limit.

    risk_curve("relu", gamma1=2, gamma2=np.linspace(0.1, 4, 200), noise=0.5, ridge=1e-3).plot()

gamma1 = d/n and gamma2 = h/n, in the limit of `theory.random_feature_ridge`; gamma2 = inf is kernel regression. The
words bias, variance, risk and ridge mean what the convention says.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from theory.activation_constants import Constants, constants
from theory.activations import Activation
from theory.random_feature_equivalent import Equivalent, Floats, equivalent
from theory.random_feature_ridge import atoms_at, kernel_norm_at, training_error_at
from theory.random_features import Ratio
from theory.two_layer_checks import floats, nonnegatives, positives, reals
from theory.two_layer_conventions import SLIDES, Atoms, Convention
from theory.two_layer_linear import MomentError

__all__ = ["RiskCurve", "risk_curve"]


@dataclass(frozen=True)
class RiskCurve:
    """Arrays of one shape, at gamma1 = d/n and gamma2 = h/n; `convention` says what the words mean."""

    gamma1: Floats
    gamma2: Floats
    bias: Floats
    variance: Floats
    risk: Floats
    squared_norm: Floats
    training_error: Floats
    convention: Convention

    def plot(self, ax: Any = None) -> Any:
        """Draw bias, variance and risk over gamma2 along the last axis, and return the axes; needs matplotlib.

        Infinite values leave a gap. Raises ValueError for a curve of one point.
        """
        if self.gamma2.ndim == 0 or self.gamma2.shape[-1] < 2:
            raise ValueError(f"a curve needs two points at least along its last axis, got shape {self.gamma2.shape}")
        if ax is None:
            from matplotlib import pyplot

            ax = pyplot.subplots()[1]
        for name, style in (("risk", "-"), ("bias", "--"), ("variance", ":")):
            for i, (x, y) in enumerate(zip(*(_rows(v) for v in (self.gamma2, getattr(self, name))), strict=True)):
                ax.plot(x, np.where(np.isfinite(y), y, np.nan), style, label=name if i == 0 else None)
        ax.set(xlabel="h / n", ylabel="error in the limit", yscale="log")
        ax.legend()
        return ax


def _rows(values: Floats) -> Floats:
    return values.reshape(-1, values.shape[-1])


def risk_curve(
    activation: str | Activation | Constants,
    gamma1: Ratio,
    gamma2: Ratio,
    *,
    noise: Any = 1.0,
    ridge: Any = 0.0,
    radius: Any = 1.0,
    scale: float = 1.0,
    convention: Convention = SLIDES,
    at_pole: Literal["raise", "infinite"] = "raise",
) -> RiskCurve:
    """The curve at gamma1 = d/n and gamma2 = h/n (inf for a kernel), all numbers broadcasting.

    `activation` is a name, one of `theory.activations`, or `Constants` (`constants_of` makes them of any function);
    `scale` is the standard deviation of the pre-activations, for the first two. noise is the variance of the label
    noise, radius the length of the teacher. Fractions keep gamma2 - 1 exact; so do floats near 1.

    At gamma2 = 1 without ridge the variance is infinite if there is noise, the bias if there is a teacher, and the norm
    if either: MomentError names the entries, unless at_pole = "infinite" puts inf there. Raises ValueError for ratios
    that are not positive, negative numbers and NaN, and a linear activation, with its law in `theory.two_layer_linear`.
    """
    if not isinstance(at_pole, str) or at_pole not in ("raise", "infinite"):
        raise ValueError(f"at_pole must be 'raise' or 'infinite', got {at_pole!r}")
    if not isinstance(convention, Convention):
        raise ValueError(f"convention must be a Convention, got {convention!r}")
    phi = activation if isinstance(activation, Constants) else constants(activation, scale)
    gamma1, gamma2 = reals("gamma1", gamma1), reals("gamma2", gamma2)
    noise, ridge, radius = nonnegatives("noise", noise), nonnegatives("ridge", ridge), nonnegatives("radius", radius)
    gamma1, gamma2, noise, ridge, radius = np.broadcast_arrays(gamma1, gamma2, noise, ridge, radius)
    positives("gamma1", gamma1)
    kernel = floats(gamma2) == math.inf
    widths = np.where(kernel, 2, gamma2)
    positives("gamma2", widths)
    psi1, psi2 = np.where(kernel, math.inf, floats(widths / gamma1)), floats(1 / gamma1)
    gap = floats(abs(widths - 1)) / np.maximum(floats(widths), 1.0)
    at = equivalent(phi, psi1, psi2, convention.published_ridge(ridge, psi1, psi2), gap)
    pole = at.pole == 0
    if at_pole == "raise" and np.any(pole):
        raise MomentError(
            f"without ridge the risk is infinite at gamma2 = 1, entries {np.argwhere(pole).tolist()}; leave them out, "
            "or ask for at_pole='infinite'"
        )
    parts, norm = _with_poles(at, pole, noise, radius)
    split = convention.split(parts)
    return RiskCurve(
        gamma1=floats(gamma1),
        gamma2=floats(gamma2),
        bias=split.bias,
        variance=split.variance,
        risk=split.risk,
        squared_norm=norm,
        training_error=training_error_at(at, noise, radius),
        convention=convention,
    )


def _with_poles(at: Equivalent, pole: NDArray[np.bool_], noise: Any, radius: Any) -> tuple[Atoms, Floats]:
    """The atoms and |a|^2; at a pole with a source inf, without one 0."""
    beside = dataclasses.replace(at, free_neurons=np.where(pole, 1.0, at.free_neurons))  # at the poles a stand-in
    parts, norm = atoms_at(beside, noise, radius), at.share * kernel_norm_at(beside, noise, radius)

    def infinite(value: Floats, source: Any) -> Floats:
        return np.where(pole, np.where(floats(source) > 0, math.inf, 0.0), value)

    fluctuation, amplified = infinite(parts.fluctuation, radius), infinite(parts.amplified, noise)
    return parts._replace(fluctuation=fluctuation, amplified=amplified), infinite(norm, floats(noise) + floats(radius))
