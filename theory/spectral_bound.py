r"""The margin bound of Bartlett, Foster and Telgarsky with every constant, for a network that somebody has.

The network f(x) = s_L(W_L ... s_1(W_1 x)) has gates with s_k(0) = 0 that are rho_k-Lipschitz in Euclidean norm. Let S_k
bound the largest singular value |W_k|_2, and b_k the distance |W_k - M_k|_{2,1}, the sum over the ROWS (one per unit)
of their lengths, from a reference M_k that does not depend on the sample. For n independent points, X their matrix,
gamma, delta and all limits fixed beforehand, with probability 1 - delta every such network has

    P(f errs) <= (share of margins below gamma) + 2 R + 3 sqrt(ln(1 / delta) / (2 n)),
    R = min_{N = 0, 1, ...} 4^-N / 2 + 5 sqrt(17 / 8) N K / n,    K = sqrt(2 ln(2 max_k d_k d_{k-1})) n A,
    A = (|X|_F / n) (prod_k rho_k S_k / gamma) (sum_k (b_k / S_k)^(2/3))^(3/2) = data * Lipschitz/margin * nuisance.

(1) One layer. For Z (d, n) the matrices A Z with |A|_{2,1} <= b combine the 2 m d unit matrices +- e_r z_j^T / |z_j|,
z_j the rows of Z, with coefficients whose sum is at most C = b |Z|_F (Cauchy and Schwarz in every row of A). Draw k of
them in proportion, and shrink their average, times C, by c = sqrt(k) / (1 + sqrt(k)): the mean square error is at most
c^2 (C^2 - |u|^2) / k + (1 - c)^2 |u|^2 <= C^2 / (1 + sqrt(k))^2, u = A Z. So some draw does as well, and k draws, k =
ceil((C / e - 1)^2) <= (C / e)^2, reach e < C; beyond, 0 does: ln N(e) <= (C / e)^2 ln(2 m d), with no rounding.
(2) All layers. Cover W_k Z_{k-1} within e_k, with Z_{k-1} from the cover before. To project centres on the Frobenius
ball of radius S_k |Z_{k-1}|_F, which holds all W_k Z_{k-1}, does no harm and keeps |Z_k|_F <= rho_k S_k |Z_{k-1}|_F.
Errors add up to sum_k e_k rho_k prod_{j > k} rho_j S_j. If layer k has the part a_k of e, then ln N(e) is at most
(|X|_F prod_j rho_j S_j / e)^2 ln(2 max d_k d_{k-1}) sum_k (b_k / S_k)^2 / a_k^2; the sum is least for a_k in proportion
to (b_k / S_k)^(2/3), and then nuisance^2.
(3) The margin is sqrt(2)-Lipschitz in f, the ramp min(1, max(0, 1 - m / gamma)) 1/gamma-Lipschitz in m. The losses on
the sample, in [0, 1]^n, have therefore ln N(e) <= (K / e)^2, and all lie within sqrt(n) / 2 of (1/2, ..., 1/2).
(4) Chain covers at e_j = 4^-j sqrt(n) / 2, j <= N. A link is at most 5 e_j long and one of N(e_j) N(e_{j-1}): its mean
maximum is (Massart) at most 5 e_j sqrt(2 (K^2 / e_j^2 + K^2 / e_{j-1}^2)) = 5 sqrt(17 / 8) K; what is left, at most
sqrt(n) e_N. So the Rademacher complexity of the losses on the sample is at most R (Dudley's integral, as a sum).
(5) sup (mean - sample mean) - 2 (complexity on the sample) has mean at most 0 by symmetrization, and changes by at most
3 / n with one point: McDiarmid.
(6) Chosen after seeing the data. Round S_k and b_k up, gamma down, to powers ratio^j; give j the share
p_j = 2 / (3 (|j| + 1) (|j| + 2)), which add up to 1, of the failures. That replaces delta by delta prod p_j.

Reference: Bartlett, Foster and Telgarsky, Spectrally-normalized margin bounds for neural networks (2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from theory.architecture import number, whole
from theory.given_network import checked_gates, checked_network, finite, sample_margins
from theory.nuisance_term import nuisance, row_norm_sum, spectral_norm
from theory.vc_dimension import claimed_dimension

LINK = 5 * math.sqrt(17 / 8)
LEAST_DISTANCE = 1e-6
"""A layer nearer to its reference than this part of its spectral norm counts as being that far."""


@dataclass(frozen=True)
class SpectralBound:
    """The parts of the bound; `complexity` is 2 R, `confidence` the last term with the price of what was chosen."""

    training: float
    data: float
    lipschitz_over_margin: float
    nuisance: float
    complexity: float
    confidence: float

    @property
    def argument(self) -> float:
        """data * Lipschitz/margin * nuisance: what stands in the source under O, logarithms and constants left out."""
        return self.data * self.lipschitz_over_margin * self.nuisance

    @property
    def bound(self) -> float:
        """The whole right-hand side, which may exceed one."""
        return self.training + self.complexity + self.confidence

    @property
    def vacuous(self) -> bool:
        """Whether the bound says nothing of an error, which is at most one anyway."""
        return self.bound >= 1


def of_network(
    weights: Sequence[ArrayLike],
    x: ArrayLike,
    outputs: ArrayLike,
    labels: ArrayLike,
    *,
    gamma: float,
    delta: float = 0.01,
    references: Sequence[ArrayLike] | None = None,
    lipschitz: Sequence[float] | None = None,
    ratio: float = 1.1,
) -> SpectralBound:
    """The bound for a trained network, with gamma and all norms read off after training: steps (1) to (6).

    weights W_k (d_k, d_{k-1}); x (n, d_0) and outputs (n, d_L) of the training sample, its labels (n,) 0 ... d_L - 1;
    references default to zero, Lipschitz constants of the gates to one (ReLU, and none at the end).
    Raises ValueError for a gamma or delta out of range, shapes that do not fit, a zero matrix, labels out of range,
    and numbers that are not finite. References that depend on the sample cannot be noticed.
    """
    layers, starts, gates = checked_network(weights, references, lipschitz)
    points = finite(x, "inputs")
    if points.ndim != 2 or len(points) == 0 or points.shape[1] != layers[0].shape[1]:
        raise ValueError(f"inputs are rows of {layers[0].shape[1]} numbers, as W_1 takes, got shape {points.shape}")
    lead = sample_margins(outputs, labels, (len(points), layers[-1].shape[0]))
    return of_norms(
        [spectral_norm(w) for w in layers],
        [row_norm_sum(w - m) for w, m in zip(layers, starts, strict=True)],
        points=len(points),
        frobenius=float(np.linalg.norm(points)),
        largest_layer=max(w.size for w in layers),
        training=float(np.mean(lead < gamma)),
        gamma=gamma,
        delta=delta,
        lipschitz=gates,
        ratio=ratio,
    )


def of_norms(
    norms: Sequence[float],
    distances: Sequence[float],
    *,
    points: int,
    frobenius: float,
    largest_layer: int,
    training: float,
    gamma: float,
    delta: float = 0.01,
    lipschitz: Sequence[float] | None = None,
    ratio: float = 1.1,
) -> SpectralBound:
    """The bound for |W_k|_2, |W_k - M_k|_{2,1} and gamma read off after training, with |X|_F, max d_k d_{k-1} and the
    share of margins below gamma: steps (1) to (6), for who has no weights at hand.

    Raises ValueError for gamma, delta, ratio or norms out of range.
    """
    for value in (gamma, delta, ratio):
        number(value, "gamma > 0, 0 < delta < 1 and the grids' ratio > 1 are wanted")
    if not (gamma > 0 and 0 < delta < 1 and ratio > 1):
        raise ValueError(f"gamma > 0, 0 < delta < 1 and the grids' ratio > 1 are wanted, got {gamma}, {delta}, {ratio}")
    nuisance(norms, distances)
    far = [max(b, LEAST_DISTANCE * s) for s, b in zip(norms, distances, strict=True)]
    steps = [_step(value, ratio, math.ceil) for value in [*norms, *far]] + [_step(gamma, ratio, math.floor)]
    powers = [ratio**j for j in steps]
    return of_class(
        powers[: len(norms)],
        powers[len(norms) : -1],
        points=points,
        frobenius=frobenius,
        largest_layer=largest_layer,
        training=training,
        gamma=powers[-1],
        log_failure=math.log(delta) + sum(math.log(share_of_step(j)) for j in steps),
        lipschitz=lipschitz,
    )


def of_class(
    norms: Sequence[float],
    distances: Sequence[float],
    *,
    points: int,
    frobenius: float,
    largest_layer: int,
    training: float,
    gamma: float,
    log_failure: float,
    lipschitz: Sequence[float] | None = None,
) -> SpectralBound:
    """The bound for limits S_k, b_k fixed beforehand, |X|_F, max d_k d_{k-1}, share of margins below gamma, ln delta.

    Raises ValueError unless S_k, gamma and |X|_F are positive, b_k are not negative and ln delta < 0.
    """
    gates = checked_gates(lipschitz, len(norms))
    for size in (points, largest_layer):
        whole(size, "numbers of points and of weights are positive", least=1)
    for value in (gamma, frobenius):
        number(value, "gamma and |X|_F are positive", lambda x: x > 0)
    number(log_failure, "delta < 1, so that its logarithm is finite and negative", lambda x: x < 0)
    number(training, "the share of margins below gamma lies in [0, 1]", lambda x: 0 <= x <= 1)
    over_margin = math.prod(np.multiply(norms, gates).tolist()) / gamma
    term = nuisance(norms, distances)
    size = math.sqrt(2 * math.log(2 * largest_layer)) * frobenius * over_margin * term
    return SpectralBound(
        training, frobenius / points, over_margin, term, 2 * complexity(size, points), confidence(log_failure, points)
    )


def complexity(size: float, points: int) -> float:
    """R = min over N of 4^-N / 2 + 5 sqrt(17/8) N K / n, where ln N(e) <= (K / e)^2. Raises ValueError for K < 0."""
    whole(points, "there is at least one point", least=1)
    if not size >= 0:
        raise ValueError(f"K is not negative, got {size}")
    return min(0.5, *(4.0**-links / 2 + LINK * links * size / points for links in range(1, 64)))


def confidence(log_failure: float, points: int) -> float:
    """3 sqrt(-ln(delta) / (2 n)). Raises ValueError unless ln delta is finite and not positive, and n >= 1."""
    whole(points, "there is at least one point", least=1)
    number(log_failure, "the logarithm of a probability is finite and not positive", lambda x: x <= 0)
    return 3 * math.sqrt(-log_failure / (2 * points))


def by_dimension(parameters: int, layers: int, points: int) -> float:
    """sqrt(p L ln(p) / n), what the VC dimension gives with constant 1: it knows neither labels nor weights."""
    return math.sqrt(claimed_dimension(parameters, layers) / whole(points, "there is at least one point", least=1))


def share_of_step(j: int) -> Fraction:
    """p_j = 2 / (3 (|j| + 1) (|j| + 2)), which add up to 1 over all integers j."""
    return Fraction(2, 3 * (abs(j) + 1) * (abs(j) + 2))


def _step(value: float, ratio: float, rounding: Callable[[float], int]) -> int:
    """j with ratio^j beside the value, on the safe side of it."""
    safe = 1e-9 if rounding is math.ceil else -1e-9
    return rounding(math.log(value) / math.log(ratio) + safe)
