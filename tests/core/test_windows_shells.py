"""What is copied for PowerShell and cmd, read by independent models of both; ``make test-wine`` runs cmd itself."""

import re

import mslex
import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.command import Command, compose
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.targets import TARGETS, cmd, powershell
from tests import depth
from tests.core import hostile, windows
from tests.core.hostile import TAME_VALUES, assert_spans, is_carried, plain, received

MANY = depth.either(1500, 500)


def codes(target: str, command: Command) -> list[str]:
    return [problem.code for problem in TARGETS[target].problems(command)]


def a_draft() -> Draft:
    entry = entries.registry("ghcr.io/acme/app:${TAG}").with_value("mode", "max")
    return Draft(image="ghcr.io/acme/app:1.4", writes=(entry,), reads=(entries.registry("a/b"),), context="my app")


@pytest.mark.parametrize("one_line", [False, True])
def test_powershell_reads_one_command_with_the_arguments_as_they_are(one_line: bool) -> None:
    for command in hostile.commands(MANY, seed=4):
        text = powershell.render(command, one_line=one_line).text
        assert windows.powershell_values(text, TAME_VALUES) == received(command, TAME_VALUES), text


@pytest.mark.parametrize("version", [(5, 1), (7, 2)])
def test_what_powershell_carries_arrives_in_every_version(version: tuple[int, int]) -> None:
    for command in hostile.commands(MANY, seed=5, usable=is_carried(TARGETS["powershell"])):
        meant = received(command, {**TAME_VALUES, "TAG": "v1"})
        line = windows.powershell_line(meant, version=version)
        assert windows.argv(line) == meant, line


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("batch", [False, True])
def test_what_cmd_carries_arrives(one_line: bool, batch: bool) -> None:
    for command in hostile.commands(MANY, seed=6, usable=is_carried(TARGETS["cmd"])):
        text = cmd.render(command, one_line=one_line).text
        program, *arguments = windows.argv(windows.cmd_line(text, TAME_VALUES, batch=batch))
        assert program == "docker"
        assert arguments == received(command, TAME_VALUES), text


def test_a_library_reads_cmd_alike() -> None:
    for command in hostile.commands(300, seed=7, usable=is_carried(TARGETS["cmd"])):
        text = cmd.render(command, one_line=True).text
        if re.search(r"[%!]|[^\S \t]", text):
            continue  # it takes these for variables or for blanks whatever stands around them
        assert mslex.split(text)[1:] == received(command, TAME_VALUES), text


@pytest.mark.parametrize("target", ["powershell", "cmd"])
@pytest.mark.parametrize("one_line", [False, True])
def test_each_span_covers_exactly_what_its_place_wrote(target: str, one_line: bool) -> None:
    marks = {"powershell": "`${}env:" + windows.SINGLE + windows.DOUBLE + "abtnvfr\a\b\t\n\v\f\r", "cmd": '"^\\${}%'}
    for command in hostile.commands(300, seed=8):
        assert_spans(command, TARGETS[target].render(command, one_line=one_line), marks[target])


def test_powershell(catalog: Catalog) -> None:
    assert powershell.render(compose(a_draft(), catalog)).text == (
        "docker buildx build --push `\n"
        "  -t ghcr.io/acme/app:1.4 `\n"
        '  --cache-to "type=registry,ref=ghcr.io/acme/app:${env:TAG},mode=max" `\n'
        "  --cache-from 'type=registry,ref=a/b' `\n"
        "  'my app'"
    )


def test_cmd(catalog: Catalog) -> None:
    assert cmd.render(compose(a_draft(), catalog)).text == (
        "docker buildx build --push ^\n"
        "  -t ghcr.io/acme/app:1.4 ^\n"
        '  --cache-to "type=registry,ref=ghcr.io/acme/app:%TAG%,mode=max" ^\n'
        '  --cache-from "type=registry,ref=a/b" ^\n'
        '  "my app"'
    )


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (".", "."),
        ("..", ".."),
        ("a=b", "a=b"),
        (r".\a", r".\a"),
        ("C:\\a\\", "C:\\a\\"),
        ("-", "'-'"),
        ("--", "'--'"),
        ("--push", "--push"),
        ("-x:y", "'-x:y'"),
        ("-x.y", "'-x.y'"),
        ("–x", "'–x'"),
        ("1.4", "'1.4'"),
        (".5", "'.5'"),
        ("a,b", "'a,b'"),
        ("~", "'~'"),
        ("@x", "'@x'"),
        ("a b", "'a b'"),
        ("it's", "'it''s'"),
        ("it’s", "'it’’s'"),
        ("‘‚‛", "'‘‘‚‚‛‛'"),
        ("“x”", "'“x”'"),
        ("$HOME", "'$HOME'"),
        ("${env:HOME}", "'${env:HOME}'"),
        ("${TAG}", "'${TAG}'"),
        ("a`b", "'a`b'"),
        ("a\nb", '"a`nb"'),
        ("a\tb", '"a`tb"'),
        ("$\r`“", '"`$`r```“"'),
        ("#x", "'#x'"),
        (";", "';'"),
        ("é", "'é'"),
    ],
)
def test_powershell_has_quotes_where_they_are_needed(text: str, quoted: str) -> None:
    command = plain([text])
    assert powershell.render(command, one_line=True).text == f"docker {quoted}"
    assert not codes("powershell", command)


