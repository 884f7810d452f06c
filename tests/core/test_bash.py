"""What is copied for POSIX shells, run in the shells themselves."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.command import Argument, Command, Line, Piece, compose, word
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.targets import bash
from buildx_cache_flags.core.text import variables
from tests import strategies

# History expansion is on, as it is at a prompt: there, "!" is special inside double quotes too.
PRELUDES = {"bash": "set -o history\nset -o histexpand\n:\n", "dash": "", "zsh": ""}
SHELLS = [
    pytest.param(name, marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"there is no {name} here"))
    for name in PRELUDES
]
HERE = [name for name in PRELUDES if shutil.which(name)]
"""What takes long to make is made once for all of them; the other tests name a shell that is not here."""
# Values that show whether anything but the variable itself is read by the shell.
VALUES = {
    "TAG": "v 1*$(echo no)`echo no`'\"\\!~",
    "OWNER": "",
    "_x": "two\nlines\t",
    "CI_COMMIT_REF_SLUG": "é 😀 ${TAG} $$",
}
STAND_IN = """#!/bin/sh
printf '%s\\0' "$#" "$@"
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program ``docker`` that prints its arguments."""
    folder = tmp_path_factory.mktemp("programs")
    stand_in = folder / "docker"
    stand_in.write_text(STAND_IN, encoding="utf-8")
    stand_in.chmod(0o755)
    return folder


def run(shell: str, texts: Iterable[str], programs: Path) -> list[list[str]]:
    """Run all *texts* in one script, and give what the stand-in received each time."""
    script = programs / f"script.{shell}"
    script.write_bytes((PRELUDES[shell] + "\n".join(texts) + "\n").encode())
    environment = {
        **os.environ,
        **VALUES,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "HISTFILE": "/dev/null",
    }
    options = ["-f"] if shell == "zsh" else []
    done = subprocess.run(
        [shell, *options, str(script)], capture_output=True, check=False, cwd=programs, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    words = iter(done.stdout.decode().split("\0")[:-1])
    return [[next(words) for _ in range(int(count))] for count in words]


def meant(argument: Argument, values: Mapping[str, str] = VALUES) -> str:
    """What a program is to receive for *argument*: variables replaced in references, and nothing else."""
    parts = []
    for piece in argument.pieces:
        is_reference = piece.place is not None and piece.place.parameter in {"ref", "image"}
        split = variables.split(piece.text) if is_reference else [(piece.text, False)]
        parts += [values.get(text, "") if is_name else text for text, is_name in split]
    return "".join(parts)


def received(command: Command) -> list[str]:
    """What ``docker`` is to receive for *command*."""
    return [meant(argument) for line in command.lines for argument in line.arguments][1:]


def plain_command(arguments: Sequence[str]) -> Command:
    """A command with any arguments, one a line."""
    return Command((Line((word("docker"),)), *(Line((word(text, Place(parameter="context")),)) for text in arguments)))


def arguments() -> st.SearchStrategy[list[str]]:
    return st.lists(strategies.hostile_text(writable=True), max_size=4)


def commands() -> st.SearchStrategy[Command]:
    """The commands of drafts without errors."""
    drafts = strategies.right_drafts(variables=True)
    outcomes = drafts.map(lambda draft: judge(draft, None, strategies.catalog(), with_variables=True))
    return outcomes.filter(lambda found: not found.errors).map(lambda found: found.command)


def written(command: Command) -> list[str]:
    return [bash.render(command, one_line=one_line).text for one_line in (False, True)]


@strategies.slower(10)
@given(batch=st.lists(arguments(), min_size=10, max_size=40))
def test_any_arguments_arrive_as_they_are(programs: Path, batch: list[list[str]]) -> None:
    texts = [text for arguments in batch for text in written(plain_command(arguments))]
    for shell in HERE:
        assert run(shell, texts, programs) == [arguments for arguments in batch for _ in range(2)], shell


@strategies.slower(10)
@given(batch=st.lists(commands(), min_size=5, max_size=15))
def test_any_draft_without_errors_arrives_with_its_variables_replaced(programs: Path, batch: list[Command]) -> None:
    texts = [text for command in batch for text in written(command)]
    for shell in HERE:
        assert run(shell, texts, programs) == [received(command) for command in batch for _ in range(2)], shell


@pytest.mark.parametrize("shell", SHELLS)
def test_each_special_character_arrives_at_every_place_of_an_argument(shell: str, programs: Path) -> None:
    pieces = [
        *map(chr, range(1, 127)),
        "=ls",
        "~root",
        "!!",
        "!d",
        "^a^b",
        "\n^a^b",
        "\n!!",
        "\\\n",
        "\r\n",
        "é",
        "😀",
        "$(id)",
        "${HOME}",
    ]
    batch = [[piece, f"a{piece}", f"{piece}a", f"--x={piece}", f"a'{piece}'", f'"{piece}"', ""] for piece in pieces]
    got = run(shell, [bash.render(plain_command(texts)).text for texts in batch], programs)
    assert got == batch


@pytest.mark.parametrize("shell", SHELLS)
def test_beside_a_variable_nothing_else_is_read_by_the_shell(shell: str, programs: Path, catalog: Catalog) -> None:
    pieces = [
        *map(chr, range(1, 127)),
        "!!",
        "!d",
        "$(id)",
        "`id`",
        "${HOME}",
        "$HOME",
        "\\\n",
        "\n^a^b",
        "é",
        "${TAG}",
    ]
    batch = []
    for piece in pieces:
        for text in (piece, f"a{piece}b", f"{piece}{piece}"):
            entry = entries.registry("ghcr.io/${OWNER}x/app:${TAG}").with_value("note", text)
            batch.append(compose(Draft(writes=(entry,), reads=(), context=text if text != "-" else "."), catalog))
    got = run(shell, [bash.render(command).text for command in batch], programs)
    assert got == [received(command) for command in batch]
    assert got[0][3].startswith(f"type=registry,ref=ghcr.io/x/app:{VALUES['TAG']}")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_flags_alone_arrive_behind_any_command(shell: str, programs: Path, catalog: Catalog) -> None:
    draft = Draft(writes=entries.parse("type=registry,ref=a/b:${TAG},x=$HOME y"), reads=entries.parse("a/b:c"))
    command = compose(draft, catalog).flags()
    got = run(shell, [f"docker {text}" for text in written(command)], programs)
    expected = [meant(argument) for line in command.lines for argument in line.arguments]
    assert got == [expected, expected]


def test_what_needs_no_quotes_has_none(catalog: Catalog) -> None:
    draft = Draft(
        image="ghcr.io/acme/app:1.4",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:c,mode=max"),
        reads=entries.parse(f"a/b@sha256:{'0' * 64}"),
        context="./a+b_c@",
    )
    command = compose(draft, catalog)
    assert bash.render(command).text == (
        "docker buildx build --push \\\n"
        "  -t ghcr.io/acme/app:1.4 \\\n"
        "  --cache-to type=registry,ref=ghcr.io/acme/app:c,mode=max \\\n"
        f"  --cache-from type=registry,ref=a/b@sha256:{'0' * 64} \\\n"
        "  ./a+b_c@"
    )
    assert bash.render(command, one_line=True).text == " ".join(command.arguments)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("", "''"),
        ("a b", "'a b'"),
        ("it's", "'it'\\''s'"),
        ("$HOME", "'$HOME'"),
        ("${TAG}", "'${TAG}'"),
        ("=ls", "'=ls'"),
        ("a=ls", "a=ls"),
        ("~", "'~'"),
        ("a\nb", "'a\nb'"),
        ("é", "'é'"),
        ("#x", "'#x'"),
    ],
)
def test_single_quotes_where_they_are_needed(text: str, quoted: str) -> None:
    assert bash.render(plain_command([text]), one_line=True).text == f"docker {quoted}"


@pytest.mark.parametrize(
    ("ref", "note", "quoted"),
    [
        ("a/b:${TAG}", "", '"type=registry,ref=a/b:${TAG}"'),
        ("${R}/b:${TAG}", "", '"type=registry,ref=${R}/b:${TAG}"'),
        ("a/b:${TAG}", "${TAG}", '"type=registry,ref=a/b:${TAG},note=\\${TAG}"'),
        ("a/b:c", "${TAG}", "'type=registry,ref=a/b:c,note=${TAG}'"),
        ("a/b:${TAG}", "`$\\", '"type=registry,ref=a/b:${TAG},note=\\`\\$\\\\"'),
    ],
)
def test_double_quotes_where_a_reference_has_a_variable(ref: str, note: str, quoted: str, catalog: Catalog) -> None:
    entry = entries.registry(ref).with_value("note", note or None)
    command = compose(Draft(writes=(entry,), reads=()), catalog).flags()
    assert bash.render(command, one_line=True).text == f"--cache-to {quoted}"


def test_a_variable_in_the_image_is_replaced_and_in_the_context_it_is_text(catalog: Catalog) -> None:
    command = compose(Draft(image="a/b:${TAG}", writes=(), reads=(), context="${TAG}"), catalog)
    assert bash.render(command, one_line=True).text == "docker buildx build --push -t \"a/b:${TAG}\" '${TAG}'"


def in_quotes(text: str) -> set[str]:
    """How *text* may stand inside single or double quotes; variables may or may not be meant."""
    single = text.replace("'", "'\\''").replace("\n^", "\n''^")
    double = re.sub(r'([\\"$`])', r"\\\1", text).replace("!", "\"'!'\"").replace("\n^", '\n""^')
    return {text, single, double, re.sub(r"\\\$(\{[A-Za-z_][A-Za-z0-9_]*\})", r"$\1", double)}


@given(strategies.right_drafts(variables=True), st.booleans())
def test_each_span_covers_exactly_what_its_place_wrote(draft: Draft, one_line: bool) -> None:
    command = compose(draft, strategies.catalog())
    rendered = bash.render(command, one_line=one_line)
    pieces: list[Piece] = [piece for line in command.lines for argument in line.arguments for piece in argument.pieces]
    expected = [(piece.place, piece.text) for piece in pieces if piece.place and piece.text]
    assert [span.place for span in rendered.spans] == [place for place, _ in expected]
    end = 0
    for span, (_, text) in zip(rendered.spans, expected, strict=True):
        assert end <= span.start < span.end <= len(rendered.text)
        end = span.end
        assert rendered.text[span.start : span.end] in in_quotes(text)


def test_spans_leave_out_quotes_and_what_always_stands_there(catalog: Catalog) -> None:
    entry = entries.registry("a/b:${TAG}").with_value("x", "$")
    rendered = bash.render(compose(Draft(image="a/b", writes=(entry,), reads=(), context="a b"), catalog))
    covered = [(str(span.place), rendered.text[span.start : span.end]) for span in rendered.spans]
    assert covered == [
        ("output", "--push"),
        ("image", "a/b"),
        ("cache-to 1", "--cache-to"),
        ("cache-to 1, type", "type=registry"),
        ("cache-to 1, ref", "ref=a/b:${TAG}"),
        ("cache-to 1, x", "x=\\$"),
        ("context", "a b"),
    ]
