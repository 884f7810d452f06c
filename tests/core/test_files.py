"""Files of real life, broken ones and hostile ones: what is found in them, and where."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags import __main__
from buildx_cache_flags.core import files
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, differences, entries
from buildx_cache_flags.core.files import Build, FileReading, action_lists, shell
from buildx_cache_flags.core.files.reader import LONGEST
from buildx_cache_flags.core.text import template
from tests import long_inputs, steps, strategies

COMPOSE = """\
x-cache: &cache
  cache_from:
    - type=registry,ref=ghcr.io/acme/app:cache
services:
  app:
    image: ghcr.io/acme/app:${TAG}
    build:
      context: ./app
      dockerfile: Dockerfile.prod
      args: {A: b}
      <<: *cache
      cache_to: ["type=registry,ref=ghcr.io/acme/app:cache-$BRANCH,mode=max"]
  odd:
    extends: app
    image: acme/odd:${TAG:-latest}
    build:
      cache_from:
        - acme/odd:cache-${BRANCH:-main}
        - type=registry,ref=acme/odd:$$x
        - type=registry,ref=acme/odd:a,
      tags: [acme/odd:1]
      x-bake:
        cache-to: type=registry,ref=acme/odd:bake
        output: [type=docker]
        platforms: [linux/amd64]
  plain:
    build: ./plain
  db:
    image: postgres
"""
BAKE = """\
variable "TAG" { default = "latest" }
REGISTRY = "ghcr.io/acme"
function "up" {
  params = [x]
  result = upper(x)
}
group "default" { targets = ["app"] }
target "app" {
  context    = "."  # here
  dockerfile = "Dockerfile"
  args = { A = TAG, "B" = 1 }
  tags = ["ghcr.io/acme/app:${TAG}", "${REGISTRY}/app:b"]
  output = [{ type = "image", push = true }]
  cache-to = [
    { type = "registry", ref = "ghcr.io/acme/app:cache-${up(TAG)}", mode = "max" },
  ]
  cache-from = [
    "type=registry,ref=ghcr.io/acme/app:cache",
    TAG == "x" ? "a" : "b",
    null,
  ]
}
target "more" {
  inherits = ["app"]
  matrix = { item = ["a", "b"] }
  name = "more-${item}"
  cache-from = concat(["a/b:c"], ["d/e:f"])
  cache-to = [{ ref = "a/b:c" }]
  output = ["type=local,dest=out"]
}
"""
WORKFLOW = """\
name: ci
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Build it
        uses: docker/build-push-action@v6
        with:
          push: ${{ github.event_name != 'pull_request' }}
          tags: |
            ghcr.io/acme/app:${{ github.ref_name }}
            ghcr.io/acme/app:latest
          platforms: linux/amd64
          cache-from: |
            type=registry,ref=ghcr.io/acme/app:cache-${{ github.ref_name }}

            type=registry,"ref=ghcr.io/acme/app:${{ matrix.arch }}"
            ${{ steps.x.outputs.cache }}
          cache-to: type=registry,ref=ghcr.io/acme/app:cache-${{ env.TAG }},mode=max
      - id: bake
        uses: docker/bake-action@v6
        with:
          push: true
          set: |
            *.cache-from=type=registry,ref=acme/app:cache
            *.cache-to=type=registry,ref=acme/app:cache,mode=max
            *.platform=linux/amd64
            app.tags=acme/app:1
      - run: |
          set -e
          docker buildx build --push -t acme/x:1 \\
            --cache-from type=registry,ref=acme/x:${{ env.TAG }} \\
            --cache-to 'type=registry,ref=acme/x:${{ matrix.arch }},mode=max' .
"""
GITLAB = """\
include: other.yml
.base: &base
  image: docker
build:
  extends: .base
  before_script:
    - docker login
  script:
    - !reference [.setup, script]
    - docker buildx build --push -t "$CI_REGISTRY_IMAGE:1"
      --cache-to "type=registry,ref=$CI_REGISTRY_IMAGE:cache,mode=max" .
    - |
      echo start
      docker buildx build -t x:1 \\
        --cache-from "type=registry,ref=${CI_REGISTRY_IMAGE}:$(date)" \\
        .
"""
SHELL = """\
#!/bin/sh
set -e
docker pull x
docker buildx build --cache-to type=registry,ref=a/b:c -t a/b:1 .
if true; then
  docker buildx build \\
    --cache-from a/b:$TAG \\
    --cache-from a/b, \\
    ./sub
