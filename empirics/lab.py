"""The lab: turns an address into keys, runs trials in fixed batches, and streams them as evidence.

An address is the claim, the experiment, its parameters and the batch size. Keys depend on the seed, the address and
the trial's number alone, so moving a file, the order of tests and the number of workers change nothing: on one
device kind the trials are bit-identical. Sizes are static and give one compiled program each; floats and arrays are
traced, never baked in.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from empirics.device import CompileClock
from harness.errors import MOST_TRIALS
from harness.evidence import Batch, Evidence, Stream, check
from harness.scale import Scale

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
Static = bool | int | str | tuple  # type: ignore[type-arg]
FAST_COMPILE: dict[str, str | bool] = {"xla_backend_optimization_level": "1"}  # LLVM's; its default is 3


@dataclass(frozen=True)
class Experiment:
    """One independent trial, `run(key_or_generator, *, parameters) -> {observable: array}`, and how it is batched."""

    run: Callable[..., Mapping[str, Any]]
    batch: int
    host: bool

    @property
    def name(self) -> str:
        return f"{self.run.__module__}.{self.run.__qualname__}"

    def __call__(self, *args: Any, **kwargs: Any) -> Mapping[str, Any]:
        return self.run(*args, **kwargs)


def trial(*, batch: int, host: bool = False) -> Callable[[Callable[..., Mapping[str, Any]]], Experiment]:
    """Mark a function as one independent trial.

    The function takes a JAX key (or, with `host`, a numpy Generator) and keyword parameters, and returns a dict of
    observables. JAX trials are compiled once per set of static parameters (int, str, bool, tuple) and vmapped over
    `batch` keys; host trials are called one by one. The batch size is part of the trial's address: it changes bits.
    """
    if batch < 1:
        raise ValueError(f"a batch holds at least one trial, got {batch}")
    return lambda run: Experiment(run, batch, host)


@dataclass
class Lab:
    """Runs experiments for one run of the suite: one seed, one scale, one device.

    `stored` holds batches of an earlier run by (address, index), `write` appends a new one to the records, and
    `progress(address, trials drawn, seconds)` is told after every group of batches.
    """

    seed: int
    scale: Scale
    stored: Mapping[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)
    write: Callable[[dict[str, Any]], None] = lambda batch: None
    progress: Callable[[str, int, float], None] = lambda address, trials, seconds: None
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    clock: dict[str, float] = field(default_factory=lambda: {"run": 0.0, "compile": 0.0})

    def __post_init__(self) -> None:
        self.compilations = CompileClock.shared()
        self._claim, self._drawn = "", dict[tuple[str, int], Batch]()
        parallel = self.threads if jax.default_backend() == "cpu" else 1
        self._pool = ThreadPoolExecutor(max(1, parallel), thread_name_prefix="lab")

    def run(self, claim: str, experiment: Experiment, trials: int, parameters: Mapping[str, Any]) -> Evidence:
        """Open a lazy stream of at most `trials` trials (rounded up to whole batches).

        Batches stay in memory until another claim comes: its cases often look at the same trials, one after the other.
        """
        if not isinstance(experiment, Experiment):
            raise ValueError(f"lab.run needs an experiment marked with @trial, got {experiment!r}")
        if not 1 <= trials <= MOST_TRIALS:
            raise ValueError(f"trials must be between 1 and {MOST_TRIALS}, got {trials}")
        _check_parameters(experiment, parameters)
        if claim != self._claim:
            self._claim, self._drawn = claim, {}
        address = _address(self.seed, claim, experiment, parameters)
        draw = functools.partial(self._draw, address, experiment, dict(parameters))
        return Evidence(Stream(address, experiment.batch, trials, draw))

    def _draw(
        self, address: str, experiment: Experiment, parameters: dict[str, Any], wanted: Iterable[int]
    ) -> list[Batch]:
        start, compiled = time.perf_counter(), self.compilations.seconds
        indices, drawn = list(wanted), self._drawn
        for at in [(address, i) for i in indices]:
            if at not in drawn and at in self.stored:
                drawn[at] = _restore(self.stored[at])
        missing = [i for i in indices if (address, i) not in drawn]
        one = functools.partial(_batch, address, experiment, parameters)
        fresh = list((self._pool.map if missing and self._may_share(experiment, parameters) else map)(one, missing))
        for index, values in zip(missing, fresh, strict=True):
            check(values, experiment.batch, index)  # a NaN is never recorded
            drawn[address, index] = values
            self.write({"address": address, "index": index, "values": {k: v.tolist() for k, v in values.items()}})
        compiling = self.compilations.seconds - compiled
        self.clock["compile"] += compiling
        self.clock["run"] += max(0.0, time.perf_counter() - start - compiling)
        self.progress(address, experiment.batch * (max(indices) + 1), time.perf_counter() - start)
        return [drawn[address, i] for i in indices]

    def _may_share(self, experiment: Experiment, parameters: Mapping[str, Any]) -> bool:
        """Whether batches, pure functions of their index, may run side by side."""
        return not experiment.host and _prepare(experiment, parameters)[0].concurrent


@dataclass(frozen=True)
class Bench:
    """The fixture `lab` of one claim test: a place at the lab, with the claim's name on it."""

    lab: Lab
    claim: str

    def run(self, experiment: Experiment, *, trials: int, **parameters: Any) -> Evidence:
        """A lazy stream of at most `trials` independent trials of an experiment with these parameters."""
        return self.lab.run(self.claim, experiment, trials, parameters)

    def at_scale(self, *, smoke: T, standard: T, nightly: T) -> T:
        """The value for the scale in force."""
        return self.lab.scale.choose(smoke=smoke, standard=standard, nightly=nightly)


