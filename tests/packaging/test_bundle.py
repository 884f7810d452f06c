"""What is done to a finished bundle, and what happens when it starts."""

import os
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from devtools import archives, bundle, elf, leaks, system
from devtools.metadata import build_epoch, metadata
from devtools.process import DevError, answers, capture, program
from pyinstaller import surroundings
from tests.packaging.given_away import give_away

HOME = Path("/home/somebody/.pyenv/versions/3.11.7")
needs_linux = pytest.mark.skipif(not Path("/bin/true").exists() or not shutil.which("readelf"), reason="needs binutils")


def test_a_path_is_found_in_files_and_in_archives_in_them(tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text("/home/somebody else")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "code").write_bytes(b"\0\xff/home/somebody/app.py\0")
    with zipfile.ZipFile(tmp_path / "library.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("module.pyc", b"/home/somebody/module.py" * 9)
    assert leaks.find(tmp_path, [Path("/home/somebody")]) == [
        "deep/code names /home/somebody/",
        "library.zip: module.pyc names /home/somebody/",
    ]
    assert leaks.find(tmp_path, [Path("/home/nobody")]) == []


def test_what_others_have_published_tells_nothing_about_this_machine(tmp_path: Path) -> None:
    library = tmp_path / "library.so"
    made_by_a_service = b"file://" + bytes(Path("/home/somebody", "work", "pydantic", "core"))
    library.write_bytes(b"/home/somebody/.cargo/registry/src/serde.rs " + made_by_a_service)
    assert leaks.find(tmp_path, [Path("/home/somebody")]) == []
    library.write_bytes(b"/home/somebody/.cargo/registry/src/serde.rs /home/somebody/app.py")
    assert leaks.find(tmp_path, [Path("/home/somebody")]) == ["library.so names /home/somebody/"]


@pytest.mark.parametrize("content", [b"\0C:\\Users\\me\\app.py\0", b"file:///C:/Users/me/app.py"])
def test_a_path_of_windows_is_found_however_it_is_written(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "code").write_bytes(content)
    assert len(leaks.find(tmp_path, [PureWindowsPath(r"C:\Users\me")])) == 1
    assert leaks.find(tmp_path, [PureWindowsPath(r"C:\Users\m")]) == []


def test_nothing_may_name_the_checkout_or_the_home() -> None:
    assert {Path(__file__).resolve().parents[2], Path.home()} <= set(leaks.places())
    assert not set(leaks.places()) & set(leaks.SHARED_BY_ALL)


def test_the_path_of_a_private_python_is_blanked_and_no_byte_moves(tmp_path: Path) -> None:
    module = tmp_path / "python3.11" / "lib-dynload" / "_json.so"
    module.parent.mkdir(parents=True)
    before = (
        b"\x7fELF\0" + str(HOME / "lib").encode() + b"\0next\0" + str(HOME).encode() + b"\0" + str(HOME / "x").encode()
    )
    module.write_bytes(before)
    (tmp_path / "text").write_text(str(HOME))
    leaks.blank(tmp_path, HOME)
    after = module.read_bytes()
    assert len(after) == len(before)
    texts = [text for text in after.split(b"\0") if text]
    slashes = b"/" * len(str(HOME))
    assert texts == [b"\x7fELF", b"$ORIGIN/../..", b"next", slashes, slashes + b"/x"]
    assert (tmp_path / "text").read_text() == str(HOME)


@needs_linux
def test_what_a_program_is_linked_with_is_read() -> None:
    shell = Path("/bin/sh").resolve()
    assert elf.is_elf(shell)
    assert any(name.startswith("libc.so") for name in elf.needed(shell))
    assert not elf.is_elf(Path(__file__))
    with pytest.raises(DevError, match="readelf can't read"):
        elf.needed(__file__)


@needs_linux
def test_a_library_that_is_not_there_is_noticed(tmp_path: Path) -> None:
    shutil.copy(Path("/bin/sh").resolve(), tmp_path / "program")
    bundle.look_for_strays(tmp_path)
    # The same file, linked with a library that nobody has.
    content = (tmp_path / "program").read_bytes()
    (tmp_path / "program").write_bytes(content.replace(b"libc.so.6", b"libx.so.6"))
    with pytest.raises(DevError, match=r"program needs libx\.so\.6"):
        bundle.look_for_strays(tmp_path)


@needs_linux
def test_a_library_that_would_be_taken_from_the_system_is_noticed(tmp_path: Path) -> None:
    shutil.copy(Path("/bin/sh").resolve(), tmp_path / "program")
    # Not in the folder where the loader looks.
    (tmp_path / "libc.so.6").write_bytes(b"\x7fELF")
    with pytest.raises(DevError, match=r"program would not use the bundle's own libc\.so\.6"):
        bundle.look_for_strays(tmp_path)


def fill(folder: Path, mode: int) -> Path:
    (folder / "inside").mkdir(parents=True)
    for name, content in (("program", b"\x7fELF"), ("inside/library.so", b"\x7fELF"), ("inside/text", b"text")):
        (folder / name).write_bytes(content)
        (folder / name).chmod(mode)
    (folder / "link").symlink_to("program")
    give_away(folder)
    return folder


@pytest.mark.skipif(not shutil.which("xz"), reason="needs xz")
def test_the_same_files_give_the_same_archive(tmp_path: Path) -> None:
    packed = []
    for number, mode in enumerate((0o600, 0o777)):
        folder = fill(tmp_path / str(number) / "folder", mode)
        archives.settle(folder, [folder / "program"], metadata().epoch)
        archive = tmp_path / f"{number}.tar.xz"
        archives.pack(folder, "app-1.0", archive)
        packed.append(archive.read_bytes())
    assert packed[0] == packed[1]
    with tarfile.open(tmp_path / "0.tar.xz") as tar:
        found = {member.name: member for member in tar}
    assert list(found) == [
        "app-1.0",
        *(f"app-1.0/{name}" for name in ("inside", "inside/library.so", "inside/text", "link", "program")),
    ]
    assert oct(found["app-1.0/program"].mode) == oct(found["app-1.0"].mode) == oct(0o755)
    assert oct(found["app-1.0/inside/library.so"].mode) == oct(found["app-1.0/inside/text"].mode) == oct(0o644)
    assert {(member.uid, member.gid, member.uname, member.mtime) for member in found.values()} == {
        (0, 0, "root", metadata().epoch)
    }


def test_a_program_can_be_started_whatever_kind_of_file_it_is_and_its_namesake_can_not(tmp_path: Path) -> None:
    for name in ("app", "share/app"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"\xcf\xfa\xed\xfe")
        (tmp_path / name).chmod(0o600)
    archives.settle(tmp_path, [tmp_path / "app"], 1)
    assert [oct((tmp_path / name).stat().st_mode & 0o777) for name in ("app", "share/app")] == ["0o755", "0o644"]


def test_files_are_dated_where_links_can_not_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fill(tmp_path / "folder", 0o644)
    before = (folder / "link").lstat().st_mtime
    dated = os.utime

    def utime(path: Path, times: tuple[int, int], **options: bool) -> None:
        if options:
            raise NotImplementedError("utime: follow_symlinks unavailable on this platform")
        dated(path, times)

    monkeypatch.setattr(os, "utime", utime)
    archives.settle(folder, [], 86400)
    assert {path.lstat().st_mtime for path in folder.rglob("*") if path.name != "link"} == {86400}
    assert (folder / "link").lstat().st_mtime == before


def test_windows_has_its_programs_under_their_own_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [path.name for path in bundle.programs(tmp_path)] == ["buildx-cache-flags"]
    monkeypatch.setattr(system, "is_windows", lambda: True)
    names = [path.name for path in bundle.programs(tmp_path)]
    assert names == ["buildx-cache-flags.exe", "Buildx Cache Flags.exe"]


def test_a_program_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    fill(tmp_path / "folder", 0o644)
    for name, use in (
        ("xz", lambda: archives.pack(tmp_path / "folder", "app", tmp_path / "app.tar.xz")),
        ("readelf", lambda: elf.needed("/bin/sh")),
        ("xclip", lambda: program("xclip")),
        ("tar", lambda: archives.unpack(tmp_path / "app.tar.xz", tmp_path)),
    ):
        with pytest.raises(DevError, match=f"^{name} is needed, and this machine does not have it"):
            use()
    assert not (tmp_path / "app.tar.xz").exists()
    assert not answers(["no-such-program"])


def test_a_folder_that_is_not_there_is_not_taken_for_a_program(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        capture([sys.executable, "-V"], cwd=tmp_path / "nowhere")


@pytest.mark.skipif(os.name != "posix", reason="a script as a program")
def test_an_xz_that_gives_up_ends_the_work_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xz").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "xz").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    folder = fill(tmp_path / "folder", 0o644)
    # More than a pipe holds.
    (folder / "large").write_bytes(bytes(1 << 20))
    with pytest.raises(DevError, match=r"^xz could not write app\.tar\.xz"):
        archives.pack(folder, "app", tmp_path / "app.tar.xz")
    assert not (tmp_path / "app.tar.xz").exists()


@pytest.mark.parametrize(
    ("given", "left"),
    [
        pytest.param({"LD_LIBRARY_PATH": "/app/_internal"}, {}, id="set by the loader alone"),
        pytest.param(
            {"LD_LIBRARY_PATH": "/app/_internal:/opt/lib", "LD_LIBRARY_PATH_ORIG": "/opt/lib"},
            {"LD_LIBRARY_PATH": "/opt/lib"},
            id="set before",
        ),
        pytest.param({"LD_LIBRARY_PATH": "/opt/lib"}, {"LD_LIBRARY_PATH": "/opt/lib"}, id="not the loader's"),
        pytest.param(
            {"_PYI_ARCHIVE_FILE": "/app/app", "HOME": "/home/me"}, {"HOME": "/home/me"}, id="the loader's own"
        ),
        pytest.param(
            {"LD_LIBRARY_PATH": "/app/_internal", "LD_LIBRARY_PATH_ORIG": ""}, {"LD_LIBRARY_PATH": ""}, id="empty"
        ),
    ],
)
def test_children_get_the_environment_that_the_bundle_was_given(given: dict[str, str], left: dict[str, str]) -> None:
    surroundings.give_back(given, "/app/_internal")
    assert given == left


@pytest.mark.parametrize(
    ("given", "utf8"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"LANG": "C"}, True, id="C"),
        pytest.param({"LC_CTYPE": "POSIX", "LANG": "de_DE.UTF-8"}, True, id="POSIX"),
        pytest.param({"LANG": "de_DE.UTF-8"}, False, id="German"),
        pytest.param({"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"}, False, id="German letters"),
        pytest.param({"LC_ALL": "C"}, False, id="asked for"),
    ],
)
def test_without_a_language_texts_are_in_utf8(given: dict[str, str], utf8: bool) -> None:
    before = dict(given)
    surroundings.use_utf8(given)
    assert given == ({**before, "LC_CTYPE": "C.UTF-8"} if utf8 else before)