fi
"""


def read(name: str, text: str) -> FileReading:
    return files.read_file(name, text, strategies.catalog())


def one(reading: FileReading, where: str) -> Build:
    (found,) = (build for build in reading.builds if build.where == where)
    return found


def left(build: Build) -> set[tuple[int, str]]:
    return {(part.line, part.text) for part in build.left_out}


def lines(build: Build) -> list[tuple[str, int]]:
    return [(value.option, value.line) for value in build.values]


def test_a_compose_file_with_anchors_merges_and_both_kinds_of_lists() -> None:
    reading = read("compose.yaml", COMPOSE)
    assert (reading.kind, reading.problems) == ("compose", ())
    assert [build.where for build in reading.builds] == ["service app", "service odd", "service plain"]
    app = one(reading, "service app")
    assert app.draft == Draft(
        image="ghcr.io/acme/app:${TAG}",
        output="push",
        context="./app",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:cache-${BRANCH},mode=max"),
        reads=entries.parse("type=registry,ref=ghcr.io/acme/app:cache"),
    )
    assert lines(app) == [("cache-to", 12), ("cache-from", 3)]
    assert left(app) == {(6, "dockerfile and args")}
    assert one(reading, "service plain").draft.context == "./plain"


def test_a_service_takes_over_what_it_extends_and_defaults_count() -> None:
    odd = one(read("compose.yaml", COMPOSE), "service odd")
    assert odd.draft.image == "acme/odd:latest"
    refs = [entry.get("ref") for entry in odd.draft.reads]
    assert refs == ["ghcr.io/acme/app:cache", "acme/odd:cache-main", "acme/odd:$x"]
    refs = [entry.get("ref") for entry in odd.draft.writes]
    assert refs == ["ghcr.io/acme/app:cache-${BRANCH}", "acme/odd:bake"]
    assert odd.draft.output == "push"
    assert [(problem.code, problem.location.line) for problem in odd.problems] == [("value-field", 20)]
    assert odd.draft.others == ("-t acme/odd:1",)
    assert [(part.line, part.text) for part in odd.unchecked] == [(12, "$BRANCH")]


def test_a_bake_file_in_hcl() -> None:
    reading = read("docker-bake.hcl", BAKE)
    assert (reading.kind, reading.problems, reading.left_out) == ("bake-hcl", (), ())
    app = one(reading, "target app")
    assert app.line == 8
    assert app.draft == Draft(
        image="ghcr.io/acme/app:latest",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:cache-LATEST,mode=max"),
        reads=(*entries.parse("type=registry,ref=ghcr.io/acme/app:cache"), *entries.parse("b")),
        others=("-t ghcr.io/acme/app:b",),
    )
    assert lines(app) == [("cache-to", 15), ("cache-from", 18), ("cache-from", 19)]
    assert left(app) == {(8, "dockerfile and args")}


def test_a_condition_that_the_environment_decides_has_both_outcomes() -> None:
    other = one(read("docker-bake.hcl", BAKE), "target app, if the environment sets it differently")
    assert [entry.get("ref") for entry in other.draft.reads] == ["ghcr.io/acme/app:cache", "a"]


def test_a_bake_target_takes_over_and_is_built_for_each_turn_of_its_matrix() -> None:
    reading = read("docker-bake.hcl", BAKE)
    turned = ", if the environment sets it differently"
    both = ["target more-a", "target more-b"]
    assert [build.where for build in reading.builds][2:] == [*both, *(f"{where}{turned}" for where in both)]
    more = one(reading, "target more-a")
    assert more.draft.image == "ghcr.io/acme/app:latest"
    # Bake adds cache-from to that of a parent, and the parent's has a condition.
    assert [entry.get("ref") for entry in more.draft.reads] == ["ghcr.io/acme/app:cache", "b", "a/b:c", "d/e:f"]
    assert [(problem.code, problem.location.line) for problem in more.problems] == [("value-no-type", 28)]


def test_a_bake_file_in_json_has_lines_too() -> None:
    text = """{
  "variable": {"TAG": {"default": "x"}},
  "target": {
    "app": {
      "context": "\\u0024{TAG}",
      "tags": ["a/b:${TAG}"],
      "output": ["type=docker"],
      "cache-to": [
        {"type": "registry", "ref": "a/b:$${x}${\\"y\\"}\\ud83d\\ude00", "mode": "max"}
      ],
      "cache-from": ["a/b:\\n"]
    }
  },
  "x": 1
}
"""
    reading = read("docker-bake.json", text)
    (build,) = reading.builds
    assert (build.line, build.draft.image, build.draft.output) == (4, "a/b:x", "load")
    assert build.draft.context == "x"
    assert build.draft.writes[0].get("ref") == "a/b:${x}y😀"
    assert lines(build) == [("cache-to", 9), ("cache-from", 11)]
    assert (9, "${x}") in left(build)
    assert [problem.code for problem in build.findings] == ["ref-literal-dollar"]


def test_a_workflow_with_both_actions_and_a_shell() -> None:
    reading = read(".github/workflows/ci.yml", WORKFLOW)
    assert (reading.kind, reading.problems) == ("github-actions", ())
    build = one(reading, "job build, step Build it")
    assert build.draft == Draft(
        image="ghcr.io/acme/app:${GITHUB_REF_NAME}",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:cache-${TAG},mode=max"),
        reads=(
            *entries.parse("type=registry,ref=ghcr.io/acme/app:cache-${GITHUB_REF_NAME}"),
            *entries.parse("type=registry,ref=ghcr.io/acme/app:${{ matrix.arch }}"),
        ),
        others=("-t ghcr.io/acme/app:latest", "--platform linux/amd64"),
    )
    assert build.judged.reads[1].get("ref") == "ghcr.io/acme/app:${matrix_arch}"
    assert lines(build) == [("cache-to", 21), ("cache-from", 17), ("cache-from", 19)]
    assert left(build) == {
        (19, "${{ matrix.arch }}"),
        (20, "${{ steps.x.outputs.cache }}"),
    }


def test_what_bake_is_told_in_a_workflow() -> None:
    reading = read(".github/workflows/ci.yml", WORKFLOW)
    every = one(reading, "job build, step bake, target *")
    assert every.draft.output == "push"
    assert lines(every) == [("cache-from", 27), ("cache-to", 28)]
    assert every.draft.writes == entries.parse("type=registry,ref=acme/app:cache,mode=max")
    assert one(reading, "job build, step bake, target app").draft.image == "acme/app:1"
    assert {(29, "*.platform=linux/amd64")} <= {(part.line, part.text) for part in reading.left_out}


def test_a_build_in_the_shell_of_a_workflow() -> None:
    build = one(read(".github/workflows/ci.yml", WORKFLOW), "job build, step 4, docker build")
    assert (build.line, build.draft.image, build.draft.output) == (33, "acme/x:1", "push")
    assert build.draft.reads == entries.parse("type=registry,ref=acme/x:${TAG}")
    assert build.draft.writes[0].get("ref") == "acme/x:${{ matrix.arch }}"
    assert build.judged.writes[0].get("ref") == "acme/x:${matrix_arch}"
    assert lines(build) == [("cache-from", 34), ("cache-to", 35)]


def test_jobs_of_gitlab() -> None:
    reading = read(".gitlab-ci.yml", GITLAB)
    assert reading.kind == "gitlab-ci"
    first, second = reading.builds
    assert (first.where, first.line) == ("job build, docker build", 10)
    assert first.draft.image == "${CI_REGISTRY_IMAGE}:1"
    assert first.draft.writes == entries.parse("type=registry,ref=${CI_REGISTRY_IMAGE}:cache,mode=max")
    assert (second.line, lines(second)) == (14, [("cache-from", 15)])
    assert second.judged.reads[0].get("ref") == "${CI_REGISTRY_IMAGE}:${date}"
    assert {(part.line, part.text) for part in reading.left_out} == {
        (1, "include other.yml"),
        (9, "!reference [.setup, script]"),
    }


def test_a_shell_script_with_several_builds() -> None:
    reading = read("build", SHELL)
    assert reading.kind == "shell"
    first, second = reading.builds
    assert (first.line, first.draft.output, lines(first)) == (4, "nothing", [("cache-to", 4)])
    assert (second.line, second.draft.context) == (6, "./sub")
    assert lines(second) == [("cache-from", 7), ("cache-from", 8)]
    assert [(problem.code, problem.location.line) for problem in second.problems] == [("value-empty-field", 8)]


def test_several_documents_in_one_file() -> None:
    text = "services: {a: {build: .}}\n---\nservices: {b: {build: ./b}}\n"
    assert [build.where for build in read("compose.yml", text).builds] == ["service a", "service b"]


def test_a_found_build_can_be_described_as_a_paste_is(catalog: Catalog) -> None:
    build = one(read("compose.yaml", COMPOSE), "service app")
    said = differences.lines(Draft(), build.draft, catalog)
    assert any("ghcr.io/acme/app:cache-${BRANCH}" in line.text for line in said)


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("docker-compose.prod.yml", "services: {}", "compose"),
        ("x.yml", "services: {}", "compose"),
        ("x.yml", "jobs: {}", "github-actions"),
        ("action.yml", "runs: {using: composite, steps: []}", "github-actions"),
        ("x.yml", "a: {script: [x]}", "gitlab-ci"),
        ("deploy.gitlab-ci.yml", "a: {script: [x]}", "gitlab-ci"),
        ("x.hcl", "", "bake-hcl"),
        ("x.json", "{}", "bake-json"),
        ("x.sh", "", "shell"),
        ("", "#!/bin/bash\nservices:\n", "shell"),
        ("", 'target "x" {}', "bake-hcl"),
        ("", '\ufeff{"target": {}}', "bake-json"),
        ("", "version: 3\nservices:\n  a:\n", "compose"),
        ("", "a:\n  script: x\n", "gitlab-ci"),
        ("", "docker buildx build .", "shell"),
    ],
)
def test_kinds_by_name_and_text(name: str, text: str, kind: str) -> None:
    assert read(name, text).kind == kind


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("x.yml", "a: [1,\nb: }\n", 2, "not valid YAML"),
        ("x.yml", "a: *b\n", 1, "nothing has the anchor b"),
        ("x.yml", "a:\n\t- b\n", 2, "cannot start any token"),
        ("x.yml", "a: \x01", 1, "not allowed in YAML"),
        ("x.yml", "%YAML 3.0\n---\na", 1, "not valid YAML"),
        ("x.yml", "[" * 100_000, 1, "nests too deeply"),
        ("x.json", '{"a": 1,}', 1, "not valid JSON"),
        ("x.json", "{" + '"a":{' * 80_000, 0, "nests too deeply"),
        ("x.json", '{"target": {"a": {"context": "${"}}}', 1, "never closed"),
        ("x.hcl", 'a = "x\n"', 1, "never closed"),
        ("x.hcl", 'target "a" {\n', 1, "never closed"),
        ("x.hcl", "a = [1\n", 1, "never closed"),
        ("x.hcl", "}\n", 1, "never opened"),
        ("x.hcl", "a =\n", 1, "missing"),
        ("x.hcl", 'a = "\\q"', 1, "escape"),
        ("x.hcl", "\n= 1", 2, "name"),
        ("x.hcl", "a b", 1, "neither"),
        ("x.hcl", "a = <<X\nb", 1, "never ends"),
        ("x.hcl", "a = " + "[" * 100_000, 1, "nests too deeply"),
        ("x.hcl", "a {" * 100_000, 1, "nests too deeply"),
        ("x.hcl", "a = " + "(" * 100_000, 1, "nests too deeply"),
        ("compose.yml", "services:\n  a: {build: .}\n  a: {build: .}\n", 3, "given twice"),
        ("x.yml", "a: 1", 0, "No build was found"),
        ("x.sh", "x" * (LONGEST + 1), 0, "characters"),
    ],
)
def test_a_broken_file_is_one_clear_sentence_with_a_line(name: str, text: str, line: int, said: str) -> None:
    reading = read(name, text)
    (problem,) = reading.problems
    assert said in problem.message
    assert problem.location.line == line
    assert problem.message.endswith(".")
    assert "\n" not in problem.message


@given(
    st.sampled_from(["x.yml", "compose.yml", "x.hcl", "x.json", "x.sh", ".gitlab-ci.yml", ""]),
    st.lists(
        strategies.hostile_text()
        | st.sampled_from(
            [
                *"{}[]=:\n\"'$%#&*<>|-",
                "  ",
                "services:\n",
                "  a:\n",
                "    build:\n",
                "      cache_to:\n",
                "        - ",
                "jobs:\n",
                "steps:\n",
                "uses: docker/build-push-action@v6\n",
                "with:\n",
                "cache-to: |\n",
                "script:\n",
                'target "a" {\n',
                "cache-to = [",
                "<<EOT\n",
                "${",
                "${{",
                "}}",
                "type=registry,ref=a/b",
                "<<: *a\n",
                "&a ",
                "!x ",
                "? ",
                "---\n",
            ]
        ),
        max_size=20,
    ).map("".join),
)
def test_no_text_at_all_makes_reading_stumble(name: str, text: str) -> None:
    reading = read(name, text)
    assert reading.builds or reading.problems


@pytest.mark.parametrize(
    ("name", "text", "damage"),
    [("compose.yml", COMPOSE, 120), ("x.hcl", BAKE, 200), ("x.yml", WORKFLOW, 120), (".gitlab-ci.yml", GITLAB, 120)],
)
def test_a_file_that_is_cut_or_damaged_anywhere_is_read_as_far_as_it_makes_sense(
    name: str, text: str, damage: int
) -> None:
    step = max(1, 2 * len(text) // damage)
    for place in range(0, len(text), step):
        for changed in (text[:place], text[:place] + text[place + 1 :], text[:place] + '"' + text[place:]):
            reading = read(name, changed)
            assert reading.builds or reading.problems


@pytest.mark.parametrize("kind", long_inputs.FILES)
def test_a_long_file_is_read_in_one_go(kind: str) -> None:
    name, make = long_inputs.FILES[kind]
    steps.assert_linear(lambda text: read(name, text), make)
    reading = read(name, make(10_000))
    assert reading.builds or reading.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", ["a", "b"]),
        ("type=x,a=b\n\n  type=y \n", ["type=x,a=b", "type=y"]),
        ('"type=x,""a=b,c"""', ['type=x,"a=b,c"']),
        ('type=x,"a=b,c"', ["type=x,a=b,c"]),
        ('type=x,a="b"', ['type=x,a="b"']),
        ('"a" b', ['"a" b']),
        ("a,b", ["a,b"]),
        ("a\r\nb", ["a", "b"]),
        ("", []),
    ],
)
def test_a_list_of_an_action(text: str, expected: list[str]) -> None:
    assert [item.text for item in action_lists.read(text, keep_commas=True)] == expected