def _check_parameters(experiment: Experiment, parameters: Mapping[str, Any]) -> None:
    try:
        inspect.signature(experiment.run).bind(None, **parameters)
    except TypeError as error:
        raise ValueError(f"{experiment.name}: {error}") from None


def _address(seed: int, claim: str, experiment: Experiment, parameters: Mapping[str, Any]) -> str:
    described = {name: _describe(value) for name, value in sorted(parameters.items())}
    text = json.dumps([seed, claim, experiment.name, experiment.batch, described])
    return hashlib.sha256(text.encode()).hexdigest()


def _describe(value: Any) -> Any:
    if isinstance(value, np.ndarray | jax.Array):
        array = np.ascontiguousarray(value)
        return [str(array.dtype), array.shape, hashlib.sha256(array.tobytes()).hexdigest()]
    if isinstance(value, tuple):
        return [_describe(entry) for entry in value]
    if isinstance(value, bool | int | float | str):
        return [type(value).__name__, value]
    raise ValueError(f"a parameter is a bool, int, float, str, tuple or array, got {type(value).__name__}: {value!r}")


def _batch(address: str, experiment: Experiment, parameters: dict[str, Any], index: int) -> Batch:
    if experiment.host:
        numbers = range(index * experiment.batch, (index + 1) * experiment.batch)
        drawn = [experiment.run(_generator(address, number), **parameters) for number in numbers]
        return {name: np.stack([np.asarray(d[name], dtype=float) for d in drawn]) for name in drawn[0]}
    program, traced = _prepare(experiment, parameters)
    values = program.call(_root(_words(address)[:2]), np.uint32(index * experiment.batch), traced)
    return {name: np.asarray(value, dtype=float) for name, value in values.items()}


@dataclass(frozen=True)
class Program:
    """A compiled batch of trials: from the root key, the number of its first trial and the traced parameters."""

    call: Callable[..., Mapping[str, Any]]
    concurrent: bool
    """Whether several threads may run it at once: XLA's LAPACK kernels share one pool and can block each other."""


def _prepare(experiment: Experiment, parameters: Mapping[str, Any]) -> tuple[Program, dict[str, np.ndarray[Any, Any]]]:
    static = {k: v for k, v in parameters.items() if isinstance(v, Static)}
    traced = {k: np.asarray(v) for k, v in parameters.items() if k not in static}
    shapes = tuple((k, v.shape, v.dtype) for k, v in sorted(traced.items()))
    types = json.dumps([_describe(v) for _, v in sorted(static.items())])
    return _compile(experiment, tuple(sorted(static.items())), types, shapes), traced


@functools.lru_cache(maxsize=256)
def _compile(
    experiment: Experiment, static: tuple[tuple[str, Static], ...], types: str, shapes: tuple[Any, ...]
) -> Program:
    """`types` keeps apart what Python calls equal: (1, 2), (1.0, 2.0) and (True, 2).

    On CPU, LLVM's first level compiles in two thirds of the time of its default; docs/performance.md has the cost.
    """

    def batch(root: jax.Array, first: jax.Array, traced: dict[str, Any]) -> Mapping[str, Any]:
        numbers = first + jnp.arange(experiment.batch, dtype=jnp.uint32)
        keys = jax.vmap(lambda number: jax.random.fold_in(root, number))(numbers)
        return jax.vmap(lambda key: experiment.run(key, **dict(static), **traced))(keys)

    traced = {name: jax.ShapeDtypeStruct(shape, dtype) for name, shape, dtype in shapes}
    lowered = jax.jit(batch).lower(_root([0, 0]), np.uint32(0), traced)
    text = lowered.as_text()
    options = FAST_COMPILE if jax.default_backend() == "cpu" else None
    return Program(lowered.compile(options), concurrent=not any(kernel in text for kernel in ("lapack", "blas")))


def _root(words: list[int]) -> jax.Array:
    return jax.random.wrap_key_data(jax.device_put(np.array(words, dtype=np.uint32)), impl="threefry2x32")


def _words(address: str) -> list[int]:
    return [int(address[i : i + 8], 16) for i in range(0, 64, 8)]


def _generator(address: str, number: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=int(address[:32], 16), counter=[0, 0, 0, number]))


def _restore(values: Mapping[str, Any]) -> Batch:
    return {name: np.asarray(value, dtype=float) for name, value in values.items()}


def code_fingerprint() -> str:
    """Hash of every experiment's source: stored evidence with another fingerprint is stale."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
