"""Setups: a form in a small TOML file that people read, edit and commit, or in one line that is sent around.

Everything is in one table, ``buildx-cache-flags``; in one line it is an inline table of the same keys.  Entries are values
of the flags, as a command has them.  A secret is written as a variable.  ``README.md`` tells what each key means.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, OUTPUTS, Draft, entries
from buildx_cache_flags.core.draft.entries import Entry, EntryError
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.wording import listed, shown

from . import keeping

TABLE: Final = "buildx-cache-flags"
SUFFIX: Final = ".toml"
VERSION: Final = 1

LONGEST: Final = 500_000
"""Characters of a setup that is read."""

_TRAILING: Final = 200
"""Characters behind the end of a setup in one line, such as a quotation mark or the rest of a sentence."""

_SWITCHES: Final = {
    "flags-only": ("whole", False),
    "one-line": ("one_line", True),
    "defaults": ("defaults", True),
    "bake-objects": ("bake_objects", True),
}
"""Switches of the view by their key, each with what it is called there and with the value that is written as true."""

_TEXTS: Final = ("image", "output", "context", "buildkit", "target")
_KNOWN: Final = ("version", *_TEXTS, *_SWITCHES, *OPTIONS, "follow")
_START: Final = re.compile(rf"""^[ \t`>]*(?:\[[ \t]*"?{TABLE}"?[ \t]*\]|"?{TABLE}"?[ \t]*=[ \t]*\{{)""", re.MULTILINE)
_LINE: Final = re.compile(rf'"?{TABLE}"?[ \t]*=[ \t]*\{{')
_HEAD: Final = f"# A form of Buildx Cache Flags. Open it: {TABLE} FILE; print it: {TABLE} render FILE\n"


class Setup(NamedTuple):
    """A form and how its command is written."""

    draft: Draft
    view: View = View()


class Raw(NamedTuple):
    """A setup as it stands: the values of the flags as texts, each with its line, and the draft without them."""

    draft: Draft
    view: View
    values: tuple[tuple[Option, str, int], ...]
    lines: dict[str, int]
    """The line of each other key."""


class SetupError(ValueError):
    """A text that is no setup; the message is a sentence, ``line`` is 0 where none is to be named."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def is_one(text: str) -> bool:
    """Whether *text* is meant as a setup."""
    return TABLE in text[:LONGEST] and _START.search(text[:LONGEST]) is not None


# ------------------------------------------------------------------------------------------------------------ writing


def write(setup: Setup, catalog: Catalog) -> str:
    """*setup* as the text of a file."""
    lines = [f"{_HEAD}\n[{TABLE}]\n"]
    for key, value in _pairs(setup, catalog):
        if isinstance(value, list) and value:
            items = "".join(f"    {_value(item)},\n" for item in value)
            lines.append(f"{key} = [\n{items}]\n")
        else:
            lines.append(f"{key} = {_value(value)}\n")
    return "".join(lines)


def write_line(setup: Setup, catalog: Catalog) -> str:
    """*setup* as one line."""
    inside = ", ".join(f"{key} = {_value(value)}" for key, value in _pairs(setup, catalog))
    return f"{TABLE} = {{ {inside} }}"


def _pairs(setup: Setup, catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """The keys that are written, each with its value; what is as in an empty form goes without."""
    draft, view = keeping.kept(setup.draft, catalog), setup.view
    yield "version", VERSION
    if draft.image:
        yield "image", draft.image
    yield "output", draft.output
    if draft.build_context != DEFAULT_CONTEXT:
        yield "context", draft.context
    if release := _release(draft.buildkit):
        yield "buildkit", release
    for option in OPTIONS:
        yield option, [_entry_value(entry) for entry in draft.entries(option)]
    if draft.follows:
        yield "follow", True
    yield "target", view.target
    for key, (name, written) in _SWITCHES.items():
        if getattr(view, name) is written:
            yield key, True


def _release(text: str) -> str:
    """The BuildKit version that *text* is; empty where it is none, which counts as the newest."""
    try:
        return versions.text(versions.parse(text)) if text else ""
    except ValueError:
        return ""


def _entry_value(entry: Entry) -> str | list[str]:
    """*entry* as the value of a flag; the list of its fields where no value says it."""
    value = entries.format(entry)
    try:
        if entries.parse(value) == (entry,):
            return value
    except EntryError:
        pass
    return [f"{key}={text}" for key, text in entry.fields]


def _value(value: object) -> str:
    """A value of TOML, whose basic strings are those of JSON but for one character."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


# ------------------------------------------------------------------------------------------------------------ reading


def read(text: str, catalog: Catalog) -> Setup:
    """The setup that *text* is; :class:`SetupError` where it is none, or has a value that buildx refuses."""
    raw = read_raw(text, catalog)
    found: dict[Option, list[Entry]] = {option: [] for option in OPTIONS}
    for option, value, line in raw.values:
        try:
            found[option] += entries.parse(value)
        except EntryError as error:
            raise SetupError(f"{option}: buildx rejects {shown(value)}: {error}.", line) from None
    writes, reads = (tuple(found[option]) for option in OPTIONS)
    draft = replace(raw.draft, writes=writes, reads=reads).linked(catalog)
    return Setup(draft.with_following(draft.following), raw.view)


def read_raw(text: str, catalog: Catalog) -> Raw:
    """The setup that *text* is, its values as they stand; :class:`SetupError` where it is none."""
    if len(text) > LONGEST:
        raise SetupError(f"The setup has {len(text):,} characters, and {LONGEST:,} are read at most.")
    table, where = _table(text)
    for key in table:
        if key not in _KNOWN:
            close = get_close_matches(key, _KNOWN, 1)
            meant = f"Did you mean {close[0]}?" if close else f"Known are {listed(_KNOWN, 'and')}."
            raise SetupError(f"Unknown key {shown(key)}. {meant}", where.key(key))
    _check_version(table, where)
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise SetupError(f"{key} needs a text in quotation marks.", where.key(key))
    for key in (*_SWITCHES, "follow"):
        if not isinstance(table.get(key, False), bool):
            raise SetupError(f"{key} needs true or false, without quotation marks.", where.key(key))
    values = tuple(_values(table, where))
    return Raw(_draft(table, where, catalog), _view(table, where), values, {key: where.key(key) for key in table})


class _Where:
    """The lines of a text in which keys and strings stand; TOML's reader tells none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._from = 0

    def key(self, key: str) -> int:
        """The line of *key*."""
        found = re.search(rf"""(?:^|[{{,])[ \t]*["']?{re.escape(key)}["']?[ \t]*=""", self._text, re.MULTILINE)
        return self._line(self._text.find(key, found.start()) if found else -1)

    def start(self, key: str) -> None:
        """Look for what belongs to *key* from now on."""
        found = re.search(rf"""(?:^|[{{,])[ \t]*["']?{re.escape(key)}["']?[ \t]*=""", self._text, re.MULTILINE)
        self._from = found.end() if found else 0

    def next(self, value: str) -> int:
        """The line of the string *value*, which stands behind the one before."""
        for written in (_value(value), f"'{value}'", value.splitlines()[0] if value else '""'):
            found = self._text.find(written, self._from)
            if found >= 0:
                self._from = found + len(written)
                return self._line(found)
        return self._line(self._from)

    def _line(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1 if offset >= 0 else 0


def _table(text: str) -> tuple[dict[str, Any], _Where]:
    """The table of a file, or of the one line that stands somewhere in *text*."""
    start = _LINE.search(text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found_line = _of_line(text[start.start() :]) if start else None
        if found_line is None:
            line = re.search(r"at line (\d+)", str(error))
            reason = str(error).partition(" (at ")[0]
            raise SetupError(f"This isn't valid TOML: {reason}.", int(line[1]) if line else 0) from None
        data = found_line
    except RecursionError:
        raise SetupError("This is nested too deeply for a setup.") from None
    found = data.get(TABLE)
    if not isinstance(found, dict):
        raise SetupError(f"This is TOML, but not a setup: the table [{TABLE}] is missing.")
    for key in data:
        if key != TABLE:
            raise SetupError(f"Unknown key {shown(key)} outside of [{TABLE}].", _Where(text).key(key))
    return found, _Where(text)


def _of_line(text: str) -> dict[str, Any] | None:
    """The data of a setup in one line, which a mail may have wrapped, and which other text may follow."""
    first = text.splitlines()[0]
    for candidate in (first, " ".join(text.split("\n")), "".join(text.split("\n"))):
        end = len(candidate)
        while (end := candidate.rfind("}", 0, end)) >= 0:
            try:
                return tomllib.loads(candidate[: end + 1])
            except (tomllib.TOMLDecodeError, RecursionError):
                if len(candidate) - end > _TRAILING:
                    break
    return None


def _check_version(table: dict[str, Any], where: _Where) -> None:
    version = table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SetupError(f"The setup needs version = {VERSION}.", where.key("version"))
    if version > VERSION:
        message = (
            f"Version {version} of setups isn't known here, only {VERSION}. Use a newer release of this application."
        )
        raise SetupError(message, where.key("version"))


def _values(table: dict[str, Any], where: _Where) -> Iterator[tuple[Option, str, int]]:
    for option in OPTIONS:
        given = table.get(option, [])
        where.start(option)
        given = [given] if isinstance(given, str) else given
        if not isinstance(given, list):
            raise SetupError(f"{option} needs a list of values in quotation marks.", where.key(option))
        for one in given:
            if isinstance(one, str):
                yield option, one, where.next(one)
            elif isinstance(one, list) and one and all(isinstance(field, str) for field in one):
                lines = [where.next(field) for field in one]
                yield option, ",".join(map(_quoted, one)), lines[0]
            else:
                raise SetupError(f"{option} needs a list of values in quotation marks.", where.key(option))


def _quoted(field: str) -> str:
    key, _, value = field.partition("=")
    return entries.format_field(key, value)


def _draft(table: dict[str, Any], where: _Where, catalog: Catalog) -> Draft:
    output = next((known for known in OUTPUTS if known == table.get("output", OUTPUTS[0])), None)
    if output is None:
        raise SetupError(f"output is {shown(table['output'])}. Use {listed(OUTPUTS)}.", where.key("output"))
    buildkit = table.get("buildkit", "")
    try:
        buildkit = versions.text(versions.parse(buildkit)) if buildkit else ""
    except ValueError as error:
        raise SetupError(f"buildkit: {str(error).rstrip('.')}.", where.key("buildkit")) from None
    return Draft(
        image=table.get("image", ""),
        output=output,
        context=table.get("context", DEFAULT_CONTEXT),
        buildkit=buildkit,
        writes=(),
        reads=(),
        following=table.get("follow", False),
    )


def _view(table: dict[str, Any], where: _Where) -> View:
    target = table.get("target", View().target)
    if target not in TARGETS:
        raise SetupError(f"target is {shown(target)}. Use {listed(TARGETS)}.", where.key("target"))
    switches = {name: (written if table.get(key, False) else not written) for key, (name, written) in _SWITCHES.items()}
    return View(target=target)._replace(**switches)  # type: ignore[arg-type]


def same(one: Setup, other: Setup, catalog: Catalog) -> bool:
    """Whether both make the same file."""
    return _kept(one, catalog) == _kept(other, catalog)


def _kept(setup: Setup, catalog: Catalog) -> list[tuple[str, Any]]:
    return list(_pairs(setup, catalog))
