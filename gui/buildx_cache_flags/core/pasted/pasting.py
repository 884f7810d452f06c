"""Pasted text becomes a draft: a value, flags, or a whole ``docker buildx build`` command of any usual shell.

Nothing that was pasted is silently dropped.  What the draft has a place for is in the draft; a value that buildx
refuses is in a problem; every other part is named as left out, with the reason.  Where only the shell knows what a
part means, such as ``$(git rev-parse HEAD)``, it stays as it is and is named, and nothing is guessed.

This is used when something is pasted, and best imported then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, Output, others
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.others import Other
from buildx_cache_flags.core.text import variables

from . import buildoptions, reasons, shellwords
from .buildoptions import OptionArgument
from .buildwords import Recognised, recognise
from .leftout import LeftOut
from .leftovers import PasteSheet
from .shellwords import Script

__all__ = ["LeftOut", "Pasted", "read"]


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
    others: tuple[Other, ...]
    entries: dict[Option, tuple[Entry, ...] | None]

    @property
    def anything(self) -> bool:
        """Whether there is anything at all to take over."""
        said = (self.image, self.output, self.context, *self.entries.values())
        return bool(self.others) or any(found is not None for found in said)


def read(text: str, draft: Draft, catalog: Catalog, fixed: Mapping[str, str] = MappingProxyType({})) -> Pasted:
    """Put what *text* says into *draft*.  Takes any text, and never raises.

    *fixed* has better values for some that buildx refuses, as problems of an earlier reading offered them.

    A command replaces the image, what happens to it, the context, other options and all entries.  Flags alone replace the entries of
    the options that occur, and the image, what happens to it and other options where they say so.  Values alone, one a line, replace
    what is written.
    """
    script = shellwords.split(text)
    recognised = [recognise(command) for command in script.commands]
    chosen = _chosen(recognised)
    sheet = PasteSheet(script)
    sheet.outside(recognised, chosen)
    whole = any(one.sort == "build" for one in chosen)
    arguments = [argument for one in chosen for argument in _arguments(one, script)]
    problems: list[Problem] = []
    found = _found(_with_fixed(arguments, fixed), whole, draft, catalog, sheet, problems)
    if not whole and not found.anything:
        if not problems:
            sheet.leave(len(text), len(text), "", reasons.NOTHING if text.strip() else reasons.EMPTY)
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


def _arguments(one: Recognised, script: Script) -> list[OptionArgument]:
    if one.sort != "value":
        return list(buildoptions.parse(one.arguments, broken=one.command.broken))
    first, last = one.arguments[0], one.arguments[-1]
    raw = script.text[first.start : last.end]
    return [OptionArgument("value", "cache-to", one.arguments, raw, first.text if first is last else raw)]


def _with_fixed(arguments: Iterable[OptionArgument], fixed: Mapping[str, str]) -> list[OptionArgument]:
    return [
        replace(argument, value=fixed[argument.value])
        if argument.kind == "value" and argument.name in OPTIONS and argument.value in fixed
        else argument
        for argument in arguments
    ]


def _found(
    arguments: list[OptionArgument],
    whole: bool,
    draft: Draft,
    catalog: Catalog,
    sheet: PasteSheet,
    problems: list[Problem],
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
    return _Found(image, output, context, tuple(_others(arguments, sheet)), entries)


def _replaced(draft: Draft, found: _Found) -> Draft:
    """*draft* as a whole command makes it: what the command does not say is as docker has it."""
    image = found.image or ""
    output = found.output or ("nothing" if image else "push")
    whole: dict[Option, tuple[Entry, ...]] = {option: entries or () for option, entries in found.entries.items()}
    context = found.context or DEFAULT_CONTEXT
    kept = tuple(other.text for other in found.others)
    return _with_entries(replace(draft, image=image, output=output, context=context, others=kept), whole)


def _changed(draft: Draft, found: _Found) -> Draft:
    """*draft* with what flags alone say."""
    image = draft.image if found.image is None else found.image
    output = found.output or draft.output
    said = {other.name for other in found.others}
    kept = (text for text in draft.others if others.read(text).name not in said)
    both = (*kept, *(other.text for other in found.others))
    return _with_entries(replace(draft, image=image, output=output, others=both), found.entries)


def _with_entries(
    draft: Draft, entries: dict[Option, tuple[Entry, ...]] | dict[Option, tuple[Entry, ...] | None]
) -> Draft:
    if entries["cache-from"]:
        draft = replace(draft, following=False)
    for option, given in entries.items():
        if given is not None:
            draft = draft.with_entries(option, given)
    return draft


def _leave_others(arguments: Iterable[OptionArgument], sheet: PasteSheet) -> None:
    """Name every argument that can't be taken over, whatever the others are."""
    for argument in arguments:
        reason = reasons.why_left_out(argument)
        if reason:
            sheet.leave_argument(argument, reason)


