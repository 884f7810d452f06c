"""What Windows shows of the program under Properties, Details."""

import sys
from pathlib import Path
from typing import Final

from devtools.metadata import Metadata, metadata

US_ENGLISH: Final = 0x0409
UNICODE: Final = 1200


def text(about: Metadata | None = None) -> str:
    """Return the version resource in PyInstaller's notation, which is a Python expression."""
    about = about or metadata()
    numbers = about.version_numbers
    strings = "".join(f"StringStruct({name!r}, {value!r}), " for name, value in shown(about).items())
    # The two words of the language: which one, and the code page of its texts.
    table = f"{US_ENGLISH:04X}{UNICODE:04X}"
    return f"""VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0),
  kids=[
    StringFileInfo([StringTable({table!r}, [{strings}])]),
    VarFileInfo([VarStruct('Translation', [{US_ENGLISH}, {UNICODE}])]),
  ],
)
"""


def shown(about: Metadata) -> dict[str, str]:
    """Return the texts by the names that Windows knows them by."""
    return {
        "CompanyName": about.author,
        # What the Task Manager calls the program.
        "FileDescription": about.shown_name,
        "FileVersion": about.version,
        "InternalName": about.name,
        "LegalCopyright": about.copyright,
        "OriginalFilename": f"{about.command}.exe",
        "ProductName": about.shown_name,
        "ProductVersion": about.version,
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
