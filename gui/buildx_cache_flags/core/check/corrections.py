"""What a value was meant to say that buildx refuses as text: better texts to try, the best one first."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import reference
from buildx_cache_flags.core.draft.entries import SHORT_KEY, TYPE, Field, format_field
from buildx_cache_flags.core.text.golang import lower
from buildx_cache_flags.core.text.variables import with_sample

INVISIBLE: Final = " \t\n\r\v\f\u00a0\u200b\u3000\ufeff"
"""What nobody sees at the end of a field."""


def requoted(text: str) -> Iterator[str]:
    """*text* with its quotes where CSV has them, read the way a shell would; then without any quotes."""
    escaped = text.replace('\\"', '"')
    parts = escaped.split('"')
    if len(parts) % 2:
        # A comma between two marks belongs to the value; one outside them ends the field.
        inside = (part.replace(",", "\0") if number % 2 else part for number, part in enumerate(parts))
        fields = "".join(inside).split(",")
        yield ",".join(_formatted(field.replace("\0", ",")) for field in fields)
    yield escaped.replace('"', "")


def _formatted(field: str) -> str:
    key, equals, value = field.partition("=")
    return format_field(key, value) if equals else field


def meant(value: str, fields: Sequence[Field], catalog: Catalog) -> list[str | None]:
    """What each field was most likely meant to be: empty where it only has to go, ``None`` where nobody can tell."""
    taken = {lower(field.text.partition("=")[0]) for field in fields if "=" in field.text}
    found: list[str | None] = []
    for field in fields:
        if "=" in field.text:
            found.append(value[field.start : field.end])
            continue
        text = field.text.strip(INVISIBLE)
        pair = next((pair for pair in _meanings(text, catalog) if pair[0] not in taken), None) if text else ("", "")
        taken.add(pair[0] if pair else "")
        found.append(pair and (format_field(*pair) if text else ""))
    return found


def _meanings(text: str, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The keys and values that *text*, which has no ``=``, may stand for."""
    yield from _words(catalog).get(text, ())
    name, colon, value = text.partition(":")
    if colon and lower(name) in (TYPE, *catalog.default.names):
        yield lower(name), value
    # "refuser/app" may as well be a "ref=" without its "=".
    elif not text.startswith(SHORT_KEY) and looks_like_reference(text):
        yield SHORT_KEY, text


@cache
def _words(catalog: Catalog) -> Mapping[str, list[tuple[str, str]]]:
    """What a word alone stands for: a switch's name, a value of its own, and a key and value run together."""
    words: dict[str, list[tuple[str, str]]] = {}
    values = {parameter.name: parameter.values for parameter in catalog.default.parameters}
    switches = [parameter.name for parameter in catalog.default.parameters if parameter.kind == "boolean"]
    for name, choices in {**values, TYPE: catalog.types}.items():
        for value in choices:
            words.setdefault(value, []).append((name, value))
            words.setdefault(name + value, []).append((name, value))
    for name in switches:
        for text, value in ((name, "true"), (f"{name}true", "true"), (f"{name}false", "false")):
            words.setdefault(text, []).append((name, value))
    words[TYPE] = [(TYPE, catalog.default.type)]
    return words


def looks_like_reference(text: str) -> bool:
    """Whether *text* is a reference with a host, a path or a tag; a bare word may be anything."""
    if "/" not in text and ":" not in text:
        return False
    try:
        reference.parse(with_sample(text))
    except ValueError:
        return False
    return True


def is_type(field: str, catalog: Catalog) -> bool:
    """Whether *field* was meant to give the type: by its key, or by a value that nothing else has."""
    key, _, value = field.partition("=")
    plain = lower(key.strip(INVISIBLE))
    return plain == TYPE or (plain not in catalog.default.by_name and value in catalog.types)


def with_type(value: str, fields: list[Field], meant: list[int], name: str) -> str:
    """*value* with the last of the fields *meant* as the only one that gives a type."""
    kept = []
    for number, field in enumerate(fields):
        if number == meant[-1]:
            kept.append(format_field(TYPE, name))
        elif number not in meant:
            kept.append(value[field.start : field.end])
    return ",".join(kept)
