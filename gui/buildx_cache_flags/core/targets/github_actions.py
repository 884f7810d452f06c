"""A GitHub Actions workflow with a step of ``docker/build-push-action``.

Three readers come one after the other, and each has its own escapes: YAML, the expressions ``${{ … }}`` of GitHub, and
the action, which takes a list as CSV (a line is an entry, and quotes that were not doubled are lost) and trims blanks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft, others, reference
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables
from buildx_cache_flags.core.text.wording import listed

from . import branches, documents, github_inputs, yamltext
from .base import Rendered, join
from .bash import is_open
from .documents import Pieces, source_of
from .github_names import PROPERTIES, expression

BLANKS: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What the action takes off at both ends, as a class of a pattern."""

_OUTER_BLANK = re.compile(f"[{BLANKS}]|.*[{BLANKS}]\\Z", re.DOTALL)
_NEEDS_RECORD = re.compile(r'["\r\n]')
_GHCR: Final = "ghcr.io"
_HANDLEBARS: Final = "{{"
_INDENT: Final = "          "
_OPTIONS: Final[tuple[Option, ...]] = ("cache-from", "cache-to")
_LOCAL = re.compile(r"(localhost|127\.[0-9.]+|\[::1\])(:|\Z)")
_HOW_TO_BRANCH: Final = (
    'In an earlier step run echo "TAG=${NAME//[^A-Za-z0-9_.-]/-}" >> "$GITHUB_ENV", and use ${TAG} instead'
)


_CONTEXT: Final = codes.register(
    "github-context",
    "error",
    catches="spaces around the build context, or “{{” in it, for docker/build-push-action",
    source="docker/build-push-action: inputs are trimmed, and handlebars are filled in",
)
_ENV: Final = codes.register(
    "github-env",
    "hint",
    catches="a variable that the workflow must set itself",
    source="GitHub Actions: env holds what the workflow sets",
)


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a whole workflow; it has no form on one line."""
    return join(_workflow(command))


def check(command: Command) -> Iterator[Problem]:
    """What the action can't be given, and what is to be kept in mind."""
    draft = source_of(command)
    yield from documents.needs_files(draft, "GitHub Actions")
    if _OUTER_BLANK.match(draft.build_context):
        message = "The action trims spaces around the context. Use a folder without them."
        yield Problem.of(_CONTEXT, documents.CONTEXT, message)
    if _HANDLEBARS in draft.build_context:
        message = f"The action reads “{_HANDLEBARS}” in the context as a placeholder. Use a folder without it."
        yield Problem.of(_CONTEXT, documents.CONTEXT, message)
    yield from github_inputs.check(draft)
    yield from _unset(command)
    for name, one in github_inputs.environment(draft):
        given = f"${{{{ secrets.{name} }}}}" if one.name == "secret" else "its value"
        message = f"{name} is empty unless the step sets it. Add it under env: of the step, as {name}: {given}."
        yield Problem.of(_ENV, one.place, message)
    yield from branches.hints(command, _HOW_TO_BRANCH)


def _unset(command: Command) -> Iterator[Problem]:
    """What ``env`` holds is what the workflow sets, and nothing of the machine it runs on."""
    places: dict[str, Place] = {}
    for name, place in documents.places_of_variables(command):
        if name not in PROPERTIES:
            places.setdefault(name, place)
    for name, place in places.items():
        message = f"{expression(name)} is empty unless the workflow sets {name}. Set it under env:, or write it to $GITHUB_ENV in an earlier step."
        yield Problem.of(_ENV, place, message)


def _workflow(command: Command) -> Pieces:
    draft = source_of(command)
    own = [
        name
        for name in dict.fromkeys(name for name, _ in documents.places_of_variables(command))
        if name not in PROPERTIES
    ]
    yield "# Save it as .github/workflows/build.yml\n", None
    if own:
        yield f"# Set {listed(own, 'and')} under env: or in a step before the build\n", None
    yield (
        "name: build\non: push\n\njobs:\n  build:\n    runs-on: ubuntu-latest\n    permissions:\n      contents: read\n",
        None,
    )
    written, hosts = _written_hosts(command, draft), _hosts(command, draft)
    if _GHCR in hosts:
        yield f"      packages: {'write' if _GHCR in written else 'read'}\n", None
    # Without the last line, the token of the job would lie in the build context, in .git/config.
    yield "    steps:\n      - uses: actions/checkout@v6\n        with:\n          persist-credentials: false\n", None
    yield "      - uses: docker/setup-buildx-action@v4\n", None
    for host in hosts:
        yield from _login(host)
    yield from _step(command, draft)