def test_the_environment_of_a_build_leaves_nothing_to_chance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    env = bundle.surroundings(tmp_path)
    assert env["PYTHONHASHSEED"] == "0"
    assert env["SOURCE_DATE_EPOCH"] == str(metadata().epoch)
    assert "PYTHONPATH" not in env
    assert env["PATH"] == os.environ["PATH"]


def test_all_steps_take_the_date_that_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build_epoch() == 86400
    assert bundle.surroundings(tmp_path)["SOURCE_DATE_EPOCH"] == "86400"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert build_epoch() == metadata().epoch
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(DevError, match=r"SOURCE_DATE_EPOCH .* 'yesterday'"):
        build_epoch()


def test_the_stand_in_for_how_python_was_built_is_enough_for_zoneinfo(tmp_path: Path) -> None:
    import sysconfig

    if not hasattr(sysconfig, "_get_sysconfigdata_name") or not sys.platform.startswith("linux"):
        pytest.skip("this Python keeps it elsewhere")
    name = sysconfig._get_sysconfigdata_name()  # pyright: ignore[reportAttributeAccessIssue]
    shutil.copy(bundle.SOURCES / "sysconfigdata.py", tmp_path / f"{name}.py")
    code = "import sys; sys.path.insert(0, sys.argv[1]); import zoneinfo; print(*zoneinfo.TZPATH)"
    done = capture([sys.executable, "-I", "-c", code, tmp_path])
    assert (done.returncode, done.stdout.split()[:1]) == (0, ["/usr/share/zoneinfo"]), done.stderr
