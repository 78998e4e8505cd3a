"""A run's wishes: what contradicts itself is refused before anything starts."""

import json
from pathlib import Path

import pytest

from harness.record import RecordError
from harness.scale import Scale
from harness.session import MAX_SEED, Session

INFO = {
    "experiments": "e",
    "device": {"platform": "cpu"},
    "dtype": "float64",
    "matmul_precision": "highest",
    "prng": {},
}


def start(records: Path, **wishes):
    return Session.start(records=records, **{"scale": None, "seed": None, **wishes})


def ran(records: Path, **wishes) -> Session:
    """A run that has recorded something."""
    session = start(records, **wishes)
    session.describe(INFO)
    session.write("batch", {"address": "a", "index": 0, "values": {"x": [1.0, 0.1]}})
    session.close()
    return session


def test_the_default_is_standard_and_seed_zero(tmp_path):
    session = start(tmp_path)
    assert (session.scale, session.seed, session.resumed) == (Scale.STANDARD, 0, False)
    assert session.stored() == {}


def test_a_fresh_seed_is_drawn_and_named(tmp_path):
    seeds = {start(tmp_path, fresh_seed=True).seed for _ in range(5)}
    assert len(seeds) == 5
    assert all(0 <= seed <= MAX_SEED for seed in seeds)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"fresh_seed": True, "seed": 3}, "--seed 3 cannot be given with it"),
        ({"fresh_seed": True, "resume": True}, "--fresh-seed cannot be given with it"),
        ({"seed": -1}, "a seed lies between 0 and"),
        ({"seed": MAX_SEED + 1}, "a seed lies between 0 and"),
        ({"scale": "huge"}, "scale must be one of smoke, standard, nightly; got 'huge'"),
        ({"resume": True}, "no records directory|no run under"),
    ],
)
def test_contradictions_are_refused(tmp_path, wishes, words):
    with pytest.raises(ValueError, match=words):
        start(tmp_path / "records", **wishes)


@pytest.mark.parametrize("wishes", [{"seed": 8}, {"scale": "smoke"}, {"seed": 7, "scale": "nightly"}])
def test_no_run_is_resumed_with_another_seed_or_scale(tmp_path, wishes):
    ran(tmp_path, seed=7)
    with pytest.raises(RecordError, match=r"--resume: no run( at scale \w+)?( with seed \d)? under"):
        start(tmp_path, resume=True, **wishes)


def test_the_newest_run_that_fits_is_resumed_with_its_trials(tmp_path):
    first = ran(tmp_path, seed=7)
    ran(tmp_path, seed=9)
    session = start(tmp_path, resume=True, seed=7)
    assert (session.run, session.seed, session.resumed) == (first.run, 7, True)
    assert session.stored() == {("a", 0): {"x": [1.0, 0.1]}}


@pytest.mark.parametrize("what", ["experiments", "device", "dtype", "matmul_precision", "prng"])
def test_a_run_made_otherwise_is_not_resumed(tmp_path, what):
    ran(tmp_path)
    session = start(tmp_path, resume=True)
    with pytest.raises(RecordError, match=f"was made with {what} .*, now it is .*; start a new run"):
        session.describe(INFO | {what: "other"})


def test_workers_share_a_run_and_write_files_of_their_own(tmp_path):
    boss = start(tmp_path, seed=5)
    for name in ("gw0", "gw1"):
        worker = Session.join(tmp_path, json.loads(json.dumps(boss.worker_input())), name)
        worker.describe(INFO)
        worker.write("end", {})
        worker.close()
    assert sorted(p.name for p in (tmp_path / boss.run).iterdir()) == ["gw0.jsonl", "gw1.jsonl", "run.json"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    session = start(tmp_path / "file")
    with pytest.raises(RecordError, match=r"cannot write records under .*file: Not a directory"):
        session.open()
