"""Conventions under which risks of two-layer networks are stated, as data: they turn true sentences into false ones.

The squared error of a trained network at a fresh label is a sum of four atoms, each an average over data and weights:
    mean         radius^2 u^2, the squared error of the predictor averaged over everything,
    fluctuation  what drawing the inputs and the frozen weights adds, without label noise,
    amplified    what label noise adds to the predictor,
    noise        the label noise of the test point itself.
A convention says which of them are called bias, variance and risk. Given the inputs and weights the bias is mean +
fluctuation; averaged over them too it is mean alone, and double descent of the bias comes and goes with that. A
convention further says how a ridge is normalised, whether the tangent kernel is that of x ~ N(0, I_d) or N(0, I_d / d),
and at which scale the first layer starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from theory.two_layer_checks import nonnegative, nonnegatives, number, positive, reals

__all__ = ["SLIDES", "Atoms", "Convention", "Penalty", "Split"]

Penalty = Literal["published", "per sample", "per dimension"]
PENALTIES: dict[Penalty, str] = {
    "published": "|y - F a|^2 / n + (h / d) ridge |a|^2",
    "per sample": "|y - F a|^2 / n + ridge |a|^2",
    "per dimension": "|y - F a|^2 / d + ridge |a|^2",
}


class Atoms(NamedTuple):
    """The four parts of the squared error at a fresh label, numbers or arrays."""

    mean: Any
    fluctuation: Any
    amplified: Any
    noise: Any


class Split(NamedTuple):
    """What a convention calls bias, variance and risk."""

    bias: Any
    variance: Any
    risk: Any


@dataclass(frozen=True)
class Convention:
    """A convention; the default is that of the slides. `str` gives its words, for the standing of a claim.

    noise_in_risk     the risk is the error at a noisy label, not at the teacher
    averaged          bias and variance are taken over the data and the weights too, not given them
    penalty           what `ridge` multiplies, see PENALTIES
    unit_inputs       x ~ N(0, I_d / d), so that the tangent kernel is K / d of that with x ~ N(0, I_d)
    exponent          epsilon in w ~ N(0, I_d / d^(1 - epsilon))

    Raises ValueError for flags that are no truth values, an unknown penalty, or an exponent that is no number.
    """

    noise_in_risk: bool = False
    averaged: bool = False
    penalty: Penalty = "published"
    unit_inputs: bool = False
    exponent: float = 0.0

    def __post_init__(self) -> None:
        for flag in ("noise_in_risk", "averaged", "unit_inputs"):
            if not isinstance(getattr(self, flag), bool | np.bool_):
                raise ValueError(f"{flag} must be True or False, got {getattr(self, flag)!r}")
        if not isinstance(self.penalty, str) or self.penalty not in get_args(Penalty):
            raise ValueError(f"penalty must be one of {', '.join(get_args(Penalty))}, got {self.penalty!r}")
        if not -1 < number("the exponent of the initialisation", self.exponent) < 1:
            raise ValueError(f"the exponent of the initialisation lies strictly between -1 and 1, got {self.exponent}")

    def __str__(self) -> str:
        default, words = Convention(), [self.words("noise_in_risk"), self.words("averaged")]
        words += [
            self.words(name)
            for name in ("penalty", "unit_inputs", "exponent")
            if getattr(self, name) != getattr(default, name)
        ]
        return "; ".join(words)

    def words(self, field: str) -> str:
        """What one field says, as part of a sentence. Raises ValueError for an unknown field."""
        texts = {
            "noise_in_risk": f"the risk {'includes' if self.noise_in_risk else 'excludes'} label noise",
            "averaged": "bias and variance are taken "
            + ("over data and weights as well as label noise" if self.averaged else "given the data and the weights"),
            "penalty": f"ridge regression minimises {PENALTIES[self.penalty]}",
            "unit_inputs": f"inputs are N(0, I{' / d' if self.unit_inputs else ''})",
            "exponent": f"first-layer weights start as N(0, I / d^{1 - float(self.exponent):g})",
        }
        if not isinstance(field, str) or field not in texts:
            raise ValueError(f"a convention has the fields {', '.join(texts)}, got {field!r}")
        return texts[field]

    def split(self, atoms: Atoms) -> Split:
        """Bias, variance and risk of the four atoms. Raises ValueError unless they are Atoms of real numbers."""
        if not isinstance(atoms, Atoms):
            raise ValueError(f"atoms must be Atoms, got {atoms!r}")
        mean, fluctuation, amplified, noise = (reals(name, v) for name, v in atoms._asdict().items())
        if self.averaged:
            bias, variance = mean, fluctuation + amplified
        else:
            bias, variance = mean + fluctuation, amplified
        return Split(bias, variance, bias + variance + (noise if self.noise_in_risk else 0))

    def atoms(self, split: Split, *, noise: Any, mean: Any = None, amplified: Any = None) -> Atoms:
        """The four atoms behind a split, with the one number that it does not hold: `mean`, or if averaged `amplified`.

        Raises ValueError if that number is missing, if the risk is not the sum that this convention makes it, and for
        what is no Split of real numbers.
        """
        if not isinstance(split, Split):
            raise ValueError(f"split must be a Split, got {split!r}")
        split = Split(*(reals(name, v) for name, v in split._asdict().items()))
        missing = amplified if self.averaged else mean
        if missing is None:
            raise ValueError(f"{self.words('averaged')}: atoms needs {'amplified' if self.averaged else 'mean'}=")
        missing = reals("amplified" if self.averaged else "mean", missing)
        if self.averaged:
            found = Atoms(split.bias, split.variance - missing, missing, noise)
        else:
            found = Atoms(missing, split.bias - missing, split.variance, noise)
        if not np.allclose(self.split(found).risk, split.risk, rtol=1e-9, atol=0):
            raise ValueError(f"{self.words('noise_in_risk')}: got the risk {split.risk} of other parts")
        return found

    def published_ridge(self, ridge: Any, psi1: Any, psi2: Any) -> Any:
        """This convention's ridge in the published normalisation, at psi1 = h/d neurons and psi2 = n/d samples.

        Raises ValueError for a ridge that is not a finite number, at least 0, and for ratios that are not positive.
        """
        nonnegatives("ridge", ridge)
        ridge, psi1, psi2 = reals("ridge", ridge), reals("psi1", psi1), reals("psi2", psi2)
        for name, ratio in (("psi1", psi1), ("psi2", psi2)):
            if not np.all(np.asarray(ratio > 0, dtype=bool)):
                raise ValueError(f"{name} must be positive, got {ratio!r}")
        if self.penalty == "published":
            return ridge
        return ridge / (psi1 if self.penalty == "per sample" else psi1 * psi2)

    def identity_weight(self, rest: float, d: int) -> float:
        """What multiplies the identity in the tangent kernel b0 X X' + weight I, for rest = b1 = Var phi'.

        Raises ValueError for a rest that is not a finite number, at least 0, and a d that is not positive.
        """
        nonnegative("rest", rest)
        positive("d", d)
        return rest if self.unit_inputs else rest * positive("d", d)

    def preactivation_scale(self, d: int) -> float:
        """Standard deviation d^(epsilon / 2) of <w, x> at the start, x ~ N(0, I_d): at which `constants` are taken."""
        return float(positive("d", d) ** (self.exponent / 2))


SLIDES = Convention()
