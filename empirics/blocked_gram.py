"""Gram matrices beyond memory: tile by tile into a memory-mapped .npy file, with progress, and resumable after a kill.

    >>> write("theta.npy", Network("relu", depth=3, weight_variance=2.0), x)
    >>> theta = np.load("theta.npy", mmap_mode="r")

Beside the matrix lies a small file, theta.npy.progress: a fingerprint of inputs, network and options, and one byte for
every tile that is on the disk. A second call with the same inputs goes on where the first was stopped; with others it
is refused, so that no matrix is ever a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import jax
import numpy as np
from jax.typing import ArrayLike

from empirics import infinite_width as infinite
from empirics import layered_gaps as layered
from empirics.infinite_width import Network

STRIPE = 4  # tiles high and wide that are computed between two writes to the disk
BAR = 40


def write(
    path: str | os.PathLike[str],
    network: Network,
    x: ArrayLike,
    y: ArrayLike | None = None,
    *,
    kernel: str = "ntk",
    parametrization: str = "ntk",
    width: int | None = None,
    dtype: str | None = None,
    progress: TextIO | None = sys.stderr,
) -> np.memmap:
    """The matrix of `infinite_width.ntk` (or, with kernel="nngp", of `nngp`) in the .npy file `path`, mapped read-only.

    Memory: both sets of inputs twice, and a few tiles; the pages of the matrix belong to the operating system and are
    given back as they are written. Finished tiles survive a kill. A progress bar goes to `progress` (None: to nowhere).
    Entries are those of the unblocked matrix up to the order of sums, 1e-15 in float64 before depth magnifies it.

    Raises ValueError for bad input as `infinite_width.kernels`, another kernel, and for a file that was begun with
    other inputs or options, or by something else.
    """
    if kernel not in ("ntk", "nngp"):
        raise ValueError(f'kernel is "ntk" or "nngp", got {kernel!r}')
    same = y is None
    x = infinite.points(x, "x")
    y = x if same else infinite.points(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    kind = np.dtype(dtype or ("float32" if x.dtype == y.dtype == np.float32 else "float64")).name
    wanted = (kernel == "nngp", kernel == "ntk")
    plan = layered.plan(network, x.shape[1], kind, parametrization, width, wanted, same)
    left, right = infinite.checked(plan, network, x, y)
    size = tuple(infinite.tile_size(len(z), len(x) * len(y)) for z in (x, y))
    tiles = [
        (i, j) for i in range(0, len(x), size[0]) for j in range(i if same else 0, len(y), size[1])
    ]  # of a symmetric matrix those on and above the diagonal
    fingerprint = _fingerprint(plan, network, x, y, size)
    done = _Progress.open(Path(path), fingerprint, len(tiles), (len(x), len(y)), kind)
    show = _bar(progress, len(tiles))
    for number, (i, j) in enumerate(tiles):
        if not done.has(number):
            (block,) = infinite.tile(plan, left, right, i, j, *size)
            if not np.isfinite(block).all():
                raise ValueError(f"the kernels of {network} overflow {kind}")
            done.put(number, block, i, j, mirrored=same and i != j)
        show(number + 1)
    done.close()
    return np.load(path, mmap_mode="r")


class _Progress:
    """The matrix, and the file that says which of its tiles are on the disk."""

    def __init__(self, path: Path, record: Path, offset: int) -> None:
        self.path, self.record, self.offset = path, record, offset
        self.bytes = bytearray(record.read_bytes()[offset:])
        self.pending: list[int] = []
        self.matrix: np.memmap = np.lib.format.open_memmap(path, mode="r+")

    @classmethod
    def open(cls, path: Path, fingerprint: bytes, tiles: int, shape: tuple[int, int], dtype: str) -> _Progress:
        """Go on with a matrix of this fingerprint, or begin one. Raises ValueError for any other file at that place."""
        record = path.with_name(path.name + ".progress")
        if record.exists():
            found = record.read_bytes()
            if found[: len(fingerprint)] != fingerprint or len(found) != len(fingerprint) + tiles:
                raise ValueError(
                    f"{path} was begun with other inputs or options; delete it and {record.name} to restart"
                )
        elif path.exists():
            raise ValueError(f"{path} exists and has no {record.name}: it is not overwritten")
        else:
            found = fingerprint + bytes(tiles)
            fresh = record.with_name(record.name + ".new")
            fresh.write_bytes(found)
            fresh.replace(record)  # at once: a kill leaves a whole record or none
        if not any(found[len(fingerprint) :]):  # the matrix, if any, may be the torso that a kill has left
            np.lib.format.open_memmap(path, mode="w+", dtype=np.dtype(dtype), shape=shape).flush()
        elif not path.exists():
            raise ValueError(f"{record.name} speaks of tiles in {path}, which is gone; delete it to restart")
        return cls(path, record, len(fingerprint))

    def has(self, tile: int) -> bool:
        return self.bytes[tile] == 1

    def put(self, tile: int, block: np.ndarray, i: int, j: int, *, mirrored: bool) -> None:
        infinite.place(self.matrix, block, i, j, mirrored=mirrored)
        self.pending.append(tile)
        if len(self.pending) == STRIPE**2:
            self.sync()

    def sync(self) -> None:
        """Matrix first, then the record; mapping it anew gives its pages back."""
        self.matrix.flush()
        for tile in self.pending:
            self.bytes[tile] = 1
        with self.record.open("r+b") as file:
            file.seek(self.offset)
            file.write(self.bytes)
            file.flush()
            os.fsync(file.fileno())
        self.pending = []
        del self.matrix
        self.matrix = np.lib.format.open_memmap(self.path, mode="r+")

    def close(self) -> None:
        if self.pending:
            self.sync()
        del self.matrix


def _fingerprint(plan: layered.Plan, network: Network, x: jax.Array, y: jax.Array, size: tuple[int, ...]) -> bytes:
    """32 bytes of everything that the matrix depends on; of an activation its kind and its values on a grid."""
    options = {k: v for k, v in vars(plan).items() if k != "activation"}
    kind = [type(plan.activation).__name__, getattr(plan.activation, "terms", 0)]
    digest = hashlib.sha256(json.dumps([options, kind, [float(v) for v in network.variances], size]).encode())
    digest.update(np.asarray(plan.activation(np.linspace(-3, 3, 61))).tobytes())
    for z in (x, y):
        digest.update(repr((z.shape, z.dtype.name)).encode() + np.ascontiguousarray(z).tobytes())
    return digest.digest()


def _bar(stream: TextIO | None, total: int) -> Callable[[int], None]:
    """A function that draws how many of `total` tiles are done, at most ten times a second."""
    began, drawn = time.monotonic(), [0.0]

    def show(done: int) -> None:
        now = time.monotonic()
        if stream is None or (done < total and now - drawn[0] < 0.1):
            return
        drawn[0] = now
        filled = BAR * done // total
        left = (now - began) / done * (total - done)
        end = "\n" if done == total else ""
        stream.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{total} tiles, {left:.0f} s left {end}")
        stream.flush()

    return show
