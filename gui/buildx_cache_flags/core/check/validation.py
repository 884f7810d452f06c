"""The shared model: pydantic models made from the parameter table, one for each flag.

They say which single values are right, and nothing else does.  Rules across fields stand beside them, in
:mod:`.rules`, because a pydantic validator over the whole model does not run while one field is wrong.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, LiteralString, NamedTuple, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    create_model,
)
from pydantic_core import PydanticCustomError

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Kind, Option, Parameter
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.text import durations, golang, variables

_Read = TypeVar("_Read")


Value: TypeAlias = str | bool | int | reference.Reference
"""What a right value is read as: a text, a boolean, a number, nanoseconds, or a reference."""


class Values(NamedTuple):
    """The attributes of one entry that the model knows: what it read, and what it refused and why."""

    read: Mapping[str, Value]
    refused: Mapping[str, str]


def check(backend: Backend, option: Option, attrs: Mapping[str, str], *, with_variables: bool) -> Values:
    """Check every attribute that *option* reads; one wrong attribute never hides another.

    With *with_variables*, ``${NAME}`` in a value that may hold variables stands for some valid text.
    """
    model = model_for(backend, option)
    fields = model.model_fields
    known = {name: text for name, text in attrs.items() if name in fields}
    context = {"variables": with_variables}
    try:
        return Values(_given(model.model_validate(known, context=context)), {})
    except ValidationError as error:
        refused = {str(detail["loc"][0]): detail["msg"] for detail in error.errors(include_url=False)}
    right = {name: text for name, text in known.items() if name not in refused}
    return Values(_given(model.model_validate(right, context=context)), refused)


def check_reference(text: str, *, with_variables: bool) -> reference.Reference:
    """Read a reference outside any entry, such as the image; ``ValueError`` with distribution's reason."""
    return reference.parse(variables.with_sample(text) if with_variables else text)


def _given(entry: BaseModel) -> dict[str, Value]:
    values = entry.__dict__
    return {name: values[name] for name in entry.model_fields_set}


@cache
def model_for(backend: Backend, option: Option) -> type[BaseModel]:
    """The pydantic model of the values that *option* reads; its field names are the parameters' own."""
    columns: dict[str, Any] = {
        parameter.name: (annotation(parameter), Field(default=None)) for parameter in backend.of(option)
    }
    name = "".join(word.title() for word in f"{backend.type}-{option}".split("-"))
    return create_model(name, __config__=ConfigDict(frozen=True, extra="forbid"), **columns)


def annotation(parameter: Parameter) -> Any:
    """The type of *parameter* for pydantic."""
    return _ANNOTATIONS[parameter.kind](parameter)


def _choice(parameter: Parameter) -> Any:
    return Literal[parameter.values]


def _boolean(parameter: Parameter) -> Any:
    def read(text: str) -> bool:
        return _or_refuse("boolean", golang.parse_bool, text if text or not parameter.empty else parameter.empty)

    return Annotated[bool, PlainValidator(read)]


def _level(parameter: Parameter) -> Any:
    def read(text: str) -> int:
        return _or_refuse("level", golang.parse_int64, text)

    return Annotated[int, PlainValidator(read)]


def _reference(parameter: Parameter) -> Any:
    def read(text: str, info: ValidationInfo) -> reference.Reference:
        with_variables = bool(info.context and info.context["variables"])
        return _or_refuse("reference", lambda raw: check_reference(raw, with_variables=with_variables), text)

    return Annotated[reference.Reference, PlainValidator(read)]


def _text(parameter: Parameter) -> Any:
    pattern = re.compile(parameter.pattern or ".*", re.DOTALL)

    def read(text: str, info: ValidationInfo) -> str:
        return (
            text if not text or _is_open(text, info) else _or_refuse("text", lambda raw: _matching(pattern, raw), text)
        )

    return Annotated[str, PlainValidator(read)]


def _url(parameter: Parameter) -> Any:
    schemes = tuple(f"{scheme}://" for scheme in parameter.schemes)

    def read(text: str, info: ValidationInfo) -> str:
        open_ = not text or _is_open(text, info)
        return text if open_ else _or_refuse("url", lambda raw: _beginning(schemes, raw), text)

    return Annotated[str, PlainValidator(read)]


def _integer(parameter: Parameter) -> Any:
    def read(text: str) -> int:
        return _or_refuse("integer", lambda raw: _at_least(parameter.smallest, golang.parse_int64(raw)), text)

    return Annotated[int, PlainValidator(read)]


def _duration(parameter: Parameter) -> Any:
    def read(text: str) -> int:
        return _or_refuse("duration", durations.parse, text)

    return Annotated[int, PlainValidator(read)]


def _is_open(text: str, info: ValidationInfo) -> bool:
    """Whether *text* is known only later, because it carries a variable or stands for a secret that was taken out."""
    with_variables = bool(info.context and info.context["variables"])
    return variables.is_placeholder(text) or (with_variables and bool(variables.names(text)))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError("the text does not match")
    return text


def _beginning(schemes: tuple[str, ...], text: str) -> str:
    if not text.lower().startswith(schemes):
        raise ValueError("there is no scheme that is known")
    return text


def _at_least(smallest: int | None, number: int) -> int:
    if smallest is not None and number < smallest:
        raise ValueError(f"{number} is less than {smallest}")
    return number


def _or_refuse(kind: LiteralString, read: Callable[[str], _Read], text: str) -> _Read:
    try:
        return read(text)
    except ValueError as error:
        # Braces, because pydantic reads the message as a template; and it fails on half a character.
        reason = str(error).encode("utf-8", "backslashreplace").decode("utf-8")
        raise PydanticCustomError(kind, "{reason}", {"reason": reason}) from None


_ANNOTATIONS: Final[Mapping[Kind, Callable[[Parameter], Any]]] = {
    "choice": _choice,
    "boolean": _boolean,
    "level": _level,
    "reference": _reference,
    "path": _text,
    "text": _text,
    "secret": _text,
    "url": _url,
    "integer": _integer,
    "duration": _duration,
}
