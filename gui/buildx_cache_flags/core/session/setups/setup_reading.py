"""Setups read from TOML, strictly."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, OUTPUTS, TRIGGERS, Draft, Output, Trigger, entries, one_of
from buildx_cache_flags.core.draft.entries import Entry, EntryError
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.wording import listed, shown

from .line_numbers import LineNumbers
from .setup import KNOWN, LONGEST, OTHERS_KEY, SWITCHES, TABLE, TEXTS, VERSION, Raw, Setup, SetupError, Value

_LINE: Final = re.compile(rf'"?{TABLE}"?[ \t]*=[ \t]*\{{')
_TRAILING: Final = 200
"""Characters behind the end of a setup in one line, such as a quotation mark or the rest of a sentence."""


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
        if key not in KNOWN:
            from difflib import get_close_matches

            close = get_close_matches(key, KNOWN, 1)
            meant = f"Did you mean {close[0]}?" if close else f"Known are {listed(KNOWN, 'and')}."
            raise SetupError(f"Unknown key {shown(key)}. {meant}", where.key(key))
    _check_version(table, where)
    for key in TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise SetupError(f"{key} needs a text in quotation marks.", where.key(key))
    for key in (*SWITCHES, "follow"):
        if not isinstance(table.get(key, False), bool):
            raise SetupError(f"{key} needs true or false, without quotation marks.", where.key(key))
    draft, values = _draft(table, where, catalog), tuple(_values(table, where))
    values = _followed(draft, values, catalog)
    return Raw(draft, _view(table, where), values, {key: where.key(key) for key in table})


def _table(text: str) -> tuple[dict[str, Any], LineNumbers]:
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
            raise SetupError(f"Unknown key {shown(key)} outside of [{TABLE}].", LineNumbers(text).key(key))
    return found, LineNumbers(text)


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


def _check_version(table: dict[str, Any], where: LineNumbers) -> None:
    version = table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SetupError(f"The setup needs version = {VERSION if OTHERS_KEY in table else 1}.", where.key("version"))
    if version > VERSION:
        message = f"Version {version} of setups isn't known here, only up to {VERSION}. Use a newer release of this application."
        raise SetupError(message, where.key("version"))
    if version < VERSION and OTHERS_KEY in table:
        raise SetupError(f"{OTHERS_KEY} needs version = {VERSION}.", where.key("version"))
    given = table.get(OTHERS_KEY, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise SetupError(f"{OTHERS_KEY} needs a list of texts in quotation marks.", where.key(OTHERS_KEY))


def _values(table: dict[str, Any], where: LineNumbers) -> Iterator[Value]:
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


def _followed(draft: Draft, values: tuple[Value, ...], catalog: Catalog) -> tuple[Value, ...]:
    """*values* with the address of the first read entry brought in step, as the form does it; as they are otherwise."""
    first: dict[Option, int] = {option: index for index, (option, _, _) in reversed([*enumerate(values)])}
    if not draft.following or len(first) < len(OPTIONS):
        return values
    try:
        writes, reads = (entries.parse(values[first[option]][1]) for option in OPTIONS)
    except EntryError:
        return values
    both = replace(draft, writes=writes, reads=reads).linked(catalog).with_following(True)
    if both.reads == reads or len(reads) != 1:
        return values
    option, _, line = values[first["cache-from"]]
    changed: Value = (option, entries.format(both.reads[0]), line)
    return tuple(changed if index == first["cache-from"] else value for index, value in enumerate(values))


def _quoted(field: str) -> str:
    key, _, value = field.partition("=")
    return entries.format_field(key, value)


def _draft(table: dict[str, Any], where: LineNumbers, catalog: Catalog) -> Draft:
    output: Output | None = one_of(OUTPUTS, table.get("output", OUTPUTS[0]))
    if output is None:
        raise SetupError(f"output is {shown(table['output'])}. Use {listed(OUTPUTS)}.", where.key("output"))
    trigger: Trigger | None = one_of(TRIGGERS, table.get("trigger", TRIGGERS[0]))
    if trigger is None:
        raise SetupError(f"trigger is {shown(table['trigger'])}. Use {listed(TRIGGERS)}.", where.key("trigger"))
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
        others=tuple(table.get(OTHERS_KEY, ())),
        trigger=trigger,
    )


def _view(table: dict[str, Any], where: LineNumbers) -> View:
    target = table.get("target", View().target)
    if target not in TARGETS:
        raise SetupError(f"target is {shown(target)}. Use {listed(TARGETS)}.", where.key("target"))
    switches = {name: (written if table.get(key, False) else not written) for key, (name, written) in SWITCHES.items()}
    return View(target=target)._replace(**switches)  # type: ignore[arg-type]
