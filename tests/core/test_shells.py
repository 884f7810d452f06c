"""What is copied for bash, zsh, sh, fish and GitLab CI, run in the shells themselves."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, cast

import pytest
import yaml

from buildx_cache_flags.cli import codes
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Kind
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.command import Argument, Command, Line, Piece, compose, word
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.pasted import pasting
from buildx_cache_flags.core.targets import TARGETS, fish, gitlab_ci
from tests import depth
from tests.core import hostile
from tests.core.hostile import VALUES, assert_spans, plain, received
from tests.real import rendered

# History expansion is on, as it is at a prompt: there, "!" is special inside double quotes too.
PRELUDES = {"bash": "set -o history\nset -o histexpand\n:\n", "dash": "", "zsh": "", "fish": ""}
OPTIONS = {"zsh": ["-f"], "fish": ["--no-config"]}
TARGET_OF = {"bash": "bash", "dash": "bash", "zsh": "bash", "fish": "fish"}
STAND_IN = """#!/bin/sh
printf '%s\\0' "$#" "$@"
"""
MANY = depth.either(2000, 500)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program ``docker`` that prints its arguments."""
    folder = tmp_path_factory.mktemp("programs")
    stand_in = folder / "docker"
    stand_in.write_text(STAND_IN, encoding="utf-8")
    stand_in.chmod(0o755)
    return folder


@pytest.fixture(params=PRELUDES)
def shell(request: pytest.FixtureRequest) -> str:
    """Each shell; where tests decide whether a change is taken, all of them have to be there."""
    name = str(request.param)
    if shutil.which(name) is None and not os.environ.get("CI"):
        pytest.skip(f"there is no {name} here")
    return name


