"""What Windows makes of a command, written down from what is documented, apart from the code that is tested."""

import re
from collections.abc import Mapping
from typing import Final

import mslex
import tree_sitter
import tree_sitter_powershell

SINGLE: Final = "'‘’‚‛"
DOUBLE: Final = '"“”„'
SPACES: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
ESCAPES: Final = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}


def argv(line: str) -> list[str]:
    """How docker splits its command line; the C runtimes, old and new, have to agree."""
    found = _go_argv(line)
    if not re.search("[^\\S \t]", line):  # mslex takes more than blanks and tabs for blanks
        assert mslex.split_ucrt(line) == found
        assert mslex.split_msvcrt(line) == found
    return found


def _go_argv(line: str) -> list[str]:
    """Blanks split outside of quotes; before a quote two backslashes are one, and an odd one makes it plain."""
    words: list[str] = []
    word, quoted, slashes, started = "", False, 0, False
    position = 0
    while position < len(line):
        character = line[position]
        if character == "\\":
            slashes += 1
        elif character == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            elif quoted and line[position + 1 : position + 2] == '"':
                word, quoted, position = word + '"', False, position + 1
            else:
                quoted = not quoted
            slashes, started = 0, True
        else:
            word, slashes, started = word + "\\" * slashes, 0, started or slashes > 0
            if character in " \t" and not quoted:
                words += [word] if started else []
                word, started = "", False
            else:
                word, started = word + character, True
        position += 1
    word += "\\" * slashes
    assert not quoted, f"a quote stays open: {line!r}"
    return [*words, word] if started or slashes else words


def cmd_line(text: str, values: Mapping[str, str], *, batch: bool) -> str:
    """The line that cmd passes on for *text*; it has to be one command without anything that is cmd's own."""
    text = "\n".join(_percents(line, values, batch=batch) for line in text.split("\n"))
    passed: list[str] = []
    quoted = False
    position = 0
    while position < len(text):
        character = text[position]
        if character == "^" and not quoted:
            position += 2 if text[position + 1] == "\n" else 1
            # Whatever stands there now is plain, the first character of the next line, too.
            passed.append(text[position])
            assert text[position] not in "\r\n"
        else:
            assert character not in "\r\n\x1a", f"the command ends in the middle: {text!r}"
            assert quoted or character not in "&|<>()", f"{character} is cmd's own: {text!r}"
            quoted ^= character == '"'
            passed.append(character)
        position += 1
    assert not quoted, f"a quote stays open: {text!r}"
    return "".join(passed)


def _percents(line: str, values: Mapping[str, str], *, batch: bool) -> str:
    """Variables replaced; the prompt leaves unknown ones alone, a batch file drops them and knows ``%%`` and ``%1``."""
    if not batch:
        known = {name.upper(): value for name, value in values.items()}
        return re.sub("%([^%\n]+)%", lambda match: known.get(match[1].upper(), match[0]), line)
    upper = {name.upper(): value for name, value in values.items()}
    pattern = "%%|%[0-9*]|%([^%:\n]+)%|%"
    codes = {"%%": "%"}
    return re.sub(pattern, lambda match: upper.get(match[1].upper(), "") if match[1] else codes.get(match[0], ""), line)


_PARSER: Final = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


_WORD: Final = re.compile(
    f"'(?:[^{SINGLE}]|[{SINGLE}]{{2}})*'(?![{SINGLE}])"
    f'|"(?:[^`{DOUBLE}]|`.)*"'
    # No list, no quotes, no home folder, no number, no splatting, no variable, no comment.
    r"|--?[A-Za-z][A-Za-z-]*|(?!\.\d)[A-Za-z_./\\][A-Za-z0-9_./\\:=+-]*",
    re.DOTALL,
)
_BETWEEN: Final = re.compile(r"(?: |`\n)*(?:(?<=[ \n])|\Z)")


def powershell_values(text: str, values: Mapping[str, str]) -> list[str]:
    """The values of the arguments of the one command that *text* is."""
    words = _words(text)
    # The grammar that editors use takes a "#" in double quotes for a comment where an escape stands before it.
    if "#" not in text:
        assert _words_by_grammar(text) == words
    assert words[0] == "docker"
    return [_value(word, values) for word in words[1:]]


def _words(text: str) -> list[str]:
    words: list[str] = []
    position = 0
    while position < len(text):
        word = _WORD.match(text, position)
        assert word, text[position:]
        between = _BETWEEN.match(text, word.end())
        assert between, text[position:]
        words.append(word[0])
        position = between.end()
    return words


def _words_by_grammar(text: str) -> list[str]:
    """The same by a grammar that was written by others."""
    root = _PARSER.parse(text.encode()).root_node
    assert not root.has_error, text
    node = root
    for kind in ("statement_list", "pipeline", "pipeline_chain", "command"):
        (node,) = node.named_children
        assert node.type == kind, text
    name, *rest = node.named_children
    assert name.type == "command_name"
    elements = [child for node in rest for child in node.children if child.type != "command_argument_sep"]
    kinds = {"generic_token", "command_parameter", "array_literal_expression"}
    assert {element.type for element in elements} <= kinds, text
    return [(node.text or b"").decode() for node in (name, *elements)]


def _value(word: str, values: Mapping[str, str]) -> str:
    if word[0] == "'":
        return re.sub(f"[{SINGLE}]([{SINGLE}])", r"\1", word[1:-1])
    return _expanded(word, values) if word[0] == '"' else word


def _expanded(text: str, values: Mapping[str, str]) -> str:
    assert text[0] == text[-1] == '"'
    parts = re.findall(f"`(?P<a>.)|\\$\\{{env:(\\w+)\\}}|([^`${DOUBLE}])|(.)", text[1:-1], re.DOTALL)
    assert not any(other for *_, other in parts), text
    return "".join(
        str(ESCAPES.get(escape, escape)) if escape else values[name] if name else plain
        for escape, name, plain, _ in parts
    )


def powershell_line(arguments: list[str], *, version: tuple[int, int]) -> str:
    """The command line that PowerShell before 7.3 makes: nothing is escaped, and empty arguments are dropped."""
    return " ".join(_passed(argument, version) for argument in arguments if argument)


def _passed(argument: str, version: tuple[int, int]) -> str:
    assert argument != "--%"
    outside = re.sub('"[^"]*"?', "", argument)
    if not re.search(f"[{SPACES}]", outside):
        return argument
    slashes = len(argument) - len(argument.rstrip("\\")) if version > (5, 1) else 0
    return f'"{argument}{chr(92) * slashes}"'
