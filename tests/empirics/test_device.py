"""The canary, the header's facts, and the counter of compilations."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import device


def test_the_canary_is_silent_on_exact_products():
    device.canary()


@pytest.mark.parametrize(("bits", "kind"), [(10, "TF32"), (7, "bfloat16")])
def test_the_canary_stops_a_run_with_truncated_products(monkeypatch, bits, kind):
    def truncated(values, dtype=None):
        grain = np.spacing(np.abs(values).astype(np.float32)) * 2 ** (23 - bits)
        return exact(np.round(values / grain) * grain, dtype=dtype)

    exact = jnp.asarray
    monkeypatch.setattr(device.jnp, "asarray", truncated)
    with pytest.raises(device.TruncatedProducts, match=r"float32 matrix product .* set jax_default_matmul_precision"):
        device.canary()


def test_the_canary_stops_a_run_without_float64():
    with jax.enable_x64(False), pytest.warns(UserWarning, match="float64"), pytest.raises(device.TruncatedProducts):
        device.canary()


def test_the_device_is_described_for_the_header_and_the_records():
    about = device.describe()
    assert about["dtype"] == "float64"
    assert about["matmul_precision"] == "highest"
    assert about["device"]["count"] >= 1


def test_the_clock_counts_programs_and_not_calls():
    clock = device.CompileClock.shared()
    assert clock is device.CompileClock.shared()
    program = jax.jit(lambda x: jnp.sin(x) + 41)
    x = jnp.arange(3.0)
    before = clock.programs
    program(x), program(x), program(x)
    assert clock.programs == before + 1
    assert clock.seconds > 0


def test_the_user_may_choose_the_compilation_cache(monkeypatch, tmp_path):
    chosen = jax.config.jax_compilation_cache_dir
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", str(tmp_path / "mine"))
    device.enable_cache(tmp_path / "ours")
    assert jax.config.jax_compilation_cache_dir == chosen
