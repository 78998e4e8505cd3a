"""Spectra on the boolean cube and the sphere as laws of a random walk: no cancellation, in any dimension.

Multiplication by c moves a zonal polynomial to its neighbours, c P_k = up_k P_{k+1} + (1 - up_k) P_{k-1}, with
    up_k = (d - k) / d on the cube {-1, 1}^d        and        up_k = (k + d - 2) / (2 k + d - 2) on the sphere S^(d-1).
Hence c^n = sum_k w_n(k) P_k, where w_n is the law after n steps of the random walk on degrees that starts at 0 and goes
up with probability up_k; on the cube it is the distance from its start of a walk along the edges (Ehrenfest's urn).
A kernel Phi(c) = sum_n a_n c^n with a_n >= 0 therefore has the eigenvalues mu_k of multiplicity m_k with
    m_k mu_k = sum_n a_n w_n(k),
a sum of nonnegative terms: the share of degree k in the kernel's trace is the probability that a walk of random length,
n with probability a_n / Phi(1), ends at k. Two bounds come with it: rounding, and the terms that were left out. Where
they are too large, as for the highest degrees of a cusp, ball arithmetic takes over on the cube.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory import architecture, dual_taylor, kernel_balls, kernel_series, spectra
from theory.activations import Activation, Real
from theory.kernel_series import UNIT, KernelSeries
from theory.kernel_symmetry import proven_zeros
from theory.zonal_walk import Domain, multiplicity, walk

Floats = NDArray[np.float64]
TERMS, BITS = (64, 128, 256, 512), (256, 512, 1024, 2048, 4096)
FEW, MOST_BALLS = 24, 2**20  # dimensions for which balls come first; kernel values that they may take


@dataclass(frozen=True)
class Levels:
    """m_k mu_k for 0 ... depth hidden layers (rows) and the wanted degrees (columns), with bounds on their errors.

    `rounding` and `truncation` are absolute; entries that come from balls have truncation 0. A value of exactly 0 is a
    proven zero. `trace` is Phi(1) for every row; shares of the trace are `fractions`.
    """

    degrees: tuple[int, ...]
    multiplicities: tuple[int, ...]
    variances: Floats
    trace: Floats
    rounding: Floats
    truncation: Floats

    @property
    def fractions(self) -> Floats:
        """m_k mu_k / Phi(1), the fractional variances: the share of degree k in the variance of a sample."""
        return self.variances / self.trace[:, None]

    @property
    def error(self) -> Floats:
        """A bound on the relative error of every value; 0 where the value is a proven zero."""
        bound = self.rounding + self.truncation
        return np.divide(bound, self.variances, out=np.where(bound > 0, np.inf, 0.0), where=self.variances > 0)

    def eigenvalues(self, depth: int) -> Floats:
        """mu_k of one number of hidden layers. Raises ValueError below the range of float64, or for another depth."""
        if not 0 <= depth < len(self.trace):
            raise ValueError(f"depths 0 to {len(self.trace) - 1} were computed, got {depth}")
        values = np.array(
            [float(Fraction(v) / m) for v, m in zip(self.variances[depth], self.multiplicities, strict=True)]
        )
        if np.any((values < np.finfo(float).tiny) & (self.variances[depth] > 0)):
            raise ValueError("an eigenvalue lies below 1e-307: use the variances, or their logarithms")
        return values

    def best_depths(self) -> tuple[int, ...]:
        """For every degree the number of hidden layers with the largest fraction, decided by the bounds.

        Where the fraction of a degree is zero at every depth, or largest at several, the smallest number of layers.
        Raises ValueError where the bounds leave the largest open.
        """
        best = self.fractions.argmax(axis=0)
        top, error = self.fractions.max(axis=0), self.error
        rivals = self.fractions * (1 + 2 * error) >= top * (1 - 2 * error[best, np.arange(len(best))])
        rivals &= (self.fractions < top) & (top > 0)
        if rivals.any():
            layer, column = np.argwhere(rivals)[0]
            raise ValueError(f"degree {self.degrees[column]}: depths {best[column]} and {layer} cannot be told apart")
        return tuple(int(layer) for layer in best)


def levels(
    domain: Domain,
    d: int,
    degrees: int | Iterable[int],
    activation: Activation,
    *,
    depth: int,
    weight_variance: Real,
    bias_variance: Real,
    kernel: str = "ntk",
    accuracy: float = 1e-12,
) -> Levels:
    """The spectrum of "nngp" or "ntk" for every number of hidden layers up to `depth`, inputs of norm sqrt(d).

    `degrees` is the largest degree or the degrees wanted; parameters as in `kernel_series.series`. Series of up to 512
    terms are tried until every relative error is proven to be below `accuracy`; degrees for which it is not are then
    computed in balls on the cube. On a small cube balls come first: they are quick, and series converge slowly. Raises
    ValueError where neither helps (on the sphere: in few dimensions, for which there is `spectra.sphere`), or for bad
    parameters.
    """
    wanted = spectra.wanted_degrees(degrees)
    for k in wanted:
        multiplicity(domain, d, k)
    if not 0 < accuracy < 1:
        raise ValueError(f"a relative accuracy lies between 0 and 1, got {accuracy}")
    architecture.whole(depth, architecture.HIDDEN)
    architecture.variances(weight_variance, bias_variance)
    dual_taylor.refuse_unknown(activation)
    network = {"depth": depth, "weight_variance": weight_variance, "bias_variance": bias_variance}
    found = None
    for terms in TERMS if domain == "sphere" or d > FEW else (2,):
        if terms > 2 * max(wanted) or terms in (2, TERMS[-1]):
            series = kernel_series.series(activation, **network, terms=terms)
            found = from_series(domain, d, wanted, series, kernel)
            _put_zeros(found, proven_zeros(activation, wanted, depth, bias_variance))
            if found.error.max() <= accuracy:
                return found
    assert found is not None
    return _in_balls(found, domain, d, activation, network, kernel, accuracy)


def from_series(domain: Domain, d: int, degrees: Sequence[int], series: KernelSeries, kernel: str) -> Levels:
    """The levels that a series gives, with both bounds, however wide they are."""
    multiplicities = tuple(multiplicity(domain, d, k) for k in degrees)
    a, trace = series.of(kernel)
    terms = a.shape[1]
    law, later = walk(domain, d, terms, tuple(degrees))
    n, variances = np.arange(terms), a @ law
    rounding = (series.slope[:, None] * (a * n) @ law + (series.intercept[:, None] + 5 * terms) * variances) * UNIT
    missing = np.maximum(trace - a.sum(axis=1), 0) + 4 * terms * UNIT * trace
    return Levels(tuple(degrees), multiplicities, variances, trace, rounding, missing[:, None] * later)


def _put_zeros(found: Levels, zero: NDArray[np.bool_]) -> None:
    """Set proven zeros. Raises ArithmeticError where the series contradicts them."""
    if np.any(found.variances[zero] != 0):
        raise ArithmeticError("a degree that is absent by symmetry has a positive coefficient")
    for array in (found.rounding, found.truncation):
        array[zero] = 0


def _in_balls(
    found: Levels, domain: Domain, d: int, activation: Activation, network: dict[str, Any], kernel: str, accuracy: float
) -> Levels:
    """The same levels, those of insufficient accuracy replaced by values of balls to a relative 1e-15."""
    bad, depth = found.error > accuracy, network["depth"]
    if domain == "sphere" or (d + 1) * (depth + 1) > MOST_BALLS:
        layer, column = np.argwhere(bad)[0]
        raise ValueError(
            f"degree {found.degrees[column]} with {layer} hidden layers is known to a relative "
            f"{found.error[layer, column]:.1g} only, from {TERMS[-1]} terms of the series"
        )
    rows, columns = (np.flatnonzero(bad.any(axis=axis)) for axis in (1, 0))
    for bits in BITS:
        nngp, ntk = kernel_balls.network(activation, spectra.cube_cosines(d), **network, bits=bits)
        values = nngp if kernel == "nngp" else ntk
        with kernel_balls.precision(bits):
            for i in rows:
                for j in columns[bad[i, columns]]:
                    share = spectra.cube_eigenvalue(values[i], d, found.degrees[j]) * found.multiplicities[j]
                    if share.rel_accuracy_bits() > 53:
                        found.variances[i, j], found.rounding[i, j] = float(share.mid()), float(share.mid()) * 4 * UNIT
                        found.truncation[i, j], bad[i, j] = 0.0, False
        if not bad.any():
            return found
    layer, column = np.argwhere(bad)[0]
    raise ValueError(f"degree {found.degrees[column]} with {layer} hidden layers has no digit at {BITS[-1]} bits")
