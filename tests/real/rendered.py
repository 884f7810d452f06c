"""What the project renders, in every combination of recipe and option, and what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import OUTPUTS, Draft, entries
from buildx_cache_flags.core.draft.command import Command, Piece, compose
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.recipes import applying
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text import variables
from tests import strategies

VALUES: Final[Mapping[str, str]] = {
    "TAG": "v1",
    "OWNER": "acme",
    "_x": "x-y",
    "CI_COMMIT_REF_SLUG": "feature-x",
    "BRANCH": "topic",
    "PLATFORM": "linux-arm64",
    "SERVICE": "api",
    "CACHE_REGISTRY": "registry.example.com",
}
"""The variables that drafts of the recipes and of the strategies use."""

TABLE: Final = strategies.catalog()
RECIPES: Final = recipes.load(resources.path("recipes.toml"), TABLE).recipes
START: Final = (
    Draft(
        image="ghcr.io/acme/app:${TAG}", context='it\'s $HOME, a "context"', writes=entries.parse("ghcr.io/acme/app:c")
    ),
    Draft(image="", context="."),
)
ODD: Final = (
    'type=registry,ref=ghcr.io/acme/app:c,"x=$(id) `id` ""quoted"" ${HOME} %PATH% \\ $$"',
    'type=registry,"ref=ghcr.io/acme/app:c","x=a,b",mode=max',
    "type=registry,ref=ghcr.io/acme/app:c,x=é 日本 ~ # : - ! & * [ ] { } | > ' ?",
    "type=gha,scope=a b,mode=max",
    "type=registry,ref=ghcr.io/acme/app:c,registry.insecure=true",
)
"""Values that need quotes somewhere."""
OTHERS: Final = (
    "--platform linux/amd64,linux/arm64",
    "-f docker/Dockerfile",
    "--build-arg V=1.2 \"x\" $y 'z', ${TAG} ${{ y }}",
    "--build-arg OWNER",
    "--secret id=token,env=TAG",
    "--label a.b=c d",
    "--provenance=mode=max",
    "--no-cache",
    "--target prod",
    "--add-host a:10.0.0.1",
)
"""Other options of a build, with values that need quotes."""


class Form(NamedTuple):
    """One way to write a draft for a target."""

    name: str
    draft: Draft
    text: str


def drafts() -> Iterator[tuple[str, Draft]]:
    """Every recipe on every start, with every output; then values that need quotes."""
    for recipe, (number, start), output in product(RECIPES, enumerate(START), OUTPUTS):
        reads = entries.parse("ghcr.io/acme/app:c") if number else start.reads
        draft = applying.apply(recipe, replace(start, output=output, reads=reads), TABLE)
        if not judge(draft, None, TABLE, with_variables=True).errors:
            yield f"{recipe.key} {number} {output}", draft
    yield "others", replace(START[0], others=OTHERS, following=False, reads=())
    for number, value in enumerate(ODD):
        yield f"odd {number}", Draft(writes=entries.parse(value), reads=entries.parse(value), following=False)


@cache
def forms(target: str, *, objects: bool = False) -> tuple[Form, ...]:
    """The texts of *target*: also on one line and with every default, where that makes another text."""
    found: dict[tuple[str, str], Form] = {}
    for name, draft in drafts():
        for one_line, defaults in product((False, True), repeat=2):
            command = compose(draft, TABLE, defaults=defaults)
            written = command.draft or draft
            if any(problem.severity == "error" for problem in TARGETS[target].problems(command)):
                continue
            text = TARGETS[target].write(command, one_line=one_line, bake_objects=objects).text
            found.setdefault((name, text), Form(f"{name} one_line={one_line} defaults={defaults}", written, text))
    return tuple(found.values())


def arguments(draft: Draft, values: Mapping[str, str] = VALUES) -> list[str]:
    """What ``docker`` has to get, with *values* for the variables."""
    return [_meant(argument.pieces, values) for line in _command(draft).lines for argument in line.arguments]


RUNS: Final[Mapping[str, tuple[str, ...]]] = {"PLATFORM": ("linux-amd64", "linux-arm64"), "SERVICE": ("api", "web")}
"""The values that a job runs once for each of."""


def job_runs(draft: Draft, values: Mapping[str, str] = VALUES) -> list[dict[str, str]]:
    """The variables of each run of the job that builds *draft*."""
    texts = [draft.image, *(value for _, _, entry in draft.all_entries() for value in entry.attrs.values())]
    runs = [dict(values)]
    for name in (name for name in RUNS if any(name in variables.names(text) for text in texts)):
        runs = [{**run, name: value, f"of {name}": value} for run in runs for value in RUNS[name]]
    return runs


def job_builds(draft: Draft, values: Mapping[str, str] = VALUES) -> list[list[str]]:
    """What ``docker`` has to get in each run of the job that builds *draft*: every image has a name of its own."""
    found = []
    for run in job_runs(draft, values):
        words = arguments(draft, run)
        service, platform = run.get("of SERVICE"), run.get("of PLATFORM")
        place = words.index("-t") + 1 if draft.image else 0
        if place and service:
            repository, _, tag = words[place].rpartition(":")
            words[place] = f"{repository}-{service}:{tag}"
        if place and platform:
            words[place] += f"-{platform}"
        found.append([*words[:-1], "--target", service, words[-1]] if service else words)
    return found


def flags(draft: Draft, option: Option, values: Mapping[str, str] = VALUES) -> list[str]:
    """The value of every flag, with *values* for its variables."""
    given = (line.arguments[1] for line in _command(draft).lines if line.arguments[0].text == f"--{option}")
    return [_meant(value.pieces, values) for value in given]


def image(draft: Draft, values: Mapping[str, str] = VALUES) -> str:
    """The name of the image."""
    return _with_values(draft.image, values)


def attributes(draft: Draft, option: Option, values: Mapping[str, str] = VALUES) -> list[dict[str, str]]:
    """What every flag says: type and attributes."""
    return [attributes_of(value) for value in flags(draft, option, values)]


def attributes_of(value: object) -> dict[str, str]:
    """What one cache says, given as a string or as an object."""
    if isinstance(value, dict):
        return {str(key): str(item) for key, item in value.items()}
    (entry,) = entries.parse(str(value))
    return {"type": entry.type, **entry.attrs}


def _command(draft: Draft) -> Command:
    return compose(draft, TABLE)


def _meant(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> str:
    return "".join(
        _with_values(piece.text, values)
        if piece.place is not None and piece.place.parameter in {"ref", "image", "others"}
        else piece.text
        for piece in pieces
    )


def _with_values(text: str, values: Mapping[str, str]) -> str:
    return "".join(values.get(part, f"${{{part}}}") if is_name else part for part, is_name in variables.split(text))


def written(target: str, draft: Draft) -> str:
    return TARGETS[target].write(compose(draft, TABLE)).text


@cache
def any_drafts(target: str) -> tuple[Form, ...]:
    """Drafts that *target* says it can carry, of any kind that people make or attackers would."""

    def is_carried(draft: Draft) -> bool:
        return not any(problem.severity == "error" for problem in TARGETS[target].problems(compose(draft, TABLE)))

    found = strategies.examples(strategies.right_drafts(variables=True).filter(is_carried), 40)
    return tuple(Form(f"any {number}", draft, written(target, draft)) for number, draft in enumerate(found))
