"""The fixture `given`: the kernel and points that claims about any kernel are run on, with their certificates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from empirics import given_kernel
from harness.record import latest_run, read_run
from reports import learning_curve
from theory import definiteness

DOMAIN = pytest.StashKey["Given"]()


@dataclass(frozen=True)
class Given:
    """A kernel on M points: `--kernel` and `--inputs`, or the project's own example."""

    domain: given_kernel.Domain

    @property
    def name(self) -> str:
        return self.domain.name

    @property
    def gram(self) -> NDArray[np.float64]:
        """K, shape (M, M)."""
        return self.domain.gram

    @property
    def target(self) -> NDArray[np.float64]:
        """A function on the points, shape (M,)."""
        return self.domain.target

    @property
    def size(self) -> int:
        """M, the number of points."""
        return self.domain.size

    @cached_property
    def eigenvalues(self) -> NDArray[np.float64]:
        """The eigenvalues of K / M, from the largest to the smallest, shape (M,)."""
        return np.maximum(np.linalg.eigvalsh(self.gram)[::-1], 0.0) / self.size

    @cached_property
    def positive_definite(self) -> dict[str, Any]:
        """`holds` and `certificate`, as verify.precondition takes them."""
        return vars(definiteness.positive_definite(self.gram))

    @cached_property
    def positive_semidefinite(self) -> dict[str, Any]:
        """`holds` and `certificate`, as verify.precondition takes them."""
        return vars(definiteness.positive_semidefinite(self.gram))


def pytest_configure(config: pytest.Config) -> None:
    kernel, inputs = config.option.kernel, config.option.inputs
    if bool(kernel) != bool(inputs):
        raise pytest.UsageError("--kernel needs --inputs and --inputs needs --kernel: give both or neither")
    if kernel and not config.option.collectonly:
        try:
            config.stash[DOMAIN] = Given(given_kernel.load(kernel, Path(config.invocation_params.dir, inputs)))
        except ValueError as error:
            raise pytest.UsageError(str(error)) from None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--kernel`, keep the cases that hold for any kernel."""
    if config.option.kernel:
        kept = [item for item in items if "given" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session")
def given(pytestconfig: pytest.Config) -> Given:
    """The kernel and points of `--kernel` and `--inputs`, or the Laplace kernel on a spiral of the sphere."""
    return pytestconfig.stash.get(DOMAIN, None) or Given(given_kernel.spiral())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how well the learning-curve theory predicts a kernel that was brought along."""
    config = terminalreporter.config
    if DOMAIN in config.stash:
        folder = latest_run(Path(config.invocation_params.dir, config.option.records))
        lines = learning_curve.lines(read_run(folder).judgements)
        if lines:
            terminalreporter.write_sep("=", f"learning curves of {config.stash[DOMAIN].name}")
        for line in lines:
            terminalreporter.write_line(line)
