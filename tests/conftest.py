"""What all tests share."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog
from tests import depth, surroundings

DATA = Path(__file__).parent / "data"

_AT_ANY_SPEED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
# Enough to notice what is plainly wrong, the same every time; `make soak` looks for the rest.
settings.register_profile("quick", _AT_ANY_SPEED, max_examples=depth.either(20, 10), derandomize=True)
settings.register_profile("ci", _AT_ANY_SPEED, max_examples=300)
settings.register_profile("soak", _AT_ANY_SPEED, max_examples=20_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


# Before anything imports Qt.
surroundings.make_private()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which tests are wanted, and in which order."""
    surroundings.add_option(parser)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out folders without a test of the part that is wanted."""
    return surroundings.is_elsewhere(collection_path, config.getoption("--part")) or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The display that the tests need which are left."""
    surroundings.prepare(config, items)
    surroundings.shuffle(config, items)


def vectors(name: str) -> Iterator[dict[str, Any]]:
    """The rows of one file of recorded answers."""
    with (DATA / "vectors" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The application's own parameter table."""
    return catalogs.load(resources.path())
