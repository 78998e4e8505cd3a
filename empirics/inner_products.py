"""Random inner-product kernel matrices f(<x_i, x_j> / sqrt d) / sqrt d and their eigenvalues, by dense numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from empirics.lab import trial

__all__ = ["FUNCTIONS", "eigenvalues", "spectra"]

Floats = NDArray[np.float64]
FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "sign": np.sign,
    "erf": special.erf,
    "relu": lambda t: np.maximum(t, 0) - 1 / np.sqrt(2 * np.pi),
    "hermite3": lambda t: (t**3 - 3 * t) / np.sqrt(6),
}


def eigenvalues(name: str, x: Floats) -> NDArray[np.floating[Any]]:
    """Of the kernel matrix with f = FUNCTIONS[name], which has mean 0, and a diagonal of zeros, for inputs x (n, d)."""
    if name not in FUNCTIONS:
        raise ValueError(f"the function must be one of {', '.join(FUNCTIONS)}, got {name!r}")
    root = np.sqrt(x.shape[1])
    kernel = FUNCTIONS[name](x @ x.T / root) / root
    np.fill_diagonal(kernel, 0.0)
    return np.linalg.eigvalsh(kernel)


@trial(batch=4, host=True)
def spectra(
    rng: np.random.Generator, *, function: str, n: int, gamma: float, points: Floats, cuts: Floats
) -> dict[str, Floats]:
    """2 S(2n) - S(n) for statistics S of the eigenvalues of kernels of n inputs: the first order in 1/n is gone.

    Both kernels are on d = round(gamma n) and twice as many inputs, independently drawn. Observables: stieltjes
    (2 k,), the mean of 1 / (lambda - z) at points z given as rows (Re, Im), real parts first; share (len(cuts) - 1,),
    the share of eigenvalues between consecutive cuts.
    """
    d, found = round(gamma * n), []
    for size, inputs in ((n, d), (2 * n, 2 * d)):
        values = eigenvalues(function, rng.standard_normal((size, inputs)))
        m = np.mean(1 / (values[:, None] - (points[:, 0] + 1j * points[:, 1])), axis=0)
        shares = np.histogram(values, cuts)[0] / size
        found.append(np.concatenate([m.real, m.imag, shares]))
    both, k = 2 * found[1] - found[0], 2 * len(points)
    return {"stieltjes": both[:k], "share": both[k:]}
