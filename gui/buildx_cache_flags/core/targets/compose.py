"""A Compose file.  In its values ``$$`` is a dollar sign, and ``${NAME}`` a variable of the shell or of ``.env``."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables

from . import branches, compose_settings, documents, yamltext
from .bash import is_open
from .documents import Pieces, source_of
from .rendered import Rendered, join

_KEYS: Final[tuple[tuple[Option, str], ...]] = (("cache-from", "cache_from"), ("cache-to", "cache_to"))


_HOME: Final = codes.register(
    "compose-home",
    "warning",
    catches="~ or ~/x as the build context, which only Compose reads as the home folder",
    source="Compose: paths are expanded",
)


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a service; a Compose file has no form on one line."""
    return join(_file(command))


def check(command: Command) -> Iterator[Problem]:
    """What a Compose file can't carry, and what is to be kept in mind."""
    yield from documents.needs_files(source_of(command), "Compose")
    if _is_home(source_of(command).build_context):
        message = "Compose reads “~” as your home folder; other places build a folder called “~”. Use the full path."
        yield Problem.of(_HOME, documents.CONTEXT, message)
    yield from compose_settings.check(source_of(command))
    yield from branches.hints(command, "Set TAG to NAME with “-” in place of “/” first, and use ${TAG} instead")


def _file(command: Command) -> Pieces:
    draft = source_of(command)
    yield f"# {_how_to_run(draft)}\n", documents.OUTPUT
    yield "services:\n  app:\n", None
    if draft.image:
        yield "    image: ", None
        yield from _scalar(Piece(draft.image, documents.IMAGE, "reference"))
        yield "\n", None
    yield "    build:\n      context: ", None
    yield from _scalar(Piece(_folder(draft.build_context), documents.CONTEXT))
    yield "\n", None
    for setting in compose_settings.settings(draft):
        yield from _setting(setting)
    for option, key in _KEYS:
        yield from _caches(command, option, key)
    secrets = list(compose_settings.secrets(draft))
    yield "secrets:\n" if secrets else "", None
    for one in secrets:
        yield "  ", None
        yield from _scalar(one.name)
        yield f":\n    {one.key}: ", None
        yield from _scalar(one.value)
        yield "\n", None


def _is_home(context: str) -> bool:
    return context == "~" or context.startswith("~/")


def _folder(context: str) -> str:
    """*context* as Compose has to get it, which reads the "~" of "~x" as the home folder too: as HOME/x."""
    return f"./{context}" if context.startswith("~") and not _is_home(context) else context


def _setting(setting: compose_settings.ComposeSetting) -> Pieces:
    yield f"      {setting.name}:", setting.values[0].place
    for value in setting.values:
        yield "\n        - " if setting.is_list else " ", None
        if setting.is_switch:
            yield value.text, value.place
        else:
            yield from _scalar(value)
    yield "\n", None


def _how_to_run(draft: Draft) -> str:
    """Compose can't say in its file what happens to the image."""
    if draft.pushed:
        return "Build and push it with: docker compose build --push"
    if draft.output == "load" or not draft.image:
        return "Build it with: docker compose build"
    return "Build it with: docker compose build (Compose always loads the image)"


def _caches(command: Command, option: Option, key: str) -> Pieces:
    values = documents.values(command, option)
    if not values:
        return
    yield "      ", None
    yield key, Place(option)
    yield ":\n", None
    for index, pieces in enumerate(values):
        yield "        ", None
        yield "-", Place(option, index)
        yield " ", None
        yield from _scalar(*pieces)
        yield "\n", None


def _scalar(*pieces: Piece) -> Pieces:
    return yamltext.scalar([(_interpolated(piece), piece.place) for piece in pieces])


def _interpolated(piece: Piece) -> str:
    parts = variables.split(piece.text) if is_open(piece) else [(piece.text, False)]
    return "".join(f"${{{part}}}" if is_name else part.replace("$", "$$") for part, is_name in parts)
