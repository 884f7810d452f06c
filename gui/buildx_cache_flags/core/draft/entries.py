"""The value of one ``--cache-to`` or ``--cache-from``, read and written exactly as buildx does.

A value is one CSV record by the rules of Go's csv reader (comma, strict quotes, nothing trimmed) with ``key=value``
fields.  A value without any ``=`` is the short form: each field is a whole entry ``type=registry,ref=<field>``.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice, repeat
from typing import NamedTuple

from buildx_cache_flags.core.catalog import SHORT_TYPE
from buildx_cache_flags.core.text.golang import lower, quote

TYPE = "type"
SHORT_KEY = "ref"
"""The attribute that the text of the short form becomes."""


class EntryError(ValueError):
    """A value that buildx refuses.

    ``kind`` is one of ``quote`` (csv), ``field`` (a field without ``=``), ``type`` (no type) and ``empty`` (an empty
    field in the short form, or nothing but a line break); ``offset`` is the character at which it was noticed and
    ``field`` the text concerned.  The message is buildx's own.
    """

    def __init__(self, message: str, kind: str, offset: int = 0, field: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.offset = offset
        self.field = field


class Entry(NamedTuple):
    """One cache entry: its raw fields in order, ``type`` among them, unknown and repeated ones included.

    Keys are lower case, as buildx makes them; values are as they came.  Where a key stands twice, the last one counts.
    """

    fields: tuple[tuple[str, str], ...] = ((TYPE, SHORT_TYPE),)

    @property
    def type(self) -> str:
        """The type that counts; empty where there is none."""
        return self.get(TYPE) or ""

    @property
    def attrs(self) -> dict[str, str]:
        """The attributes that count, without the type, in the order of their first appearance."""
        return {key: value for key, value in dict(self.fields).items() if key != TYPE}

    def get(self, key: str) -> str | None:
        """The value that counts for *key*, or ``None`` where it is not set."""
        return dict(self.fields).get(key)

    def with_value(self, key: str, value: str | None, order: Iterable[str] = ()) -> "Entry":
        """A copy in which *key* stands once with *value*, or not at all where *value* is ``None``.

        A new key goes behind the last one present of those that precede it in *order*; with no such one, at the end.
        """
        kept = [field for field in self.fields if field[0] != key]
        if value is None:
            return Entry(tuple(kept))
        keys = [name for name, _ in self.fields]
        place = keys.index(key) if key in keys else _place(keys, key, list(order))
        return Entry((*kept[:place], (key, value), *kept[place:]))

    def renamed(self, key: str, name: str) -> "Entry":
        """A copy in which *key* is called *name*; whatever stood under *name* before gives way."""
        value = self.get(key)
        keys = [field[0] for field in self.fields]
        without = self.with_value(name, None) if name in keys else self
        fields = tuple((name if field[0] == key else field[0], field[1]) for field in without.fields)
        return Entry(fields).with_value(name, value)


def _place(keys: list[str], key: str, order: list[str]) -> int:
    if key not in order:
        return len(keys)
    earlier = {TYPE, *order[: order.index(key)]}
    return max((index + 1 for index, name in enumerate(keys) if name in earlier), default=len(keys))


def registry(ref: str = "") -> Entry:
    """A registry entry with *ref*, or with nothing set where *ref* is empty."""
    return Entry().with_value(SHORT_KEY, ref or None)


def parse(text: str) -> tuple[Entry, ...]:
    """Return the entries that buildx reads from one flag's value: none for an empty one.

    Raises :class:`EntryError` with buildx's own reason where buildx refuses the value.
    """
    if not text:
        return ()
    if "=" in text:
        return (_parse_entry(text),)
    fields = split_fields(text)
    # The same error that reading field by field would come to, without reading thousands of them first.
    if "" in fields and '"' not in text:
        raise EntryError("EOF", "empty")
    return _registries(fields) if _plain(fields) else tuple(map(_parse_short, fields))


def _plain(fields: list[str]) -> bool:
    """Whether every field of the short form stays as it is when it is read as CSV once more, as nearly all do."""
    together = "".join(fields)
    return not ("" in fields or '"' in together or "," in together or "\n" in together)


def _registries(refs: Iterable[str]) -> tuple[Entry, ...]:
    """:func:`registry_exactly` for each of *refs*, put together without a call for each: they may be 50,000."""
    fields = zip(repeat((TYPE, SHORT_TYPE)), zip(repeat(SHORT_KEY), refs, strict=False), strict=False)
    return tuple(map(partial(tuple.__new__, Entry), zip(fields, strict=False)))


def _parse_short(text: str) -> Entry:
    """One field of the short form, which is read as CSV once more."""
    return _parse_entry(text) if '"' in text or "," in text else registry_exactly(_record(text))


def _parse_entry(text: str) -> Entry:
    fields = split_fields(text)
    if len(fields) == 1 and "=" not in fields[0]:
        return registry_exactly(fields[0])
    pairs: list[tuple[str, str]] = []
    for field in fields:
        key, equals, value = field.partition("=")
        if not equals:
            raise EntryError(f"invalid value {field}", "field", _start(text, len(pairs)), field)
        pairs.append((lower(key), value))
    entry = Entry(tuple(pairs))
    if not entry.type:
        raise EntryError(f"type required for {quote(text)}", "type")
    return entry


def _start(text: str, number: int) -> int:
    return next(islice(located_fields(text), number, None)).start


def registry_exactly(ref: str) -> Entry:
    """The entry of the short form: *ref* is set, also where it is blank."""
    return Entry(((TYPE, SHORT_TYPE), (SHORT_KEY, ref)))


class Field(NamedTuple):
    """One field of a CSV record as it reads, and the characters that it takes, quotes included."""

    text: str
    start: int
    end: int


def split_fields(text: str) -> list[str]:
    """Split one CSV record as Go's reader does; a line break at the very end does not count."""
    return [field for fields, _, _ in _stretches(_record(text)) for field in fields]


