"""Experiments: random or trained, on whatever device JAX finds. An experiment never sees the theory.

Each module holds pure functions of a key and sizes, marked with `lab.trial`; the lab turns addresses into keys and
runs them in batches. Importing this package switches JAX to float64 and to full-precision matrix products, and its
CPU backend to one thread per program that runs its steps in order: with jaxlib 0.10.2 batched LAPACK calls wait for
each other in XLA's thread pool, for ever, once in a while; a pool of one thread cannot. Bits then do not depend on the
number of cores. The lab keeps the cores busy with independent batches instead. Import this package before using JAX.
"""

import os

os.environ.setdefault("PJRT_NPROC", "1")
_CPU_FLAGS = ("--xla_cpu_enable_concurrency_optimized_scheduler=false", "--xla_cpu_multi_thread_eigen=false")
_given = os.environ.get("XLA_FLAGS", "")
os.environ["XLA_FLAGS"] = " ".join([_given, *(f for f in _CPU_FLAGS if f.partition("=")[0] not in _given)]).strip()

import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_default_matmul_precision", "highest")
