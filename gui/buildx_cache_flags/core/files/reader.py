"""What kind of file it is, and reading it as that."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final, Literal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.formats.script import languages
from buildx_cache_flags.core.formats.yamlnodes import Document
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain
from buildx_cache_flags.core.text.wording import capital, listed
from buildx_cache_flags.core.text.work import TooMuchWorkError, Work

from . import build_services, found_builds, recognising
from .found_builds import Build, FileReading, Found, file_problem
from .kinds import KINDS, FileKind

LONGEST: Final = 500_000
"""Characters of a file; reading takes a second or two at most then."""

_HCL = re.compile(
    r'^[ \t]*(?:(?:target|variable|group|function)[ \t]+"?[\w.-]+"?[ \t]*\{|function[ \t]+")', re.MULTILINE
)
_YAML_KEY = re.compile(r"^(?:services|jobs|runs|stages):|^[ \t]+script:", re.MULTILINE)
_COMPOSE_NAME = re.compile(r"(?:docker-)?compose\b.*\.ya?ml\Z")
_SETUP: Final = "buildx-cache-flags"
"""The table of a setup."""
_YAML_ENDS: Final = (".yml", ".yaml")

_Guess = FileKind | Literal["yaml"]


def _read_yaml(document: Document, kind: FileKind, name: str, catalog: Catalog, beside: Beside) -> Found:
    """The builds of a YAML file; its reader is imported with the first one, as all of them would take long."""
    if kind == "compose":
        from . import compose

        return compose.read(document, catalog, name, beside)
    if kind == "github-actions":
        from .github import workflow

        return workflow.read(document, catalog, beside)
    if kind == "gitlab-ci":
        from . import gitlab

        return gitlab.read(document, catalog, beside)
    if kind == "skaffold":
        from . import skaffold

        return skaffold.read(document, catalog)
    from . import pipelines

    return pipelines.read(document, catalog, kind)


_STRICT: Final = ("compose", "github-actions")
"""Kinds whose readers refuse a key that stands twice."""


_TOO_MUCH: Final = "The file nests or repeats its parts too often to be read. Check the part that matters separately."


def read_file(
    name: str, text: str, catalog: Catalog, beside: Beside | None = None, limit: Work | None = None
) -> FileReading:
    """Find every build of a file; *name* helps to tell what it is.

    *beside* gives the other files of its checkout that it names; without it there are none.  *limit* is what it may
    take, by default :meth:`Work.of` the text.  Takes any text, and raises nothing but ``StoppedError``, once somebody
    has stopped *limit*.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > LONGEST:
        message = f"The file has {len(text)} characters, and at most {LONGEST} are read. Paste the part that matters."
        return FileReading(name, "", problems=(file_problem(found_builds.TOO_LONG, 0, message),))
    language = languages.language_of(name, text)
    kind = "script" if language else kind_of_name(PurePath(name).name.lower()) or _kind_of_text(text)
    try:
        with work.limited(limit or Work.of(text)):
            return replace(_read(name, kind, text, catalog, beside or NoFiles()), text=text)
    except TooMuchWorkError:
        return FileReading(name, _known(kind), problems=(file_problem(found_builds.TOO_COMPLEX, 0, _TOO_MUCH),))
    except RecursionError:
        message = "The file nests too deeply to be read. Check the part that matters separately."
        return FileReading(name, _known(kind), problems=(file_problem(found_builds.TOO_COMPLEX, 0, message),))
    except BrokenFileError as error:
        where = f" (line {error.line})" if error.line else ""
        return FileReading(
            name, _known(kind), problems=(file_problem(found_builds.SYNTAX, error.line, f"{error}{where}."),)
        )


def _known(kind: _Guess) -> FileKind:
    return "" if kind == "yaml" else kind


def kind_of_name(name: str) -> _Guess:
    """The kind that a name tells: ``yaml`` where the text has to tell the rest, empty where it has to tell all."""
    known = recognising.kind_of_name(name)
    if known:
        return known
    if name.endswith(".hcl"):
        return "bake-hcl"
    if name.endswith(".json"):
        return "bake-json"
    if name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")):
        return "gitlab-ci"
    if _COMPOSE_NAME.match(name):
        return "compose"
    if name.endswith(_YAML_ENDS):
        return "yaml"
    return "shell" if PurePath(name).suffix in languages.SHELLS else ""