def _step(command: Command, draft: Draft) -> Pieces:
    yield "      - name: Build\n        uses: docker/build-push-action@v7\n        with:\n          context: ", None
    yield from yamltext.scalar([_given(Piece(draft.build_context, documents.CONTEXT))])
    if draft.pushed or draft.output == "load":
        yield f"\n{_INDENT}", None
        yield f"{draft.output}: true", documents.OUTPUT
    for one in github_inputs.inputs(draft):
        yield f"\n{_INDENT}{one.name}: ", None
        if one.is_list and (len(one.values) > 1 or _NEEDS_RECORD.search(one.values[0].text)):
            yield from yamltext.lines([_item(piece, one.name) for piece in one.values], f"{_INDENT}  ")
        elif one.is_switch:
            yield from ((piece.text, piece.place) for piece in one.values)
        else:
            yield from yamltext.scalar([_given(one.values[0])])
    for option in _OPTIONS:
        values = documents.values(command, option)
        if values:
            yield f"\n{_INDENT}", None
            yield option, Place(option)
            yield ": ", None
            yield from yamltext.lines([_record(pieces) for pieces in values], f"{_INDENT}  ")
    yield "\n", None


def _item(piece: Piece, name: str) -> list[tuple[str, Place | None]]:
    """One value of a list, as the action reads it back; quotation marks of outputs are left to docker."""
    if name == "outputs" or not _NEEDS_RECORD.search(piece.text):
        return [_given(piece)]
    return [('"', None), _given(piece._replace(text=piece.text.replace('"', '""'))), ('"', None)]


def _record(pieces: Sequence[Piece]) -> list[tuple[str, Place | None]]:
    """One entry as a record of the list: the action must get back exactly the value of a flag."""
    kept = [_kept(piece, piece in (pieces[0], pieces[-1])) for piece in pieces]
    if not _NEEDS_RECORD.search("".join(piece.text for piece in kept)):
        return [_given(piece) for piece in kept]
    doubled = [_given(piece._replace(text=piece.text.replace('"', '""'))) for piece in kept]
    return [('"', None), *doubled, ('"', None)]


def _kept(piece: Piece, outer: bool) -> Piece:
    """*piece* in quotes where the action would take blanks off its end."""
    if outer and not piece.text.startswith('"') and _OUTER_BLANK.match(piece.text):
        return piece._replace(text=f'"{piece.text}"')
    return piece


def _given(piece: Piece) -> tuple[str, Place | None]:
    parts = variables.split(piece.text) if is_open(piece) else [(piece.text, False)]
    text = "".join(f"${{{{ {expression(part)} }}}}" if is_name else _escaped(part) for part, is_name in parts)
    return text, piece.place


def _escaped(text: str) -> str:
    return text.replace("${{", "${{ '${{' }}")


def _written_hosts(command: Command, draft: Draft) -> list[str]:
    """The registries that something is pushed to."""
    texts = [draft.image, *others.values(draft.others, "tag")] if draft.pushed else []
    return _known_hosts([*texts, *documents.references(command, "cache-to")])


def _hosts(command: Command, draft: Draft) -> list[str]:
    """The registries to log in to.  Another one that is only read may be public, and then has no secrets here."""
    read = [host for host in _known_hosts(documents.references(command, "cache-from")) if host == _GHCR]
    return list(dict.fromkeys([*_written_hosts(command, draft), *read]))


def _known_hosts(texts: Iterable[str]) -> list[str]:
    hosts = dict.fromkeys(filter(None, map(_host, texts)))
    return [host for host in hosts if not _LOCAL.match(host)]


def _host(text: str) -> str:
    """The registry of a reference; empty where it can't be known before the workflow runs."""
    try:
        host = reference.parse(variables.with_sample(text)).domain
    except ValueError:
        return ""
    return host if host == reference.DEFAULT_DOMAIN or text.startswith(f"{host}/") else ""


def _login(host: str) -> Pieces:
    user, password = _secrets(host)
    yield "      - uses: docker/login-action@v4\n        with:\n", None
    if host != reference.DEFAULT_DOMAIN:
        yield f"{_INDENT}registry: ", None
        yield from yamltext.scalar([(host, None)])
        yield "\n", None
    yield f"{_INDENT}username: ${{{{ {user} }}}}\n{_INDENT}password: ${{{{ {password} }}}}\n", None


def _secrets(host: str) -> Iterable[str]:
    """Where name and password come from: GitHub gives a token for its own registry, everything else is a secret."""
    if host == _GHCR:
        return "github.actor", "secrets.GITHUB_TOKEN"
    if host == reference.DEFAULT_DOMAIN:
        return "secrets.DOCKERHUB_USERNAME", "secrets.DOCKERHUB_TOKEN"
    name = re.sub(r"[^A-Z0-9]+", "_", host.upper()).strip("_")
    name = f"REGISTRY_{name}" if name[:1].isdigit() or name.startswith("GITHUB_") else name
    return f"secrets.{name}_USERNAME", f"secrets.{name}_PASSWORD"
