"""Records survive what happens to files: torn lines, damage, other schemas."""

import json

import pytest

from harness.record import (
    RecordError,
    Writer,
    latest_run,
    lines,
    now,
    numbers,
    open_run,
    read_run,
    run_name,
    runs,
    stored_batches,
)


@pytest.fixture
def run(tmp_path):
    folder = open_run(tmp_path, "a-run", {"started": "2026-01-01T00:00:00", "scale": "smoke", "seed": 0})
    writer = Writer(folder, "main")
    for index in range(3):
        writer.write("batch", {"address": "a", "index": index, "values": {"x": [0.1, 1e-300, -0.0]}})
        writer.write("judgement", {"nodeid": f"case-{index}", "verdict": "VERIFIED"})
    writer.close()
    return folder


def test_numbers_come_back_bit_by_bit(run):
    assert [x.hex() for x in stored_batches(run)["a", 0]["x"]] == [x.hex() for x in (0.1, 1e-300, -0.0)]


def test_a_torn_last_line_loses_that_line_only(run):
    path = run / "main.jsonl"
    whole = path.read_bytes()
    for cut in range(len(whole) - 2, len(whole) - 60, -7):
        path.write_bytes(whole[:cut])
        assert [j["nodeid"] for j in read_run(run).judgements] == ["case-0", "case-1"]


def test_writing_goes_on_after_a_torn_line(run):
    path = run / "main.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    writer = Writer(run, "main")
    writer.write("judgement", {"nodeid": "case-2", "verdict": "REFUTED"})
    writer.close()
    assert {j["nodeid"]: j["verdict"] for j in read_run(run).judgements}["case-2"] == "REFUTED"


@pytest.mark.parametrize("damage", [b"garbage\n", b"\xff\xfe\x00\n", b"[1, 2]\n", b"\n", b'{"v": 1, "type"\n'])
def test_a_damaged_line_in_the_middle_loses_that_line_only(run, damage):
    path = run / "main.jsonl"
    before = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*before[:1], damage, *before[2:]]))
    assert [j["nodeid"] for j in read_run(run).judgements] == ["case-1", "case-2"]
    assert len(stored_batches(run)) == 3


def test_the_last_judgement_of_a_case_counts(run):
    writer = Writer(run, "main")
    writer.write("judgement", {"nodeid": "case-0", "verdict": "INCONCLUSIVE"})
    writer.write("end", {"compilations": 4})
    writer.close()
    found = read_run(run)
    assert [j["verdict"] for j in found.judgements] == ["INCONCLUSIVE", "VERIFIED", "VERIFIED"]
    assert found.end is not None
    assert found.end["compilations"] == 4


def test_another_schema_is_refused(run):
    with (run / "main.jsonl").open("a") as file:
        file.write(json.dumps({"v": 2, "type": "judgement"}) + "\n")
    with pytest.raises(RecordError, match="schema version 2; this code reads 1"):
        read_run(run)


def test_what_is_no_run_is_named(tmp_path):
    with pytest.raises(RecordError, match=r"it has no run\.json"):
        read_run(tmp_path)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(RecordError, match="is not JSON"):
        read_run(tmp_path)
    with pytest.raises(RecordError, match="no records directory"):
        latest_run(tmp_path / "nowhere")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(RecordError, match="no run under"):
        latest_run(empty)


def test_the_newest_run_that_judged_something_is_the_latest(run):
    open_run(run.parent, "later", {"started": "2026-02-01T00:00:00", "scale": "smoke", "seed": 0})
    assert [p.name for p in runs(run.parent)] == ["a-run", "later"]
    assert latest_run(run.parent) == run


def test_not_a_number_is_never_written(run):
    writer = Writer(run, "main")
    with pytest.raises(ValueError, match="not JSON compliant"):
        writer.write("batch", {"values": {"x": [float("nan")]}})
    writer.close()
    assert len(list(lines(run))) == 6
    assert numbers([1.0, float("inf")]) == [1.0, None]


def test_names_of_runs_sort_by_time_and_differ():
    names = {run_name("smoke", 3) for _ in range(20)}
    assert len(names) > 15
    assert all(name[15:].startswith("-smoke-3-") for name in names)


def test_counters_of_all_workers_are_added(tmp_path):
    folder = open_run(tmp_path, "a-run", {"started": now()})
    for worker, programs in (("gw0", 4), ("gw1", 3)):
        writer = Writer(folder, worker)
        writer.write("end", {"compilations": programs, "cache_hits": 1})
        writer.close()
    found = read_run(folder)
    assert found.end is not None
    assert (found.end["compilations"], found.end["cache_hits"]) == (7, 2)
