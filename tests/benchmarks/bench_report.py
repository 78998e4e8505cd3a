"""Building the report from the newest records."""

from pathlib import Path

import pytest

from harness.record import RecordError, latest_run, read_run
from reports.site import write_site

RECORDS = Path(__file__).parents[2] / "records"


def test_report(rate, tmp_path):
    try:
        run = read_run(latest_run(RECORDS))
    except RecordError as error:
        pytest.skip(f"nothing to report on: {error}")
    rate(lambda: write_site(run, tmp_path), group=f"report of {len(run.judgements)} cases", things=1, of="reports")
