"""Gram matrices in files: the same numbers, a real kill, and what is refused."""

import io
import subprocess
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import blocked_gram, empirical_ntk, infinite_width, tiled_file
from empirics.infinite_width import Network, nngp, ntk

NETWORK = Network("relu", 3, 2.0)
x = np.random.default_rng(0).standard_normal((37, 5)).astype(np.float32)

SLOW = """
import sys, time
from empirics import blocked_gram, infinite_width, tiled_file
import numpy as np
infinite_width.TILE, tiled_file.STRIPE = 8, 1
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
    monkeypatch.setattr(tiled_file, "STRIPE", 1)


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
    show = tiled_file._bar(stream, 4)
    time.sleep(0.11)
    show(1)
    assert f"[{'#' * 10}{'.' * 30}] 1/4 tiles" in stream.getvalue()


FINITE = empirical_ntk.FullyConnected(jnp.tanh, 1.7, 0.3)
LAYERS = FINITE.initialize(jax.random.key(3), (5, 9, 8, 2))
X = jnp.asarray(x, jnp.float64)


@pytest.mark.parametrize(
    ("outputs", "other"),
    [("all", None), ("diagonal", None), ("trace", X[3:14] + 1)],
    ids=["all", "diagonal", "trace of two sets"],
)
def test_blocked_equals_unblocked_at_finite_width(tmp_path, outputs, other):
    """Within rounding, as sums may be taken in another order; the matrix of one set is symmetric to the bit."""
    found = blocked_gram.write_empirical(
        tmp_path / "k.npy", FINITE, LAYERS, X, other, outputs=outputs, tile=8, progress=None
    )
    whole = np.asarray(empirical_ntk.tangent_kernel(FINITE, LAYERS, X, other, outputs=outputs))
    assert found.shape == whole.shape
    assert np.abs(found - whole).max() < 1e-14 * np.abs(whole).max()
    if other is None:
        assert np.array_equal(found, infinite_width._turned(found))


def test_a_finite_network_goes_on_where_it_stopped(tmp_path, monkeypatch):
    path, place = tmp_path / "k.npy", infinite_width.place
    tiles: list[int] = []

    def stopped(*args, **options):
        tiles.append(1)
        if len(tiles) == 7:
            raise KeyboardInterrupt
        place(*args, **options)

    monkeypatch.setattr(infinite_width, "place", stopped)
    with pytest.raises(KeyboardInterrupt):
        blocked_gram.write_empirical(path, FINITE, LAYERS, X, tile=8, progress=None)
    found = blocked_gram.write_empirical(path, FINITE, LAYERS, X, tile=8, progress=None)
    assert len(tiles) == 7 + 9  # of 15, six are kept
    assert found == pytest.approx(np.asarray(empirical_ntk.tangent_kernel(FINITE, LAYERS, X)), rel=1e-12, abs=1e-14)


def test_other_finite_networks_are_refused(tmp_path):
    path = tmp_path / "k.npy"
    blocked_gram.write_empirical(path, FINITE, LAYERS, X[:3], progress=None)
    others = [
        (empirical_ntk.FullyConnected(jnp.tanh, 1.7, 0.2), LAYERS, X[:3], "all"),
        (empirical_ntk.FullyConnected(jnp.sin, 1.7, 0.3), LAYERS, X[:3], "all"),
        (FINITE, FINITE.initialize(jax.random.key(4), (5, 9, 8, 2)), X[:3], "all"),
        (FINITE, LAYERS, X[1:4], "all"),
        (FINITE, LAYERS, X[:3], "trace"),
    ]
    for network, layers, points, outputs in others:
        with pytest.raises(ValueError, match="was begun with other inputs or options"):
            blocked_gram.write_empirical(path, network, layers, points, outputs=outputs, progress=None)
    for points, other, tile, words in [
        (X[:0], None, 8, "x must be one or more rows of 5 inputs"),
        (X, X[:, :4], 8, "y must be one or more rows of 5 inputs"),
        (X, None, 0, "at least one input, got 0"),
        (X, X * np.nan, 8, "y must be finite"),
    ]:
        with pytest.raises(ValueError, match=words):
            blocked_gram.write_empirical(tmp_path / "n.npy", FINITE, LAYERS, points, other, tile=tile, progress=None)
    with pytest.raises(ValueError, match="overflows float64 in the tile at row 0"):
        blocked_gram.write_empirical(tmp_path / "o.npy", FINITE, LAYERS, X * 1e200, progress=None)
    assert not (tmp_path / "n.npy").exists()
