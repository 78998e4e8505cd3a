"""Matrices beyond memory, tile by tile into a memory-mapped .npy file, with progress, and resumable after a kill.

Beside the matrix theta.npy lies a small file, theta.npy.progress: a fingerprint of what the matrix depends on, and one
byte for every tile that is on the disk. A second call for the same matrix goes on where the first was stopped; for
another one it is refused, so that no matrix is ever a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import jax
import numpy as np

from empirics import infinite_width as infinite

STRIPE = 4  # tiles high and wide that are computed between two writes to the disk
BAR = 40


def fill(
    path: str | os.PathLike[str],
    compute: Callable[[int, int], np.ndarray],
    *,
    shape: tuple[int, ...],
    dtype: str,
    tile: tuple[int, int],
    same: bool,
    depends_on: Iterable[Any],
    progress: TextIO | None = sys.stderr,
) -> np.memmap:
    """A matrix of `shape` (n, m, ...) in the .npy file `path`, mapped read-only, from tiles compute(i, j).

    These hold the rows from i and the columns from j on; what lies beyond the matrix is cut. Of a matrix that is the
    `same` when its two inputs (and, of four axes, the last two) are exchanged, tiles below the diagonal are not asked
    for. `depends_on` are all numbers, strings and arrays that the matrix depends on.

    Raises ValueError for tiles that are not finite, and for a file that was begun with others of these or by something
    else.
    """
    tiles = [(i, j) for i in range(0, shape[0], tile[0]) for j in range(i if same else 0, shape[1], tile[1])]
    fingerprint = _fingerprint([dtype, shape, tile, same, *depends_on])
    done = _Progress.open(Path(path), fingerprint, len(tiles), shape, dtype)
    show = _bar(progress, len(tiles))
    for number, (i, j) in enumerate(tiles):
        if not done.has(number):
            block = infinite.symmetric(compute(i, j)) if same and i == j else compute(i, j)
            if not np.isfinite(block).all():
                raise ValueError(f"the kernel overflows {dtype} in the tile at row {i} and column {j}")
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
    def open(cls, path: Path, fingerprint: bytes, tiles: int, shape: tuple[int, ...], dtype: str) -> _Progress:
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


def _fingerprint(depends_on: Iterable[Any]) -> bytes:
    """32 bytes of numbers, strings and arrays, with their types and shapes."""
    digest = hashlib.sha256()
    for item in depends_on:
        if isinstance(item, np.ndarray | jax.Array):
            digest.update(repr((item.shape, item.dtype.name)).encode() + np.ascontiguousarray(item).tobytes())
        else:
            digest.update(json.dumps(item).encode() + b"\0")
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
