"""Take a bundle's program apart: `unpack.py PROGRAM FOLDER` writes all that it carries, for those who look into it.

Started with the Python that has PyInstaller.
"""

import marshal
import sys
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader  # type: ignore[import-not-found, import-untyped, unused-ignore]


def unpack(program: Path, folder: Path) -> None:
    """Write each part of the program's archive, and the code of each module, as a file."""
    archive = CArchiveReader(str(program))
    folder.mkdir(parents=True)
    for name in archive.toc:
        if name.endswith(".pyz"):
            modules = archive.open_embedded_archive(name)
            for module in modules.toc:
                code = modules.extract(module)
                # A package without code has none.
                (folder / module).write_bytes(marshal.dumps(code) if code is not None else b"")
        else:
            (folder / name.replace("/", "_").replace("\\", "_")).write_bytes(archive.extract(name))


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