def _is_setup(text: str) -> bool:
    from buildx_cache_flags.core.session import setups

    return setups.is_one(text)


def _kind_of_text(text: str) -> _Guess:
    if _SETUP in text and _is_setup(text):
        return "setup"
    if text.startswith("#!"):
        return "shell"
    if text.lstrip().startswith(("{", "//")):
        return recognising.kind_of_text(text) or "bake-json"
    if _HCL.search(text):
        return "bake-hcl"
    return "yaml" if _YAML_KEY.search(text) else recognising.kind_of_text(text) or "shell"


def _read(name: str, kind: _Guess, text: str, catalog: Catalog, beside: Beside) -> FileReading:
    if kind in ("bake-hcl", "bake-json"):
        from . import bake

        read = bake.read_hcl if kind == "bake-hcl" else bake.read_json
        return _reading(name, kind, read(text, catalog, PurePath(name).name, beside))
    if kind != "yaml" and recognising.reads(kind):
        return _reading(name, kind, recognising.read(kind, text, catalog))
    if kind == "setup":
        from . import setup_files

        return _reading(name, "setup", setup_files.read(text, catalog))
    if kind == "shell":
        from . import shell

        return _reading(
            name, "shell", Found(shell.read(plain(text, 1), catalog, dialect=languages.shell_of(name, text)))
        )
    if kind == "script":
        return _reading(name, "script", Found(_followed(name, text, catalog)))
    document = Document(text)
    known = _kind_of_document(document, kind, name)
    found = _read_yaml(document, known, PurePath(name).name, catalog, beside)
    found.problems[:0] = _duplicates(document, known)
    return _reading(name, known, found)


def _followed(name: str, text: str, catalog: Catalog) -> list[Build]:
    from buildx_cache_flags.core.formats.script.reading.cursor import TornError

    from . import shell

    language = languages.language_of(name, text) or "python"
    try:
        return shell.follow(plain(text, 1), catalog, language)
    except TornError as error:
        raise BrokenFileError(f"{languages.LABELS[language]} rejects the script: {error}", error.line) from None
    except ModuleNotFoundError:
        message = (
            f"This {languages.LABELS[language]} file is not read: the packages tree-sitter and {languages.GRAMMARS[language]}"
            " aren't installed here. Install them, or check the docker command alone"
        )
        raise BrokenFileError(message) from None


def _kind_of_document(document: Document, kind: _Guess, name: str) -> FileKind:
    """The kind of a YAML file by its keys, which say more than its name, but for names that only one service has."""
    service = build_services.of_name(name) or build_services.of_document(document)
    if service and kind == "yaml":
        return service
    keys = {key for root in document.roots for key in document.mapping(root)}
    if "services" in keys and "jobs" not in keys and kind != "gitlab-ci":
        return "compose"
    if keys & {"jobs", "runs"} and kind != "gitlab-ci":
        return "github-actions"
    return "compose" if kind == "compose" else "gitlab-ci"


def _duplicates(document: Document, kind: FileKind) -> Iterator[Problem]:
    if kind in _STRICT:
        for line, key in sorted(document.duplicates.items()):
            message = f"The key {key} is given twice in one place (line {line}), so the {KINDS[kind]} is rejected. Remove one."
            yield file_problem(found_builds.DUPLICATE_KEY, line, message)


def _reading(name: str, kind: FileKind, found: Found) -> FileReading:
    if not (found.builds or found.problems or found.unchecked):
        known = listed([label for kind, label in KINDS.items() if kind])
        what = KINDS[kind] if kind else "file"
        message = f"No build was found in this {what}. Files that are read: {known}."
        found.problems.append(file_problem(found_builds.NO_BUILD, 0, capital(message)))
    return FileReading(
        name, kind, tuple(found.builds), tuple(found.problems), tuple(found.left), tuple(found.unchecked)
    )
