"""The recursion of `theory.infinite_width` in ball arithmetic: kernels of infinitely wide networks with proven digits.

flint's working precision (`theory.kernel_balls.precision`) says with how many bits. A layer of LeakyRelu costs digits
in proportion to depth, other activations cost a few bits each: 60 digits at depth 30 need 400 bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theory.arithmetic import ball
from theory.dual_balls import BallLike, checked, duals, own_duals
from theory.infinite_width import Network

if TYPE_CHECKING:
    from flint import arb


def kernels(network: Network, q1: BallLike, q12: BallLike, q2: BallLike) -> tuple[arb, arb]:
    """NNGP and NTK for q1 = |x|^2 / d, q12 = <x, y> / d, q2 = |y|^2 / d. Raises ValueError as `dual_balls.duals`.

    Coinciding inputs have their own function, `diagonal`.
    """
    first, cross, second = (_first(network, q) for q in checked(q1, q12, q2))
    tangent = cross
    for layer in range(1, network.depth + 1):
        value, slope = duals(network.activation, first, cross, second)
        one, two = (own_duals(network.activation, q)[0] for q in (first, second))
        _, tangent = _next(network, layer, cross, tangent, value, slope)
        first, cross, second = (
            _next(network, layer, q, ball(0), v, ball(0))[0] for q, v in ((first, one), (cross, value), (second, two))
        )
    return cross, tangent


def diagonal(network: Network, q: BallLike) -> tuple[arb, arb]:
    """NNGP and NTK at coinciding inputs, q = |x|^2 / d."""
    variance = tangent = _first(network, checked(q, q, q)[0])
    for layer in range(1, network.depth + 1):
        value, slope = own_duals(network.activation, variance)
        variance, tangent = _next(network, layer, variance, tangent, value, slope)
    return variance, tangent


def _first(network: Network, q: BallLike) -> Any:
    weight, bias = map(ball, network.gains(0))
    return weight * ball(q) + bias


def _next(network: Network, layer: int, covariance: Any, tangent: Any, value: Any, slope: Any) -> tuple[Any, Any]:
    weight, bias = map(ball, network.gains(layer))
    new, passed = weight * value + bias, weight * slope * tangent
    if not network.skips(layer):
        return new, new + passed
    scale = ball(network.branch_variance)
    return covariance + scale * new, tangent + scale * (new + passed)