def test_a_list_of_names_is_split_at_commas_too() -> None:
    assert [item.text for item in action_lists.read('a,b\n"c,d"\n', keep_commas=False)] == ["a", "b", "c", "d"]


# The command line

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run ``check`` in a folder of its own, in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = __main__.main(["check", *arguments])
        except SystemExit as exited:
            status = int(exited.code or 0)
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return run


def test_check_reads_a_file_and_names_the_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    status, out, _ = run("compose.yaml")
    assert status == 1
    assert "compose.yaml:20, service odd\n--cache-from type=registry,ref=acme/odd:a,\n" in out
    assert out.endswith("in 7 entries in 2 builds; 1 value was not checked.\n")


def test_check_reads_standard_input(run: Run) -> None:
    status, out, _ = run(
        "-", stdin=b"services:\r\n  a:\r\n    build: {cache_to: ['type=registry,ref=a/b:c,mode=MAX']}\r\n"
    )
    assert status == 1
    assert "standard input:3, service a" in out
    assert "[choice-unknown]" in out


def test_check_as_json_names_file_line_and_build(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(WORKFLOW.replace("mode=max\n      - id", "mode=MAX\n      - id"), encoding="utf-8")
    status, out, _ = run("--format", "json", "x.yml", "type=registry,ref=q/w:e")
    answer = json.loads(out)
    assert (status, answer["ok"]) == (1, False)
    assert {"type": "registry", "attrs": {"ref": "q/w:e"}} in answer["entries"]
    (bad,) = (problem for problem in answer["problems"] if problem["code"] == "choice-unknown")
    assert (bad["file"], bad["line"], bad["where"]) == ("x.yml", 21, "job build, step Build it")
    assert bad["fix"]["value"].startswith("type=registry,ref=ghcr.io/acme/app:cache-${{ env.TAG }}")


def test_what_is_known_only_later_is_no_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text(
        "jobs: {a: {steps: [{uses: docker/build-push-action@v6, with: {cache-to: 'type=${{ vars.X }},mode=${{ vars.Y }}'}},"
        "{uses: docker/build-push-action@v6, with: {cache-to: 'type=registry,ref=a/b:${{ vars.X || vars.Z }},mode=${{ vars.Y }}'}}]}}",
        encoding="utf-8",
    )
    status, out, _ = run("x.yml")
    assert status == 0
    assert "x.yml:1, job a, step 1\nnot checked: ${{ vars.X }}: its value is known only when the file is used.\n" in out
    assert out.endswith(" values were not checked.\n")


def test_strict_takes_what_was_not_checked_for_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services: {a: {build: {cache_to: ['type=registry,ref=a/${B}:c']}}}", encoding="utf-8"
    )
    assert run("compose.yaml")[0] == 0
    status, out, _ = run("--strict", "compose.yaml")
    assert status == 1
    assert "error: ${B} was not checked: its value is known only when the file is used.\n" in out
    assert run("--strict", "--format", "json", "compose.yaml")[1].startswith('{"ok": false')


