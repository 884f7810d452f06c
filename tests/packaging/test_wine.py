"""Windows under Wine: what is fetched for it, and what is left out there."""

import ast
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from devtools import environment, winbundle, wine, winpython, wintest, winwindow
from devtools.process import ROOT, DevError

SCRIPT: dict[str, Any] = runpy.run_path(str(wine.SOURCES / "requirements.py"))


def test_what_only_other_systems_need_is_not_fetched() -> None:
    text = (
        "# made\n"
        "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "b==2 ; sys_platform == 'darwin' \\\n    --hash=sha256:cc\n"
        "c==3 ; python_full_version < '3.12' \\\n    --hash=sha256:dd\n"
        "c==4 ; python_full_version >= '3.12' \\\n    --hash=sha256:ee\n"
    )
    assert SCRIPT["rows"](text, "3.13") == {
        "a==1": "a==1 --hash=sha256:aa --hash=sha256:bb",
        "c==4": "c==4 --hash=sha256:ee",
    }


@pytest.mark.parametrize("group", ["run", "test", "package"])
def test_every_row_for_windows_has_a_hash(group: str) -> None:
    text = (environment.REQUIREMENTS / f"{group}.txt").read_text("utf-8")
    rows = SCRIPT["rows"](text, winpython.VERSION)
    assert rows
    assert all(" --hash=sha256:" in row for row in rows.values())


@pytest.mark.parametrize(
    ("wheel", "pin"),
    [
        ("pyside6_essentials-6.12.0-cp310-abi3-win_amd64.whl", "pyside6-essentials==6.12.0"),
        ("ruamel.yaml-0.19.1-py3-none-any.whl", "ruamel-yaml==0.19.1"),
        ("PyYAML-6.0.3-cp313-cp313-win_amd64.whl", "pyyaml==6.0.3"),
    ],
)
def test_a_wheel_is_found_by_its_pin(wheel: str, pin: str) -> None:
    assert winpython.pin_of(Path(wheel)) == pin


def test_windows_programs_call_files_by_the_drive_of_the_machine() -> None:
    assert wine.path(Path("/home/me/it/x.py")) == r"Z:\home\me\it\x.py"


def test_windows_programs_get_no_settings_of_other_systems() -> None:
    given = wine.surroundings({"PATH": "/bin", "PYTHONPATH": "x", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": "/run"})
    assert given["PATH"] == "/bin"
    assert not [name for name in given if name.startswith(("PYTHON", "QT_", "XDG_"))]


@pytest.mark.parametrize("name", wine.LIBRARIES)
def test_each_library_says_why_it_is_there(name: str) -> None:
    text = wine.source(name).read_text("utf-8")
    assert text.startswith("/* ")
    assert "Wine" in text[: text.index("*/")]


def test_what_is_left_out_exists_and_has_a_reason() -> None:
    for row in wintest.known():
        assert row.tests
        assert row.reason.endswith(".")
        for test in row.tests:
            file, _, name = test.partition("::")
            functions = {
                node.name
                for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
                if isinstance(node, ast.FunctionDef)
            }
            assert name.partition("[")[0] in functions, test


def test_only_some_warnings_may_pass_and_each_has_a_reason() -> None:
    for message in wintest.messages():
        assert message.reason.endswith(".")
        assert not re.search(message.pattern, "QWidget::setMinimumSize: Negative sizes are not possible")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ([], [("offscreen", ["tests/core"]), ("display", ["tests/qt"])]),
        (
            ["-x", "-k", "paste"],
            [("offscreen", ["-x", "-k", "paste", "tests/core"]), ("display", ["-x", "-k", "paste", "tests/qt"])],
        ),
        (["tests/core/test_tokens.py", "-x"], [("offscreen", ["-x", "tests/core/test_tokens.py"])]),
        (["tests/qt/test_rows.py::test_it"], [("display", ["tests/qt/test_rows.py::test_it"])]),
    ],
)
def test_the_window_is_tested_on_the_desktop_of_windows(
    arguments: list[str], parts: list[tuple[str, list[str]]]
) -> None:
    assert wintest.parts(arguments) == parts


def test_texts_of_windows_are_compared_with_the_ends_of_lines_that_are_usual_here() -> None:
    assert winwindow.plain("a `\r\n  “b”\r\n".encode()) == "a `\n  “b”\n"


def test_package_windows_says_what_it_takes() -> None:
    with pytest.raises(DevError, match="takes --built or nothing"):
        winbundle.package_windows(["--fast"])
