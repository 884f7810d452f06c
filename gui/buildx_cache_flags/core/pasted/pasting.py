"""Pasted text becomes a draft: a value, flags, or a whole ``docker buildx build`` command of any usual shell.

Nothing that was pasted is silently dropped.  What the draft has a place for is in the draft; a value that buildx
refuses is in a problem; every other part is named as left out, with the reason.  Where only the shell knows what a
part means, such as ``$(git rev-parse HEAD)``, it stays as it is and is named, and nothing is guessed.

This is used when something is pasted, and best imported then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import syntax
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, Output
from buildx_cache_flags.core.draft.changes import describe
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text import variables

from . import buildoptions, shellwords
from .buildoptions import Argument
from .buildwords import Recognised, recognise
from .leftovers import LeftOut, Sheet
from .shellwords import Script

__all__ = ["LeftOut", "Pasted", "describe", "read"]

_UNKNOWN: Final = "docker build has no such option, so far as is known here"
_UNSURE: Final = "it may be the value of the option in front of it, which is not known here"
_TORN: Final = "the space in front of it ends the value: take the space out, and paste it again"
_STRAY: Final = "a switch takes its value only with “=”, as in --push=true"
_ONLY_CACHE: Final = "this application builds cache flags only"
_NOT_BOOLEAN: Final = "docker takes only true or false for it"
_PUSHES: Final = "an output has no place here; if it is meant to push the image, choose push (--push)"
_LOADS: Final = "an output has no place here; if it is meant to load the image, choose load (--load)"
_SECOND_TAG: Final = "it is one more name, and the form has one image"
_SECOND_CONTEXT: Final = "it is a second build context, and docker takes one only"
_CONTEXT_ALONE: Final = "it belongs to no option, and a build context is taken over with a whole command only"
_EMPTY_CONTEXT: Final = "it is an empty build context, which docker refuses"
_EMPTY_TAG: Final = "it names no image"
_NO_IMAGE: Final = "there is no image to push: it counts once the form has one"
_PUSH_IS_TAKEN: Final = "the form does one of both, and --push is taken"
_NOTHING: Final = "nothing to take over was found: paste a value, flags or a docker buildx build command"
_EMPTY: Final = "nothing was pasted: copy a value, flags or a docker buildx build command first"

_RUN: Final = "the shell would run it, and it is kept as it stands: write its result, or a variable such as ${NAME}"
_POWERSHELL: Final = "it is a variable of PowerShell alone, and it is kept as it stands: write one such as $env:NAME"
_SHELL: Final = "only the shell knows what it stands for, and it is kept as it stands: write that, or a plain ${NAME}"
_HOME: Final = "only the shell knows the home folder, and it is kept as it stands: write the whole path"
_LITERAL: Final = "the shell would leave it as it is, but in a reference it is a variable here"
_PLAIN: Final = "a variable counts only in the image and in a ref, and this one is kept as plain text"

_TAKEN: Final = frozenset(("tag", "push", "load", *OPTIONS))
_REASONS: Final[dict[buildoptions.Kind, str]] = {"unknown": _UNKNOWN, "torn": _TORN, "stray": _STRAY}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste amounts to.

    ``draft`` is the draft after it, and the very same one where nothing usable was ``found``; then at least one part
    that is left out, or a problem, says so.  ``problems`` are values that buildx refuses; each one carries its text.
    """

    draft: Draft
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    found: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What the arguments say; ``None`` where they say nothing about it."""

    image: str | None
    output: Output | None
    context: str | None
    entries: dict[Option, tuple[Entry, ...] | None]

    @property
    def anything(self) -> bool:
        """Whether there is anything at all to take over."""
        return any(found is not None for found in (self.image, self.output, self.context, *self.entries.values()))


def read(text: str, draft: Draft, catalog: Catalog, mended: Mapping[str, str] = MappingProxyType({})) -> Pasted:
    """Put what *text* says into *draft*.  Takes any text, and never raises.

    *mended* has better values for some that buildx refuses, as problems of an earlier reading offered them.

    A command replaces the image, what happens to it, the context and all entries.  Flags alone replace the entries of
    the options that occur, and the image and what happens to it where they say so.  Values alone, one a line, replace
    what is written.
    """
    script = shellwords.split(text)
    recognised = [recognise(command) for command in script.commands]
    chosen = _chosen(recognised)
    sheet = Sheet(script)
    sheet.outside(recognised, chosen)
    whole = any(one.sort == "build" for one in chosen)
    arguments = [argument for one in chosen for argument in _arguments(one, script)]
    problems: list[Problem] = []
    found = _found(_with_mended(arguments, mended), whole, draft, catalog, sheet, problems)
    if not whole and not found.anything:
        if not problems:
            sheet.leave(len(text), len(text), "", _NOTHING if text.strip() else _EMPTY)
        return Pasted(draft, sheet.left_out(), tuple(problems), found=False)
    after = _replaced(draft, found) if whole else _changed(draft, found)
    return Pasted(after, sheet.left_out(), tuple(problems), found=True)


def _chosen(recognised: list[Recognised]) -> list[Recognised]:
    """What is taken over: the first build with cache flags, else the first build, else all flags, else all values."""
    builds = [one for one in recognised if one.sort == "build"]
    if builds:
        return [next((build for build in builds if build.caches), builds[0])]
    flags = [one for one in recognised if one.sort == "flags"]
    if flags:
        return flags
    values = [one for one in recognised if one.sort == "value" and one.command.before is None]
    if len(values) == len(recognised):
        return values
    # Beside prose, a word alone on its line is a value only where it looks like one.
    return [one for one in values if one.like_value]


def _arguments(one: Recognised, script: Script) -> list[Argument]:
    if one.sort != "value":
        return list(buildoptions.parse(one.arguments, broken=one.command.broken))
    first, last = one.arguments[0], one.arguments[-1]
    raw = script.text[first.start : last.end]
    return [Argument("value", "cache-to", one.arguments, raw, first.text if first is last else raw)]


def _with_mended(arguments: Iterable[Argument], mended: Mapping[str, str]) -> list[Argument]:
    return [
        replace(argument, value=mended[argument.value])
        if argument.kind == "value" and argument.name in OPTIONS and argument.value in mended
        else argument
        for argument in arguments
    ]


def _found(
    arguments: list[Argument], whole: bool, draft: Draft, catalog: Catalog, sheet: Sheet, problems: list[Problem]
) -> _Found:
    """Take what there is a place for out of *arguments*; the rest goes to *sheet*."""
    _leave_others(arguments, sheet)
    image = _image(arguments, sheet)
    has_image = bool(image if whole else image or draft.image)
    output = _output(arguments, has_image, sheet)
    context = _context(arguments, whole, sheet)
    entries: dict[Option, tuple[Entry, ...] | None] = {
        option: _entries(arguments, option, catalog, sheet, problems) for option in OPTIONS
    }
    return _Found(image, output, context, entries)


def _replaced(draft: Draft, found: _Found) -> Draft:
    """*draft* as a whole command makes it: what the command does not say is as docker has it."""
    image = found.image or ""
    output = found.output or ("nothing" if image else "push")
    whole: dict[Option, tuple[Entry, ...]] = {option: entries or () for option, entries in found.entries.items()}
    context = found.context or DEFAULT_CONTEXT
    return _with_entries(replace(draft, image=image, output=output, context=context), whole)


def _changed(draft: Draft, found: _Found) -> Draft:
    """*draft* with what flags alone say."""
    image = draft.image if found.image is None else found.image
    output = found.output or draft.output
    return _with_entries(replace(draft, image=image, output=output), found.entries)


def _with_entries(
    draft: Draft, entries: dict[Option, tuple[Entry, ...]] | dict[Option, tuple[Entry, ...] | None]
) -> Draft:
    if entries["cache-from"]:
        draft = replace(draft, following=False)
    for option, given in entries.items():
        if given is not None:
            draft = draft.with_entries(option, given)
    return draft


def _leave_others(arguments: Iterable[Argument], sheet: Sheet) -> None:
    """Name every argument that can't be taken over, whatever the others are."""
    for argument in arguments:
        reason = why_left_out(argument)
        if reason:
            sheet.leave_argument(argument, reason)