@pytest.mark.parametrize(
    ("ref", "note", "quoted"),
    [
        ("a:${TAG}", "", '"type=registry,ref=a:${env:TAG}"'),
        ("${A}${B}", "", '"type=registry,ref=${env:A}${env:B}"'),
        ("a:${TAG}", "${TAG}", '"type=registry,ref=a:${env:TAG},note=`${TAG}"'),
        ("a:${TAG}", "`$”’", '"type=registry,ref=a:${env:TAG},note=```$`”’"'),
        ("a", "${TAG}", "'type=registry,ref=a,note=${TAG}'"),
    ],
)
def test_powershell_has_variables_in_double_quotes(ref: str, note: str, quoted: str, catalog: Catalog) -> None:
    entry = entries.registry(ref).with_value("note", note or None)
    command = compose(Draft(writes=(entry,), reads=()), catalog).flags()
    assert powershell.render(command, one_line=True).text == f"--cache-to {quoted}"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (".", "."),
        ("C:\\a\\", "C:\\a\\"),
        ("-", "-"),
        ("a@b", "a@b"),
        ("", '""'),
        ("a b", '"a b"'),
        ("a,b", '"a,b"'),
        ("a;b", '"a;b"'),
        ("a=b", '"a=b"'),
        ("a&b|c<d>e", '"a&b|c<d>e"'),
        ("(a)^b", '"(a)^b"'),
        ("a b\\", '"a b\\\\"'),
        ("a\\ b", '"a\\ b"'),
        ('a"b', '^"a\\^"b^"'),
        ('a\\"b', '^"a\\\\\\^"b^"'),
        ('a"&^ (b)\\', '^"a\\^"^&^^ ^(b^)\\\\^"'),
        ("it's", '"it\'s"'),
        ("$HOME ~", '"$HOME ~"'),
        ("${TAG}", '"${TAG}"'),
        ("é", '"é"'),
    ],
)
def test_cmd_has_quotes_where_they_are_needed(text: str, quoted: str) -> None:
    command = plain([text])
    assert cmd.render(command, one_line=True).text == f"docker {quoted}"
    assert not codes("cmd", command)


@pytest.mark.parametrize(
    ("ref", "note", "quoted"),
    [
        ("a:${TAG}", "", '"type=registry,ref=a:%TAG%"'),
        ("${A}${B}", "", '"type=registry,ref=%A%%B%"'),
        ("a:${TAG}", "${TAG}", '"type=registry,ref=a:%TAG%,note=${TAG}"'),
        ("a:${TAG}", "b,c&d", '^"type=registry,ref=a:%TAG%,\\^"note=b,c^&d\\^"^"'),
    ],
)
def test_cmd_has_variables_in_percent_signs(ref: str, note: str, quoted: str, catalog: Catalog) -> None:
    entry = entries.registry(ref).with_value("note", note or None)
    command = compose(Draft(writes=(entry,), reads=()), catalog).flags()
    assert cmd.render(command, one_line=True).text == f"--cache-to {quoted}"


@pytest.mark.parametrize(
    ("target", "text", "code", "severity"),
    [
        ("powershell", 'a"b', "target-quote", "error"),
        ("powershell", "", "target-empty", "error"),
        ("powershell", "a b\\", "target-backslash", "error"),
        ("powershell", "a\u3000b\\\\", "target-backslash", "error"),
        ("powershell", "--%", "target-verbatim", "error"),
        ("powershell", "x" * 40_000, "target-length", "error"),
        ("cmd", "100%", "target-percent", "error"),
        ("cmd", "%PATH%", "target-percent", "error"),
        ("cmd", "a\nb", "target-control", "error"),
        ("cmd", "a\rb", "target-control", "error"),
        ("cmd", "a\tb", "target-control", "error"),
        ("cmd", "a\x1ab", "target-control", "error"),
        ("cmd", "x" * 9_000, "target-length", "error"),
        ("cmd", "“x”", "target-console", "warning"),
        ("cmd", "a!b", "target-exclamation", "hint"),
    ],
)
def test_what_a_shell_cannot_carry_is_found(target: str, text: str, code: str, severity: str) -> None:
    (problem,) = TARGETS[target].problems(plain(["a", text]))
    place = Place() if code == "target-length" else Place("cache-to", 1, "x")
    assert (problem.code, problem.severity, problem.place) == (code, severity, place)
    assert problem.message.endswith(".")
    assert {"powershell": "PowerShell", "cmd": "cmd"}[target] in problem.message.replace("Windows", "cmd PowerShell")


@pytest.mark.parametrize("text", ["a b", "a\\", "a\\ b", "\\", "%PATH%", "a\nb", "--", "--%x", "“", "!", "^", "é"])
def test_what_powershell_does_carry_is_no_problem(text: str) -> None:
    assert not codes("powershell", plain([text]))


@pytest.mark.parametrize(
    ("arguments", "arrived"),
    [
        (["a b\\", "c"], ['a b" c']),
        (["", "c"], ["c"]),
        (['a"b"c', "d"], ["abc", "d"]),
        (['"a b"', "c"], ["a b", "c"]),
    ],
)
def test_what_is_refused_for_powershell_really_breaks_there(arguments: list[str], arrived: list[str]) -> None:
    line = windows.powershell_line(arguments, version=(5, 1))
    assert mslex.split_ucrt(line) == arrived
    assert not is_carried(TARGETS["powershell"])(plain(arguments))


def test_a_folder_that_powershell_cannot_carry_is_mended(catalog: Catalog) -> None:
    draft = Draft(writes=(), reads=(), context="C:\\my app\\")
    (problem,) = TARGETS["powershell"].problems(compose(draft, catalog))
    assert problem.place == Place(parameter="context")
    assert problem.fix is not None
    assert problem.fix.apply(draft, catalog).context == "C:\\my app"


def test_a_percent_sign_of_a_variable_is_none(catalog: Catalog) -> None:
    assert not codes("cmd", compose(a_draft(), catalog))
    unclear = Draft(writes=(entries.registry("a:${TAG}%"),), reads=())
    assert codes("cmd", compose(unclear, catalog)) == ["target-percent"]