def test_a_value_of_variables_alone_is_kept_and_is_no_entry(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {a: {build: {cache_to: ['${ALL}']}}}", encoding="utf-8")
    status, out, _ = run("--format", "json", "compose.yaml")
    answer = json.loads(out)
    assert (status, answer["entries"], answer["problems"]) == (0, [], [])
    (build,) = answer["builds"]
    assert build["entries"] == []
    assert [(part["text"], part["line"]) for part in build["unchecked"]] == [("${ALL}", 1)]
    text = run("compose.yaml")[1]
    assert text.endswith("compose.yaml: 1 value was not checked, and nothing else was found to check.\n")


def test_builds_have_their_entries_as_the_file_writes_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  a:\n    build:\n      cache_from:\n        - type=registry,ref=a/$B:c\n", encoding="utf-8"
    )
    (build,) = json.loads(run("--format", "json", "compose.yaml")[1])["builds"]
    assert (build["file"], build["language"], build["where"]) == ("compose.yaml", "compose", "service a")
    (entry,) = build["entries"]
    assert entry == {"option": "cache-from", "type": "registry", "attrs": {"ref": "a/$B:c"}, "line": 5}


def test_a_broken_file_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "docker-bake.hcl").write_text('target "a" {\n  cache-to = ["x]\n}\n', encoding="utf-8")
    status, out, err = run("docker-bake.hcl")
    assert (status, err) == (1, "")
    assert (
        "docker-bake.hcl:2\nerror: The file is not valid HCL: a string is never closed (line 2). [file-syntax]\n" in out
    )