def run(shell: str, texts: Iterable[str], programs: Path, values: Mapping[str, str] = VALUES) -> list[list[str]]:
    """Run all *texts* in one script, and give what the stand-in received each time."""
    script = programs / f"script.{shell}"
    script.write_bytes((PRELUDES[shell] + "\n".join(texts) + "\n").encode())
    environment = {
        **os.environ,
        **values,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HISTFILE": "/dev/null",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        [shell, *OPTIONS.get(shell, []), str(script)],
        capture_output=True,
        check=False,
        cwd=programs,
        env=environment,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    words = iter(done.stdout.decode().split("\0")[:-1])
    return [[next(words) for _ in range(int(count))] for count in words]


def test_any_arguments_arrive_as_they_are(shell: str, programs: Path) -> None:
    commands = hostile.commands(MANY)
    render = TARGETS[TARGET_OF[shell]].render
    texts = [render(command, one_line=bool(number % 2)).text for number, command in enumerate(commands)]
    for command, got in zip(commands, run(shell, texts, programs), strict=True):
        assert got == received(command)


def test_each_special_character_arrives_at_every_place_of_an_argument(shell: str, programs: Path) -> None:
    pieces = [*map(chr, range(1, 128)), *hostile.SPECIAL, *hostile.WORDS, *hostile.QUOTES, *hostile.EDGES]
    batch = [[piece, f"a{piece}", f"{piece}a", f"--x={piece}", f"a'{piece}'", f'"{piece}"', ""] for piece in pieces]
    texts = [TARGETS[TARGET_OF[shell]].render(plain(arguments), one_line=False).text for arguments in batch]
    assert run(shell, texts, programs) == batch


def script_of(text: str) -> str:
    """The command in a job, as GitLab's own YAML library (libyaml) and the one that wrote it both read it."""
    from ruamel.yaml import YAML

    read = yaml.load(text, yaml.CSafeLoader)
    assert read == YAML(typ="safe", pure=True).load(text)
    assert list(read) == ["build-image"]
    assert list(read["build-image"]) == ["script"]
    (script,) = read["build-image"]["script"]
    assert isinstance(script, str)
    return script


@pytest.mark.parametrize("one_line", [False, True])
def test_the_script_of_a_gitlab_job_gets_any_arguments(programs: Path, one_line: bool) -> None:
    commands = hostile.commands(400, seed=2)
    texts = [script_of(gitlab_ci.render(command, one_line=one_line).text) for command in commands]
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    assert run("bash", texts, programs) == [received(command) for command in commands]


def a_draft(ref: str = "ghcr.io/acme/app:${TAG}") -> Draft:
    entry = entries.registry(ref).with_value("mode", "max")
    return Draft(image="ghcr.io/acme/app:1.4", writes=(entry,), reads=(entries.registry("a/b"),), context="my app")


def test_a_gitlab_job_is_right_by_gitlabs_own_schema(tmp_path: Path) -> None:
    commands = [hostile.commands(1)[0], *(compose(draft, rendered.TABLE) for _, draft in rendered.drafts())]
    jobs = [tmp_path / f"{number}.yml" for number in range(2 * len(commands))]
    for number, job in enumerate(jobs):
        one_line = number % 2 == 0
        job.write_text(gitlab_ci.render(commands[number // 2], one_line=one_line).text, encoding="utf-8")
    schema = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*schema, *jobs], capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout


def test_no_yaml_library_is_imported_before_it_is_used() -> None:
    code = "import sys, buildx_cache_flags.core.targets; sys.exit('ruamel.yaml' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


def test_fish(catalog: Catalog) -> None:
    assert fish.render(compose(a_draft(), catalog)).text == (
        "docker buildx build --push \\\n"
        "  -t ghcr.io/acme/app:1.4 \\\n"
        '  --cache-to type=registry,ref=ghcr.io/acme/app:"$TAG",mode=max \\\n'
        "  --cache-from type=registry,ref=a/b \\\n"
        "  'my app'"
    )


def job_of(text: str) -> dict[str, Any]:
    """The job that a file of GitLab's has, as libyaml reads it."""
    read = yaml.load(text, yaml.CSafeLoader)
    assert list(read) == ["build-image"]
    return cast("dict[str, Any]", read["build-image"])


def test_gitlab(catalog: Catalog) -> None:
    command = compose(a_draft("${CI_REGISTRY_IMAGE}:${CI_COMMIT_REF_SLUG}"), catalog)
    written = gitlab_ci.render(command).text
    assert written.endswith(
        "  script:\n"
        "    - |\n"
        "      docker buildx build --push \\\n"
        "        -t ghcr.io/acme/app:1.4 \\\n"
        '        --cache-to "type=registry,ref=${CI_REGISTRY_IMAGE}:${CI_COMMIT_REF_SLUG},mode=max" \\\n'
        "        --cache-from type=registry,ref=a/b \\\n"
        "        'my app'\n"
    )
    job = job_of(written)
    assert job["image"].startswith("docker:")
    assert job["services"][0].endswith("-dind")
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    create, *logins = job["before_script"][1:]
    assert create.startswith("docker buildx create ")
    assert [re.findall(r"docker login (?:\S*/)?(\S+)", login) for login in logins] == [
        ['"$CI_REGISTRY"'],
        ["ghcr.io"],
        ["--username"],
    ]
    # A cache that is only read may be public.
    assert logins[2].startswith('if [ -n "${DOCKERHUB_TOKEN:-}" ]; then ')
    assert gitlab_ci.render(command, one_line=True).text.endswith(
        "  script:\n"
        "    - docker buildx build --push -t ghcr.io/acme/app:1.4 --cache-to "
        '"type=registry,ref=${CI_REGISTRY_IMAGE}:${CI_COMMIT_REF_SLUG},mode=max" '
        "--cache-from type=registry,ref=a/b 'my app'\n"
    )


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", "''"),
        ("a b", "'a b'"),
        ("it's", "'it'\\''s'"),
        ("a\\b", "'a\\b'"),
        ("a\\\\b", "'a'\\\\\\\\'b'"),
        ("a b\\", "'a b'\\\\''"),
        ("$HOME", "'$HOME'"),
        ("${TAG}", "'${TAG}'"),
        ("(id)", "'(id)'"),
        ("%self", "'%self'"),
        ("a%", "a%"),
        ("~", "'~'"),
        ("a\nb", "'a\nb'"),
        ("é", "'é'"),
    ],
)
def test_fish_has_single_quotes_where_they_are_needed(text: str, quoted: str) -> None:
    assert fish.render(plain([text]), one_line=True).text == f"docker {quoted}"


@pytest.mark.parametrize(
    ("ref", "note", "quoted"),
    [
        ("${R}/b:${TAG}", "", 'type=registry,ref="$R"/b:"$TAG"'),
        ("${A}${B}", "", 'type=registry,ref="$A""$B"'),
        ("a:${TAG}x", "", 'type=registry,ref=a:"$TAG"x'),
        ("a:${TAG}", "${TAG}", "type=registry,ref=a:\"$TAG\"',note=${TAG}'"),
        ("a b:${TAG} c", "", "'type=registry,ref=a b:'\"$TAG\"' c'"),
        ("a:${TAG}[1]", "", "type=registry,ref=a:\"$TAG\"'[1]'"),
    ],
)
def test_fish_has_each_variable_in_double_quotes_of_its_own(ref: str, note: str, quoted: str, catalog: Catalog) -> None:
    entry = entries.registry(ref).with_value("note", note or None)
    command = compose(Draft(writes=(entry,), reads=()), catalog).flags()
    assert fish.render(command, one_line=True).text == f"--cache-to {quoted}"


def test_spans_leave_out_quotes_at_the_ends_and_keep_those_in_the_middle() -> None:
    pieces = ("type=registry", "ref=a b:${TAG} c", "x=d e")
    places = [Place("cache-to", 0, piece.partition("=")[0]) for piece in pieces]
    kinds: list[Kind | Literal[""]] = ["", "reference", ""]
    split = [part for piece in map(Piece, pieces, places, kinds) for part in (Piece(","), piece)][1:]
    rendered = fish.render(Command((Line((word("docker"), Argument(tuple(split)))),)))
    assert rendered.text == "docker 'type=registry,ref=a b:'\"$TAG\"' c,x=d e'"
    covered = [rendered.text[span.start : span.end] for span in rendered.spans]
    assert covered == ["type=registry", "ref=a b:'\"$TAG\"' c", "x=d e"]
    assert [span.place for span in rendered.spans] == places


@pytest.mark.parametrize(("target", "marks"), [("fish", "'\"\\{}"), ("gitlab-ci", "'\"\\! \n")])
@pytest.mark.parametrize("one_line", [False, True])
def test_each_span_covers_exactly_what_its_place_wrote(target: str, marks: str, one_line: bool) -> None:
    commands = hostile.commands(600, seed=3)
    printable = [command for command in commands if is_printable(command, one_line) or target == "fish"]
    assert len(printable) > 100
    for command in printable:
        assert_spans(command, TARGETS[target].render(command, one_line=one_line), marks)


def is_printable(command: Command, one_line: bool) -> bool:
    """Whether YAML writes no character of it as a code."""
    allowed = "" if one_line else "\n"
    return all(character.isprintable() or character in allowed for text in command.arguments for character in text)


SHELL_TARGETS = ("bash", "flags", "fish", "powershell", "cmd", "gitlab-ci")


@pytest.mark.parametrize("target", SHELL_TARGETS)
@pytest.mark.parametrize("name", ["BRANCH", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "CI_COMMIT_BRANCH", "git_branch"])
def test_a_variable_that_is_likely_a_branch_gets_one_hint(target: str, name: str, catalog: Catalog) -> None:
    draft = a_draft(f"ghcr.io/acme/app:${{{name}}}").with_following(True)
    found = TARGETS[target].problems(compose(draft, catalog))
    if (target, name) == ("gitlab-ci", "BRANCH"):
        # The job sets it, to what fits into a tag.
        assert not found
        return
    (hint,) = found
    assert (hint.code, hint.severity, hint.place) == ("target-branch-name", "hint", Place("cache-to", 0, "ref"))
    assert name in hint.message
    assert hint.message.endswith(".")


@pytest.mark.parametrize("target", SHELL_TARGETS)
def test_every_code_of_a_shell_is_in_the_list_of_codes(target: str) -> None:
    listed = {(code.code, code.severity) for code in codes.every()}
    for command in hostile.commands(200, seed=11):
        found = {(problem.code, problem.severity) for problem in TARGETS[target].problems(command)}
        assert found <= listed


@pytest.mark.parametrize("target", SHELL_TARGETS)
@pytest.mark.parametrize("name", ["TAG", "CI_COMMIT_REF_SLUG", "GITHUB_REF_SLUG", "BRANCH_SLUG", "HREF", "REF_COUNT"])
def test_others_get_none(target: str, name: str, catalog: Catalog) -> None:
    draft = a_draft(f"ghcr.io/acme/app:${{{name}}}")
    assert not TARGETS[target].problems(compose(draft, catalog))


@pytest.mark.parametrize("following", [False, True])
def test_gitlab_has_a_safe_form_of_the_branch_and_puts_it_in(catalog: Catalog, following: bool) -> None:
    unsafe = "${CI_REGISTRY_IMAGE}:${CI_COMMIT_BRANCH}"
    draft = Draft(image=unsafe, writes=(entries.registry(unsafe),), reads=(entries.registry(unsafe),), following=False)
    draft = draft.with_following(following)
    (hint,) = TARGETS["gitlab-ci"].problems(compose(draft, catalog))
    assert hint.fix is not None
    assert hint.fix.label == "Use ${CI_COMMIT_REF_SLUG}"
    mended = hint.fix.apply(draft, catalog)
    safe = "${CI_REGISTRY_IMAGE}:${CI_COMMIT_REF_SLUG}"
    assert (mended.image, mended.writes[0].get("ref"), mended.reads[0].get("ref")) == (safe, safe, safe)
    assert mended.following is following
    assert not TARGETS["gitlab-ci"].problems(compose(mended, catalog))


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_the_way_to_a_safe_form_works(shell: str, programs: Path) -> None:
    if shutil.which(shell) is None and not os.environ.get("CI"):
        pytest.skip(f"there is no {shell} here")
    text = 'TAG=$(printf %s "$BRANCH" | tr -c \'A-Za-z0-9_.-\' -)\ndocker "$TAG"'
    assert run(shell, [text], programs, {"BRANCH": "feature/New_Thing+2"}) == [["feature-New_Thing-2"]]


def test_the_way_to_a_safe_form_works_in_fish(programs: Path) -> None:
    if shutil.which("fish") is None and not os.environ.get("CI"):
        pytest.skip("there is no fish here")
    text = "set -x TAG (string replace -ra '[^A-Za-z0-9_.-]' - -- $BRANCH)\ndocker \"$TAG\""
    assert run("fish", [text], programs, {"BRANCH": "feature/New_Thing+2"}) == [["feature-New_Thing-2"]]


@pytest.mark.parametrize("target", ["bash", "fish", "powershell", "cmd"])
@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("ref", ["a/b:${TAG}", "${R}/b:${TAG}", "a/b:c", "a/${X}${Y}"])
@pytest.mark.parametrize("note", ["", "a b", "it's", "x’y", "a&b|c", "a,b", "\\", "(a)^b", "a;b", "$(x)", "${TAG}"])
def test_what_was_copied_can_be_pasted_back(target: str, one_line: bool, ref: str, note: str, catalog: Catalog) -> None:
    entry = entries.registry(ref).with_value("note", note or None)
    draft = Draft(image="a/b:${TAG}", writes=(entry,), reads=(), context="my app", following=False)
    command = compose(draft, catalog)
    if any(problem.severity == "error" for problem in TARGETS[target].problems(command)):
        pytest.skip("this can't be copied for it")
    if target == "cmd" and one_line and "$" in note:
        pytest.skip("on one line, nothing tells this from a POSIX shell")
    pasted = pasting.read(TARGETS[target].render(command, one_line=one_line).text, Draft(), catalog)
    assert pasted.draft.meaning() == draft.meaning()
    assert not pasted.problems
