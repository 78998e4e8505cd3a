"""The device: what JAX computes on, whether its matrix products can be trusted, and what compiling costs."""

from __future__ import annotations

import hashlib
import os
import platform
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

CANARY_SIZE = 256
CANARY_ERROR = 1e-5
"""Relative Frobenius error allowed to a float32 product: rounding gives about 1e-7, a TF32 product about 3e-4."""


class TruncatedProducts(RuntimeError):
    """The device silently computes matrix products in less than the requested precision."""


class NoDevice(RuntimeError):
    """JAX finds nothing to compute on."""


def describe() -> dict[str, Any]:
    """Platform, device kind and count, dtype, matmul precision and PRNG settings, for the header and the records.

    Raises NoDevice where the platform that JAX_PLATFORMS asks for is not there.
    """
    try:
        devices = jax.devices()
    except (RuntimeError, AssertionError):  # which of them depends on how the platform's plugin fails
        wanted = os.environ.get("JAX_PLATFORMS") or "any"
        raise NoDevice(f"JAX finds no device for JAX_PLATFORMS={wanted}; is its plugin installed?") from None
    return {
        "device": {"platform": devices[0].platform, "kind": devices[0].device_kind, "count": len(devices)},
        "dtype": "float64" if jax.config.values["jax_enable_x64"] else "float32",
        "matmul_precision": str(jax.config.values["jax_default_matmul_precision"]),
        "prng": {"impl": "threefry2x32", "partitionable": bool(jax.config.values["jax_threefry_partitionable"])},
        "jax": version("jax"),
        "jaxlib": version("jaxlib"),
    }


def canary() -> None:
    """Stop a run whose matrix products are truncated (TF32, bfloat16) or whose float64 is not.

    Raises TruncatedProducts. One float32 and one float64 product are compared with numpy's.
    """
    grid = np.arange(CANARY_SIZE**2, dtype=float).reshape(CANARY_SIZE, CANARY_SIZE)
    a, b = np.sin(grid + 0.5), np.cos(1.7 * grid)
    for dtype, allowed in ((jnp.float32, CANARY_ERROR), (jnp.float64, 1e-12)):
        exact = np.asarray(a.astype(dtype), dtype=float) @ np.asarray(b.astype(dtype), dtype=float)
        product = np.asarray(jnp.asarray(a, dtype=dtype) @ jnp.asarray(b, dtype=dtype), dtype=float)
        error = np.linalg.norm(product - exact) / np.linalg.norm(exact)
        if not error < allowed:
            name = jnp.dtype(dtype).name
            raise TruncatedProducts(
                f"a {name} matrix product on {jax.devices()[0].device_kind} has relative error {error:.1e}, more than "
                f"{allowed:.0e}; set jax_default_matmul_precision to 'highest' and leave jax_enable_x64 on"
            )


def enable_cache(folder: Path) -> None:
    """Keep compiled programs between runs, for every program however small, one folder per machine kind and jaxlib.

    A folder that the user has chosen with JAX_COMPILATION_CACHE_DIR is left alone.
    """
    if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
        jax.config.update("jax_compilation_cache_dir", str(folder / _machine()))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)


def _machine() -> str:
    """The cache key of JAX ignores CPU features, so unlike hosts must not share a folder."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        features = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:
        features = platform.processor()
    digest = hashlib.sha256(features.encode()).hexdigest()[:12]
    return f"{platform.system()}-{platform.machine()}-{digest}-jaxlib-{version('jaxlib')}".lower()


class CompileClock:
    """Counts backend compilations and the seconds spent tracing, lowering, compiling and loading programs."""

    _instance: CompileClock | None = None

    def __init__(self) -> None:
        self.seconds = 0.0
        self.programs = 0
        self.cache_hits = 0
        self._lock = threading.Lock()
        jax.monitoring.register_event_duration_secs_listener(self._duration)
        jax.monitoring.register_event_listener(self._event)

    @classmethod
    def shared(cls) -> CompileClock:
        """The one clock of this process: listeners cannot be taken away again."""
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance

    def _duration(self, event: str, duration_secs: float, **_: Any) -> None:
        with self._lock:
            if event.startswith("/jax/core/compile/"):
                self.seconds += duration_secs
            if event == "/jax/core/compile/backend_compile_duration":
                self.programs += 1

    def _event(self, event: str, **_: Any) -> None:
        if event == "/jax/compilation_cache/cache_hits":
            with self._lock:
                self.cache_hits += 1
