"""The lab: trials depend on their address and number alone, whatever else happens and in whatever order."""

import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics.device import CompileClock
from empirics.lab import Bench, Lab, trial
from harness import ExperimentError, Scale


@trial(batch=8)
def noisy(key, *, size: int = 3, shift: float = 0.0, flip: bool = False):
    x = jax.random.normal(key, (size,)) + shift
    return {"x": -x if flip else x, "mean": x.mean()}


@trial(batch=8)
def typed(key, *, entries: tuple):
    return {"kind": jnp.asarray(float(isinstance(entries[0], float))) + 0 * jax.random.uniform(key)}


@trial(batch=4)
def broken(key, *, where: int):
    u = jax.random.uniform(key)
    return {"x": jnp.where(jnp.mod(jnp.floor(u * 1e6), where) == 0, jnp.nan, u)}


@trial(batch=4, host=True)
def hosted(rng: np.random.Generator, *, size: int = 2):
    return {"x": rng.standard_normal(size)}


def lab(**more: Any) -> Lab:
    return Lab(**{"seed": 0, "scale": Scale.STANDARD, "threads": 1, **more})


def trials(experiment: Any, n: int = 32, claim: str = "a.b", where: Lab | None = None, **parameters: Any) -> np.ndarray:
    return (where or lab()).run(claim, experiment, n, parameters).all("x")


@pytest.mark.parametrize("experiment", [noisy, hosted])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_trials_do_not_depend_on_threads_or_on_what_ran_before(experiment, threads):
    alone = trials(experiment)
    busy = lab(threads=threads)
    for other in (noisy, hosted):
        trials(other, where=busy, claim="other.claim")
    trials(experiment, where=busy, size=5)
    assert np.array_equal(trials(experiment, where=busy), alone)


@pytest.mark.parametrize("experiment", [noisy, hosted])
@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_trials_do_not_depend_on_the_order_of_requests(experiment, order):
    evidence = lab().run("a.b", experiment, 24, {})
    drawn = dict(zip(order, evidence.stream.draw(order), strict=True))
    together = np.concatenate([drawn[i]["x"] for i in range(3)])
    assert np.array_equal(together, trials(experiment, 3 * experiment.batch))


@pytest.mark.parametrize("experiment", [noisy, hosted])
def test_fewer_trials_are_a_prefix_of_more(experiment):
    assert np.array_equal(trials(experiment, 8), trials(experiment, 64)[:8])


@pytest.mark.parametrize("experiment", [noisy, hosted])
def test_every_trial_and_every_address_has_randomness_of_its_own(experiment):
    samples = [
        trials(experiment),
        trials(experiment, claim="a.c"),
        trials(experiment, where=lab(seed=1)),
        trials(experiment, where=lab(seed=2**63 - 1)),
        trials(experiment, size=7),
    ]
    values = np.concatenate([sample.ravel() for sample in samples])
    assert len(np.unique(values)) == len(values)


def test_a_traced_parameter_changes_the_key_but_compiles_nothing():
    clock = CompileClock.shared()
    first = trials(noisy, shift=1.0)
    programs = clock.programs
    second = trials(noisy, shift=2.0)
    assert clock.programs == programs
    assert not np.any(np.isclose(second - first, 1.0))
    trials(noisy, shift=2.0, size=4)
    assert clock.programs > programs


def test_static_parameters_that_python_calls_equal_are_kept_apart():
    where = lab()
    for entries, kind in (((1, 2), 0.0), ((1.0, 2.0), 1.0)):
        assert where.run("a.b", typed, 8, {"entries": entries}).all("kind").tolist() == [kind] * 8


def test_arrays_are_traced_and_addressed_by_their_contents():
    @trial(batch=2)
    def shifted(key, *, by):
        return {"x": jax.random.normal(key) + by[0]}

    one, same, other = (trials(shifted, by=np.array(values)) for values in ([1.0, 2.0], [1.0, 2.0], [1.0, 3.0]))
    assert np.array_equal(one, same)
    assert not np.any(one == other)


def test_stored_batches_are_not_run_again():
    written: list[dict[str, Any]] = []
    before = trials(noisy, where=lab(write=written.append))
    stored = {(b["address"], b["index"]): b["values"] for b in written}
    assert len(stored) == 4
    again: list[dict[str, Any]] = []
    after = trials(noisy, 48, where=lab(stored=stored, write=again.append))
    assert np.array_equal(after[:32], before)
    assert [b["index"] for b in again] == [4, 5]


def test_the_cases_of_one_claim_draw_a_trial_once():
    written: list[dict[str, Any]] = []
    where = lab(write=written.append)
    first = trials(noisy, where=where)
    assert np.array_equal(trials(noisy, 48, where=where)[:32], first)
    assert [b["index"] for b in written] == [0, 1, 2, 3, 4, 5]
    trials(noisy, 8, claim="c.d", where=where)  # another claim: the memory of the first is given up
    assert np.array_equal(trials(noisy, where=where), first)
    assert [b["index"] for b in written] == [0, 1, 2, 3, 4, 5, 0, 0, 1, 2, 3]


def test_a_nan_names_its_trial_and_is_not_recorded():
    written: list[dict[str, Any]] = []
    with pytest.raises(ExperimentError, match=r"observable 'x' is not finite in trial \d+"):
        lab(write=written.append).run("a.b", broken, 8, {"where": 1}).all()
    assert written == []


@pytest.mark.parametrize(
    ("experiment", "n", "parameters", "words"),
    [
        (noisy, 0, {}, "trials must be between 1 and"),
        (noisy, 10**9, {}, "trials must be between 1 and"),
        (noisy, 8, {"width": 3}, "unexpected keyword argument 'width'"),
        (broken, 8, {}, "missing a required argument: 'where'"),
        (noisy, 8, {"size": None}, "a parameter is a bool, int, float, str, tuple or array, got NoneType"),
        (noisy, 8, {"size": [3]}, "got list"),
        (noisy, 8, {"size": np.int64(3)}, "got int64"),
        (noisy.run, 8, {}, "marked with @trial"),
    ],
)
def test_a_bad_request_is_refused_in_one_sentence(experiment, n, parameters, words):
    with pytest.raises(ValueError, match=words):
        lab().run("a.b", experiment, n, parameters)


def test_a_batch_holds_at_least_one_trial():
    with pytest.raises(ValueError, match="at least one trial"):
        trial(batch=0)


def test_the_bench_chooses_by_scale_and_knows_its_claim():
    bench = Bench(lab(scale=Scale.SMOKE), "a.b")
    assert bench.at_scale(smoke=1, standard=2, nightly=3) == 1
    assert np.array_equal(bench.run(noisy, trials=32).all("x"), trials(noisy))
    assert not np.any(Bench(lab(), "a.c").run(noisy, trials=32).all("x") == trials(noisy))


def test_experiments_are_ordinary_functions():
    assert noisy(jax.random.key(0), size=5)["x"].shape == (5,)
