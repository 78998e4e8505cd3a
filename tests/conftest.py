"""Programs that tests compile are kept between runs, with those of the claims."""

import pytest

from empirics import device


@pytest.fixture(scope="session", autouse=True)
def compile_cache(pytestconfig: pytest.Config) -> None:
    device.enable_cache(pytestconfig.rootpath / ".cache" / "jax")
