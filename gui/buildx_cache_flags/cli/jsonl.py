"""Questions as JSON lines, answered one by one, each before the next one is read."""

import gc
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from buildx_cache_flags.core.asking import Question, ask
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option

from .answers import as_json, bad_input

_KEYS: Final = ("option", "value", "values", "image", "buildkit", "variables")
_FORM: Final = '{"option"?, "value" or "values", "image"?, "buildkit"?, "variables"?}'
_KINDS: Final = {str: "a text", bool: "true or false"}
_BOM: Final = b"\xef\xbb\xbf"

_Checked = TypeVar("_Checked", str, bool)


class BadInputError(ValueError):
    """A line that is no question; the message says why."""


def answer_all(
    lines: Iterable[bytes], catalog: Catalog, option: Option, defaults: Question, write: Callable[[str], None]
) -> bool:
    """Answer every line at once and in order; true where no error stood in any of them.

    *option* and *defaults* hold for what a line leaves out.
    """
    fine = True
    for number, line in enumerate(lines):
        # Some shells put a byte order mark in front of whatever they pipe.
        text, ok = _undisturbed(line if number else line.removeprefix(_BOM), catalog, option, defaults)
        write(text + "\n")
        fine = fine and ok
    return fine


def _undisturbed(line: bytes, catalog: Catalog, option: Option, defaults: Question) -> tuple[str, bool]:
    """:func:`_answer` with garbage collected afterwards: amid 50,000 entries that all last, looking for it takes longest."""
    collects = gc.isenabled()
    gc.disable()
    try:
        return _answer(line, catalog, option, defaults)
    finally:
        if collects:
            gc.enable()


def _answer(line: bytes, catalog: Catalog, option: Option, defaults: Question) -> tuple[str, bool]:
    try:
        question = read_question(line, option, defaults)
    except BadInputError as error:
        return bad_input(str(error)), False
    answer = ask(question, catalog)
    return as_json(answer), answer.ok


def read_question(line: bytes, option: Option, defaults: Question) -> Question:
    """Read one line; :class:`BadInputError` says what is wrong with it."""
    data = _object(line)
    for key in data:
        if key not in _KEYS:
            raise BadInputError(f"Unknown key {json.dumps(key)}. Write an object {_FORM}.")
    flag = _flag(_checked(data, "option", str(option)))
    build = defaults.build
    if len(data) > 1:
        image, buildkit = _checked(data, "image", build.image), _checked(data, "buildkit", build.buildkit)
        build = replace(build, image=image, buildkit=buildkit)
    flags: tuple[tuple[Option, str], ...] = tuple((flag, value) for value in _values(data))
    return Question(flags, build, _checked(data, "variables", defaults.with_variables))


def _flag(text: str) -> Option:
    for option in OPTIONS:
        if text == option:
            return option
    raise BadInputError(f'"option" is {" or ".join(OPTIONS)}.')


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInputError(f"The line is not UTF-8: byte {error.start + 1} belongs to no character.") from None
    except json.JSONDecodeError as error:
        raise BadInputError(f"The line is not valid JSON: {error.msg} at character {error.pos + 1}.") from None
    except (ValueError, RecursionError):
        raise BadInputError(
            "The JSON of this line can't be read: a number is too long, or it nests too deeply."
        ) from None
    if not isinstance(data, dict):
        raise BadInputError(f"The line is not an object. Write {_FORM}.")
    return data


def _checked(data: Mapping[str, Any], key: str, default: _Checked) -> _Checked:
    """What *data* has under *key*, which is of the type of *default*; ``null`` is the same as leaving it out."""
    value = data.get(key)
    if value is None:
        return default
    if not isinstance(value, type(default)):
        raise BadInputError(f'"{key}" is {_KINDS[type(default)]}.')
    return value


def _values(data: Mapping[str, Any]) -> list[str]:
    if ("value" in data) == ("values" in data):
        raise BadInputError(f'Either "value" or "values" says what to check. Write {_FORM}.')
    if "value" in data:
        if not isinstance(data["value"], str):
            raise BadInputError('"value" is a text.')
        return [data["value"]]
    values = data["values"]
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadInputError('"values" is a list of texts.')
    return values