def _image(arguments: Iterable[OptionArgument], sheet: PasteSheet) -> str | None:
    """The first name; docker gives the image all of them."""
    image = None
    for argument in arguments:
        if argument.kind != "value" or argument.name != "tag":
            continue
        if not argument.value:
            sheet.leave_argument(argument, reasons.EMPTY_TAG)
        elif image is None:
            image = argument.value
            _name_unread(argument, sheet)
            _name_literal(argument, image, sheet)
    return image


def _output(arguments: Iterable[OptionArgument], has_image: bool, sheet: PasteSheet) -> Output | None:
    """What happens to the image; of a repeated switch the last one counts, and an output says it, too."""
    arguments = list(arguments)
    said = {argument.name: argument for argument in arguments if argument.kind == "switch" and argument.on is not None}
    push, load = said.get("push"), said.get("load")
    if push and push.on:
        if not has_image:
            sheet.leave_argument(push, reasons.NO_IMAGE)
        if load and load.on:
            sheet.leave_argument(load, reasons.PUSH_IS_TAKEN)
        return "push"
    if load and load.on:
        return "load"
    named = {others.output_says(argument.value) for argument in _outputs(arguments)}
    if "push" in named:
        return "push"
    return "load" if "load" in named else "nothing" if push or load else None


def _outputs(arguments: Iterable[OptionArgument]) -> list[OptionArgument]:
    return [argument for argument in arguments if argument.kind == "value" and argument.name == "output"]


def _others(arguments: Iterable[OptionArgument], sheet: PasteSheet) -> Iterator[Other]:
    """Every other option, as it is written again: further names of the image too, and no output that the form says."""
    is_named = False
    for argument in arguments:
        if argument.kind not in ("value", "switch") or argument.name in others.OWN_ROWS or argument.name == "help":
            continue
        if argument.name == "tag" and argument.value and not is_named:
            is_named = True
            continue
        if (argument.kind == "switch" and argument.on is None) or (argument.name == "tag" and not argument.value):
            continue
        other = Other(argument.name, argument.value if argument.kind == "value" else argument.value or None)
        if argument.name == "output" and argument.value in others.PLAIN_OUTPUTS:
            continue
        _name_unread(argument, sheet)
        if any(word.literal for word in argument.words):
            for name in variables.names(argument.value):
                sheet.leave(argument.start, argument.end, f"${{{name}}}", reasons.LITERAL)
        yield other


def _context(arguments: Iterable[OptionArgument], whole: bool, sheet: PasteSheet) -> str | None:
    """The build context.  Docker takes exactly one: a word behind an unknown option is it where there is no other."""
    named = [argument for argument in arguments if argument.kind == "positional"]
    unsure = [argument for argument in arguments if argument.kind == "unsure"]
    context = None
    if whole and (named or unsure):
        context = named.pop(0) if named else unsure.pop()
    for argument in named:
        sheet.leave_argument(argument, reasons.SECOND_CONTEXT if whole else reasons.CONTEXT_ALONE)
    for argument in unsure:
        sheet.leave_argument(argument, reasons.UNSURE)
    if context is None:
        return None
    if not context.value:
        sheet.leave_argument(context, reasons.EMPTY_CONTEXT)
    _name_unread(context, sheet)
    if context.word.replaced:
        sheet.leave_argument(context, reasons.PLAIN)
    return context.value


def _entries(
    arguments: Iterable[OptionArgument], option: Option, catalog: Catalog, sheet: PasteSheet, problems: list[Problem]
) -> tuple[Entry, ...] | None:
    """The entries of *option*; ``None`` where there is none."""
    entries: list[Entry] = []
    for argument in arguments:
        if argument.kind != "value" or argument.name != option:
            continue
        reading = flag_syntax.read(argument.value, option, catalog)
        problems.extend(reading.problems)
        entries.extend(reading.entries)
        _name_unread(argument, sheet)
        for entry in reading.entries:
            _name_variables(argument, entry, catalog, sheet)
    return tuple(entries) or None


def _name_variables(argument: OptionArgument, entry: Entry, catalog: Catalog, sheet: PasteSheet) -> None:
    """Name variables that mean something else in the draft than in the shell."""
    for key, value in entry.fields:
        backend = catalog.backend(entry.type)
        parameter = backend.by_name.get(key) if backend else None
        if parameter is not None and parameter.holds_variables:
            _name_literal(argument, value, sheet)
        elif argument.word.replaced:
            for name in variables.names(value):
                sheet.leave(argument.start, argument.end, f"{key}=…${{{name}}}…", reasons.PLAIN)


def _name_literal(argument: OptionArgument, value: str, sheet: PasteSheet) -> None:
    if any(word.literal for word in argument.words):
        for name in variables.names(value):
            sheet.leave(argument.start, argument.end, f"${{{name}}}", reasons.LITERAL)


def _name_unread(argument: OptionArgument, sheet: PasteSheet) -> None:
    """Name the parts that only the shell could replace."""
    for word in argument.words:
        for piece in word.unread:
            sheet.leave(word.start, word.end, piece, reasons.why_unread(piece, sheet.script))
