"""The real programs, and what is said where one is missing."""

import os
from typing import Any, NoReturn

import pytest

from devtools import dockers
from devtools.dockers import Release


def lacking(sentence: str) -> NoReturn:
    """Skip with *sentence*, which says what to install; where a run counts, fail."""
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a ``release`` with each that is here, under the versions of its programs."""
    if "release" in metafunc.fixturenames:
        here: list[Release | None] = [*dockers.found()] or [None]
        metafunc.parametrize("release", here, ids=_name, indirect=True)


def _name(release: Release | None) -> str:
    return f"buildx {release.buildx}, compose {release.compose}" if release else "not here"


@pytest.fixture
def release(request: pytest.FixtureRequest) -> Release:
    """A docker of Debian's, with its buildx and compose."""
    given: Any = request.param
    if given is None:
        lacking(dockers.HOW_TO_GET)
    assert isinstance(given, Release)
    return given
