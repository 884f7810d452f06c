"""Folders as archives: the same bytes for the same files, whoever packs them and whenever."""

import os
import subprocess
import tarfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from devtools.process import DevError, call, program

EVERYBODY_READS: Final = 0o644
EVERYBODY_ENTERS: Final = 0o755
# Two threads give the same as more, and other bytes than one.
XZ: Final = ("xz", "--threads=2", "-6", "--stdout")


def settle(folder: Path, programs: Collection[Path], epoch: int) -> None:
    """Give all files below *folder* the modes and the date that they have in every archive.

    Only the files in *programs* are to be started; libraries are read.
    """
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            starts = path.is_dir() or path in programs
            path.chmod(EVERYBODY_ENTERS if starts else EVERYBODY_READS)
            os.utime(path, (epoch, epoch))
        elif os.utime in os.supports_follow_symlinks:
            # Windows can't date a link.
            os.utime(path, (epoch, epoch), follow_symlinks=False)


def pack(folder: Path, name: str, archive: Path) -> None:
    """Write *folder*, called *name* inside, as a .tar.xz whose files belong to root."""
    xz = program(XZ[0])
    with archive.open("wb") as target:
        packer = subprocess.Popen([xz, *XZ[1:]], stdin=subprocess.PIPE, stdout=target)
    assert packer.stdin is not None
    # An xz that has given up says itself why; here, the pipe to it is broken.
    with suppress(BrokenPipeError):
        with suppress(BrokenPipeError), tarfile.open(fileobj=packer.stdin, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            for path in [folder, *sorted(folder.rglob("*"))]:
                inside = str(Path(name) / path.relative_to(folder))
                tar.add(path, inside, recursive=False, filter=_anonymous)
        packer.stdin.close()
    if packer.wait() != 0:
        archive.unlink(missing_ok=True)
        raise DevError(f"xz could not write {archive.name}; what it said is above.")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a tar archive as people do; Python's own way to do so safely is younger than the oldest Python here."""
    if call(["tar", "-x", "-f", archive, "-C", folder]) != 0:
        raise DevError(f"{archive.name} can't be unpacked.")


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    return info
