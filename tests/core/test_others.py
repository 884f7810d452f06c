"""Other options of a build: kept from a paste, written again, and what a place can't carry is said."""

import json
from dataclasses import replace

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries, others
from buildx_cache_flags.core.draft.others import Other
from buildx_cache_flags.core.files import read_file
from buildx_cache_flags.core.outcome import Outcome, View, judge
from buildx_cache_flags.core.pasted import pasting
from buildx_cache_flags.core.session import keeping, setups
from buildx_cache_flags.core.session.setups import Setup, SetupError
from buildx_cache_flags.core.targets import TARGETS

REF = "type=registry,ref=ghcr.io/acme/app:cache"
ALL = (
    "-t ghcr.io/acme/app:latest",
    "--platform linux/amd64,linux/arm64",
    "-f docker/Dockerfile",
    "--build-arg VERSION=1.2",
    "--build-arg REV=${REV}",
    "--build-arg HTTP_PROXY",
    "--secret id=npm,src=npmrc",
    "--secret id=token,env=TOKEN",
    "--ssh default",
    "--label a.b=c d",
    "--provenance=false",
    "--no-cache",
    "--pull",
    "--target prod",
    "--builder b1",
    "--memory 2g",
)


def draft_with(*texts: str, image: str = "ghcr.io/acme/app:1") -> Draft:
    return Draft(image=image, writes=entries.parse(REF), reads=entries.parse(REF), following=False, others=texts)


def outcome(draft: Draft, target: str, catalog: Catalog) -> Outcome:
    return judge(draft, View(target), catalog, with_variables=True)


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        ("--build-arg V=a b", Other("build-arg", "V=a b"), ("--build-arg", "V=a b")),
        ("--build-arg=V=1", Other("build-arg", "V=1"), ("--build-arg", "V=1")),
        ("-f x", Other("file", "x"), ("-f", "x")),
        ("-fx", Other("file", "x"), ("-f", "x")),
        ("--no-cache", Other("no-cache"), ("--no-cache",)),
        ("--no-cache=false", Other("no-cache", "false"), ("--no-cache=false",)),
        ("--provenance mode=max", Other("provenance", "mode=max"), ("--provenance=mode=max",)),
        ("-q", Other("quiet"), ("--quiet",)),
        ("--no-cache true", Other("", "--no-cache true"), ("--no-cache true",)),
        ("V=1", Other("", "V=1"), ("V=1",)),
    ],
)
def test_an_option_is_one_text(text: str, other: Other, words: tuple[str, ...]) -> None:
    assert others.read(text) == other
    assert other.words == words
    assert others.read(other.text) == other


@pytest.mark.parametrize("target", ["bash", "fish", "powershell", "cmd", "gitlab-ci"])
def test_every_shell_carries_all_of_them(target: str, catalog: Catalog) -> None:
    made = outcome(draft_with(*ALL), target, catalog)
    assert [problem for problem in made.problems if problem.place.parameter == "others"] == []
    if target == "fish":
        return  # Its variables stand in quotes inside of words, which no paste reads.
    script = made.text.partition("  script:\n    - |\n")[2]
    text = "\n".join(line.strip() for line in script.splitlines()) if target == "gitlab-ci" else made.text
    pasted = pasting.read(text, Draft(), catalog)
    assert (pasted.left_out, pasted.problems) == ((), ())
    assert pasted.draft == draft_with(*ALL)


def test_bake_has_settings_for_them(catalog: Catalog) -> None:
    made = outcome(draft_with(*ALL), "bake-json", catalog)
    target = json.loads(made.text)["target"]["default"]
    assert target["tags"] == ["ghcr.io/acme/app:1", "ghcr.io/acme/app:latest"]
    assert target["platforms"] == ["linux/amd64", "linux/arm64"]
    assert target["dockerfile"] == "docker/Dockerfile"
    assert target["args"] == {"VERSION": "1.2", "REV": "${REV}", "HTTP_PROXY": "${HTTP_PROXY}"}
    assert target["attest"] == ["type=provenance,disabled=true"]
    assert (target["no-cache"], target["pull"], target["target"]) == (True, True, "prod")
    said = {problem.code: problem.message for problem in made.problems}
    assert "docker buildx bake --builder b1" in said["option-on-command"]
    assert "--memory 2g" in said["option-not-carried"]


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_what_a_place_leaves_out_is_said(target: str, catalog: Catalog) -> None:
    made = outcome(draft_with(*ALL), target, catalog)
    about = {problem.place.entry for problem in made.problems if problem.place.parameter == "others"}
    written = {span.place.entry for span in made.spans if span.place.parameter == "others"}
    if target != "flags":
        assert about | written == set(range(len(ALL)))
    assert made.errors == ()


@pytest.mark.parametrize(
    ("context", "file", "inside"),
    [
        (".", "docker/Dockerfile", "docker/Dockerfile"),
        ("app", "app/Dockerfile.prod", "Dockerfile.prod"),
        ("app", "Dockerfile", "../Dockerfile"),
        ("./app/", "app/x", "x"),
        ("app", "/srv/Dockerfile", "/srv/Dockerfile"),
        ("https://github.com/acme/app.git", "Dockerfile", None),
        ("/srv/app", "Dockerfile", None),
        (".", "-", None),
    ],
)
def test_bake_looks_for_the_dockerfile_in_the_context(
    context: str, file: str, inside: str | None, catalog: Catalog
) -> None:
    made = outcome(replace(draft_with(f"-f {file}"), context=context), "bake-json", catalog)
    assert json.loads(made.text)["target"]["default"].get("dockerfile") == inside
    assert ("option-not-carried" in {problem.code for problem in made.problems}) is (inside is None)


