"""Text in words, as each shell would split it."""

import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from buildx_cache_flags.core.pasted import shellwords
from buildx_cache_flags.core.pasted.shells import Dialect, detect, grammar
from buildx_cache_flags.core.pasted.shellscan import scan
from tests import strategies

DIALECTS = ("posix", "powershell", "cmd")
BASH = shutil.which("bash")

# Between two tokens there may be blanks, the marks that continue a line, prompts, and quotes in which nothing stands.
GAP = re.compile(r"(?:\s|[\\`^]|[$%>#\u00bb\u276f\u279c*•-][ \t]|@|~~~.*|```.*|\w:\\.*>|PS.*>)*")


def words(text: str) -> list[str]:
    """The words of all commands."""
    return [word.text for command in shellwords.split(text).commands for word in command.words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b\tc", ["a", "b", "c"]),
        ("'a b' \"c d\"", ["a b", "c d"]),
        ("a'b'\"c\"d", ["abcd"]),
        (r"a\ b \'c \"", ["a b", "'c", '"']),
        (r'"a\"b\\c\d"', [r'a"b\c\d']),
        ("'' \"\"", ["", ""]),
        ("a\\\nb", ["ab"]),
        ('"a\\\nb"', ["ab"]),
        ("'it'\\''s'", ["it's"]),
        ("a#b # c", ["a#b"]),
        ("$A ${B} \"$C$D\" '$E' \\$F", ["${A}", "${B}", "${C}${D}", "$E", "$F"]),
        ("a$(b \"c)\" ')' $(d)) e", ["a$(b \"c)\" ')' $(d))", "e"]),
        ('"${A:-"b c"}"', ['${A:-"b c"}']),
        ("`a b` c", ["`a b`", "c"]),
        ("$'a\\'b'", ["$'a\\'b'"]),
        ("$1 $@ $$", ["$1", "$@", "$$"]),
    ],
)
def test_posix_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it''s' \"a\"\"b\"", ["it's", 'a"b']),
        ('"a`"b`$c`n" a` b', ['a"b$c\n', "a b"]),
        ("a`\nb", ["a", "b"]),
        ("$env:A ${ENV:B} \"$env:C\" '$env:D'", ["${A}", "${B}", "${C}", "$env:D"]),
        ("$a ${b} $(c 'd')", ["$a", "${b}", "$(c 'd')"]),
        (r"C:\a\b", [r"C:\a\b"]),
        ("<# a\nb #> c # d", ["c"]),
        ("‘a b’ “c d” 'e’", ["a b", "c d", "e"]),
    ],
)
def test_powershell_words(text: str, expected: list[str]) -> None:
    assert [token.text for token in scan(text, grammar("powershell")) if token.kind == "word"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a b" c"d e"f', ["a b", "cd ef"]),
        ("it's 'a b'", ["it's", "'a", "b'"]),
        (r'"a\"b" "c\\" \d\e \"f', ['a"b', "c\\", r"\d\e", '"f']),
        ('"a""b"', ['a"b']),
        ("a^&b ^^ ^%", ["a&b", "^", "%"]),
        ("a^\nb ^\r\nc", ["ab", "c"]),
        ('%A% "%B%" %1 %C:~1,2% !D! 50%', ["${A}", "${B}", "%1", "%C:~1,2%", "!D!", "50%"]),
    ],
)
def test_cmd_words(text: str, expected: list[str]) -> None:
    assert [token.text for token in scan(text, grammar("cmd")) if token.kind == "word"] == expected


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("docker build .", "posix"),
        ("docker build \\\n .", "posix"),
        ("docker build `\n .", "powershell"),
        ("docker build `  \n .", "powershell"),
        ("docker build ^\r\n .", "cmd"),
        ("PS C:\\> docker build", "powershell"),
        ("PS> docker build", "powershell"),
        ("C:\\a b>docker build", "cmd"),
        ("$ docker build -t %a%", "posix"),
        ("docker build -t `date`\n", "posix"),
        ("docker build -t $env:A", "powershell"),
        ('docker build -t "${env:A}"', "powershell"),
        ("$a = 1\ndocker build", "powershell"),
        ("docker build -t a:$TAG %B%", "posix"),
        ("docker build -t a:%TAG%", "cmd"),
        ("docker build '%TAG%' '$env:A' '^\n'", "posix"),
        ('docker build --label "a^\nb"', "posix"),
        ("REM a\ndocker build", "cmd"),
        ("docker build C:\\src", "cmd"),
        ("docker build -t 'a' .\\src", "powershell"),
        ("```powershell\ndocker build\n```", "powershell"),
        ("```bat\ndocker build\n```", "cmd"),
        ("~~~ console\ndocker build %A%\n~~~", "posix"),
    ],
)
def test_dialect(text: str, dialect: str) -> None:
    assert detect(text) == dialect


