"""Convolutional tangent kernels per pair of images, with and without pooling, and against neural-tangents."""

import time

import numpy as np
import pytest

from empirics.convolutional import cntk
from empirics.images import load
from tests.benchmarks import neural_tangents

RNG = np.random.default_rng(0)
DIGITS = load("digits")[0][:16, :, :, None]
COLOUR = RNG.standard_normal((2, 32, 32, 3))
CASES = {  # images, depth, pooled
    "digits 8 x 8, 16 images": (DIGITS, 3, True),
    "32 x 32 x 3, 2 images": (COLOUR, 3, True),
    "32 x 32 x 3, 2 images, depth 10": (COLOUR, 10, True),
    "32 x 32 x 3, 8 images, not pooled": (RNG.standard_normal((8, 32, 32, 3)), 3, False),
}

THEIRS = """
import json, sys, time
import jax, numpy as np
dtype, path, depth, pooled = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "True"
jax.config.update("jax_enable_x64", dtype == "float64")
from neural_tangents import stax
x = jax.numpy.asarray(np.load(path))
layers = [stax.Conv(1, (3, 3), padding="SAME", W_std=2**0.5), stax.Relu()] * depth
layers += [stax.GlobalAvgPool() if pooled else stax.Flatten(), stax.Dense(1)]
f = stax.serial(*layers)[2]
kernel = jax.jit(lambda x: f(x, None, "ntk"))
found, times = np.asarray(kernel(x)), []
for _ in range(int(sys.argv[5])):
    start = time.perf_counter(), time.process_time()
    kernel(x).block_until_ready()
    times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
print(json.dumps([found.tolist(), np.min(times, axis=0).tolist()]))
"""


def pairs(images):
    return len(images) * (len(images) + 1) // 2


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", CASES)
def test_pairs(rate, case, dtype):
    images, depth, pooled = CASES[case]
    x = images.astype(dtype)
    cntk(x, depth=depth, pooled=pooled)  # compile first
    found = rate(lambda: cntk(x, depth=depth, pooled=pooled), group=f"CNTK, {case}", things=pairs(x), of="pairs")
    assert np.isfinite(found).all()


@neural_tangents.wanted
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", CASES)
def test_against_neural_tangents(note, tmp_path, case, dtype):
    images, depth, pooled = CASES[case]
    x = images.astype(dtype)
    np.save(tmp_path / "x.npy", x)
    theirs, best = neural_tangents.run(THEIRS, dtype, tmp_path / "x.npy", depth, pooled, 3 if depth == 3 else 1)
    found, times = cntk(x, depth=depth, pooled=pooled), []
    for _ in range(5):
        start = time.perf_counter(), time.process_time()
        cntk(x, depth=depth, pooled=pooled)
        times.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    elapsed, processor = np.array(best) / np.min(times, axis=0)
    apart = np.abs(found / np.array(theirs) - 1).max()
    note(
        f"CNTK, {case}, {dtype}: {np.min(times, axis=0)[1] / pairs(x) * 1e3:.3g} ms of processor per pair; neural-"
        f"tangents takes {elapsed:.3g} times as long, {processor:.3g} times as much processor, differs by {apart:.1g}"
    )
    assert apart < 1e-2
