"""What each word of the command means, in the order in which they stand there."""

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.captions import caption
from buildx_cache_flags.core.catalog.parameters import Levels, Option, Parameter
from buildx_cache_flags.core.check.validation import Values, check
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, effective_value, others
from buildx_cache_flags.core.draft.command import Argument, Command, Line
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.draft.secrets import other_hidden
from buildx_cache_flags.core.targets.rendered import Rendered
from buildx_cache_flags.core.text.wording import capital, shown, visible

LONGEST_VALUE: Final = 200
"""Characters of a value that a sentence shows."""

MOST: Final = 60
"""Words that are explained: more than that is no command that anybody reads."""


OTHER: Final = "Another option of the build, kept and not checked."


class Token(NamedTuple):
    """One word of the command, the place that it came from, and what it means."""

    text: str
    meaning: str
    place: Place | None = None


def explain(command: Command, catalog: Catalog, file: Rendered | None = None) -> tuple[Token, ...]:
    """Explain the first :data:`MOST` words of *command*, which was composed from a draft.

    Where it was written into a *file* that holds no command, only what stands there is explained, as it stands there.
    """
    if command.draft is None:
        return ()
    tokens = _tokens(command, command.draft, catalog)
    if file is not None:
        tokens = _standing_in(file, tokens)
    return tuple(islice(tokens, MOST))


def _standing_in(file: Rendered, tokens: Iterator[Token]) -> Iterator[Token]:
    """Those of *tokens* whose places *file* shows, with the text and in the order that they have there."""
    stretches: dict[Place, list[tuple[int, int]]] = {}
    for start, end, place in file.spans:
        known = stretches.setdefault(place, [])
        joined = known.pop()[0] if known and known[-1][1] == start else start
        known.append((joined, end))
    standing = []
    for token in tokens:
        rest = stretches.get(token.place, []) if token.place else []
        if rest:
            start, end = rest.pop(0)
            standing.append((start, token._replace(text=file.text[start:end].strip())))
    return (token for _, token in sorted(standing, key=itemgetter(0)) if not _only_opens(token))


def _only_opens(token: Token) -> bool:
    """Whether *token* is the bracket or the dash that opens an entry, which is no word."""
    whole = token.place is not None and token.place.option is not None and not token.place.parameter
    return whole and not any(map(str.isalnum, token.text))


def _tokens(command: Command, draft: Draft, catalog: Catalog) -> Iterator[Token]:
    for line in command.lines:
        if line.cache:
            yield from _flag(line, draft, catalog)
        else:
            yield from _around(line, draft)


def _around(line: Line, draft: Draft) -> Iterator[Token]:
    """The words that are no cache flag."""
    first = _place(line.arguments[0])
    if first is not None and first.parameter == OTHERS:
        yield Token(others.read(other_hidden(draft.others[first.entry])).text, OTHER, first)
        return
    placeless = " ".join(argument.text for argument in line.arguments if _place(argument) is None)
    if placeless and placeless != "-t":
        yield Token(placeless, "Builds an image with BuildKit.")
    for argument in line.arguments:
        place = _place(argument)
        if place is not None:
            flag = "-t " if place.parameter == "image" else ""
            yield Token(flag + argument.text, _of_field(place.parameter, draft), place)


def _place(argument: Argument) -> Place | None:
    return argument.pieces[0].place


def _of_field(name: str, draft: Draft) -> str:
    if name == "output":
        after = {"push": "pushed to its registry", "load": "loaded into the local Docker", "nothing": "kept"}
        return f"The finished image is {after[draft.output]}."
    if name == "image":
        return f"Names the image {visible(draft.image)}."
    where = {DEFAULT_CONTEXT: "the current folder", "-": "standard input"}.get(draft.build_context)
    return f"Build context: {where or visible(draft.build_context)}."


_FLAGS: Final = {
    "cache-to": "Writes the cache after the build.",
    "cache-from": "Reads the cache before the build.",
}


def _flag(line: Line, draft: Draft, catalog: Catalog) -> Iterator[Token]:
    name, value = line.arguments
    place = _place(name)
    if place is None or place.option is None:
        return
    yield Token(name.text, _FLAGS[place.option], place)
    entry = draft.entries(place.option)[place.entry]
    says = _Attributes(entry, place.option, draft, catalog)
    pieces = [piece for piece in value.pieces if piece.place is not None]
    last = {key: number for number, (key, _) in enumerate(entry.fields)}
    for number, (piece, (key, text)) in enumerate(zip(pieces, entry.fields, strict=True)):
        meaning = says.of(key, text) if last[key] == number else "No effect: a later one replaces it."
        yield Token(piece.text, meaning, piece.place)


class _Attributes:
    """Says what the attributes of one entry mean."""

    def __init__(self, entry: Entry, option: Option, draft: Draft, catalog: Catalog) -> None:
        self._entry = entry
        self._option = option
        self._draft = draft
        self._table = catalog
        self._backend = catalog.backend(entry.type)
        self._version = catalog.release(draft.buildkit)
        self._values = check(self._backend, option, entry.attrs, with_variables=True) if self._backend else None

    def of(self, key: str, text: str) -> str:
        """What *key* with the value *text* means."""
        if key == TYPE:
            return _of_type(text, self._table)
        if self._backend is None or self._values is None:
            return f"A parameter of type {visible(self._entry.type)}, kept unchanged."
        parameter = self._backend.by_name.get(key)
        if parameter is None:
            return "No effect: BuildKit ignores it."
        if self._option not in parameter.options:
            return f"No effect: {self._option} ignores it."
        if parameter.levels is not None and parameter.name not in self._values.refused:
            return self._level(parameter.levels, text, self._backend)
        return _of_value(parameter, self._option, text, self._values)

    def _level(self, levels: Levels, text: str, backend: Backend) -> str:
        deciding = backend.by_name.get(levels.of)
        value = (effective_value(backend, deciding, self._entry, self._version) if deciding else None) or ""
        said = caption(levels, levels.rule(value, self._version), text, value)
        return said or f"{visible(value)} has no such level."


def _of_type(text: str, catalog: Catalog) -> str:
    backend = catalog.backend(text)
    if backend is None:
        return "Not a cache type that BuildKit knows."
    return f"Stores the cache {backend.label}." if backend.label else "The type of the cache."


def _of_value(parameter: Parameter, option: Option, text: str, values: Values) -> str:
    if parameter.name in values.refused and option == "cache-from":
        return f"Nothing is read here: {_quoted(parameter, text)} isn't valid, and the build continues without it."
    if parameter.name in values.refused:
        said = parameter.refused.replace("{value}", _quoted(parameter, text))
        return f"{capital(said)}."
    read = values.read.get(parameter.name)
    if isinstance(read, bool):
        return parameter.meaning.on if read else parameter.meaning.off
    if parameter.choices:
        return next((choice.help for choice in parameter.choices if choice.value == text), "")
    said = parameter.meaning.write if option == "cache-to" else parameter.meaning.read
    return said.replace("{value}", visible(text, LONGEST_VALUE))


def _quoted(parameter: Parameter, text: str) -> str:
    """*text* inside a sentence; a secret is shown in none."""
    return "the secret" if parameter.secret else shown(text)
