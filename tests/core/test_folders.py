"""``check FOLDER``: what is read, what is said of it, and that nothing makes it stumble."""

import io
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from buildx_cache_flags import __main__
from buildx_cache_flags.cli.progress import Progress

SOURCE = Path(__main__.__file__).parent.parent
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
Run = Callable[..., tuple[int, str, str]]

COMPOSE = """services:
  app:
    image: ghcr.io/acme/app:1
    build:
      context: .
      cache_to: ["type=registry,ref=ghcr.io/acme/app:cache,mode=max"]
      cache_from: ["type=registry,ref=ghcr.io/acme/app:cache"]
"""
WRONG = COMPOSE.replace("mode=max", "mode=MAX")
OTHER = """target "app" {
  tags = ["ghcr.io/acme/app:2"]
  cache-to = ["type=registry,ref=ghcr.io/acme/app:other,mode=max"]
  cache-from = ["type=registry,ref=ghcr.io/acme/app:cache"]
}
"""


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        try:
            status = __main__.main(("check", *arguments))
        except SystemExit as ended:
            status = int(ended.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode("utf-8", "surrogateescape"), err.decode()

    yield call
    for folder in tmp_path.rglob("*"):
        if folder.is_dir() and not folder.is_symlink():
            folder.chmod(stat.S_IRWXU)


def put(name: str, text: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_every_kind_is_read_and_the_last_line_counts(run: Run) -> None:
    put("a/compose.yaml", COMPOSE)
    put("b/build.sh", "docker buildx build --cache-to type=registry,ref=ghcr.io/acme/b:c,mode=MAX .\n")
    put("c/tool", "#!/bin/bash\ndocker buildx build --cache-from $FROM -t a/b .\n")
    put("d/notes.txt", "docker buildx build --cache-to type=registry,mode=MAX .")
    put("e/other.py", "print('nothing')\n")
    put("f/job.yml", "a: 1\n")
    status, out, err = run(".")
    assert (status, err) == (1, "")
    assert out.splitlines()[-1].startswith("5 files looked at: 1 error")
    assert "in 3 entries in 3 builds" in out.splitlines()[-1] or "in 3 entries in 2 builds" in out.splitlines()[-1]
    assert out.splitlines()[-1].endswith("1 value was not checked.")
    assert "b/build.sh:1" in out
    assert "notes.txt" not in out
    assert "job.yml" not in out


def test_a_folder_without_any_build_says_so_and_passes(run: Run) -> None:
    put("script.sh", "echo hello\n")
    assert run(".") == (0, "\n1 file looked at: no build with a cache was found.\n", "")


def test_a_file_named_on_the_command_line_still_has_to_build_something(run: Run) -> None:
    put("script.sh", "echo hello\n")
    status, out, _ = run("script.sh")
    assert status == 1
    assert "[file-no-build]" in out


def test_nothing_named_is_the_folder_that_it_runs_in(run: Run) -> None:
    put("x/compose.yml", WRONG)
    assert run() == run(".")
    assert run()[0] == 1


def test_what_comes_in_is_read_where_nothing_is_named(tmp_path: Path) -> None:
    put(str(tmp_path / "compose.yml"), COMPOSE)
    command = [sys.executable, "-m", "buildx_cache_flags", "check"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}

    def ran(stdin: int) -> bytes:
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdin=stdin, capture_output=True, check=False, timeout=100
        )
        return done.stdout

    assert b"1 file looked at" in ran(subprocess.DEVNULL)
    with (tmp_path / "compose.yml").open("rb") as file:
        assert ran(file.fileno()).startswith(b"standard input: no problems in 2 entries")
    if os.name != "nt":
        reading, writing = os.pipe()
        assert b"1 file looked at" in ran(reading)
        os.write(writing, WRONG.encode())
        os.close(writing)
        assert ran(reading).startswith(b"standard input:6")
        os.close(reading)


def test_what_another_file_uses_is_not_said_to_be_unused(run: Run) -> None:
    put("docker-bake.hcl", OTHER)
    alone = run("docker-bake.hcl")[1]
    assert "reads-unwritten" in alone
    assert "writes-unread" not in alone
    put("compose.yaml", COMPOSE)
    together = run(".")[1]
    assert "reads-unwritten" not in together
    assert "writes-unread" in together
    assert run("docker-bake.hcl", "compose.yaml")[1].count("reads-unwritten") == 0


def test_an_override_is_read_with_the_file_that_it_changes(run: Run) -> None:
    put("docker-bake.hcl", OTHER)
    put("docker-bake.override.hcl", 'target "app" { cache-to = ["type=registry,ref=ghcr.io/acme/app:cache"] }')
    out = run("--format", "json", ".")[1]
    assert {build["file"] for build in json.loads(out)["builds"]} == {"docker-bake.hcl"}


def test_what_git_leaves_out_is_left_out(run: Run) -> None:
    put(".git/info/exclude", "mine\n")
    put(".gitignore", "node_modules/\n")
    for name in ("node_modules/compose.yaml", "mine/compose.yaml", ".git/compose.yaml"):
        put(name, WRONG)
    put("compose.yaml", COMPOSE)
    status, out, _ = run(".")
    assert status == 0
    assert "1 file looked at: no problems in 2 entries in 1 build" in out


@POSIX
def test_nothing_in_a_folder_makes_it_stumble(run: Run) -> None:
    put("compose.yaml", COMPOSE)
    put("line\nbreak/compose.yaml", WRONG)
    put("binary.sh", b"docker buildx build\0\xff")
    put("latin.sh", "docker buildx build # ä".encode("latin-1"))
    put("large.sh", "#!/bin/sh\n" + "# docker buildx build\n" * 200_000)
    put("large.json", b'{"data": "' + b"x" * 3_000_000 + b'"}')
    put("long.yml", "# cache-to\n" * 60_000)
    put("broken/compose.yaml", "services: [docker")
    put("templates/chart.yaml", "{{ if .Values.docker }}\na: [\n{{ end }}")
    put(b"odd\xff.sh".decode("utf-8", "surrogateescape"), "docker build --cache-from type=local,src=a .")
    Path("loop").symlink_to(".")
    Path("gone.sh").symlink_to("nowhere")
    os.mkfifo("pipe.sh")
    put("locked/a.sh", "")
    Path("locked").chmod(0)
    for form in ("text", "json", "github", "gitlab", "sarif"):
        status, out, err = run("--format", form, ".")
        assert (status, err) == (1, ""), form
        assert "line\nbreak" not in out
    status, out, _ = run(".")
    assert "large.sh: it has more than" in out
    assert "latin.sh: line 1 is not in UTF-8" in out
    assert "binary.sh: it is not a text file" in out
    assert "long.yml: it has 660,000 characters" in out
    assert "broken/compose.yaml:" in out
    for silent in ("large.json", "chart.yaml", "loop", "gone.sh", "pipe.sh"):
        assert silent not in out
    if os.geteuid() != 0:
        assert "locked: Permission denied" in out
    assert run("--strict", ".")[0] == 1


def test_what_was_not_read_fails_only_where_all_has_to_be_judged(run: Run) -> None:
    put("large.sh", "# docker buildx build\n" * 200_000)
    assert run(".")[0] == 0
    status, out, _ = run("--strict", ".")
    assert status == 1
    assert out.splitlines()[-1] == ("1 file looked at: 1 error in 0 entries in 0 builds; 1 file or folder not read.")
    answer = json.loads(run("--format", "json", "--strict", ".")[1])
    assert (answer["ok"], answer["unchecked"][0]["file"]) == (False, "large.sh")
    assert "file-not-read" in run("--format", "github", ".")[1]


def test_a_deep_folder(run: Run, tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep = deep / "d"
        deep.mkdir()
    (deep / "compose.yaml").write_text(WRONG, encoding="utf-8")
    assert run(".")[0] == 1


def test_a_folder_is_mended(run: Run) -> None:
    put("a/compose.yaml", WRONG)
    put("b/compose.yaml", COMPOSE)
    put("c/x.sh", "echo docker\n")
    status, out, _ = run("--fix", ".")
    assert status == 0
    assert Path("a/compose.yaml").read_bytes() == COMPOSE.encode()
    assert Path("b/compose.yaml").read_bytes() == COMPOSE.encode()
    assert "a/compose.yaml:6: fixed" in out


@POSIX
def test_progress_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("buildx_cache_flags.cli.progress._PAUSE_S", -1)
    into = io.StringIO()
    with Progress(into) as progress:
        progress(1, "a")
    assert not into.getvalue()
    import pty

    main, other = pty.openpty()
    with os.fdopen(other, "w", encoding="utf-8") as terminal:
        with Progress(terminal) as progress:
            progress(12, "some\nfile\x1b[2J")
        shown = ""
        while not shown.endswith("\x1b[K") or "12 files" not in shown:
            shown += os.read(main, 10_000).decode()
    os.close(main)
    assert "12 files read, now some" in shown
    assert "\n" not in shown
    assert "\x1b[2J" not in shown
    assert shown.endswith("\r\x1b[K")


SERVICE = """services:
  {name}:
    image: ghcr.io/acme/{name}:1
    build:
      context: {context}
      cache_to: ["type=registry,ref=ghcr.io/acme/cache:{tag},mode=max"]
"""


def test_different_images_of_two_files_on_one_cache_are_said(run: Run) -> None:
    put("api/compose.yaml", SERVICE.format(name="api", context=".", tag="main"))
    put("web/compose.yaml", SERVICE.format(name="web", context=".", tag="main"))
    status, out, _ = run("--format", "json", ".")
    (found,) = (one for one in json.loads(out)["problems"] if one["code"] == "writes-shared-files")
    assert (found["file"], found["severity"], status) == (str(Path("web/compose.yaml")), "warning", 0)
    assert f"{Path('api/compose.yaml')} (service api)" in found["message"]
    assert found["message"].endswith("Give each its own ref.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("web/compose.yaml", SERVICE.format(name="web", context=".", tag="web")),
        ("Makefile", "all:\n\tdocker build -t acme/api --cache-to type=registry,ref=ghcr.io/acme/cache:main api\n"),
        ("b.sh", "#!/bin/sh\ndocker build -t $IMAGE --cache-to type=registry,ref=ghcr.io/acme/cache:main web\n"),
        (
            "README.md",
            "```sh\ndocker build -t acme/web --cache-to type=registry,ref=ghcr.io/acme/cache:main web\n```\n",
        ),
        ("c.sh", "#!/bin/sh\ndocker build -t local/test --cache-to type=registry,ref=ghcr.io/acme/cache:main api\n"),
    ],
)
def test_one_build_in_two_files_is_no_finding(name: str, text: str, run: Run) -> None:
    put("compose.yaml", SERVICE.format(name="api", context="api", tag="main"))
    put(name, text)
    out = run("--format", "json", ".")[1]
    assert "writes-shared-files" not in out


@pytest.mark.parametrize("where", ["~/.gitconfig", "config", ".git/config", "ignore"])
def test_what_a_user_leaves_out_everywhere_is_left_out(
    where: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home of it"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "settings"))
    (home / "settings" / "git").mkdir(parents=True)
    (home / "mine").write_text("*.local.yaml\n", encoding="utf-8")
    config = '[user]\n\tname = x\n[core]\n\tExcludesFile = "~/mine" ; mine\n[core "x"]\n\texcludesfile = /nowhere\n'
    put("project/.git/HEAD", "ref: refs/heads/main\n")
    place = {"~/.gitconfig": home / ".gitconfig", "config": home / "settings" / "git" / "config"}
    if where == "ignore":
        (home / "settings" / "git" / "ignore").write_text("*.local.yaml\n", encoding="utf-8")
    else:
        place.get(where, Path("project/.git/config")).write_text(config, encoding="utf-8")
    put("project/compose.local.yaml", WRONG)
    put("project/compose.yaml", COMPOSE)
    status, out, _ = run("project")
    assert status == 0
    assert "1 file looked at" in out