def test_a_secret_is_written_nowhere(catalog: Catalog) -> None:
    draft = draft_with("--build-arg NPM_TOKEN=abc123", "--build-arg http_proxy=http://joe:abc123@proxy:3128")
    for target in TARGETS:
        assert "abc123" not in outcome(draft, target, catalog).text
    assert "abc123" not in setups.write(Setup(draft), catalog)
    assert "abc123" not in str(keeping.draft_data(keeping.kept(draft, catalog)))
    found = [problem for problem in outcome(draft, "bash", catalog).problems if problem.code == "option-secret"]
    assert [problem.place.entry for problem in found] == [0]
    assert found[0].fix is not None
    fixed = found[0].fix.apply(draft, catalog)
    assert fixed.others[0] == "--build-arg NPM_TOKEN=${NPM_TOKEN}"


@pytest.mark.parametrize("text", ["--build-arg NPM_TOKEN=${X}", "--build-arg NPM_TOKEN", "--build-arg TOKEN_FILE=/x/y"])
def test_what_only_points_to_a_secret_is_none(text: str, catalog: Catalog) -> None:
    assert "option-secret" not in {problem.code for problem in outcome(draft_with(text), "bash", catalog).problems}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("--buld-arg V=1", "Use --build-arg"),
        ("--build-arg", "needs a value"),
        ("V=1", "start with two hyphens"),
        ("--push", "After the build"),
        ("--cache-to type=inline", "the cards below"),
        ("--pull=maybe", "true or false"),
    ],
)
def test_what_docker_refuses_is_an_error(text: str, says: str, catalog: Catalog) -> None:
    made = outcome(draft_with(text), "bash", catalog)
    (error,) = made.errors
    assert error.code == "option-refused"
    assert says in error.message
    assert error.fix is not None
    assert error.fix.apply(made.draft, catalog).others == ()


def test_a_cache_on_a_further_tag_is_an_error(catalog: Catalog) -> None:
    made = outcome(draft_with("-t ghcr.io/acme/app:cache"), "bash", catalog)
    assert {error.code for error in made.errors} == {"ref-is-second-image"}


@pytest.mark.parametrize(
    ("output", "means", "kept"),
    [
        ("type=registry", "push", ()),
        ("type=docker", "load", ()),
        ("type=image,push=true,compression=zstd", "push", ("-o type=image,push=true,compression=zstd",)),
        ("type=local,dest=out", "nothing", ("-o type=local,dest=out",)),
    ],
)
def test_an_output_is_push_or_load_where_it_says_no_more(
    output: str, means: str, kept: tuple[str, ...], catalog: Catalog
) -> None:
    pasted = pasting.read(f"docker build -t a/b:c -o {output} --cache-to {REF} .", Draft(), catalog)
    assert (pasted.draft.output, pasted.draft.others, pasted.left_out) == (means, kept, ())


def test_flags_alone_replace_options_of_the_same_name(catalog: Catalog) -> None:
    before = draft_with("--platform linux/amd64", "--no-cache")
    pasted = pasting.read("--platform linux/arm64 --cache-from a/b:c", before, catalog)
    assert pasted.draft.others == ("--no-cache", "--platform linux/arm64")


def test_a_setup_keeps_them_and_one_without_reads_as_before(catalog: Catalog) -> None:
    setup = Setup(draft_with(*ALL))
    text = setups.write(setup, catalog)
    assert "version = 2\n" in text
    assert setups.read(text, catalog) == setup
    assert setups.read(setups.write_line(setup, catalog), catalog) == setup
    without = Setup(draft_with())
    assert "version = 1\n" in setups.write(without, catalog)
    assert setups.read(setups.write(without, catalog), catalog) == without
    with pytest.raises(SetupError, match="other-options needs version = 2"):
        setups.read(text.replace("version = 2", "version = 1"), catalog)
    with pytest.raises(SetupError, match="needs a list of texts"):
        setups.read('[buildx-cache-flags]\nversion = 2\nother-options = "--pull"\n', catalog)


def test_a_setup_is_judged_with_them(catalog: Catalog) -> None:
    text = setups.write(Setup(draft_with("--buld-arg V=1")), catalog)
    (build,) = read_file("app.toml", text, catalog).builds
    assert build.judged.others == ("--buld-arg V=1",)


def test_a_session_keeps_them(catalog: Catalog) -> None:
    draft = draft_with(*ALL)
    assert keeping.draft_of(keeping.draft_data(keeping.kept(draft, catalog)), catalog) == draft


def test_the_build_of_a_script_has_them(catalog: Catalog) -> None:
    script = f"#!/bin/bash\nV=1\ndocker buildx build -t a/b:c -t a/b:d --platform linux/arm64 --build-arg V=$V --no-cache --cache-to {REF} .\n"
    (build,) = read_file("build.sh", script, catalog).builds
    assert build.draft.others == ("-t a/b:d", "--platform linux/arm64", "--build-arg V=1", "--no-cache") or (
        sorted(build.draft.others) == sorted(("-t a/b:d", "--platform linux/arm64", "--build-arg V=1", "--no-cache"))
    )
    assert build.left_out == ()