def why_left_out(argument: Argument) -> str:
    """Why an argument has no place in a draft, whatever the others are; empty where it has one."""
    if argument.kind in _REASONS:
        return _REASONS[argument.kind]
    if argument.kind == "dash":
        return f"its dash is another than docker's two hyphens: write {argument.name}"
    if argument.kind in ("missing", "open"):
        missing = "it has no value" if argument.kind == "missing" else "its value is never closed"
        return f"{missing}: write it behind the option, and paste it again"
    if argument.kind == "switch" and argument.on is None:
        return _NOT_BOOLEAN
    if argument.kind == "value" and argument.name == "output":
        return _why_output(argument.value)
    return _ONLY_CACHE if argument.kind in ("value", "switch") and argument.name not in _TAKEN else ""


def _why_output(value: str) -> str:
    fields = value.split(",")
    if "type=registry" in fields or ("type=image" in fields and "push=true" in fields):
        return _PUSHES
    loads = "type=docker" in fields and not any(field.startswith("dest=") for field in fields)
    return _LOADS if loads else _ONLY_CACHE


def _image(arguments: Iterable[Argument], sheet: Sheet) -> str | None:
    """The first name; docker gives the image all of them."""
    image = None
    for argument in arguments:
        if argument.kind != "value" or argument.name != "tag":
            continue
        if not argument.value:
            sheet.leave_argument(argument, _EMPTY_TAG)
        elif image is not None:
            sheet.leave_argument(argument, _SECOND_TAG)
        else:
            image = argument.value
            _name_unread(argument, sheet)
            _name_literal(argument, image, sheet)
    return image


