"""Pytest on one part of the tests: `run_pytest.py offscreen|display [pytest's arguments]`.

Not done with `-m`, which is the developer's to use and knows no folders.
"""

import sys
from pathlib import Path

# This file's folder: what lies here is not for the tests to import.
del sys.path[0]

import pytest  # noqa: E402

QT_TESTS = Path(__file__).resolve().parents[2] / "tests" / "qt"


class Part:
    """A plugin that keeps only what belongs to one kind of display."""

    def __init__(self, name: str) -> None:
        self.name = name

    def keeps(self, item: pytest.Item) -> bool:
        """Tell whether a test belongs here: the widgets' run on both, unless they need a real display."""
        needs_display = item.get_closest_marker("x11") is not None
        if self.name == "display":
            return needs_display or item.path.is_relative_to(QT_TESTS)
        return not needs_display

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out the others, and let pytest count them."""
        kept = [item for item in items if self.keeps(item)]
        left_out = [item for item in items if not self.keeps(item)]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = kept


if __name__ == "__main__":
    sys.exit(pytest.main(sys.argv[2:], plugins=[Part(sys.argv[1])]))
