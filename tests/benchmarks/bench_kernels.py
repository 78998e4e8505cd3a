"""The tangent kernel of wide ReLU networks against the bare matrix product, in files, and against neural-tangents.

All on one core and in one process. neural-tangents needs an old JAX: with NEURAL_TANGENTS=1 an environment of its own
is built once in build/neural-tangents (a download), and both libraries run one after the other on that core.
"""

import os
import resource
import subprocess
import sys

import jax
import numpy as np
import pytest

from empirics import blocked_gram
from empirics.infinite_width import Network, ntk
from tests.benchmarks import neural_tangents

POINTS, INPUTS = 4000, 784
NETWORKS = {depth: Network("relu", depth, 2.0) for depth in (3, 10)}
GROUP = f"{POINTS} points in {INPUTS} dimensions, float32"
x = np.random.default_rng(0).standard_normal((POINTS, INPUTS)).astype(np.float32)
product = jax.jit(lambda a: a @ a.T)

THEIRS = """
import json, sys, time
import jax, numpy as np
from neural_tangents import stax
x = jax.numpy.asarray(np.load(sys.argv[1]))
found = {}
for depth in (3, 10):
    layers = [stax.Dense(512, W_std=2**0.5), stax.Relu()] * depth + [stax.Dense(1)]
    kernel = jax.jit(lambda x, f=stax.serial(*layers)[2]: f(x, None, "ntk"))
    kernel(x).block_until_ready()
    times = []
    for _ in range(3):
        start = time.process_time()
        kernel(x).block_until_ready()
        times.append(time.process_time() - start)
    found[depth] = min(times)
    found[f"corner {depth}"] = np.asarray(kernel(x)[:3, :3]).tolist()
print(json.dumps(found))
"""


@pytest.fixture(autouse=True)
def _one_core():
    if hasattr(os, "sched_setaffinity"):
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(before)})
        yield
        os.sched_setaffinity(0, before)
    else:
        yield


def test_bare_matrix_product(rate):
    points = jax.numpy.asarray(x)
    assert rate(lambda: product(points).block_until_ready(), group=GROUP, things=POINTS**2, of="entries") is not None


@pytest.mark.parametrize("depth", NETWORKS)
def test_tangent_kernel(rate, depth):
    ntk(NETWORKS[depth], x)  # compile first
    found = rate(lambda: ntk(NETWORKS[depth], x), group=GROUP, things=POINTS**2, of="entries")
    assert np.allclose(np.diag(found), (depth + 1) * (x.astype(float) ** 2).mean(axis=1), rtol=1e-6)


def test_interleaved_ratios_in_processor_time(note):
    """What the machine's other work does least to: minima of several rounds, in turns."""
    import time

    points, best = jax.numpy.asarray(x), dict.fromkeys(["product", *NETWORKS], np.inf)
    for _ in range(5):
        for name in best:
            start = time.process_time()
            jax.block_until_ready(product(points) if name == "product" else ntk(NETWORKS[name], x))
            best[name] = min(best[name], time.process_time() - start)
    for depth in NETWORKS:
        note(f"{GROUP}: depth {depth} takes {best[depth] / best['product']:.2f} matrix products")


def test_peak_memory(note):
    code = f"""
import resource, numpy as np, jax
from empirics.infinite_width import Network, ntk
from tests.benchmarks import neural_tangents
x = np.random.default_rng(0).standard_normal(({POINTS}, {INPUTS})).astype(np.float32)
ntk(Network("relu", 3, 2.0), x[:600]).block_until_ready()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ntk(Network("relu", 3, 2.0), x).block_until_ready()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / ({POINTS} ** 2 * 4))
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    note(f"{GROUP}: depth 3 adds {float(out):.2f} output matrices to the peak of memory")


def test_blocked(note, tmp_path):
    """As many points as BLOCKED_POINTS says, 20 000 of them make a file of 1.6 GB."""
    import time

    count = int(os.environ.get("BLOCKED_POINTS", "6000"))
    many = np.random.default_rng(0).standard_normal((count, INPUTS)).astype(np.float32)
    start = time.process_time()
    blocked_gram.write(tmp_path / "k.npy", NETWORKS[3], many, progress=None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    note(f"blocked, {count} points: {time.process_time() - start:.1f} s, peak of this process {peak:.2f} GiB")


@neural_tangents.wanted
def test_against_neural_tangents(note, tmp_path):
    import time

    for count, inputs in ((2000, 256), (POINTS, INPUTS)):
        points = np.ascontiguousarray(x[:count, :inputs])
        np.save(tmp_path / "x.npy", points)
        theirs = neural_tangents.run(THEIRS, tmp_path / "x.npy")
        for depth, network in NETWORKS.items():
            found = ntk(network, points)
            times = []
            for _ in range(3):
                start = time.process_time()
                ntk(network, points).block_until_ready()
                times.append(time.process_time() - start)
            assert np.allclose(found[:3, :3], theirs[f"corner {depth}"], rtol=1e-2, atol=1e-2)
            note(
                f"{count} points in {inputs} dimensions, depth {depth}: neural-tangents takes "
                f"{theirs[str(depth)] / min(times):.1f} times as long"
            )
