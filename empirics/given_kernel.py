"""A kernel and points that somebody brings along: the domain on which claims about any kernel are run.

The kernel is a function of two sets of points, (n, d) and (m, d) -> (n, m), named "module:function"; the points are an
array in an .npz or .npy file. Without either, the domain is the Laplace kernel on a spiral of points on the sphere:
no symmetry makes anything exact there.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEWEST, MOST = 16, 2048
SPIRAL = 64


@dataclass(frozen=True)
class Domain:
    """M points seen through a kernel: its Gram matrix (M, M), a target (M,) on the points, and a name."""

    name: str
    gram: Floats = field(repr=False)
    target: Floats = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.gram)


def spiral() -> Domain:
    """The Laplace kernel on 64 points of the sphere S^2, from pole to pole; the target is the hemisphere."""
    height = 1 - (2 * np.arange(SPIRAL) + 1) / SPIRAL
    turn = np.pi * (3 - np.sqrt(5)) * np.arange(SPIRAL)
    radius = np.sqrt(1 - height**2)
    x = np.stack([radius * np.cos(turn), radius * np.sin(turn), height], axis=1)
    gram = np.exp(-np.linalg.norm(x[:, None] - x[None, :], axis=2))
    return Domain("the Laplace kernel on a spiral of the sphere", gram, np.sign(height))


def load(kernel: str, inputs: Path) -> Domain:
    """The Gram matrix of the kernel "module:function" on the points of a file.

    The file holds x (M, d) or (M,), and may hold a target y (M,); an array under any other name serves as x if it is
    the only one. Without y the target is the sign of the leading eigenfunction that changes sign. Raises ValueError
    where the function or the file cannot be found or used, for M outside 16 ... 2048, and for a kernel that does not
    return a finite, symmetric (M, M) matrix.
    """
    x, y = _points(inputs)
    function = _function(kernel)
    try:
        gram = np.asarray(function(x, x), dtype=np.float64)
    except Exception as error:
        raise ValueError(f"the kernel {kernel} fails on points of shape {x.shape}: {error!r}") from error
    if gram.shape != (len(x), len(x)):
        raise ValueError(f"the kernel {kernel} must return a matrix {(len(x), len(x))}, got shape {gram.shape}")
    if not np.all(np.isfinite(gram)):
        i, j = np.argwhere(~np.isfinite(gram))[0]
        raise ValueError(f"the kernel {kernel} is {gram[i, j]} between points {i} and {j}")
    gap = np.abs(gram - gram.T)
    if gap.max() > 1e-10 * np.abs(gram).max():
        i, j = np.unravel_index(np.argmax(gap), gap.shape)
        raise ValueError(f"the kernel {kernel} is not symmetric: {gram[i, j]} and {gram[j, i]} for points {i} and {j}")
    gram = (gram + gram.T) / 2
    return Domain(f"{kernel} on {inputs.name}", gram, _leading_sign(gram) if y is None else y)


def _points(inputs: Path) -> tuple[Floats, Floats | None]:
    try:
        found = np.load(inputs, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ValueError(f"--inputs needs an .npz or .npy file of points, got {inputs}: {error}") from None
    arrays: dict[str, Any] = dict(found) if hasattr(found, "files") else {"x": found}
    if "x" not in arrays and len(arrays) != 1:
        raise ValueError(f"{inputs} holds {', '.join(sorted(arrays)) or 'no array'}; name the array of points x")
    x = np.asarray(arrays["x"] if "x" in arrays else next(iter(arrays.values())), dtype=np.float64)
    x = x[:, None] if x.ndim == 1 else x
    if x.ndim != 2 or not FEWEST <= len(x) <= MOST or not np.all(np.isfinite(x)):
        raise ValueError(f"points are finite, {FEWEST} to {MOST} of them as rows (M, d); {inputs} has shape {x.shape}")
    y = np.asarray(arrays["y"], dtype=np.float64) if "y" in arrays else None
    if y is not None and (y.shape != (len(x),) or not np.all(np.isfinite(y)) or not np.any(y)):
        raise ValueError(f"the target y needs {len(x)} finite numbers, not all zero, got shape {y.shape}")
    return x, y


def _function(kernel: str) -> Any:
    module, colon, name = kernel.partition(":")
    if not (module and colon and name):
        raise ValueError(f"--kernel is written module:function, got {kernel!r}")
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"--kernel {kernel} cannot be imported from {here}: {error}") from None
    finally:
        sys.path.remove(here)
    if not callable(found):
        raise ValueError(f"--kernel {kernel} is no function but {type(found).__name__}")
    return found


def _leading_sign(gram: Floats) -> Floats:
    """The sign of the first eigenvector, from the largest eigenvalue down, that takes both signs in earnest."""
    vectors = np.linalg.eigh(gram)[1].T[::-1]
    mixed = next((v for v in vectors if np.mean(v > 0) > 0.2 and np.mean(v < 0) > 0.2), vectors[0])
    return np.where(mixed >= 0, 1.0, -1.0)
