"""The command, word by word."""

import pytest
from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.explain.tokens import MOST, Token, explain
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.targets import TARGETS
from tests.strategies import drafts

REF = "ghcr.io/acme/app:buildcache"


def tokens(catalog: Catalog, value: str, option: str = "cache-to", **fields: str) -> dict[str, Token]:
    entries = {"writes": parse(value), "reads": ()} if option == "cache-to" else {"writes": (), "reads": parse(value)}
    draft = Draft(following=False, **entries, **fields)  # type: ignore[arg-type]
    return {token.text: token for token in explain(compose(draft, catalog), catalog)}


def test_the_words_stand_in_the_order_of_the_command(catalog: Catalog) -> None:
    draft = Draft(image="a/b:1", writes=parse(f"type=registry,ref={REF},mode=max")).with_following(True)
    words = [token.text for token in explain(compose(draft, catalog), catalog)]
    assert words == [
        "docker buildx build",
        "--push",
        "-t a/b:1",
        "--cache-to",
        "type=registry",
        f"ref={REF}",
        "mode=max",
        "--cache-from",
        "type=registry",
        f"ref={REF}",
        ".",
    ]


@pytest.mark.parametrize(
    ("field", "meaning"),
    [
        (f"ref={REF}", f"The cache is written to {REF} and replaces what is there."),
        ("mode=max", "Caches the layers of every stage: larger, with far more to reuse."),
        ("mode=MAX", "“MAX” is not a mode: BuildKit silently uses min."),
        ("oci-mediatypes=yes", "“yes” is not true or false: the build fails immediately."),
        ("oci-mediatypes=0", "Manifests are written in Docker's older format."),
        ("ignore-error=true", "If the cache can't be written, the build still succeeds."),
        ("ignore-error=maybe", "BuildKit silently reads “maybe” as false."),
        ("force-compression=", "Layers with another compression are recompressed, base images included."),
        ("compression-level=9", "gzip goes from 1 (fastest) to 9 (smallest)."),
        ("compression-level=12", "gzip has no such level."),
        ("compression-level=x", "“x” is not a whole number: the build fails immediately."),
        ("compresion=zstd", "No effect: BuildKit ignores it."),
        ("ref=A B", "“A B” is not a valid reference: the build fails before it starts."),
    ],
)
def test_what_a_word_means(catalog: Catalog, field: str, meaning: str) -> None:
    value = f"type=registry,{field}" if field.startswith("ref=") else f"type=registry,ref={REF},{field}"
    found = tokens(catalog, value)[field]
    assert found.meaning == meaning
    assert found.place == Place("cache-to", 0, field.partition("=")[0])


def test_what_cache_from_does_not_read_has_no_effect(catalog: Catalog) -> None:
    found = tokens(catalog, f"type=registry,ref={REF},mode=max", "cache-from")
    assert found["mode=max"].meaning == "No effect: cache-from ignores it."
    assert found[f"ref={REF}"].meaning.startswith(f"The cache is read from {REF}.")


def test_a_refused_ref_to_read_from_does_not_end_the_build(catalog: Catalog) -> None:
    found = tokens(catalog, "type=registry,ref=A B", "cache-from")["ref=A B"].meaning
    assert found == "Nothing is read here: “A B” isn't valid, and the build continues without it."


def test_of_a_repeated_key_only_the_last_counts(catalog: Catalog) -> None:
    found = tokens(catalog, f"type=registry,ref={REF},mode=max,mode=min")
    assert found["mode=max"].meaning == "No effect: a later one replaces it."
    assert found["mode=min"].meaning.startswith("Caches only the final image")


def test_other_types(catalog: Catalog) -> None:
    found = tokens(catalog, "type=gha,scope=x")
    assert found["type=gha"].meaning == "Stores the cache in the cache service of GitHub Actions."
    assert found["scope=x"].meaning == "The cache is written to the scope x and replaces what is there."
    assert tokens(catalog, "type=nonsense")["type=nonsense"].meaning == "Not a cache type that BuildKit knows."


@pytest.mark.parametrize(
    ("output", "word", "end"),
    [("push", "--push", "pushed to its registry."), ("load", "--load", "loaded into the local Docker.")],
)
def test_what_happens_to_the_image(catalog: Catalog, output: str, word: str, end: str) -> None:
    assert tokens(catalog, f"ref={REF},type=registry", image="a/b", output=output)[word].meaning.endswith(end)


def words_of(catalog: Catalog, target: str, draft: Draft) -> list[str]:
    command = compose(draft, catalog)
    return [token.text for token in explain(command, catalog, TARGETS[target].write(command))]


IN_FILES = {
    "compose": [
        "# Build and push it with: docker compose build --push",
        "a/b:1",
        ".",
        "cache_from",
        "type=registry",
        "ref=c/d",
        "cache_to",
        "type=registry",
        "ref=a/b:c",
        "mode=max",
        "type=gha",
        "x=1",
        "x=2",
    ],
    "bake-hcl": [
        ".",
        "a/b:1",
        "type=registry",
        "cache-to",
        "type=registry",
        "ref=a/b:c",
        "mode=max",
        "type=gha",
        "x=1",
        "x=2",
        "cache-from",
        "type=registry",
        "ref=c/d",
    ],
    "github-actions": [
        ".",
        "push: true",
        "a/b:1",
        "cache-from",
        "type=registry",
        "ref=c/d",
        "cache-to",
        "type=registry",
        "ref=a/b:c",
        "mode=max",
        "type=gha",
        "x=1",
        "x=2",
    ],
}


@pytest.mark.parametrize("target", IN_FILES)
def test_in_a_file_only_what_stands_there_is_explained(catalog: Catalog, target: str) -> None:
    writes = (*parse("type=registry,ref=a/b:c,mode=max"), *parse("type=gha,x=1,x=2"))
    draft = Draft(image="a/b:1", writes=writes, reads=parse("c/d"), following=False)
    assert words_of(catalog, target, draft) == IN_FILES[target]


@pytest.mark.parametrize("target", ["compose", "bake-hcl", "bake-json", "github-actions"])
@given(draft=drafts())
def test_every_word_stands_in_the_file(catalog: Catalog, target: str, draft: Draft) -> None:
    command = judge(draft, None, catalog, with_variables=True).command
    file = TARGETS[target].write(command)
    for token in explain(command, catalog, file):
        assert token.text in file.text
        assert token.place in {span.place for span in file.spans}


def test_standard_input_is_called_so(catalog: Catalog) -> None:
    said = tokens(catalog, "a/b", context="-")["-"].meaning
    assert said == "Build context: standard input."


@given(drafts())
def test_every_word_of_every_command_means_something(catalog: Catalog, draft: Draft) -> None:
    command = judge(draft, None, catalog, with_variables=True).command
    found = explain(command, catalog)
    assert len(found) <= MOST
    for token in found:
        assert token.meaning.endswith("."), token
        assert "{" not in token.meaning or "{" in token.text
    pieces = {piece.place for line in command.lines for argument in line.arguments for piece in argument.pieces}
    assert {token.place for token in found} <= pieces
    if len(found) < MOST:
        assert {token.place for token in found} | {None} == pieces | {None}


def test_every_documented_value_is_explained(catalog: Catalog) -> None:
    for parameter in catalog.default.parameters:
        meaning = parameter.meaning
        if parameter.kind == "boolean":
            assert meaning.on.endswith(".")
            assert meaning.off.endswith(".")
        if parameter.kind == "reference":
            assert "{value}" in meaning.write
            assert "{value}" in meaning.read
        for choice in parameter.choices:
            assert choice.help.endswith(".")
