"""What all tests share."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.core import parameters
from buildx_cache_flags.core.parameters import Table

DATA = Path(__file__).parent / "data"


def vectors(name: str) -> Iterator[dict[str, Any]]:
    """The rows of one file of recorded answers."""
    with (DATA / "vectors" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture(scope="session")
def table() -> Table:
    """The application's own parameter table."""
    return parameters.load(resources.path("parameters", "registry.toml"))
