"""What Windows and macOS are told about the program: read back as they would."""

import plistlib
import re
from typing import Any

import pytest

from devtools.metadata import metadata
from macos.info_plist import info_plist, minimum_system
from windows import version_info

ABOUT = metadata()


def read_back(text: str) -> dict[str, Any]:
    """Evaluate the version resource with stand-ins for PyInstaller's classes."""
    seen: dict[str, Any] = {"strings": {}}

    def note(name: str) -> Any:
        return lambda *values, **named: seen.__setitem__(name, named or values)

    stand_ins = {name: note(name) for name in ("VSVersionInfo", "FixedFileInfo", "StringTable", "VarStruct")}
    stand_ins |= {name: lambda *values: values for name in ("StringFileInfo", "VarFileInfo")}
    stand_ins["StringStruct"] = seen["strings"].__setitem__
    eval(text, {"__builtins__": {}}, stand_ins)
    return seen


def test_windows_reads_the_version_and_the_names() -> None:
    seen = read_back(version_info.text())
    assert seen["FixedFileInfo"]["filevers"] == seen["FixedFileInfo"]["prodvers"] == ABOUT.version_numbers
    assert seen["strings"]["ProductVersion"] == seen["strings"]["FileVersion"] == ABOUT.version
    assert seen["strings"]["FileDescription"] == seen["strings"]["ProductName"] == ABOUT.shown_name
    assert seen["strings"]["OriginalFilename"] == "buildx-cache-flags.exe"
    assert seen["strings"]["LegalCopyright"] == ABOUT.copyright


def test_both_places_name_the_same_language_in_windows() -> None:
    seen = read_back(version_info.text())
    name, (language, code_page) = seen["VarStruct"]
    assert name == "Translation"
    assert seen["StringTable"][0] == f"{language:04X}{code_page:04X}" == "040904B0"


def test_macos_reads_the_version_and_the_names() -> None:
    read = plistlib.loads(plistlib.dumps(info_plist()))
    assert read["CFBundleShortVersionString"] == read["CFBundleVersion"] == ABOUT.version
    assert read["CFBundleName"] == read["CFBundleDisplayName"] == ABOUT.shown_name
    assert re.fullmatch(r"[A-Za-z0-9.-]+", read["CFBundleIdentifier"])
    assert read["LSApplicationCategoryType"] == "public.app-category.developer-tools"


def test_macos_lets_the_window_be_sharp_and_dark() -> None:
    read = info_plist()
    assert (read["NSHighResolutionCapable"], read["NSRequiresAquaSystemAppearance"]) == (True, False)


@pytest.mark.parametrize(
    ("wheel", "oldest"),
    [
        ("Tag: cp310-abi3-macosx_13_0_universal2\n", {"LSMinimumSystemVersion": "13.0"}),
        ("Tag: cp310-abi3-macosx_12_0_arm64\nTag: cp310-abi3-macosx_10_9_x86_64\n", {"LSMinimumSystemVersion": "10.9"}),
        ("Tag: cp310-abi3-manylinux_2_34_x86_64\n", {}),
    ],
)
def test_the_oldest_macos_is_that_of_qts_wheel(wheel: str, oldest: dict[str, str]) -> None:
    assert minimum_system(f"Wheel-Version: 1.0\n{wheel}") == oldest