def located_fields(text: str) -> Iterator[Field]:
    """The same as :func:`split_fields`, one by one, and where each field stands."""
    for fields, start, end in _stretches(_record(text)):
        position = start
        for field in fields:
            after = position + len(field) if len(fields) > 1 else end
            yield Field(field, position, after)
            position = after + 1


def _record(text: str) -> str:
    if text.endswith("\n"):
        text = text[:-2] if text.endswith("\r\n") else text[:-1]
    if not text:
        raise EntryError("EOF", "empty")
    return text


def _stretches(record: str) -> Iterator[tuple[list[str], int, int]]:
    """One quoted field, or all plain ones up to the next quoted one, with the characters that they take."""
    start: int | None = 0
    while start is not None:
        if record.startswith('"', start):
            field, following = _quoted_field(record, start)
            fields = [field]
        else:
            fields, following = _plain_fields(record, start)
        yield fields, start, len(record) if following is None else following - 1
        start = following


def _plain_fields(text: str, start: int) -> tuple[list[str], int | None]:
    comma = text.find(',"', start)
    stretch = text[start:] if comma < 0 else text[start:comma]
    bare = stretch.find('"')
    if bare >= 0:
        raise _csv_error(text, start + bare, 'bare " in non-quoted-field')
    return stretch.split(","), None if comma < 0 else comma + 1


def _quoted_field(text: str, start: int) -> tuple[str, int | None]:
    parts: list[str] = []
    position = start + 1
    while True:
        closing = text.find('"', position)
        if closing < 0:
            raise _csv_error(text, position, 'extraneous or missing " in quoted-field')
        parts.append(text[position:closing])
        position = closing + 1
        following = text[position : position + 1]
        if following == '"':
            parts.append('"')
            position += 1
        elif following == ",":
            return "".join(parts), position + 1
        elif not following:
            return "".join(parts), None
        else:
            raise _csv_error(text, closing, 'extraneous or missing " in quoted-field')


def _csv_error(text: str, offset: int, reason: str) -> EntryError:
    column = len(text[:offset].encode("utf-8", "surrogatepass")) + 1
    return EntryError(f"parse error on line 1, column {column}: {reason}", "quote", offset)


def format(entry: Entry) -> str:  # noqa: A001 - the pair of parse(), always used with the module's name
    """Write *entry* so that :func:`parse` gives it back; fields are quoted only where CSV needs it."""
    return ",".join(format_field(key, value) for key, value in entry.fields)


def format_field(key: str, value: str) -> str:
    """Write one ``key=value`` field, quoted where a comma, a quote or a line break would break the record."""
    field = f"{key}={value}"
    if not ("," in field or '"' in field or "\r" in field or "\n" in field):
        return field
    return '"' + field.replace('"', '""') + '"'
