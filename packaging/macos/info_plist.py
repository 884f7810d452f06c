"""What macOS reads about the .app before it starts it."""

import re
from importlib.metadata import distribution
from typing import Any, Final

from devtools.metadata import Metadata, metadata

QT: Final = "PySide6-Essentials"


def info_plist(about: Metadata | None = None) -> dict[str, Any]:
    """Return the entries of Info.plist beyond those that PyInstaller writes itself."""
    about = about or metadata()
    return {
        "CFBundleName": about.shown_name,
        "CFBundleDisplayName": about.shown_name,
        "CFBundleIdentifier": about.bundle_identifier,
        "CFBundleShortVersionString": about.version,
        "CFBundleVersion": about.version,
        "CFBundleDevelopmentRegion": "en",
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "NSHumanReadableCopyright": about.copyright,
        "NSHighResolutionCapable": True,
        # The window has a dark appearance of its own; without this, macOS would give it the light one only.
        "NSRequiresAquaSystemAppearance": False,
        **minimum_system(distribution(QT).read_text("WHEEL") or ""),
    }


def minimum_system(wheel: str) -> dict[str, str]:
    """Return the oldest macOS that Qt runs on, as the tags of its wheel say; nothing if it was not made for macOS.

    The oldest of several: a wheel for both processors has a tag for each.
    """
    tags = re.findall(r"^Tag: .*-macosx_(\d+)_(\d+)_", wheel, re.MULTILINE)
    versions = sorted((int(major), int(minor)) for major, minor in tags)
    return {"LSMinimumSystemVersion": "{}.{}".format(*versions[0])} if versions else {}