def test_commands_know_the_operator_in_front_of_them() -> None:
    script = shellwords.split("a b && c |\n d; e\nf &")
    assert [([word.text for word in one.words], one.before and one.before.raw) for one in script.commands] == [
        (["a", "b"], None),
        (["c"], "&&"),
        (["d"], "|"),
        (["e"], ";"),
        (["f"], None),
    ]
    assert [(aside.kind, aside.raw) for aside in script.asides] == [("operator", "&")]


def test_what_stands_beside_the_commands() -> None:
    script = shellwords.split("a > b 2>&1 < c \\ \n# d\n>> \ne 'f")
    assert [(aside.kind, aside.raw) for aside in script.asides] == [
        ("redirection", "> b"),
        ("redirection", "2>&1"),
        ("redirection", "< c"),
        ("flaw", "\\ \n"),
        ("comment", "# d"),
        ("redirection", ">>"),
        ("open", "'f"),
    ]
    assert [one.broken for one in script.commands] == [False, True]


def test_a_place_is_told_by_line_and_column() -> None:
    script = shellwords.split("ab\r\ncd\ref\ngh")
    assert [script.where(offset) for offset in (0, 1, 4, 5, 7, 10)] == [
        "line 1, column 1",
        "line 1, column 2",
        "line 2, column 1",
        "line 2, column 2",
        "line 3, column 1",
        "line 4, column 1",
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
@given(text=strategies.hostile_text())
def test_every_character_belongs_to_something(text: str, dialect: Dialect) -> None:
    position = 0
    for token in scan(text, grammar(dialect)):
        assert GAP.fullmatch(text, position, token.start), text[position : token.start]
        assert text[token.start : token.end] == token.raw
        position = token.end
    assert GAP.fullmatch(text, position), text[position:]


def written_for_bash() -> SearchStrategy[str]:
    """Words with every kind of quote, and nothing that bash would replace or run."""
    plain = st.sampled_from(("a", "b#", "=", "%A%", "^", "@", ",", "é"))
    single = st.text('ab"\\ #\n$`', max_size=4).map("'{}'".format)
    inside = st.sampled_from(("a", " ", "'", "#", "\n", "\\\\", '\\"', "\\$", "\\`", "\\\n", "\\a", "\\ "))
    double = st.lists(inside, max_size=5).map("".join).map('"{}"'.format)
    escaped = st.sampled_from(("\\a", "\\'", '\\"', "\\\\", "\\ b", "\\#", "\\$", "\\\n"))
    return st.lists(plain | single | double | escaped | st.sampled_from((" ", "\t", " \\\n")), max_size=10).map("".join)


@pytest.mark.skipif(BASH is None, reason="needs bash")
@given(written_for_bash())
def test_words_are_those_of_bash(text: str) -> None:
    tokens = scan(f"printf {text} end", grammar("posix"))
    program = f"printf '%s\\0' {text} end"
    told = subprocess.run([str(BASH), "--norc", "-c", program], capture_output=True, check=True).stdout
    assert told.decode().split("\0")[:-1] == [token.text for token in tokens[1:]]
