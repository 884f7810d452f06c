"""The rules of .gitignore: each answer is the one that git itself gives."""

import random
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from buildx_cache_flags.core.disk import ignored, walking

GIT: Final = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed, and its answers are what is compared with")

PIECES: Final = [
    "a",
    "b",
    "ab",
    "*",
    "**",
    "/",
    "?",
    "[ab]",
    "[!a]",
    "[a-b]",
    "\\",
    "\\*",
    ".",
    "!",
    "#",
    "[[:alpha:]]",
    "[b-a]",
    "-",
    "]",
    "[",
    "[]a]",
    "[a/b]",
    "é",
    "**/",
    "/**",
    "foo",
    "[\\]]",
    "[^b]",
    "[a",
    "[[:xx:]]",
    "[--0]",
    "x",
    "[[:digit:]-z]",
    "\\ü",
    " ",
    "\\ ",
]
NAMES: Final = [
    *[
        "a",
        "b",
        "ab",
        "ba",
        "aab",
        "foo",
        "fooa",
        "é",
        ".a",
        "#a",
        "!a",
        "*",
        "a*",
        "x",
        "-",
        "]",
        "a]",
        "[",
        "\\",
        "abc",
        "0",
    ],
    "a b",
    "a ",
]
HANGING: Final = "a*" * 40 + "b"


def git(at: Path, *words: str, given: bytes = b"") -> bytes:
    assert GIT
    return subprocess.run([GIT, "-C", str(at), *words], input=given, capture_output=True, check=False).stdout


def left_out(path: str, rules: ignored.Rules) -> bool:
    parts = path.split("/")
    above = ("/".join(parts[:number]) for number in range(1, len(parts)))
    if any(ignored.is_left_out(one.encode(), [rules], is_folder=True) for one in above):
        return True
    return ignored.is_left_out(path.encode(), [rules], is_folder=False)


@needs_git
@pytest.mark.parametrize("seed", range(40))
def test_rules_mean_what_git_makes_of_them(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    git(tmp_path, "init", "-q")
    text = "\n".join(
        "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 5))) for _ in range(chance.randint(1, 6))
    ) + chance.choice(["", "\n", "\r\n"])
    (tmp_path / ".gitignore").write_bytes(text.encode())
    paths = ["/".join(chance.choice(NAMES) for _ in range(chance.randint(1, 3))) for _ in range(100)]
    given = "".join(f"{path}\0" for path in paths).encode()
    expected = set(git(tmp_path, "check-ignore", "-z", "--stdin", "--no-index", given=given).decode().split("\0"))
    rules = ignored.read(text.encode())
    assert {path for path in paths if left_out(path, rules)} == expected - {""}


def test_a_rule_of_many_stars_takes_no_time() -> None:
    assert not left_out("a" * 200, ignored.read(HANGING.encode()))
    assert not left_out("/".join("a" * 60), ignored.read(("**/a/" * 30 + "b").encode()))


def files_of(top: Path) -> list[str]:
    unread: list[str] = []
    found = [path.relative_to(top).as_posix() for path in walking.files(top, lambda path, reason: unread.append(path))]
    assert not unread
    return found


def make(top: Path, **files: str) -> None:
    for name, text in files.items():
        path = top / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@needs_git
def test_a_tree_is_walked_as_git_lists_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    layout = {
        ".gitignore": "*.log\nbuild/\n/only-here\n!keep.log\nsub/deep/x\n",
        "sub/.gitignore": "!a.log\n*.tmp\n",
        "sub/deep/.gitignore": "!one.tmp\n",
        ".git/info/exclude": "excluded*\nsub/a.log\n",
    }
    names = [
        "a.log",
        "keep.log",
        "only-here",
        "sub/only-here",
        "build/in",
        "sub/build/in",
        "sub/a.log",
        "sub/deep/a.log",
        "sub/b.tmp",
        "sub/deep/one.tmp",
        "sub/deep/two.tmp",
        "sub/deep/x",
        "excluded1",
        "sub/excluded2",
        "sub/deep/kept",
        "plain",
    ]
    for name, text in {**dict.fromkeys(names, ""), **layout}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = git(
        tmp_path, "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore", "-X", ".git/info/exclude"
    )
    assert files_of(tmp_path) == sorted(filter(None, listed.decode().split("\0")), key=lambda name: name.split("/"))
    below = [name.removeprefix("sub/") for name in files_of(tmp_path) if name.startswith("sub/")]
    assert files_of(tmp_path / "sub") == below


def test_links_are_not_followed_and_a_checkout_inside_has_its_own_rules(tmp_path: Path) -> None:
    make(tmp_path, **{".gitignore": "*.yml\n", "a.yml": "", "b": ""})
    make(tmp_path / "module", **{"a.yml": "", ".gitignore": "b\n", "b": ""})
    (tmp_path / "module" / ".git").mkdir()
    try:
        (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "link").symlink_to(tmp_path / "b")
    except OSError:
        pytest.skip("links can't be made here")
    assert files_of(tmp_path) == [".gitignore", "b", "module/.gitignore", "module/a.yml"]


def test_the_rules_of_a_worktree_are_those_of_its_checkout(tmp_path: Path) -> None:
    make(tmp_path / "main", **{".git/info/exclude": "no*\n", ".git/worktrees/w/commondir": "../..\n"})
    make(tmp_path / "w", **{".git": f"gitdir: {tmp_path / 'main' / '.git' / 'worktrees' / 'w'}\n", "no": "", "yes": ""})
    assert files_of(tmp_path / "w") == [".git", "yes"] or files_of(tmp_path / "w") == ["yes"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    assert not list(walking.files(tmp_path / "no", lambda path, reason: said.append((path, reason))))
    assert said == [(str(tmp_path / "no"), "No such file or directory")] or len(said) == 1
