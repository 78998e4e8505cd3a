"""Benchmarks are measured in one run and reported as rates and ratios; nothing here asserts a time."""

from collections.abc import Callable
from typing import Any

import pytest

Rate = tuple[str, str, float, str]
RATES = pytest.StashKey[list[Rate]]()
LINES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RATES] = []
    config.stash[LINES] = []


@pytest.fixture
def rate(benchmark: Any, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Measure ``function()`` and report it as things per second, with its ratio to the first of its group."""

    def measure(function: Callable[[], Any], *, group: str, things: int, of: str) -> Any:
        benchmark.group = group
        result = benchmark(function)
        per_second = things / benchmark.stats.stats.median
        request.config.stash[RATES].append((group, request.node.name, per_second, of))
        return result

    return measure


@pytest.fixture
def note(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Add a line to the summary of figures."""
    return request.config.stash[LINES].append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rates = terminalreporter.config.stash[RATES]
    lines = terminalreporter.config.stash[LINES]
    if rates or lines:
        terminalreporter.write_sep("=", "figures")
    for line in lines:
        terminalreporter.write_line(line)
    for group in dict.fromkeys(one[0] for one in rates):
        members = [one for one in rates if one[0] == group]
        base = members[0][2]
        terminalreporter.write_line(group)
        for _, name, per_second, of in members:
            terminalreporter.write_line(f"  {name:40} {per_second:12.4g} {of}/s {per_second / base:8.2f} x")