def _output(arguments: Iterable[Argument], has_image: bool, sheet: Sheet) -> Output | None:
    """What happens to the image; of a repeated switch the last one counts."""
    said = {argument.name: argument for argument in arguments if argument.kind == "switch" and argument.on is not None}
    push, load = said.get("push"), said.get("load")
    if push and push.on:
        if not has_image:
            sheet.leave_argument(push, _NO_IMAGE)
        if load and load.on:
            sheet.leave_argument(load, _PUSH_IS_TAKEN)
        return "push"
    if load and load.on:
        return "load"
    return "nothing" if push or load else None


def _context(arguments: Iterable[Argument], whole: bool, sheet: Sheet) -> str | None:
    """The build context.  Docker takes exactly one: a word behind an unknown option is it where there is no other."""
    named = [argument for argument in arguments if argument.kind == "positional"]
    unsure = [argument for argument in arguments if argument.kind == "unsure"]
    context = None
    if whole and (named or unsure):
        context = named.pop(0) if named else unsure.pop()
    for argument in named:
        sheet.leave_argument(argument, _SECOND_CONTEXT if whole else _CONTEXT_ALONE)
    for argument in unsure:
        sheet.leave_argument(argument, _UNSURE)
    if context is None:
        return None
    if not context.value:
        sheet.leave_argument(context, _EMPTY_CONTEXT)
    _name_unread(context, sheet)
    if context.word.replaced:
        sheet.leave_argument(context, _PLAIN)
    return context.value


def _entries(
    arguments: Iterable[Argument], option: Option, catalog: Catalog, sheet: Sheet, problems: list[Problem]
) -> tuple[Entry, ...] | None:
    """The entries of *option*; ``None`` where there is none."""
    entries: list[Entry] = []
    for argument in arguments:
        if argument.kind != "value" or argument.name != option:
            continue
        reading = syntax.read(argument.value, option, catalog)
        problems.extend(reading.problems)
        entries.extend(reading.entries)
        _name_unread(argument, sheet)
        for entry in reading.entries:
            _name_variables(argument, entry, catalog, sheet)
    return tuple(entries) or None


def _name_variables(argument: Argument, entry: Entry, catalog: Catalog, sheet: Sheet) -> None:
    """Name variables that mean something else in the draft than in the shell."""
    for key, value in entry.fields:
        backend = catalog.backend(entry.type)
        parameter = backend.by_name.get(key) if backend else None
        if parameter is not None and parameter.holds_variables:
            _name_literal(argument, value, sheet)
        elif argument.word.replaced:
            for name in variables.names(value):
                sheet.leave(argument.start, argument.end, f"{key}=…${{{name}}}…", _PLAIN)


def _name_literal(argument: Argument, value: str, sheet: Sheet) -> None:
    if any(word.literal for word in argument.words):
        for name in variables.names(value):
            sheet.leave(argument.start, argument.end, f"${{{name}}}", _LITERAL)


def _name_unread(argument: Argument, sheet: Sheet) -> None:
    """Name the parts that only the shell could replace."""
    for word in argument.words:
        for piece in word.unread:
            sheet.leave(word.start, word.end, piece, _why_unread(piece, sheet.script))


def _why_unread(piece: str, script: Script) -> str:
    if piece == "~":
        return _HOME
    if piece[:1] == "`" or piece[1:2] == "(":
        return _RUN
    return _POWERSHELL if script.dialect == "powershell" else _SHELL
