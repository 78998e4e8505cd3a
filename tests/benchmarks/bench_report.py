"""Building the report: from the newest records, and from three hundred made-up judgements of fifty claims."""

import copy
from pathlib import Path

import pytest

from harness.record import RecordError, latest_run, read_run
from reports.site import write_site
from tests.reports import samples

RECORDS = Path(__file__).parents[2] / "records"


def test_report(rate, tmp_path):
    try:
        run = read_run(latest_run(RECORDS))
    except RecordError as error:
        pytest.skip(f"nothing to report on: {error}")
    rate(lambda: write_site(run, tmp_path), group=f"report of {len(run.judgements)} cases", things=1, of="reports")


def test_report_of_three_hundred_judgements(rate, tmp_path):
    many = []
    for index in range(100):
        for record in copy.deepcopy(samples.kappa() + samples.bound()[:2]):
            nodeid = f"claims/part/t.py::t{record['case']}[{index}]"
            many.append(record | {"claim": f"part.claim_{index % 50}", "nodeid": nodeid})
    run = read_run(samples.write(tmp_path / "records", many))
    rate(lambda: write_site(run, tmp_path / "html"), group="report of 300 made-up cases", things=1, of="reports")
