"""The window with other machines' fonts, in several sizes."""

from pathlib import Path

import pytest

from devtools.fonts import SETS
from tests.qt.fonts import configure
from tests.qt.surroundings import run_python


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_cut_off_in_any_font_and_size(name: str, tmp_path: Path) -> None:
    environment = configure(name, tmp_path)
    ended = run_python(tmp_path, "-m", "tests.qt.drive", "fits_in_every_size", env=environment)
    assert ended.errors == ""
    assert ended.status == 0
