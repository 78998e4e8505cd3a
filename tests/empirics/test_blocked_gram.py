"""Gram matrices in files: the same numbers, a real kill, and what is refused."""

import io
import subprocess
import sys
import time

import numpy as np
import pytest

from empirics import blocked_gram, infinite_width
from empirics.infinite_width import Network, nngp, ntk

NETWORK = Network("relu", 3, 2.0)
x = np.random.default_rng(0).standard_normal((37, 5)).astype(np.float32)

SLOW = """
import sys, time
from empirics import blocked_gram, infinite_width
import numpy as np
infinite_width.TILE, blocked_gram.STRIPE = 8, 1
compute = infinite_width.tile
def slowly(*args):
    time.sleep(0.1)
    print("tile", flush=True)
    return compute(*args)
infinite_width.tile = slowly
x = np.random.default_rng(0).standard_normal((37, 5)).astype(np.float32)
blocked_gram.write(sys.argv[1], infinite_width.Network("relu", 3, 2.0), x, progress=None)
"""


@pytest.fixture(autouse=True)
def _small_tiles(monkeypatch):
    monkeypatch.setattr(infinite_width, "TILE", 8)
    monkeypatch.setattr(blocked_gram, "STRIPE", 1)


def test_blocked_equals_unblocked_to_the_bit(tmp_path):
    for number, (kernel, function, y) in enumerate([("ntk", ntk, None), ("nngp", nngp, x[:11])]):
        found = blocked_gram.write(tmp_path / f"{number}.npy", NETWORK, x, y, kernel=kernel, progress=None)
        assert found.dtype == np.float32
        assert np.array_equal(found, function(NETWORK, x, y))


def test_a_killed_computation_goes_on_where_it_stopped(tmp_path, monkeypatch):
    path = tmp_path / "k.npy"
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(6):
        process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    record = path.with_name("k.npy.progress").read_bytes()[32:]
    computed, compute = [], infinite_width.tile
    monkeypatch.setattr(infinite_width, "tile", lambda *args: computed.append(args[3:5]) or compute(*args))
    found = blocked_gram.write(path, NETWORK, x, progress=None)
    assert 4 <= sum(record) < len(record)
    assert len(computed) == len(record) - sum(record)
    assert np.array_equal(found, ntk(NETWORK, x))
    computed.clear()
    blocked_gram.write(path, NETWORK, x, progress=None)
    assert not computed  # a finished matrix is only opened


def test_other_inputs_or_options_are_refused(tmp_path):
    path = tmp_path / "k.npy"
    blocked_gram.write(path, NETWORK, x, progress=None)
    for network, points, kernel in [(Network("relu", 3, 2.1), x, "ntk"), (NETWORK, x + 1, "ntk"), (NETWORK, x, "nngp")]:
        with pytest.raises(ValueError, match="was begun with other inputs or options"):
            blocked_gram.write(path, network, points, kernel=kernel, progress=None)
    other = tmp_path / "mine.npy"
    np.save(other, np.ones(3))
    with pytest.raises(ValueError, match="it is not overwritten"):
        blocked_gram.write(other, NETWORK, x, progress=None)


def test_bad_input_leaves_no_file(tmp_path):
    with pytest.raises(ValueError, match="NaN or infinity in row 0"):
        blocked_gram.write(tmp_path / "k.npy", NETWORK, x * np.nan, progress=None)
    with pytest.raises(ValueError, match="kernel is"):
        blocked_gram.write(tmp_path / "k.npy", NETWORK, x, kernel="ck", progress=None)
    assert not list(tmp_path.iterdir())


def test_the_bar_says_how_far_it_is(tmp_path):
    stream = io.StringIO()
    blocked_gram.write(tmp_path / "k.npy", NETWORK, x, progress=stream)
    assert stream.getvalue().endswith(f"[{'#' * 40}] 15/15 tiles, 0 s left \n")
    show = blocked_gram._bar(stream, 4)
    time.sleep(0.11)
    show(1)
    assert f"[{'#' * 10}{'.' * 30}] 1/4 tiles" in stream.getvalue()