def test_a_file_in_another_encoding_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.ps1").write_bytes("docker buildx build --cache-to a/b:c .\r\n".encode("utf-16"))
    assert run("b.ps1")[0] == 0


def test_a_file_that_is_not_all_text_is_not_guessed_at(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.sh").write_bytes(b"\ndocker buildx build --cache-to a/b:\xff .\n")
    status, out, err = run("b.sh")
    assert (status, out) == (2, "")
    assert "b.sh can't be read: line 2 is not in UTF-8; save the file as UTF-8" in err


def test_only_files_and_folders_are_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "user" / "app").mkdir(parents=True)
    assert "no build with a cache was found" in run("user/app")[1]
    assert "1 entry" in run("--", "user/app")[1]
    assert run("type=registry,ref=a/b:c")[0] == 0
    assert run("x" * 5000)[0] == 1
    assert run("a\0b")[0] == 1
    status, out, err = run("compose.yml")
    assert (status, out) == (2, "")
    assert "there is no file compose.yml here" in err


def test_an_image_of_the_command_line_counts_where_a_build_has_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("services: {a: {build: {cache_to: ['type=registry,ref=a/b:c']}}}", encoding="utf-8")
    assert run("c.yml")[0] == 0
    status, out, _ = run("--image", "a/b:c", "c.yml")
    assert status == 1
    assert "c.yml:1, service a" in out


@pytest.mark.parametrize(("dialect", "numbers"), [("", 2), ("bash", 2), ("powershell", 1), ("cmd", 1)])
def test_a_script_is_read_as_the_shell_that_its_place_names(
    dialect: shell.Dialect, numbers: int, catalog: Catalog
) -> None:
    text = template.plain("docker buildx build --cache-to a \\\n --cache-from b .\n", 1)
    (build, *_) = shell.read(text, catalog, dialect=dialect)
    assert len(build.values) == numbers
