"""How much the tangent kernel of a finite network varies from one initialisation to the next.

With one hidden layer of m ReLU units, pre-activations u, v of variance q and covariance c = q cos t, and a read-out a,
the kernel is the mean over units of X = s(u) s(v) + a^2 s'(u) s'(v) c. The units are independent, so that its variance
is Var X / m, exactly, at every width. With s s' = s for ReLU,

    E X   = q J_1 + c J_0,      E X^2 = q^2 J_2 + 2 c q J_1 + E[a^4] c^2 J_0,      E a^4 = 3,
    2 pi J_0 = pi - t,   2 pi J_1 = sin t + (pi - t) cos t,   2 pi J_2 = 3 sin t cos t + (pi - t) (1 + 2 cos^2 t),

where J_k = E[(u v)^k; u, v > 0] for unit variance: the arc-cosine kernels of Cho and Saul (2009).
"""

from __future__ import annotations

import math


def relative_variance(
    cosine: float, *, weight_variance: float = 2.0, bias_variance: float = 0.01, mean_square: float = 0.5,
    fourth_moment: float = 3.0,
) -> float:  # fmt: skip
    """m Var k / (E k)^2 for inputs of this cosine and of squared norm over dimension `mean_square`, one hidden layer.

    Raises ValueError for a cosine outside [-1, 1] or where the kernel vanishes.
    """
    if not -1 <= cosine <= 1:
        raise ValueError(f"a cosine lies in [-1, 1], got {cosine}")
    q = weight_variance * mean_square + bias_variance
    c = weight_variance * mean_square * cosine + bias_variance
    t = math.acos(max(-1.0, min(1.0, c / q)))
    j0 = (math.pi - t) / (2 * math.pi)
    j1 = (math.sin(t) + (math.pi - t) * math.cos(t)) / (2 * math.pi)
    j2 = (3 * math.sin(t) * math.cos(t) + (math.pi - t) * (1 + 2 * math.cos(t) ** 2)) / (2 * math.pi)
    mean = q * j1 + c * j0
    if not abs(mean) > 1e-12 * q:
        raise ValueError("the kernel vanishes, and relative to it nothing can be measured")
    return (q**2 * j2 + 2 * c * q * j1 + fourth_moment * c**2 * j0) / mean**2 - 1
